"""``[label]: target "title"`` -> a definition that knows its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.helpers import parseLinkDestination
from markdown_it.rules_block import reference as read_definition

from sitegen.content.parser.links import report_unsafe
from sitegen.content.parser.page import page_of
from sitegen.core.safe_paths import is_unsafe
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock


_DEFINED = lazy_compile(r"\[(?:[^\[\]\\]|\\.)*\]:[ \t\n]*<?", re.DOTALL)


def reference(
    state: StateBlock,
    first_line: int,
    end_line: int,
    silent: bool,
) -> bool:
    """Read ``[label]: target "title"`` with the library's rule, and note where the target is."""
    start = state.bMarks[first_line] + state.tShift[first_line]
    count_before = len(state.env.get("references", ()))
    if not read_definition(state, first_line, end_line, silent):
        _report_unsafe_definition(state, start, state.eMarks[first_line])
        return False
    references = state.env["references"]
    if len(references) > count_before:
        label = next(reversed(references))
        match = _DEFINED.match(state.src, start)
        page_of(state).reference_places[label] = page_of(state).positions.at_offset(
            match.end() if match else start
        )
    return True


def _report_unsafe_definition(state: StateBlock, start: int, end: int) -> None:
    match = _DEFINED.match(state.src, start, end)
    if match is None:
        return
    result = parseLinkDestination(state.src, match.end(), end)
    if result.ok and is_unsafe(result.str):
        page = page_of(state)
        report_unsafe(page, result.str, page.positions.at_offset(match.end()))
