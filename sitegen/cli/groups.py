"""Problems -> single ones, and groups of those that say the same at many places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.codes import CODES, Grouping
from sitegen.core.problems import Problem, format_position

if TYPE_CHECKING:
    from collections.abc import Iterable

#: From this many on, equal problems are shown as one.
FEWEST = 8
#: How many different Problems of one code are shown.
_MOST = 25
#: How many places of a group are shown.
_PLACES = 3


class Group(NamedTuple):
    """Problems of one code that say the same, in the order in which they were found."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """Return the Problem that stands for the group."""
        return self.problems[0]


def gather(problems: Iterable[Problem]) -> tuple[list[Problem], list[Group]]:
    """Return the single Problems, in order, and the groups, the largest last."""
    problems = tuple(problems)
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_key(problem), []).append(problem)
    alone = [problem for problem in problems if len(alike[_key(problem)]) < FEWEST]
    groups = [Group(tuple(members)) for members in alike.values() if len(members) >= FEWEST]
    return alone, sorted(groups, key=lambda group: len(group.problems))


def cut(problems: Iterable[Problem]) -> tuple[list[Problem], list[str]]:
    """Return the first Problems of each code, and a line for each code that has more."""
    shown: list[Problem] = []
    counts: dict[tuple[str, str], int] = {}
    for problem in problems:
        kind = (problem.severity, problem.code)
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= _MOST:
            shown.append(problem)
    rest = {kind: count - _MOST for kind, count in counts.items() if count > _MOST}
    return shown, [
        f"{count:,} more like these: {severity} [{code}]: --all lists them"
        for (severity, code), count in rest.items()
    ]


def _key(problem: Problem) -> tuple[str, ...]:
    kind = (problem.code, problem.severity)
    match CODES[problem.code].grouped_by:
        case Grouping.HINT:
            return *kind, problem.hint
        case Grouping.SUBJECT:
            return *kind, problem.subject, problem.hint
        case Grouping.PLACE if problem.page and problem.line:
            return *kind, format_position(problem)
        case _:
            return *kind, problem.message


def format_group(group: Group) -> str:
    """Return the text of a group, with its count and its first position."""
    first, count = group.first, len(group.problems)
    all_places = list(dict.fromkeys(format_position(problem) for problem in group.problems))
    places, files = all_places[:_PLACES], len({problem.path for problem in group.problems})
    omitted = f" and {count - len(places):,} more" if len(all_places) > len(places) else ""
    where = f"{', '.join(places)}{omitted}"
    text = f"{count:,} times: {first.severity}: {first.full_message} [{first.code}]"
    hint = f"\n    hint: {first.hint}" if first.hint else ""
    return f"{text}{hint}\n    at {where}, in {files:,} {'file' if files == 1 else 'files'}: --all lists them"
