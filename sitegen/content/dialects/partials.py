"""``import Part from './_part.mdx'`` and ``<Part />`` -> the Markdown of that file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import drop_front_matter, rebase_links
from sitegen.content.dialects.lines import mark_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line, Notes

_IMPORT = re.compile(r"import[ \t]+(\w+)[ \t]+from[ \t]+[\"']([^\"'\n]+\.mdx?)[\"'];?[ \t]*$")
#: What would be text in an item of a list.
_MODULE = re.compile(r"import[ \t].*[ \t]from[ \t]+[\"'][^\"']*[\"'];?[ \t]*$")
_USE = re.compile(r"([ \t]*)<([A-Z]\w*)\b([^<>]*)/>[ \t]*$")
_VALUE = re.compile(r"(\w+)=(?:\"([^\"]*)\"|'([^']*)'|\{[\"'`]?([^{}\"'`]*)[\"'`]?\})")
_PROPERTY = re.compile(r"\{props\.(\w+)\}")


def read_partials(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in the pages that a page imports, with the values that it gives them."""
    partials: dict[str, str] = {}
    in_code = set()
    for index, line, is_code in mark_code(lines):
        if is_code:
            in_code.add(index)
        elif line.text.startswith("import ") and (match := _IMPORT.match(line.text)):
            partials[match[1]] = match[2]
    if not partials:
        return lines

    def find(part: Sequence[Line], index: int) -> Mark | None:
        match = _USE.match(part[index].text) if "/>" in part[index].text else None
        path = partials.get(match[2], "") if match else ""
        if match is None or not path or (part is lines and index in in_code):
            return None
        values = {name: first or second or third for name, first, second, third in _VALUE.findall(match[3])}

        def choose(texts: Sequence[str], file: str) -> list[str]:
            prose = (text for text in drop_front_matter(texts) if not (match[1] and _MODULE.match(text)))
            filled = (_fill(text, values) for text in prose)
            return [rebase_links(text, file, notes.files.page) for text in filled]

        return Mark(index + 1, match[1], "", path, choose)

    return expand(lines, notes, find)


def _fill(text: str, values: dict[str, str]) -> str:
    return _PROPERTY.sub(lambda match: values.get(match[1], match[0]), text) if "{props." in text else text
