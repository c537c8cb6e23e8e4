"""MDX -> Markdown: components become directives of their name, modules go, expressions are Problems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import read_arguments, write_arguments, write_block, write_inline
from sitegen.content.dialects.jsx_lines import join_tags, outdent
from sitegen.content.dialects.lines import mark_code, mask_spans
from sitegen.content.dialects.mdx_modules import cut_modules

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_ATTRIBUTES = (
    r"((?:\s+[\w:.-]+(?:=(?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?|\s+\{[^{}]*\})*)"
)
_COMPONENT = re.compile(rf"<(/?)([A-Z][\w.]*){_ATTRIBUTES}\s*(/?)>")
_TRUNCATE = re.compile(r"^[ \t]*\{/\*[ \t]*truncate[ \t]*\*/\}[ \t]*$")
_COMMENT = re.compile(r"\{/\*.*?\*/\}")
_EXPRESSION = re.compile(r"(?<![\\$\w=^_}{])\{(?!/\*)([^{}]*)\}")
#: One that goes on in the next line.
_OPEN_EXPRESSION = re.compile(r"(?<![\\$\w=^_}{])\{(?!/\*)[^{}]*$")
_LITERAL_EXPRESSION = re.compile(
    r"(?<![\\$=^_])\{\s*(?:\"([^\"\n]*)\"|'([^'\n]*)'|`([^`$\n]*)`|"
    r"(-?\d+(?:\.\d+)?|Infinity|NaN|true|false|null|undefined))\s*\}"
)
_SHOWN_AS_NOTHING = frozenset({"true", "false", "null", "undefined"})
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$]")
_FRAGMENT = re.compile(r"</?>")
_ALONE = re.compile(r"([ \t]*)(<.*>)[ \t]*$")
#: The mark of a list item whose text begins with a tag.
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=<)")
#: Code blocks that name their file behind their language.
_TITLED = re.compile(r"^([ \t]*(?:`{3,}|~{3,})[\w+#-]+):(\S+)")
_MATH = re.compile(r"\$[^$]+\$")


#: Elements of HTML as JSX writes them: closed by a slash, with classes under another name.
_SLASHED = re.compile(r"<([a-z][\w-]*)((?:\s(?:[^<>{}]|\{[^{}]*\})*)?)/>")
_CLASS_NAME = re.compile(r"(<[a-z][^<>]*?\s)className=(?=[\"'])")
# fmt: off
_VOID = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
))
# fmt: on
_BRACES = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_ELEMENT = re.compile(rf"<[a-z][\w-]*(?:\s+[\w:-]+(?:=(?:\"[^\"]*\"|'[^']*'|{_BRACES}))?)*\s*/?>")
_COMPUTED = re.compile(rf"(\s+)([\w:-]+)={_BRACES}")
_LITERAL = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`$]*)`|(-?\d+(?:\.\d+)?))\s*$")
#: How React's and Docusaurus' pages give a heading its id.
_HEADING_ID = re.compile(r"^([ ]{0,3}#{1,6}[ \t].*?)\{[ \t]*/\*[ \t]*#?([\w:.-]+)[ \t]*\*/[ \t]*\}[ \t]*$")


def read_components(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate components and ids of headings in files that aren't MDX by name: braces are text."""
    out: list[Line] = []
    for _, line, is_code in mark_code(join_tags(lines, notes)):
        if is_code or ("<" not in line.text and "{/*" not in line.text):
            out.append(line)
        else:
            out += _translate(_write_attributes(line, notes), None)
    return out


