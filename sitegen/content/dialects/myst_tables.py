"""``list-table`` and ``csv-table`` of MyST -> tables of Markdown, or of HTML if cells hold blocks."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.content.dialects.lines import Line

_ROW = re.compile(r"([ \t>]*)[*+-]([ \t]+)[*+-](?:[ \t]+(.*)|[ \t]*)$")
#: What begins a block that isn't a paragraph.
_BLOCK = re.compile(r"[ \t]*(?:[*+-][ \t]|\d+[.)][ \t]|`{3}|~{3}|:{3}|>|#{1,6}[ \t]|$)")
#: A table with more rows than this many digits say has no header of so many.
_MOST_DIGITS = 3
_PIPE = re.compile(r"(?<!\\)\|")


class _Cell(NamedTuple):
    """The lines of a cell, without its indent; ``line`` is where it begins."""

    line: Line
    texts: list[str]


def write_list_table(line: Line, prefix: str, options: Mapping[str, str], body: Sequence[Line]) -> list[Line]:
    """Return the table of a list of lists: each item is a row, and each item of that a cell."""
    rows = _read_rows(body)
    headers = _count_headers(options)
    is_plain = headers <= 1 and all(_is_line(cell) for row in rows for cell in row)
    shown = _write_pipes(line, rows, headers) if is_plain else _write_html(rows, headers)
    return [part.says(f"{prefix}{part.text}".rstrip()) for part in shown]


def write_csv_table(line: Line, prefix: str, options: Mapping[str, str], texts: Sequence[str]) -> list[Line]:
    """Return the table of comma-separated values: those of a file, or the body of the directive.

    ValueError for options that contradict each other, and for a value that is too long.
    """
    delimiter = {"tab": "\t", "space": " "}.get(options.get("delim", ""), options.get("delim", ",")) or ","
    header = [options["header"]] if options.get("header") else []
    reader = csv.reader(
        [*header, *(text.strip() for text in texts if text.strip())],
        delimiter=delimiter[0],
        quotechar=options.get("quote", '"')[:1] or '"',
        skipinitialspace=delimiter[0] != " ",
    )
    try:
        table = list(reader)
    except csv.Error as fault:
        raise ValueError(str(fault)) from None
    rows = [[_Cell(line, [value.replace("\n", " ")]) for value in row] for row in table]
    has_header = bool(header) or _count_headers(options) > 0
    shown = _write_pipes(line, rows, int(has_header))
    return [part.says(f"{prefix}{part.text}".rstrip()) for part in shown]


def _count_headers(options: Mapping[str, str]) -> int:
    """Return how many rows are headers; 0 for what isn't a number that a table could have."""
    written = options.get("header-rows", "")
    return int(written) if written.isdecimal() and len(written) <= _MOST_DIGITS else 0


def _read_rows(body: Sequence[Line]) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = []
    cell_mark = re.compile(r"(?!)")
    margin = 0
    for line in body:
        text = line.text
        if (match := _ROW.match(text)) and (not rows or match.start(2) <= margin - 3):
            margin = match.end(2) + 2
            cell_mark = re.compile(rf"[ \t>]{{{match.end(2)}}}[*+-](?:[ \t]+(.*)|[ \t]*)$")
            rows.append([_Cell(line, [match[3] or ""])])
        elif rows and (match := cell_mark.match(text)):
            rows[-1].append(_Cell(line, [match[1] or ""]))
        elif rows:
            rows[-1][-1].texts.append(text[margin:] if not text[:margin].strip(" \t>") else text.lstrip())
    return rows


def _is_line(cell: _Cell) -> bool:
    """Return whether a cell is a paragraph, or nothing."""
    texts = "\n".join(cell.texts).strip("\n").split("\n")
    return texts == [""] or not any(_BLOCK.match(text) for text in texts)


def _write_pipes(line: Line, rows: Sequence[Sequence[_Cell]], headers: int) -> list[Line]:
    width = max((len(row) for row in rows), default=0)
    if not width:
        return [line.says("")]
    lines = [row[0].line.says(_write_row(row, width)) for row in rows if row]
    if not headers:
        lines.insert(0, line.says("|" + "  |" * width))
    lines.insert(1, lines[0].says("|" + " --- |" * width))
    return [line.says(""), *lines, line.says("")]


def _write_row(row: Sequence[_Cell], width: int) -> str:
    cells = [_PIPE.sub(r"\\|", " ".join(" ".join(cell.texts).split())) for cell in row]
    return f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"


def _write_html(rows: Sequence[Sequence[_Cell]], headers: int) -> list[Line]:
    """Return a table whose cells hold blocks of Markdown, between blank lines."""
    out = [rows[0][0].line.says("<table>")]
    for number, row in enumerate(rows):
        name = "th" if number < headers else "td"
        out += [row[0].line.says("<tr>"), *(line for cell in row for line in _write_cell(cell, name))]
        out.append(row[-1].line.says("</tr>"))
    return [*out, rows[-1][-1].line.says("</table>"), rows[-1][-1].line.says("")]


def _write_cell(cell: _Cell, name: str) -> Iterator[Line]:
    for text in (f"<{name}>", "", *cell.texts, "", f"</{name}>"):
        yield cell.line.says(text)
