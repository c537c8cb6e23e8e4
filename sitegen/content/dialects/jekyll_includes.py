"""``{% include note.html text="x" %}`` -> the file, if nothing in it is computed but its own arguments."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import read_arguments
from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import drop_front_matter
from sitegen.content.dialects.lines import mark_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.content.dialects.lines import Line, Notes

_TAG = re.compile(
    r"([ \t>]*)\{%-?\s*include(?:_relative|_cached)?\s+([\w./-]+)\s*+((?:\s++|(?!%\})\S)*?)\s*-?%\}[ \t]*$"
)
_VALUE = re.compile(r"\{\{-?\s*include\.(\w+)\s*(?:\|\s*(?:escape|strip)\s*)?-?\}\}")


def read_plain_includes(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in files without tags of Liquid; the others stay calls of a directive."""
    if not any("{%" in line.text and _TAG.match(line.text) for line in lines):
        return lines
    in_code = {index for index, _, is_code in mark_code(lines) if is_code}

    def find(part: Sequence[Line], index: int) -> Mark | None:
        match = _TAG.match(part[index].text) if "{%" in part[index].text else None
        if match is None or (part is lines and index in in_code):
            return None
        path = notes.files.find(match[2], notes.files.page)
        if not path or notes.files.contains(path, b"{%"):
            return None
        choose = partial(_choose, dict(read_arguments(match[3])))
        return Mark(index + 1, match[1], "", match[2], choose)

    return expand(lines, notes, find)


def _choose(values: Mapping[str, str], lines: Sequence[str], _path: str) -> list[str]:
    return [_VALUE.sub(lambda match: values.get(match[1], ""), line) for line in drop_front_matter(lines)]
