"""Liquid in content -> code, links, directives; what it would compute is a Problem at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import read_arguments, write_block, write_inline
from sitegen.content.dialects.lines import find_indented_code, mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

#: Each ends before the next one begins, so a line of many that stay open is read once, not once for each.
_TAG = re.compile(r"\{%-?\s*([a-z_]\w*)\b((?:(?!%\}|\{%).)*)%\}")
_OUTPUT = re.compile(r"\{\{-?((?:(?!\}\}|\{\{).)*)\}\}")
_LIQUID = re.compile(rf"{_TAG.pattern}|{_OUTPUT.pattern}")
_VALUE = re.compile(r"\{\{-?\s*((?:site|page)(?:\.[\w-]+)+)\s*-?\}\}")
_RAW_MARK = re.compile(r"[ \t]*\{%-?\s*(?:end)?raw\s*-?%\}[ \t]*")
_RAW = re.compile(r"\{%-?\s*raw\b")
#: An address that is computed, in Markdown or HTML.
_COMPUTED = re.compile(r"(?:\]\(|(?:href|src)=[\"'])[ \t]*(\{\{(?:(?!\}\}|\{\{).)*\}\})")
_END = re.compile(r"\{%-?\s*end(\w+)\s*-?%\}")
_ALONE = re.compile(r"([ \t]*(?:>[ \t]?)*)(\{%.*%\})[ \t]*$")
#: The site's own address: ours is known to every link.
_BASE = re.compile(r"site\.(?:baseurl|url|github\.url)(?:\s*\|\s*append:\s*site\.baseurl)?")
_RELATIVE = re.compile(
    r"(?:site\.(?:baseurl|url)\s*\|\s*append:\s*)*[\"']([^\"']*)[\"']"
    r"\s*(?:\|\s*(?:relative_url|absolute_url|(?:prepend|append):\s*site\.(?:baseurl|url))\s*)*"
)
_CONTROL = frozenset(
    ("if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "for", "endfor",
     "assign", "capture", "endcapture", "increment", "decrement", "cycle", "tablerow", "endtablerow",
     "break", "continue", "include_relative", "include_cached", "liquid", "render", "layout")
)  # fmt: skip
#: Blocks that are read by themselves.
_OWN = frozenset(("raw", "comment", "highlight"))
_OPENING = re.compile(r"([ \t]*(?:>[ \t]?)*)\{%-?\s*([a-z_]\w*)\b")
_CLOSING = re.compile(r"\{%-?\s*end(\w+)\s*-?%\}[ \t]*")
_REMEDY = "write the result, or move it into a template"


def read_tags(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate tags where plugins read them, as in Pelican and MkDocs: what is in ``{{ }}`` is text.

    Not in the address of a link, since no page has such a name, nor next to tags.
    """
    out: list[Line] = []
    indented = find_indented_code(lines) if any("{%" in line.text for line in lines) else frozenset()
    is_computed = any(
        not is_code and index not in indented and "{%" in line.text and _TAG.search(mask_spans(line.text))
        for index, line, is_code in mark_code(lines)
    )
    computed = _OUTPUT if is_computed else _COMPUTED
    for index, line, is_code in mark_code(lines):
        if "raw" in line.text and _RAW_MARK.fullmatch(line.text):
            continue
        if is_code or index in indented or ("{%" not in line.text and "{{" not in line.text):
            out.append(line)
            continue
        masked = mask_spans(line.text)
        for match in computed.finditer(masked):
            expression = match[0] if is_computed else match[1]
            at = match.end() - len(expression)
            notes.refuse(line, at, "not computed here", _REMEDY, written=expression[:60])
        out += _outside(line, notes, frozenset())[0] if _TAG.search(masked) else [line]
    return out


