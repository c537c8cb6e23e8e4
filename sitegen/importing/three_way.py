"""What was written, what the user made of it, what would be written now -> one text with both changes."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple


class Merged(NamedTuple):
    """A text, and the lines of the new one that gave way to the user's."""

    text: str
    refused: tuple[str, ...]


class _Change(NamedTuple):
    start: int  #: lines of the base that are replaced
    stop: int
    lines: tuple[str, ...]  #: by these


def merge_texts(base: str, theirs: str, new: str) -> Merged:
    """Return the user's text with the changes from ``base`` to ``new``, except where both changed a place."""
    lines = base.splitlines(keepends=True)
    user_changes = _find_changes(lines, theirs.splitlines(keepends=True))
    new_changes = _find_changes(lines, new.splitlines(keepends=True))
    refused: list[str] = []
    applied = list(user_changes)
    for change in new_changes:
        if change in user_changes:
            continue
        if any(_touch(change, other) for other in user_changes):
            refused += [line.rstrip("\n") for line in change.lines if line.strip()]
        else:
            applied.append(change)
    out: list[str] = []
    done = 0
    for change in sorted(applied):
        out += lines[done : change.start]
        out += change.lines
        done = max(done, change.stop)
    return Merged("".join([*out, *lines[done:]]), tuple(refused))


def _find_changes(base: list[str], other: list[str]) -> list[_Change]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return [
        _Change(start, stop, tuple(other[first:last]))
        for kind, start, stop, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]


def _touch(one: _Change, other: _Change) -> bool:
    """Return whether two changes are at the same lines, or next to each other."""
    return one.start <= other.stop and other.start <= one.stop
