"""Admonitions, tabs, collapsibles of Python-Markdown and pymdownx -> directives; other marks of theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import dedent, find_open_fence, indent_of, mark_code, quote, take_indented

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_BLOCK = re.compile(
    r"([ \t]*(?:(?:[-*+:]|\d+[.)])[ \t]+)?)(!!!|\?\?\?\+?|===[+!]?)[ \t]+"
    r"(?:([A-Za-z](?:[\w -]*[\w-])?)[ \t]*)?(?:\"(.*)\"[ \t]*)?$"
)
_MARKS = ("!!!", "???", "===")
#: An icon by its name, with attributes: ``:octicons-file-code-16:{ .lg }``.
_ICON = re.compile(r":((?:material|octicons|simple|fontawesome)-[a-z0-9-]+):(?:\{[^{}]*\})?")
_OBJECT = re.compile(r"[ \t]*:::[ \t]+([A-Za-z_][\w]*(?:\.[\w]+)+)[ \t]*$")
_COMMAND = re.compile(r"[ \t]*:::[ \t]+(mkdocs-[\w-]+|mkdocs_[\w-]+)[ \t]*$")
_TOC = re.compile(r"[ \t]*\[(?:TOC|toc)\][ \t]*$")
#: What begins a heading though no blank follows it; U+00A0 is one for Python-Markdown only.
_HASHES = re.compile(r"(#{1,6})(?:(\xa0)|(?=[^\W\d_]))")
_TARGET = re.compile(r"[ ]{0,3}\[[^\]^*][^\]]*\]:[ \t]*\S+(?:[ \t]+[\"'(].*[\"')])?[ \t]*$")
_ATTRIBUTES = re.compile(r"\{:?[ ]*[.#][a-z][^{}]*\}")
_CODE_LANGUAGE = re.compile(r"[ \t]*(?::::|#!)[\w+-]+[ \t]*$")
#: What an admonition may be called -> the directive of the theme that looks like it.
# fmt: off
KINDS = {
    "note": "note", "info": "note", "abstract": "note", "summary": "note", "tldr": "note", "todo": "note",
    "example": "note", "quote": "note", "cite": "note", "question": "note", "help": "note", "faq": "note",
    "seealso": "note", "new": "note", "admonition": "note", "tip": "tip", "hint": "tip", "success": "tip",
    "check": "tip", "done": "tip", "important": "tip", "warning": "warning", "caution": "warning",
    "attention": "warning", "danger": "warning", "error": "warning", "failure": "warning", "fail": "warning",
    "missing": "warning", "bug": "warning", "block": "note",
}
# fmt: on


def read_lines(lines: list[Line], _notes: Notes) -> list[Line]:
    """Set headings without a blank after their hashes, and targets of links right below text, apart."""
    if not any(line.text.startswith("#") or "]:" in line.text for line in lines):
        return lines
    out: list[Line] = []
    for _, written, is_code in mark_code(lines):
        line, before = written, out[-1].text if out else ""
        if not is_code and "]:" in line.text and _TARGET.match(line.text):
            if before.strip() and not _TARGET.match(before):
                out.append(line.says(""))
        elif (
            not is_code
            and (match := _HASHES.match(line.text))
            and (match[2] or len(match[1]) > 1 or not before.strip())
        ):
            line = line.says(f"{match[1]} {line.text[match.end() :]}", shift=-1 if match[2] == "" else 0)
        out.append(line)
    return out


def read_blocks(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate blocks that begin with a line of marks and continue as long as they are indented."""
    if not any(mark in line.text for line in lines for mark in ("!!!", "???", "===")):
        return lines
    out: list[Line] = []
    start = 0
    is_in_tabs = False
    while (found := _find_block(lines[start:])) is not None:
        index, match = start + found[0], found[1]
        line, indent = lines[index], _blank(match[1])
        out += lines[start:index]
        if _is_tab(match) and not is_in_tabs:
            out.append(line.says(f"{match[1]}::: tabs"))
        begin = indent if _is_tab(match) and not is_in_tabs else match[1]
        start = take_indented(lines, index + 1, indent_of(indent) + 4)
        inner = [dedent(part, 4) for part in lines[index + 1 : start]]
        out.append(line.says(begin + _open(match)))
        out += read_blocks(inner, notes)
        if fence := find_open_fence(inner):  # it ends with the block
            out.append(inner[-1].says(fence))
        last = inner[-1] if inner else line
        out.append(last.says(f"{indent}:::"))
        is_in_tabs = _is_tab(match) and _goes_on(lines[start:], indent)
        if _is_tab(match) and not is_in_tabs:
            out.append(last.says(f"{indent}:::"))
        if start < len(lines) and lines[start].text.strip():
            out.append(lines[start - 1].says(""))
    return out + lines[start:]