def read_liquid(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate Liquid outside of code blocks and of raw, and leave out comments."""
    out: list[Line] = []
    inside = ""  #: the block that is open: raw, comment, highlight
    fence = ""
    paired = frozenset(_END.findall("\n".join(line.text for line in lines)))
    for _, written, is_code in mark_code(lines):
        line = written if inside == "raw" else _fill(written, notes)
        if inside:
            end = re.search(rf"\{{%-?\s*end{inside}\s*-?%\}}", line.text)
            out += _inside(line, inside, fence, end)
            inside = "" if end else inside
        elif "{%" not in line.text and "{{" not in line.text:
            out.append(line)
        elif is_code:
            out += _strip_raw(line)
        else:
            texts, inside, fence = _outside(line, notes, paired)
            out += texts
    return out


def read_computed(lines: list[Line], notes: Notes) -> list[Line]:
    """Evaluate Liquid, where the site's pages are made of it; the library is loaded only for that."""
    if not notes.files.config.markdown.liquid or not any(
        "{%" in line.text or "{{" in line.text for line in lines
    ):
        return lines
    from sitegen.content.dialects.liquid import evaluate

    return evaluate(lines, notes)


def _fill(line: Line, notes: Notes) -> Line:
    """Return a line with the values of the site and of the page filled in, also in code."""
    if "{{" not in line.text or _RAW.search(line.text):
        return line
    return line.says(_VALUE.sub(lambda match: _say(match[1], notes) or match[0], line.text))


def _say(name: str, notes: Notes) -> str:
    """Return the value of ``site.x`` or ``page.x.y``; "" if it has none or its value isn't plain text."""
    where, *keys = name.split(".")
    value: object = notes.values.get(where)
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _inside(line: Line, block: str, fence: str, end: re.Match[str] | None) -> list[Line]:
    if block == "comment":
        return [line.says(line.text[end.end() :], shift=end.end())] if end else []
    if block == "highlight":
        return [line.says(fence)] if end else [line]
    if end is None:
        return [line]
    text = line.text[: end.start()] + line.text[end.end() :]
    return [line.says(text)] if text.strip() else []


def _strip_raw(line: Line) -> list[Line]:
    text = re.sub(r"\{%-?\s*(?:end)?raw\s*-?%\}", "", line.text)
    return [line.says(text)] if text.strip() or text == line.text else []


def _outside(line: Line, notes: Notes, paired: frozenset[str]) -> tuple[list[Line], str, str]:
    """Return (lines, the block that is open after them or "", the fence of a code block that is open).

    ``paired`` are the names of the tags that the file ends somewhere: ``tabs`` for ``{% endtabs %}``.
    """
    alone = _ALONE.match(line.text)
    tag = _TAG.fullmatch(alone[2]) if alone else None
    if alone and tag and tag[1] == "highlight":
        words = _clean(tag[2]).split()
        fence = f"{alone[1]}~~~~~~"
        return [line.says(f"{fence}{words[0] if words else ''}")], "highlight", fence
    if alone and tag and tag[1] in ("raw", "comment"):
        return [], tag[1], ""
    if alone and tag and tag[1] not in _CONTROL | {"post_url", "link"}:
        if tag[1].removeprefix("end") in paired - {tag[1]}:
            return [line.says(f"{alone[1]}:::")], "", ""
        if not tag[1].startswith("end"):
            name, written = _name_call(tag)
            block = write_block(line, alone[1], name, read_arguments(written))
            return block[:1] if tag[1] in paired else block, "", ""
    if parts := _pair_on_line(line, paired) or _end_on_line(line, paired):
        return [rest for part in parts for rest in _within(part, notes)[0]], "", ""
    return _within(line, notes)


def _pair_on_line(line: Line, paired: frozenset[str]) -> list[Line]:
    """Return ``{% name %}text{% endname %}``, alone on its line, as a block of three lines."""
    opening = _OPENING.match(line.text)
    name, end = _find_closing(line.text, paired)
    if not opening or opening[2] != name:
        return []
    mark = line.text.find("%}", opening.end())
    if not 0 <= mark < end:
        return []
    written, text = line.text[opening.end() : mark].removesuffix("-"), line.text[mark + 2 : end]
    first, last = write_block(line, opening[1], name, read_arguments(written))
    start = mark + 2 + len(text) - len(text.lstrip(" \t"))
    text = text.strip(" \t")
    inner = line.says(f"{opening[1]}{text}", shift=start - len(opening[1]))
    return [first, *([inner] if text else []), last]


def _end_on_line(line: Line, paired: frozenset[str]) -> list[Line]:
    """Return ``text{% endname %}`` as two lines, where the block began on a line before."""
    name, end = _find_closing(line.text, paired)
    text = line.text[:end].rstrip(" \t")
    if not text.strip(" \t>") or re.search(rf"\{{%-?\s*{name}\b", text):
        return []
    prefix = text[: len(text) - len(text.lstrip(" \t>"))]
    return [line.says(text), line.says(f"{prefix}:::")]


def _find_closing(text: str, paired: frozenset[str]) -> tuple[str, int]:
    """Return the name of the block that the last tag of a line ends, and where that is; ("", 0) if none."""
    start = text.rfind("{%")
    match = _CLOSING.fullmatch(text, start) if start >= 0 else None
    if not match or match[1] in _CONTROL or match[1] in _OWN or match[1] not in paired:
        return "", 0
    return match[1], start


def _within(line: Line, notes: Notes) -> tuple[list[Line], str, str]:
    text, masked = line.text, mask_spans(line.text)
    parts: list[str] = []
    done = 0
    block = ""
    for match in _LIQUID.finditer(text):
        if match.start() < done:
            continue
        parts.append(text[done : match.start()])
        done = match.end()
        if match[1] in ("raw", "comment"):
            end = re.compile(rf"\{{%-?\s*end{match[1]}\s*-?%\}}").search(text, done)
            stop = end.start() if end else len(text)
            parts.append(text[done:stop] if match[1] == "raw" else "")
            done = end.end() if end else len(text)
            block = "" if end else match[1]
        elif masked[match.start()] == "\0":
            parts.append(match[0])
        else:
            parts.append(_replace(match, line, notes))
    return [line.says("".join((*parts, text[done:])))], block, ""


def _replace(match: re.Match[str], line: Line, notes: Notes) -> str:
    if match[3] is not None:
        return _replace_output(match, line, notes)
    name, written = match[1], _clean(match[2])
    if name == "post_url":
        return f"/{notes.posts}{written.strip('/')}"
    if name == "link":
        return "/" + (written if notes.posts else written.removeprefix("_posts/"))
    if name in _CONTROL or name.startswith("end"):
        notes.refuse(line, match.start(), "sitegen doesn't evaluate Liquid", _REMEDY, written=match[0][:60])
        return ""  # Jekyll shows nothing of it
    called, rest = _name_call(match)
    return write_inline(called, read_arguments(rest))


def _replace_output(match: re.Match[str], line: Line, notes: Notes) -> str:
    output = _clean(match[3])
    if _BASE.fullmatch(output):
        return "" if line.text[match.end() : match.end() + 1] == "/" else "/"
    if quoted := _RELATIVE.fullmatch(output):
        return f"/{quoted[1].lstrip('/')}" if "|" in output else quoted[1]
    named = _VALUE.fullmatch(match[0])
    hint = (
        f"set {named[1][5:]} below [extra] in sitegen.toml" if named and named[1][:5] == "site." else _REMEDY
    )
    notes.refuse(line, match.start(), "sitegen doesn't evaluate Liquid", hint, written=match[0][:60])
    return ""


def _name_call(tag: re.Match[str]) -> tuple[str, str]:
    """Return the name of the directive for a tag, and its arguments: an include is called as its file."""
    written = _clean(tag[2])
    if tag[1] != "include":
        return tag[1], written
    name, _, rest = written.partition(" ")
    return name, rest


def _clean(written: str) -> str:
    """Return what is in a tag, without the hyphen and the blanks at its end."""
    return written.strip().removesuffix("-").rstrip()
