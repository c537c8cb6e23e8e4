"""Lines of MyST -> a directive: where it ends, its options, its body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line

FENCE = re.compile(r"([ \t>]*)(`{3,}|~{3,}|:{3,})[ \t]*(?:\{([\w:.-]+)\})?[ \t]*((?:.*[^ \t])?)[ \t]*$")
_OPTION = re.compile(r"[ \t]*:([\w-]+):(?:[ \t]+(.*?))?[ \t]*$")
#: The same between lines of three hyphens.
_PAIR = re.compile(r"[ \t]*([\w-]+):(?:[ \t]+(.*?))?[ \t]*$")
_QUOTED = re.compile(r"^(['\"])((?:(?!\1).)*)\1$")


class Block(NamedTuple):
    """A directive: where its lines are, and what its first line says."""

    prefix: str
    name: str
    arguments: str
    options: dict[str, str]
    body: list[Line]
    end: int  #: the index after its last line


def find_end(lines: list[Line], start: int, marks: str) -> int:
    """Return the index after the line that ends a block: the same mark, as often or more often, alone."""
    for index in range(start, len(lines)):
        text = lines[index].text.strip(" \t>")
        if text.startswith(marks) and not text.strip(marks[0]):
            return index + 1
    return len(lines)


def take_block(lines: list[Line], start: int, match: re.Match[str]) -> Block:
    """Return the directive that begins with a line; ``match`` is what FENCE says of it."""
    end = find_end(lines, start + 1, match[2])
    is_closed = end > start + 1 and not lines[end - 1].text.strip(" \t>").strip(match[2][0])
    body = lines[start + 1 : end - 1 if is_closed else end]
    options: dict[str, str] = {}
    is_fenced = bool(body) and body[0].text.strip() == "---"
    body = body[is_fenced:]
    while body and (option := (_PAIR if is_fenced else _OPTION).match(body[0].text)):
        options[option[1]] = _QUOTED.sub(r"\2", option[2] or "")
        body = body[1:]
    body = body[is_fenced and bool(body) and body[0].text.strip() == "---" :]
    return Block(match[1], match[3], match[4], options, body, end)
