"""A mistake of the user -> a Problem with its place, code and remedy; the one formatter.

The tree of exceptions, whole:

    Exception
    └── ProblemError          a stage that can't go on; carries the Problems that it found
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

import msgspec

from sitegen.core.codes import CODES
from sitegen.core.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack


class Severity(StrEnum):
    """How bad: an error fails the build; a warning does so only under ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


class Problem(msgspec.Struct, frozen=True, array_like=True, order=True):
    """One thing that the user can put right, with the place to put the cursor."""

    path: str  #: relative to the site's root, as the user would type it; "" when no file is to blame
    line: int  #: counted from 1; 0 when the whole file is meant
    column: int  #: counted from 1, in characters; 0 when the whole line is meant
    severity: Severity
    code: str  #: a key of CODES
    message: str  #: what is wrong, in one line, without the page that shows it
    hint: str = ""  #: the remedy, in one line
    subject: str = ""  #: the address, id or construct that it is about, as written; "" if that isn't compared
    page: str = ""  #: the source of a page that shows it, where ``path`` is another file or many pages do
    more_pages: int = 0  #: how many other pages show it, too

    @property
    def full_message(self) -> str:
        """What is wrong, and which pages show it."""
        if not self.page:
            return self.message
        relation = "while rendering" if CODES[self.code].in_rendering else "on"
        more = f" and {self.more_pages} more" if self.more_pages else ""
        remark = ": check their template" if more and self.page == self.path else ""
        return f"{self.message} ({relation} {self.page}{more}{remark})"


class ProblemError(Exception):
    """Raised where a stage can't go on; carries every Problem known at that point."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(format_problem(problem) for problem in problems))
        self.problems = problems


# fmt: on


def error(code: str, message: str, **about: Unpack[_About]) -> Problem:
    """Return a Problem that fails the build; control characters in it are made harmless."""
    return _make(Severity.ERROR, code, message, **about)


def warning(code: str, message: str, **about: Unpack[_About]) -> Problem:
    """Return a Problem that fails the build only under ``--strict``; control characters are made harmless."""
    return _make(Severity.WARNING, code, message, **about)


class _About(TypedDict, total=False):
    path: str
    line: int
    column: int
    hint: str
    subject: str
    page: str


def _make(
    severity: Severity,
    code: str,
    message: str,
    *,
    path: str = "",
    line: int = 0,
    column: int = 0,
    hint: str = "",
    subject: str = "",
    page: str = "",
) -> Problem:
    return Problem(
        path,
        line,
        column,
        severity,
        code,
        printable(message),
        printable(hint),
        printable(subject),
        printable(page),
    )


def format_position(problem: Problem) -> str:
    """Return ``path:line:col``, or as much of it as is known."""
    position = printable(problem.path)
    if problem.line:
        position += f":{problem.line}"
    return f"{position}:{problem.column}" if problem.line and problem.column else position


def format_problem(problem: Problem) -> str:
    """Return ``path:line:col: severity: message [code]`` and, on a second line, the hint."""
    position = format_position(problem)
    head = f"{position}: " if position else ""
    text = f"{head}{problem.severity}: {problem.full_message} [{problem.code}]"
    return f"{text}\n    hint: {problem.hint}" if problem.hint else text


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Return whether these problems fail a build."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)
