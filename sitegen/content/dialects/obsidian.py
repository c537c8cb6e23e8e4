"""``[[Note#Heading|text]]``, embeds, callouts, comments and marks of Obsidian -> Markdown of ours."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import drop_front_matter
from sitegen.content.dialects.lines import mark_code, mask_spans, quote
from sitegen.content.dialects.python_markdown import KINDS
from sitegen.core.slugs import anchor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line, Notes

_LINK = re.compile(r"(!?)\[\[([^\[\]|#]*?)(#[^\[\]|]*?)?(?:\\?\|([^\[\]]*))?\]\]")
_COMMENT = re.compile(r"%%.*?%%")
_MARK = re.compile(r"==(?=[^\s=])(.*?[^\s=])==")
_BLOCK_ID = re.compile(r"(?:^|[ \t]|(?<=\)))\^([A-Za-z0-9-]+)[ \t]*$")
_CALLOUT = re.compile(r"[ ]{0,3}>[ \t]?\[!([A-Za-z][\w-]*)(?:\|[^\]]*)?\]([-+]?)[ \t]*((?:.*[^ \t])?)[ \t]*$")
_QUOTED = re.compile(r"[ ]{0,3}>[ \t]?")
_EMBED = re.compile(r"([ \t>]*)!\[\[([^\[\]|#]+?)(#[^\[\]|]*)?(?:\|[^\[\]]*)?\]\][ \t]*$")
_HAS_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,5}$")
_SIZE = re.compile(r"\d+(?:x\d+)?")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp")
_KINDS = KINDS | {"done": "tip", "caution": "warning"}


def read_comments(lines: list[Line], _notes: Notes) -> list[Line]:
    """Leave out what is between ``%%`` and ``%%``, on one line or on several."""
    if not any("%%" in line.text for line in lines):
        return lines
    out: list[Line] = []
    inside = False
    for _, line, is_code in mark_code(lines):
        text = line.text
        if is_code and not inside:
            out.append(line)
            continue
        if not inside:
            text = _cut(text)
        at = mask_spans(text).find("%%")
        if inside:
            text = text[at + 2 :] if at >= 0 else ""
        elif at >= 0:
            text = text[:at]
        inside ^= at >= 0
        out.append(line.says(text))
    return out


def _cut(text: str) -> str:
    masked = mask_spans(text)
    for match in reversed(list(_COMMENT.finditer(masked))):
        text = text[: match.start()] + text[match.end() :]
    return text


def read_embeds(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in other notes, or parts of them; one that isn't written yet stays a link."""
    if not any("![[" in line.text for line in lines):
        return lines
    in_code = {index for index, _, is_code in mark_code(lines) if is_code}

    def find(part: Sequence[Line], index: int) -> Mark | None:
        match = _EMBED.match(part[index].text) if "![[" in part[index].text else None
        if match is None or (part is lines and index in in_code) or _HAS_SUFFIX.search(match[2]):
            return None
        if not notes.files.find(match[2], notes.files.page):
            return None
        return Mark(index + 1, match[1], "", match[2], partial(_choose_part, (match[3] or "").strip("# ")))

    return expand(lines, notes, find)


def _choose_part(part: str, lines: Sequence[str], _path: str) -> list[str]:
    """Return a note, what is below one of its headings, or one of its blocks."""
    text = drop_front_matter(lines)
    if part.startswith("^"):
        end = next((index for index, line in enumerate(text) if line.rstrip().endswith(part)), -1)
        start = end
        while start > 0 and text[start - 1].strip():
            start -= 1
        return text[start : end + 1]
    heading = part.rpartition("#")[2].strip().casefold()
    if not heading:
        return text
    for start, line in enumerate(text):
        if line.startswith("#") and line.lstrip("#").strip().casefold() == heading:
            level = len(line) - len(line.lstrip("#"))
            below = range(start + 1, len(text))
            ends = (index for index in below if re.match(rf"#{{1,{level}}}[ \t]", text[index]))
            return text[start : next(ends, len(text))]
    return []


def read_callouts(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate quotes that begin with ``[!kind]``, those inside them, too."""
    if not any("[!" in line.text for line in lines):
        return lines
    out: list[Line] = []
    marked = list(mark_code(lines))
    index = 0
    while index < len(marked):
        _, line, is_code = marked[index]
        match = None if is_code else _CALLOUT.match(line.text)
        index += 1
        if match is None:
            out.append(line)
            continue
        body = []
        while index < len(lines) and (prefix := _QUOTED.match(lines[index].text)):
            body.append(lines[index].says(lines[index].text[prefix.end() :], shift=prefix.end()))
            index += 1
        out += [line.says(_open(match)), *read_callouts(body, notes), line.says(":::"), line.says("")]
    return out


def _open(match: re.Match[str]) -> str:
    kind, folded, title = match[1].lower(), match[2], match[3]
    if folded:
        return f"::: details {quote(title or kind.capitalize())}" + (" open=true" if folded == "+" else "")
    return f"::: {_KINDS.get(kind, 'note')} {quote(title or kind.capitalize())}"


def read_wikilinks(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate links and embeds, marked text and the ids of blocks, outside code."""
    out: list[Line] = []
    for _, line, is_code in mark_code(lines):
        text = line.text
        if is_code or not ("[[" in text or "==" in text or "^" in text):
            out.append(line)
            continue
        masked = mask_spans(text)
        parts: list[str] = []
        done = 0
        for match in _LINK.finditer(masked):
            parts += [text[done : match.start()], _write(match)]
            done = match.end()
        written = "".join((*parts, text[done:]))
        if "==" in written:
            written = _MARK.sub(r"<mark>\1</mark>", written) if "`" not in written else written
        out.append(line.says(_BLOCK_ID.sub(r' <span id="^\1"></span>', written)))
    return out


def _write(match: re.Match[str]) -> str:
    embed, note, part, shown = match[1], match[2].strip(), (match[3] or "").strip("# "), match[4]
    name = note.rpartition("/")[2]
    target = note.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    if embed and name.lower().endswith(_PICTURES):
        parts = [word.strip() for word in (shown or "").split("|") if word.strip()]
        words = [word for word in parts if not _SIZE.fullmatch(word)]
        size = next((word for word in parts if _SIZE.fullmatch(word)), "").partition("x")
        sizes = " ".join(
            f"{key}={value}" for key, value in zip(("width", "height"), size[::2], strict=True) if value
        )
        return f"![{words[0] if words else name.rpartition('.')[0]}]({target})" + (
            f"{{{sizes}}}" if sizes else ""
        )
    if embed and name.lower().endswith((".base", ".canvas")):
        return ""  # `sitegen import` lists them
    heading = part.rpartition("#")[2]
    fragment = heading if heading.startswith("^") else anchor(heading)
    label = shown or " > ".join(filter(None, (note, part.replace("#", " > "))))
    return f"[{label}]({target}{'#' + fragment if fragment else ''})"
