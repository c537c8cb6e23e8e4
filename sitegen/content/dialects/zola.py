"""Zola's shortcodes, called like functions, -> directives of the same name; ``@/`` links -> ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import read_arguments, write_block, write_inline
from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_ARGUMENTS = r"\(((?:\"(?:[^\"\\]|\\.)*\"|'[^']*'|`[^`]*`|[^()\"'`])*)\)"
_INLINE = re.compile(rf"\{{\{{\s*([A-Za-z_]\w*){_ARGUMENTS}\s*\}}\}}")
_BLOCK = re.compile(rf"\{{%-?\s*([A-Za-z_]\w*){_ARGUMENTS}\s*-?%\}}")
_END = re.compile(r"\{%-?\s*end\s*-?%\}")
_ESCAPED = re.compile(r"\{\{/\*((?:(?!\*/|\{\{/).)*)\*/\}\}|\{%/\*((?:(?!\*/|\{%/).)*)\*/%\}")
_ALONE = re.compile(r"([ \t]*(?:>[ \t]?)*)(\S(?:.*[^ \t])?)[ \t]*$")
_LINK = re.compile(r"(\]\(|\]:[ \t]*|(?:href|src)=[\"'])@/")
#: What one line becomes on three: the text of a block that begins and ends on it.
_WHOLE = re.compile(rf"{_BLOCK.pattern}(.*?){_END.pattern}")


def read_calls(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate shortcodes and links outside code; in code only the escaped ones are touched."""
    out: list[Line] = []
    for _, line, is_code in mark_code(lines):
        if is_code or not any(mark in line.text for mark in ("{{", "{%", "@/")):
            out.append(_unescape(line) if "/*" in line.text else line)
        else:
            out += _translate(line)
    return out


def _translate(line: Line) -> list[Line]:
    text = _LINK.sub(r"\1/", line.text) if "@/" in line.text else line.text
    alone = _ALONE.match(text)
    if alone and (whole := _WHOLE.fullmatch(alone[2])):
        first, last = write_block(line, alone[1], whole[1], read_arguments(whole[2]))
        return [first, line.says(f"{alone[1]}{whole[3].strip()}"), last]
    if alone and (call := _INLINE.fullmatch(alone[2])):
        return write_block(line, alone[1], call[1], read_arguments(call[2]))
    if alone and (call := _BLOCK.fullmatch(alone[2])):
        return write_block(line, alone[1], call[1], read_arguments(call[2]))[:1]
    if alone and _END.fullmatch(alone[2]):
        return [line.says(f"{alone[1]}:::")]
    return [_unescape(line.says(_within(text)))]


def _within(text: str) -> str:
    """Translate the calls within a line; code spans stay."""
    masked = mask_spans(text)
    names: list[str] = []
    parts: list[str] = []
    done = 0
    for match in re.finditer(rf"{_INLINE.pattern}|{_BLOCK.pattern}|{_END.pattern}", text):
        if masked[match.start()] == "\0":
            continue
        parts.append(text[done : match.start()])
        done = match.end()
        inline, inline_arguments, block, block_arguments = match.groups()
        if inline:
            parts.append(write_inline(inline, read_arguments(inline_arguments)))
        elif block:
            names.append(block)
            parts.append(write_inline(block, read_arguments(block_arguments)))
        elif names:
            parts.append(f"{{{{< /{names.pop()} >}}}}")
        else:
            parts.append(match[0])
    return "".join((*parts, text[done:]))


def _unescape(line: Line) -> Line:
    return line.says(
        _ESCAPED.sub(
            lambda match: f"{{{{{match[1]}}}}}" if match[1] is not None else f"{{%{match[2]}%}}", line.text
        )
    )
