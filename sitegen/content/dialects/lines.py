"""A body as lines that remember where they were, which of them are code, and what could not be taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import Problem, Severity, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sitegen.content.dialects.inclusion import Files

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(`{3,}|~{3,})(.*)$")
_ITEM = re.compile(r"[ ]{0,3}(?:[-*+]|\d+[.)])[ \t]")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")


class Line(NamedTuple):
    """One line of the text that is converted."""

    text: str
    row: int  #: of the line in the body as written, from 0
    shift: int = 0  #: the number of characters before the text that were removed

    def says(self, text: str, *, shift: int = 0) -> Line:
        """Return the line with another text."""
        return Line(text, self.row, self.shift + shift)


class Notes:
    """What a translation must know of its file, and the Problems that it finds."""

    def __init__(
        self,
        path: str,
        first_line: int,
        posts: str,
        values: Mapping[str, Mapping[str, object]],
        files: Files,
        appended: Sequence[str] = (),
    ) -> None:
        self.problems: list[Problem] = []
        self.values = values  #: the values of ``site`` and ``page``
        self.files = files  #: that the page includes
        self.appended = appended  #: paths of the files that end every page
        self.posts = posts  #: how a link from the root names the folder of Jekyll's posts: ``_posts/``
        self._path = path
        self._first_line = first_line

    def refuse(self, line: Line, offset: int, construct: str, hint: str, *, written: str = "") -> None:
        """Report a construct that has no counterpart here, at an offset of a line."""
        message = f"{construct}: {written}" if written else construct
        self.report(line, offset, "foreign-syntax", message, hint, subject=construct)

    def report(
        self,
        line: Line,
        offset: int,
        code: str,
        message: str,
        hint: str,
        *,
        subject: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Report a mistake at an offset of a line."""
        row, column = self._first_line + line.row, offset + line.shift + 1
        if self.problems and (self.problems[-1].line, self.problems[-1].column) == (row, column):
            return  # one mistake, read by two rules
        make = error if severity is Severity.ERROR else warning
        self.problems.append(
            make(code, message, path=self._path, line=row, column=column, hint=hint, subject=subject)
        )


class _Fence(NamedTuple):
    """A code block that is open."""

    marks: str
    column: int  #: at which its first line begins


def _fence_after(text: str, fence: _Fence | None) -> _Fence | None:
    """Return the code block that is open after a line, given the one before it.

    A block ends at marks that are indented less than four columns more than its first line.
    """
    match = _FENCE.match(text) if "```" in text or "~~~" in text else None
    if match is None:
        return fence
    start, marks, info = text[: match.start(1)], match[1], match[2]
    column = len(start.expandtabs(4))
    if fence is None:
        return None if marks[0] == "`" and "`" in info else _Fence(marks, column)
    is_end = marks.startswith(fence.marks) and not info.strip() and not start.strip(" \t>")
    return None if is_end and column < fence.column + 4 else fence


def mark_code(lines: Sequence[Line]) -> Iterator[tuple[int, Line, bool]]:
    """Yield (index, line, whether it is part of a fenced code block, its fences included)."""
    fence: _Fence | None = None
    for index, line in enumerate(lines):
        before, fence = fence, _fence_after(line.text, fence)
        yield index, line, before is not None or fence is not None


def find_indented_code(lines: Sequence[Line]) -> frozenset[int]:
    """Return the indexes of lines that are code by their indent: not those of an item of a list."""
    indented = set()
    in_list = was_code = False
    was_blank = True
    for index, line, is_fenced in mark_code(lines):
        text = line.text
        if not text.strip():
            was_blank = True
            continue
        is_deep = indent_of(text) >= 4
        in_list = bool(_ITEM.match(text)) or (in_list and (is_deep or not was_blank))
        was_code = is_deep and not is_fenced and not in_list and (was_blank or was_code)
        if was_code:
            indented.add(index)
        was_blank = False
    return frozenset(indented)


def find_open_fence(lines: Sequence[Line]) -> str:
    """Return the marks of the code block that these lines open and don't close; or nothing."""
    fence: _Fence | None = None
    for line in lines:
        fence = _fence_after(line.text, fence)
    return fence.marks if fence else ""


def mask_spans(text: str) -> str:
    """Return a line of equal length in which code spans hold nothing that looks like markup."""
    if "`" not in text:
        return text
    return _SPAN.sub(lambda match: "\0" * len(match[0]), text)


def quote(value: str) -> str:
    """Return an argument of a directive in quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def indent_of(text: str) -> int:
    """Return the columns that a line is indented by; a tab goes on to the next multiple of four."""
    column = 0
    for character in text:
        if character == "\t":
            column += 4 - column % 4
        elif character == " ":
            column += 1
        else:
            break
    return column


def take_indented(lines: Sequence[Line], start: int, indent: int) -> int:
    """Return the index after the block of lines from ``start`` that are indented by at least that much."""
    end = last = start
    while end < len(lines):
        if lines[end].text.strip():
            if indent_of(lines[end].text) < indent:
                break
            last = end + 1
        end += 1
    return last


def dedent(line: Line, columns: int) -> Line:
    """Return a line without the first columns of its indent."""
    taken = column = 0
    while taken < len(line.text) and column < columns and line.text[taken] in " \t":
        column += 4 - column % 4 if line.text[taken] == "\t" else 1
        taken += 1
    rest = " " * max(column - columns, 0) + line.text[taken:]
    return line.says(rest, shift=len(line.text) - len(rest))
