"""Lines with marks that include files -> the same with the lines of those files, at any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.dialects.inclusion import NotIncludedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.content.dialects.lines import Line, Notes

    Choose = Callable[[list[str], str], Sequence[str]]
    Find = Callable[[Sequence[Line], int], "Mark | None"]


class Mark(NamedTuple):
    """Where a page includes a file."""

    end: int  #: the index after its last line
    before: str  #: what is on its line before it: an indent is that of all lines
    after: str
    written: str  #: the path
    choose: Choose  #: (lines, path of the file) -> those that are included
    is_markup: bool = True  #: marks in the included lines count
    is_pattern: bool = False  #: stars in the path stand for any names, and each file that fits is included


def expand(lines: Sequence[Line], notes: Notes, find: Find, holder: str = "", depth: int = 0) -> list[Line]:
    """Return lines with each mark replaced; ``find`` returns the mark that begins on the line with an index.

    What can't be included is a Problem at the mark. Included lines are where their mark was.
    """
    out: list[Line] = []
    index = 0
    holder = holder or notes.files.page
    while index < len(lines):
        mark = find(lines, index)
        if mark is None:
            out.append(lines[index])
            index += 1
            continue
        included = _include(lines[index], mark, notes, find, holder, depth)
        if mark.after.strip():
            rest = expand([lines[mark.end - 1].says(mark.after)], notes, find, holder, depth + 1)
            joined = included[-1].says(included[-1].text + rest[0].text)
            included = [*included[:-1], joined, *rest[1:]]
        out += included
        index = mark.end
    return out


def _include(line: Line, mark: Mark, notes: Notes, find: Find, holder: str, depth: int) -> list[Line]:
    try:
        names = notes.files.match(mark.written, holder) if mark.is_pattern else [mark.written]
        files = [notes.files.read(name, holder, depth) for name in names]
        parts = [(path, mark.choose(text, path)) for path, text in files]
    except NotIncludedError as reason:
        notes.report(line, len(mark.before), "include-failed", reason.message, reason.hint)
        return [line.says(mark.before)]
    indent = "" if mark.before.strip(" \t>") else mark.before
    before = mark.before
    included: list[Line] = []
    for path, chosen in parts:
        inner = [
            line.says(f"{indent}{part}" if part.strip() and at else part) for at, part in enumerate(chosen)
        ]
        if inner:
            inner[0] = line.says(before + inner[0].text)
            before = indent
        included += expand(inner, notes, find, path, depth + 1) if mark.is_markup else inner
    return included or [line.says(mark.before)]
