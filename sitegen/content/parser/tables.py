"""A GFM table -> tokens: cells know their column in the file, alignment is a class, growth is bounded.

https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.parser.page import page_of
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

#: The most cells that are added to short rows in one document: they make a small file's output huge.
MAX_AUTOCOMPLETED = 65_536

_DELIMITERS = lazy_compile(r"[|:-][|: \t-]*[|:-][|: \t-]*|\|[ \t]+")
_DELIMITER = lazy_compile(r":?-+:?")
_UNESCAPED_PIPE = lazy_compile(r"(?<!\\)\|")


def table(  # noqa: PLR0911  each return is a reason why there is no table
    state: StateBlock,
    first_line: int,
    end_line: int,
    silent: bool,
) -> bool:
    """Read a table: a row, a row of delimiters with as many cells, and rows until another block."""
    next_line = first_line + 1
    if next_line >= end_line:
        return False
    pos = state.bMarks[next_line] + state.tShift[next_line]
    if pos >= state.eMarks[next_line] or state.src[pos] not in "|:-":
        return False
    if state.sCount[next_line] < state.blkIndent or state.is_code_block(next_line):
        return False
    if state.is_code_block(first_line):
        return False
    aligns = _read_aligns(state.src[pos : state.eMarks[next_line]])
    if not aligns:
        return False
    heads = _read_cells(state, first_line)
    if len(heads) != len(aligns) or not _has_pipe(state, first_line):
        return False
    if silent:
        return True
    parent = state.parentType
    state.parentType = "table"
    _push_table(state, first_line, end_line, heads, aligns)
    state.parentType = parent
    return True


def _read_aligns(line: str) -> list[str]:
    """Return the class of each column; nothing when the line isn't one of delimiters."""
    line = line.rstrip(" \t")
    if len(line) < 2 or (line[0] == "-" and line[1] in " \t") or not _DELIMITERS.fullmatch(line):
        return []
    cells = line.split("|")
    aligns = []
    for index, cell in enumerate(cells):
        text = cell.strip(" \t")
        if not text and index in (0, len(cells) - 1):
            continue
        if not _DELIMITER.fullmatch(text):
            return []
        left, right = text.startswith(":"), text.endswith(":")
        aligns.append("center" if left and right else "right" if right else "left" if left else "")
    return aligns


def _has_pipe(state: StateBlock, line: int) -> bool:
    return "|" in state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _read_cells(state: StateBlock, line: int) -> list[tuple[str, int]]:
    """Return (text, offset in the body) of each cell of a row; an escaped pipe is a pipe."""
    start = state.bMarks[line] + state.tShift[line]
    text = state.src[start : state.eMarks[line]].rstrip(" \t")
    pieces = _UNESCAPED_PIPE.split(text) if "\\" in text else text.split("|")
    cells = []
    for index, piece in enumerate(pieces):
        if piece or index not in (0, len(pieces) - 1):
            stripped = piece.strip(" \t")
            indent = piece.find(stripped) if stripped else 0
            cells.append((stripped.replace("\\|", "|"), start + indent))
        start += len(piece) + 1
    return cells


def _push_table(
    state: StateBlock, first: int, end: int, heads: list[tuple[str, int]], aligns: list[str]
) -> None:
    token = state.push("table_open", "table", 1)
    token.map = [first, first + 2]
    state.push("thead_open", "thead", 1)
    _push_row(state, first, "th", heads, aligns)
    state.push("thead_close", "thead", -1)
    line = first + 2
    while line < end and (cells := _read_row(state, line, end)):
        if line == first + 2:
            state.push("tbody_open", "tbody", 1)
        if not _allow(state, line, len(aligns) - len(cells)):
            line = end
            break
        _push_row(state, line, "td", cells, aligns)
        line += 1
    if line > first + 2:
        state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)
    token.map[1] = state.line = line


def _read_row(state: StateBlock, line: int, end: int) -> list[tuple[str, int]]:
    """Return the cells of a row, or nothing when the table ends before this line."""
    if state.sCount[line] < state.blkIndent or state.isEmpty(line) or state.is_code_block(line):
        return []
    if any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("blockquote")):
        return []
    return _read_cells(state, line) or [("", state.bMarks[line])]


def _allow(state: StateBlock, line: int, missing: int) -> bool:
    """Count the cells that a row leaves out; report the first one past the limit and return False."""
    page = page_of(state)
    page.autocompleted += max(missing, 0)
    if page.autocompleted <= MAX_AUTOCOMPLETED:
        return True
    page.error(
        "output-too-large",
        f"the rows of this page's tables leave out more than {MAX_AUTOCOMPLETED:,} cells",
        page.line_position(line),
        "write the cells, or make the first row shorter",
    )
    return False


def _push_row(
    state: StateBlock, line: int, tag: str, cells: list[tuple[str, int]], aligns: list[str]
) -> None:
    line_start = state.src.rfind("\n", 0, state.bMarks[line]) + 1
    lost = next((offset for text, offset in cells[len(aligns) :] if text), None)
    if lost is not None:
        page = page_of(state)
        columns = f"{len(aligns)} columns" if len(aligns) > 1 else "one column"
        page.warn(
            "table-cell-lost",
            f"this row has {len(cells)} cells, but the table has {columns}: the rest is not shown",
            page.positions.at_offset(lost),
            r"write \| for a bar inside a cell, also in code, or add columns to the first two rows",
        )
    state.push("tr_open", "tr", 1)
    for index, align in enumerate(aligns):
        token = state.push(f"{tag}_open", tag, 1)
        if align:
            token.attrs["class"] = f"align-{align}"
        text, offset = cells[index] if index < len(cells) else ("", 0)
        inline = state.push("inline", "", 0)
        inline.content = text
        inline.map = [line, line + 1]
        inline.meta["column"] = offset - line_start + 1
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)
