"""Problems -> the same, weighed by the site's settings, each once."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.codes import CODES
from sitegen.core.problems import Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


_OFF = "off"


def weigh(problems: Iterable[Problem], severities: Mapping[str, str]) -> Iterator[Problem]:
    """Yield each Problem with the severity of its code; of two rules for it, the later one counts.

    A rule is named by a code, or by a code and a pattern of paths: ``page-title:content/old/*``.
    """
    for problem in problems:
        level = ""
        for rule, severity in severities.items():
            code, _, pattern = rule.partition(":")
            if code == problem.code and fnmatchcase(problem.path, pattern or "*"):
                level = severity
        if level != _OFF:
            yield msgspec.structs.replace(problem, severity=Severity(level)) if level else problem


def weigh_references(problems: Iterable[Problem], severities: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the Problems, with the configured severity for those that a build may publish."""
    for problem in problems:
        if severities and CODES[problem.code].lenient:
            yield from weigh([problem], severities)
        else:
            yield problem


def arrange(problems: Iterable[Problem], *, lenient: bool = False) -> tuple[Problem, ...]:
    """Return each Problem once, sorted by place; with ``lenient``, broken references are warnings."""
    if lenient:
        problems = (
            msgspec.structs.replace(problem, severity=Severity.WARNING)
            if CODES[problem.code].lenient
            else problem
            for problem in problems
        )
    return tuple(sorted(_gather(set(problems))))


def _gather(problems: Iterable[Problem]) -> Iterable[Problem]:
    """Return one Problem for a line of a template, however many pages it spoils."""
    alike: dict[tuple[str, int, int, str, str], list[Problem]] = {}
    for problem in problems:
        if problem.page:
            key = (problem.path, problem.line, problem.column, problem.code, problem.message)
            alike.setdefault(key, []).append(problem)
        else:
            yield problem
    for same in alike.values():
        pages = sum(1 + problem.more_pages for problem in same)
        first = min(same, key=lambda problem: (problem.page, problem))
        yield msgspec.structs.replace(first, more_pages=pages - 1) if len(same) > 1 else first
