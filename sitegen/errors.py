"""A mistake of the user -> Problem(path, line, column, severity, code, message, hint), and its one formatter.

The tree of exceptions, whole:

    Exception
    └── ProblemError          a stage that cannot go on; carries the Problems that it found
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    message: str  #: what is wrong, in one line
    hint: str = ""  #: the remedy, in one line


class ProblemError(Exception):
    """Raised where a stage cannot go on; carries every Problem known at that point."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(format_problem(problem) for problem in problems))
        self.problems = problems


#: Every code that a Problem may carry, with the one sentence that the manual gives it.
CODES: dict[str, str] = {}


def error(
    code: str, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = ""
) -> Problem:
    """Return a Problem that fails the build."""
    return Problem(path, line, column, Severity.ERROR, code, message, hint)


def warning(
    code: str, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = ""
) -> Problem:
    """Return a Problem that fails the build only under ``--strict``."""
    return Problem(path, line, column, Severity.WARNING, code, message, hint)


def format_problem(problem: Problem) -> str:
    """Return ``path:line:col: severity: message [code]`` and, on a second line, the hint."""
    place = problem.path
    if problem.line:
        place += f":{problem.line}"
    if problem.line and problem.column:
        place += f":{problem.column}"
    head = f"{place}: " if place else ""
    text = f"{head}{problem.severity}: {problem.message} [{problem.code}]"
    return f"{text}\n    hint: {problem.hint}" if problem.hint else text


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Tell whether these problems fail a build."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)