def read_mdx(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate what stands outside code. Attributes in braces are passed on as they are written."""
    out: list[Line] = []
    in_math = in_comment = was_code = False
    lines = cut_modules(lines)
    for _, written, is_code in mark_code(join_tags(outdent(lines), notes)):
        line = written
        if in_comment or (not is_code and "{/*" in line.text):
            in_comment, line = _cut_comment(line, is_open=in_comment)
        text = line.text
        if is_code:
            if not was_code and out and out[-1].text.rstrip().endswith(">"):
                out.append(out[-1].says(""))  # code ends HTML, as in MDX
            out.append(line.says(_TITLED.sub(r"\1 title=\2", text)) if ":" in text else line)
        elif in_math or text.lstrip().startswith("$$"):
            in_math ^= text.count("$$") % 2 == 1
            out.append(line)
        elif "<" in text or "{" in text:
            out += _translate(_write_attributes(line, notes), notes)
        else:
            out.append(line)
        was_code = is_code
    return out


def _cut_comment(line: Line, *, is_open: bool) -> tuple[bool, Line]:
    """Return whether a comment goes on after a line, and the line without its part of that comment."""
    if is_open:
        _, end, rest = line.text.partition("*/}")
        return not end, line.says(rest, shift=len(line.text) - len(rest))
    start = mask_spans(line.text).rfind("{/*")
    goes_on = start >= 0 and "*/}" not in line.text[start:]
    return goes_on, line.says(line.text[:start]) if goes_on else line


def _write_what_is_fixed(line: Line) -> Line:
    """Return a line without the fragments, literals and marks that need no evaluation."""
    text = line.text
    if "{" in text:
        text = _write_literals(_TRUNCATE.sub("<!-- more -->", text))
    if "<>" in text or "</>" in text:  # they only group
        text = _cut_fragments(text)
    return line.says(text)


def _cut_fragments(text: str) -> str:
    for match in reversed(list(_FRAGMENT.finditer(mask_spans(text)))):
        text = text[: match.start()] + text[match.end() :]
    return text


def _write_literals(text: str) -> str:
    """Return a line whose expressions of one literal are what they say: ``{" "}``, ``{'{'}``."""
    masked = _MATH.sub(lambda match: " " * len(match[0]), mask_spans(text))
    for match in reversed(list(_LITERAL_EXPRESSION.finditer(text))):
        if masked[match.start()] == "{":
            value = next(filter(None, match.groups()), "")
            value = "" if value in _SHOWN_AS_NOTHING else _SPECIAL.sub(r"\\\g<0>", value)
            text = text[: match.start()] + value + text[match.end() :]
    return text


def _translate(line: Line, notes: Notes | None) -> list[Line]:
    """Translate a line; without ``notes``, expressions in it are text."""
    if notes:
        line = _write_what_is_fixed(line)
    text = _write_html(_COMMENT.sub("", _HEADING_ID.sub(r"\1{#\2}", line.text)))
    item = _ITEM.match(text)
    if item and (start := _COMPONENT.fullmatch(text[item.end() :].rstrip())) and not (start[1] or start[4]):
        return write_block(line, item[0], start[2], _read_attributes(start[3]))[:1]
    alone = _ALONE.match(text)
    tag = _COMPONENT.fullmatch(alone[2]) if alone else None
    if alone and tag:
        if tag[1]:
            return [line.says(f"{alone[1]}:::")]
        arguments = _read_attributes(tag[3])
        block = write_block(line, alone[1], tag[2], arguments)
        return block if tag[4] else block[:1]
    if alone and (paired := _pair_on_line(line, alone, notes)):
        return paired
    masked = mask_spans(text)
    parts = []
    done = 0
    for match in _COMPONENT.finditer(masked):
        parts += [text[done : match.start()], _write_inline(_COMPONENT.match(text, match.start()) or match)]
        done = match.end()
    for blank in (_COMPONENT, _MATH):
        masked = blank.sub(lambda match: " " * len(match[0]), masked)
    expressions = (*_EXPRESSION.finditer(masked), *_OPEN_EXPRESSION.finditer(masked)) if notes else ()
    for match in expressions:
        if notes and not _is_attribute(text, match.start()):
            notes.refuse(
                line,
                match.start(),
                "sitegen doesn't evaluate MDX expressions",
                "write the result; to write a brace as text, use \\{",
                written=text[match.start() : match.end()][:60],
            )
    return [line.says("".join((*parts, text[done:])))]


def _write_attributes(line: Line, notes: Notes) -> Line:
    """Return a line whose elements of HTML have no expressions: what is more than a literal is reported."""
    if "={" not in line.text:
        return line
    text = line.text
    for element in reversed(list(_ELEMENT.finditer(mask_spans(text)))):
        tag = text[element.start() : element.end()]
        for match in reversed(list(_COMPUTED.finditer(tag))):
            written = _write_literal(match)
            if not written and match[3].strip() != "false":
                at = element.start() + match.start(2)
                hint = "write the result, or use a class instead"
                notes.refuse(
                    line, at, "sitegen doesn't evaluate attributes", hint, written=match[0].strip()[:60]
                )
            tag = tag[: match.start()] + written + tag[match.end() :]
        text = text[: element.start()] + tag + text[element.end() :]
    return line.says(text)


def _write_literal(match: re.Match[str]) -> str:
    """Return an attribute whose value is a literal as HTML has it; or nothing."""
    if match[3].strip() == "true":
        return match[1] + match[2]
    literal = _LITERAL.match(match[3])
    value = next((part for part in literal.groups() if part is not None), "") if literal else ""
    return f'{match[1]}{match[2]}="{value}"' if literal and '"' not in value else ""


def _write_html(text: str) -> str:
    """Return a line with its elements of HTML as browsers read them."""
    if "`" in text or "<" not in text:
        return text
    text = _CLASS_NAME.sub(r"\1class=", text) if "className" in text else text
    return _SLASHED.sub(lambda tag: tag[0] if tag[1] in _VOID else f"<{tag[1]}{tag[2]}></{tag[1]}>", text)


def _pair_on_line(line: Line, alone: re.Match[str], notes: Notes | None) -> list[Line]:
    """Translate ``<Name>text</Name>``, alone on its line: what it holds is Markdown."""
    first = _COMPONENT.match(alone[2])
    if not first or first[1] or first[4]:
        return []
    tags = [tag for tag in _COMPONENT.finditer(alone[2]) if tag[2] == first[2]]
    if len(tags) != 2 or not tags[1][1] or tags[1].end() != len(alone[2]):
        return []
    start = alone.start(2) + first.end() - len(alone[1])
    inner = line.says(alone[1] + alone[2][first.end() : tags[1].start()], shift=start)
    opened = write_block(line, alone[1], first[2], _read_attributes(first[3]))
    return [opened[0], *_translate(inner, notes), opened[1]]


def _is_attribute(text: str, at: int) -> bool:
    """Return whether a brace opens attributes in our sense, ``{.class}``, which plain Markdown files use."""
    return bool(re.match(r"\{[ \t]*[.#]", text[at:]))


def _read_attributes(written: str) -> list[tuple[str, str]]:
    return [(key, value) if key else (value, "true") for key, value in read_arguments(written)]


def _write_inline(match: re.Match[str]) -> str:
    arguments = _read_attributes(match[3])
    if match[1]:
        return f"{{{{< /{match[2]} >}}}}"
    if match[4]:
        return f"{{{{< {match[2].replace('.', '-')}{write_arguments(arguments)} />}}}}"
    return write_inline(match[2], arguments)
