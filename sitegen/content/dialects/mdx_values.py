"""Expressions of MDX that name known values -> those values; components that show code -> code blocks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, mask_spans, quote
from sitegen.content.dialects.mdx_modules import Values, find_modules
from sitegen.content.dialects.mdx_tags import Tags, find_brace, read_tag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line, Notes

_CODE_TAG = re.compile(r"[ \t]*<(Code|CodeBlock)(?=[\s/>]|$)")
_HTML_TAG = re.compile(r"[ \t]*<(Fragment|div|span|p)(?=\s[^>]*\bset:(?:html|text)=)")
_BRACES = re.compile(r"(?:(=)|(?<![\\$\w^_{=]))\{(?!/\*)((?:[^{}`]|`[^`]*`)*)\}")
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$]")
_TAG_OPEN = re.compile(r"<[A-Za-z][^<>]*$")
#: A component and what it holds take at most so many lines.
_MOST_LINES = 400


def read_values(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in the values of constants, front matter and imported files; code in attributes becomes blocks."""
    if not any("{" in line.text or "<" in line.text for line in lines):
        return lines
    modules = find_modules(lines)
    values = Values(lines, modules, notes)
    in_module = {index for start, end in modules for index in range(start, end)}
    out: list[Line] = []
    skip = 0
    tags = Tags(values)
    for index, line, is_code in mark_code(lines):
        if index < skip:
            continue
        if is_code or index in in_module:
            out.append(line)
            continue
        block = None
        if "<" in line.text:
            block = (
                _read_code(lines, index, values)
                or _read_html(lines, index, values)
                or tags.join(lines, index)
            )
        if block is not None:
            out += block[0]
            skip = block[1]
        else:
            out.append(line.says(_put_in(line.text, values)) if "{" in line.text else line)
    return out


def _put_in(text: str, values: Values) -> str:
    """Return a line with the values of the expressions in it; others stay for a report."""
    masked = mask_spans(text)
    for match in reversed(list(_BRACES.finditer(text))):
        is_code = "\0" in (masked[match.start()], masked[match.end() - 1])
        value = None if is_code else values.get(match[2])
        if value is None or "\n" in value:
            continue
        if match[1]:  # an attribute; those in quotes are texts
            value = f"={quote(value)}" if value and '"' not in value else match[0]
        elif _TAG_OPEN.search(text[: match.start()]):
            continue
        else:
            value = _SPECIAL.sub(r"\\\g<0>", value)
        text = text[: match.start()] + value + text[match.end() :]
    return text


def _read_code(lines: Sequence[Line], index: int, values: Values) -> tuple[list[Line], int] | None:
    """Return (a code block, the index after it) for a component that shows code; None for others."""
    opened = _CODE_TAG.match(lines[index].text)
    if opened is None:
        return None
    text = "\n".join(line.text for line in lines[index : index + _MOST_LINES])
    tag = read_tag(text, opened.end(), values)
    if tag is None:
        return None
    code = tag.attributes.get("code")
    end = tag.end
    if not tag.is_closed:
        closing = text.find(f"</{opened[1]}>", end)
        if closing < 0:
            return None
        code = _read_children(text[tag.end : closing], values) if code is None else code
        end = closing + len(opened[1]) + 3
    if code is None or text[end:].partition("\n")[0].strip():
        return None
    after = index + text.count("\n", 0, end) + 1
    return _write_code(lines[index], code, tag.attributes), after


def _read_children(written: str, values: Values) -> str | None:
    """Return the code between the tags of a component: text, or one expression in braces."""
    inner = written.strip()
    if inner[:1] == "{" and find_brace(inner, 0) == len(inner):
        return values.get(inner[1:-1])
    return None if "{" in inner else written.strip("\n")


def _write_code(line: Line, code: str, attributes: dict[str, str]) -> list[Line]:
    language = attributes.get("lang") or attributes.get("language") or ""
    language = language or attributes.get("className", "").partition("language-")[2]
    title = attributes.get("title", "")
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    marks = max((len(run) for run in re.findall(r"`{3,}", code)), default=2) + 1
    info = language + (f" title={quote(title)}" if title and language else "")
    texts = ["`" * max(marks, 3) + info, *code.strip("\n").split("\n"), "`" * max(marks, 3)]
    return [line.says(f"{indent}{text}" if text else "") for text in texts]


def _read_html(lines: Sequence[Line], index: int, values: Values) -> tuple[list[Line], int] | None:
    """Return (HTML, the index after it) for an element of Astro that is given its HTML or text."""
    opened = _HTML_TAG.match(lines[index].text)
    text = lines[index].text
    tag = read_tag(text, opened.end(), values) if opened else None
    if opened is None or tag is None or text[tag.end :].strip() not in ("", f"</{opened[1]}>"):
        return None
    html = tag.attributes.get("set:html")
    if html is None and (html := tag.attributes.get("set:text")) is not None:
        html = html.replace("&", "&amp;").replace("<", "&lt;")
    if html is None:
        return None
    start, end = ("", "") if opened[1] == "Fragment" else (f"<{opened[1]}>", f"</{opened[1]}>")
    return [lines[index].says(part) for part in f"{start}{html}{end}".split("\n")], index + 1
