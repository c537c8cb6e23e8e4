"""What a build is asked to do, how it ended, and which Problems keep a site from being published."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path  # noqa: TC003  msgspec reads the annotations at run time
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Publish  # noqa: TC001  the same
from sitegen.errors import CODES, Problem, Severity, has_errors
from sitegen.site.visibility import LeftOut, Show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_OFF = "off"


class Options(msgspec.Struct, frozen=True):
    """What a build is asked to do; None leaves a setting as sitegen.toml has it."""

    root: Path
    config_file: Path | None = None
    output: Path | None = None
    base_url: str | None = None
    show: Show = Show()
    strict: bool = False
    lenient: bool = False
    tolerant: bool = False  #: publish the good pages although others are broken: a preview does
    force: bool = False
    jobs: int = 0  #: processes; 0: as many as there are cores
    safe: bool = False  #: the site is a stranger's: see `make_safe`; its own layouts are left alone
    dry: bool = False  #: find every Problem, publish nothing
    forget: bool = False  #: leave the cache as it is
    publish: Publish | None = None  #: how to publish
    cache: Path | None = None  #: folder of the cache; None: the usual one in the site's folder


#: Told of progress: what is being done, how many are done, of how many.
Tell = Callable[[str, int, int], None]


def tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """Be the Tell of a build that nobody watches."""


class BuildResult(msgspec.Struct, frozen=True):
    """How a build ended."""

    ok: bool
    problems: tuple[Problem, ...]  #: each once, sorted by place
    pages: int = 0
    rendered: int = 0  #: outputs made now
    outputs: int = 0  #: files published
    seconds: float = 0.0
    stages: dict[str, float] = {}  #: name -> seconds
    notices: tuple[str, ...] = ()  #: what the build decided by itself, in sentences
    left_out: tuple[LeftOut, ...] = ()  #: pages that are not public, sorted by path


def weigh(problems: Iterable[Problem], severities: Mapping[str, str]) -> Iterator[Problem]:
    """Yield each Problem with the severity of its code; of two rules for it, the later one counts.

    A rule is named by a code, or by a code and a pattern of paths: ``page-title:content/old/*``.
    """
    for problem in problems:
        level = ""
        for rule, wanted in severities.items():
            code, _, pattern = rule.partition(":")
            if code == problem.code and fnmatchcase(problem.path, pattern or "*"):
                level = wanted
        if level != _OFF:
            yield msgspec.structs.replace(problem, severity=Severity(level)) if level else problem


def weigh_references(problems: Iterable[Problem], severities: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the same of what a build may publish nevertheless, and all else as it is."""
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


def is_fatal(problems: Sequence[Problem], options: Options) -> bool:
    """Tell whether these Problems keep the site from being published."""
    if options.tolerant:
        return False
    return has_errors(arrange(problems, lenient=options.lenient), strict=options.strict)
