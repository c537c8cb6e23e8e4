"""``{.class #id}`` on the line after a block, as Hugo's Markdown reads it -> our line before the block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.kramdown import DOTTED_ID
from sitegen.content.dialects.lines import mark_code

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'{},]+)"
_ATTRIBUTES = re.compile(
    rf"(?P<before>[ \t>]*)\{{[ \t]*(?P<inner>(?:[#.][\w:.-]+|[\w:-]+[ \t]*=[ \t]*{_VALUE})"
    rf"(?:[ \t,]+(?:[#.][\w:.-]+|[\w:-]+[ \t]*=[ \t]*{_VALUE}))*)[ \t]*\}}[ \t]*$"
)
_ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
#: In one page: of a page with more, the attributes are left out.
_MOST_WALKED = 100_000
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?:[ \t]|$)")


def read_block_attributes(lines: list[Line], _notes: Notes) -> list[Line]:
    """Move each line of attributes before the block that it ends; leave out those that end none.

    Hugo shows none of these lines, whatever they follow.
    """
    if not any(line.text.lstrip(" \t>").startswith("{") or "{#" in line.text for line in lines):
        return lines
    out: list[Line] = []
    walked = 0  #: lines that were looked at for the beginnings of blocks
    code: set[int] = set()  #: indexes in ``out``
    for index, written, is_code in mark_code(lines):
        line = written
        match = None if is_code or "{" not in line.text else _ATTRIBUTES.match(line.text)
        if match is None:
            if is_code:
                code.add(len(out))
            elif "{#" in line.text and _HEADING.match(line.text):
                line = line.says(DOTTED_ID.sub(r'\1id="\2"\3', line.text))
            out.append(line)
            continue
        before = match["before"]
        start = _find_start(out, code, before) if walked < _MOST_WALKED else None
        if start is not None:
            walked += len(out) - start
            moved = [line.says(f"{before}{{{match['inner'].replace(',', ' ')}}}")]
            if start and _without(before, out[start - 1]):  # our attributes don't interrupt a paragraph
                moved.insert(0, line.says(before.rstrip()))
            out[start:start] = moved
            if index + 1 < len(lines) and _without(before, lines[index + 1]):
                out.append(line.says(before.rstrip()))  # what follows is a block of its own
    return out


def _without(before: str, line: Line) -> str:
    """Return what a line says within the quotes or the item that ``before`` stands for; "" outside."""
    return line.text.removeprefix(before).strip() if line.text.startswith(before) else ""


def _find_start(out: list[Line], code: set[int], before: str) -> int | None:
    """Return the index of the first line of the block that ends with ``out``; None if none can be marked."""
    start = end = len(out)
    while start and start - 1 not in code and (text := _without(before, out[start - 1])):
        if text.startswith(":::") or (text.startswith("<!--") and text.endswith("-->")):
            break
        if text.startswith("<"):  # HTML has attributes of its own
            return None
        if _HEADING.match(text):
            start = end - 1 if start == end else start
            break
        start -= 1
    if start == end:
        return None
    start = next((at for at in range(start, end) if _is_item(before, out[at])), start)
    while _is_in_list(before, out[start]) and (above := _above(out, start, code, before)) is not None:
        start = above
    is_nested = bool(before) and not before.strip()
    would_part = is_nested and start > 0 and bool(out[start - 1].text.strip())  # the list around it
    return None if would_part or start in code else start


def _is_item(before: str, line: Line) -> bool:
    return _ITEM.match(line.text.removeprefix(before)) is not None


def _is_in_list(before: str, line: Line) -> bool:
    return _is_item(before, line) or line.text.removeprefix(before).startswith(("  ", "\t"))


def _above(out: list[Line], start: int, code: set[int], before: str) -> int | None:
    """Return where the part of the same list begins that ends above a blank line; None without one."""
    end = start
    while end and not _without(before, out[end - 1]) and end - 1 not in code:
        end -= 1
    if end == start:
        return None
    first = end
    while first and (_without(before, out[first - 1]) or first - 1 in code):
        first -= 1
    return next((at for at in range(first, end) if _is_in_list(before, out[at])), None)