def _find_block(lines: list[Line]) -> tuple[int, re.Match[str]] | None:
    """Return (index, match) of the first line that begins a block; fences in blocks before it don't count."""
    for index, line, is_code in mark_code(lines):
        is_block = not is_code and any(mark in line.text for mark in _MARKS)
        match = _BLOCK.match(line.text) if is_block else None
        if match is not None and (match[3] or match[4]):
            return index, match
    return None


def _blank(marker: str) -> str:
    """Return the indent of what is in an item of a list that begins with a marker."""
    return marker if not marker.strip() else " " * len(marker.expandtabs(4))


def _is_tab(match: re.Match[str]) -> bool:
    return match[2].startswith("===")


def _goes_on(lines: list[Line], indent: str) -> bool:
    """Return whether what comes next is another one of the same tabs: ``===!`` begins others."""
    text = next((line.text for line in lines if line.text.strip()), "")
    match = _BLOCK.match(text)
    return bool(match and match[1] == indent and match[2] in ("===", "===+") and (match[3] or match[4]))


def _open(match: re.Match[str]) -> str:
    kind, title = (match[3] or "").split(" ")[0].lower(), match[4]
    if match[2].startswith("==="):
        label, icon = take_icon(title or match[3])
        return f"::: tab {quote(clean_title(label))}{icon}"
    title, icon = (title, "") if title is None else take_icon(title)
    shown = kind.capitalize() if title is None else clean_title(title)
    if match[2].startswith("???"):
        return f"::: details {quote(shown)}" + (" open=true" if match[2].endswith("+") else "") + icon
    return f"::: {KINDS.get(kind, 'note')} {quote(shown)}" if shown else f"::: {KINDS.get(kind, 'note')}"


def take_icon(title: str) -> tuple[str, str]:
    """Return a title without the icons in it, and the first of them as an option of a directive."""
    names = _ICON.findall(title)
    text = " ".join(_ICON.sub("", title).split())
    return (text or title, f" icon={quote(names[0])}") if names else (title, "")


def clean_title(title: str) -> str:
    """Return a title without lists of attributes; what else is Markdown in it, our directives read."""
    return _ATTRIBUTES.sub("", title) if "{" in title else title


def read_marks(lines: list[Line], notes: Notes) -> list[Line]:
    """Leave out the table of contents' place; report what is made from code."""
    out: list[Line] = []
    skip = 0
    for index, line, is_code in mark_code(lines):
        text = line.text
        if index < skip:
            continue
        if is_code:
            out.append(line)
        elif _TOC.match(text):
            out.append(line.says(""))
        elif ":::" in text and (match := _OBJECT.match(text) or _COMMAND.match(text)):
            construct, hint = (
                "documentation of code",
                "name the folder of the package under [reference] paths: see API reference in the manual",
            )
            notes.refuse(line, text.index(":::"), construct, hint, written=f"::: {match[1]}")
            skip = take_indented(lines, index + 1, 4)
        elif indent_of(text) >= 4 and _CODE_LANGUAGE.match(text):
            out.append(line.says(""))  # codehilite's way to name the language of an indented block
        else:
            out.append(line)
    return out
