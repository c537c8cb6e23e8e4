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
    match = _DEFINED.match(state.src, start)
    target_position = page_of(state).positions.at_offset(match.end() if match else start)
    if len(references) > count_before:
        page_of(state).reference_places[next(reversed(references))] = target_position
    else:
        _settle_duplicate(state, start, target_position)
    return True


def _settle_duplicate(state: StateBlock, start: int, target_position: tuple[int, int]) -> None:
    """Choose between two definitions of a label, as its generator does; report them if they differ."""
    page = page_of(state)
    second = state.env["duplicate_refs"][-1]
    first = state.env["references"][second["label"]]
    if (first["href"], first["title"]) == (second["href"], second["title"]):
        return
    if page.settings.loose_links:
        state.env["references"][second["label"]] = second
        page.reference_places[second["label"]] = target_position
    label = state.src[start + 1 : start + 1000].partition("]")[0]
    which = "last" if page.settings.loose_links else "first"
    page.warn(
        "reference-duplicate",
        f"the label {label[:60]!r} is defined twice; the {which} definition is used",
        page.positions.at_offset(start),
        "give each address a label of its own, or remove one of the two",
    )


def _report_unsafe_definition(state: StateBlock, start: int, end: int) -> None:
    match = _DEFINED.match(state.src, start, end)
    if match is None:
        return
    result = parseLinkDestination(state.src, match.end(), end)
    if result.ok and is_unsafe(result.str):
        page = page_of(state)
        report_unsafe(page, result.str, page.positions.at_offset(match.end()))
