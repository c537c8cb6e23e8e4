"""All Problems -> those to report: the others are in the site's baseline."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.codes import CODES
from sitegen.core.location import locate
from sitegen.core.problems import Problem, ProblemError, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class Accepted(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A Problem that the site had when its baseline was written; its line may change, so it has none."""

    path: str
    code: str
    message: str
    times: int = 1


class ReportedProblems:
    """The Problems of a build, so that the checks of its outputs don't report them again.

    The two may see an address at different places; its Problems have it as their subject.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self._places: set[tuple[str, int, int]] = set()
        self._subjects: set[tuple[str, str]] = set()
        for problem in problems:
            self._places.add((problem.path, problem.line, problem.column))
            self._subjects |= {(problem.path, problem.subject), ("", problem.subject)}

    def has(self, problem: Problem) -> bool:
        """Return whether a Problem is one of them: at the same place, or about the same reference."""
        if problem.line and (problem.path, problem.line, problem.column) in self._places:
            return True
        subject = problem.subject
        path = "" if subject.startswith("/") else problem.path  # another page has another reference
        return bool(subject) and (path, subject) in self._subjects


def read_baseline(path: Path) -> tuple[Accepted, ...]:
    """Return what a baseline file accepts; ProblemError when it can't be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[Accepted, ...])
    except (OSError, msgspec.DecodeError) as cause:
        hint = "write it with --update-baseline"
        raise ProblemError(
            error("baseline", f"the baseline cannot be read: {cause}", path=str(path), hint=hint)
        ) from cause


def write_baseline(path: Path, problems: Iterable[Problem], root: Path) -> None:
    """Write a file that accepts these Problems: one a line, sorted, so that changes to it can be read.

    No link in the site's folder ``root`` is followed; one in the place of the file is replaced.
    """
    times = Counter(map(_identify, problems))
    accepted = sorted(Accepted(*key, count) for key, count in times.items())
    lines = ",\n".join(msgspec.json.encode(entry).decode() for entry in accepted)
    text = f"[\n{lines}\n]\n" if lines else "[]\n"
    with locate(path.parent, root).open() as folder:
        folder.write(path.name, text.encode())


def leave_out(
    problems: Iterable[Problem], accepted: Iterable[Accepted], shown: str, *, external: bool
) -> Iterator[Problem]:
    """Yield the Problems that a baseline doesn't accept; one accepted twice may occur twice.

    Entries that no longer occur are reported too, because they would hide new Problems. ``shown`` is the
    path of the baseline; ``external`` is whether the web was queried.
    """
    left = Counter({(entry.path, entry.code, entry.message): entry.times for entry in accepted})
    for problem in problems:
        key = _identify(problem)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield problem
    gone = sorted(key for key in left.elements() if external or not _is_of_the_web(key[1]))
    if gone:
        path, code, message = gone[0]
        summary = (
            f"{len(gone)} of the problems that it accepts no longer occur,"
            f" such as {message!r} [{code}] in {path}"
        )
        yield warning("baseline", summary, path=shown, hint="update it with --update-baseline")


def _is_of_the_web(code: str) -> bool:
    return code in CODES and CODES[code].of_the_web


def _identify(problem: Problem) -> tuple[str, str, str]:
    """Return what identifies a Problem, regardless of the pages that show it."""
    return problem.path, problem.code, problem.message
