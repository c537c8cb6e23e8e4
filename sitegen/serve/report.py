"""A finished build -> the report for browsers and the terminal."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.core.codes import CODES
from sitegen.core.problems import Problem, Severity
from sitegen.core.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Lines shown before and after the one with the mistake.
_AROUND = 2
_LONGEST_LINE = 300
_LARGEST_FILE = 2_000_000


class Line(msgspec.Struct, frozen=True):
    """One line of an excerpt."""

    number: int
    text: str
    caret: int = 0  #: column of the mistake, from 1; 0 on the lines around it


class Finding(msgspec.Struct, frozen=True):
    """A Problem with an excerpt and links, as the preview shows it."""

    place: str  #: ``content/blog/a.md:4:1``
    severity: str
    code: str
    message: str
    hint: str
    excerpt: tuple[Line, ...]
    editor: str = ""  #: the address that opens the author's editor there
    page: str = ""  #: the address of the one page that it affects
    is_everywhere: bool = False  #: it affects every page, or an unknown one


class State(msgspec.Struct, frozen=True):
    """The state of the preview: sent to every browser when it changes, and to each one that connects."""

    phase: str  #: starting, building, built, failed
    revision: str  #: of the site that is served; differs between any two sites, over restarts, too
    milliseconds: int = 0
    findings: tuple[Finding, ...] = ()
    changed: tuple[str, ...] | None = ()  #: addresses of files other than pages that changed; None: many
    goto: str = ""  #: the saved page, if browsers should go there
    marks: dict[str, str] = {}  #: address of a page -> why it isn't public yet
    doing: str = ""  #: the progress of a build: ``Reading 300 of 5,000``


def describe(
    problem: Problem, root: Path, editor_url: str, find_page: Callable[[str], str | None] = lambda _: None
) -> Finding:
    """Return a Problem with the lines of its source.

    ``find_page`` returns the address of the page that a file makes: "" if it makes none, and None where
    the file isn't content.
    """
    position = ":".join(str(part) for part in (problem.path, problem.line, problem.column) if part)
    page = None if problem.more_pages else find_page(problem.page or problem.path)
    is_grave = problem.severity is Severity.ERROR and not CODES[problem.code].lenient
    path = root / problem.path
    editor = ""
    if editor_url and problem.path and path.is_file():
        editor = _fill(editor_url, path.resolve(), problem)
    return Finding(
        position,
        problem.severity.value,
        problem.code,
        printable(problem.full_message),
        printable(problem.hint),
        read_excerpt(path, problem.line, problem.column) if problem.path else (),
        editor,
        page or "",
        page is None and is_grave,
    )


def _fill(address: str, path: Path, problem: Problem) -> str:
    """Return an editor's address with the position; unknown braces stay as they are."""
    filled = address.replace("{line}", str(problem.line or 1)).replace("{column}", str(problem.column or 1))
    return filled.replace("{path}", quote(os.fsencode(path)))


def read_excerpt(path: Path, line: int, column: int) -> tuple[Line, ...]:
    """Return the lines around a place; none if there is no such place to be read."""
    if not line or not path.is_file() or path.stat().st_size > _LARGEST_FILE:
        return ()
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    lines = text.split("\n")
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    return tuple(
        Line(
            number,
            printable(lines[number - 1].expandtabs(1)[:_LONGEST_LINE]),
            max(column, 1) if number == line else 0,
        )
        for number in range(first, last + 1)
    )
