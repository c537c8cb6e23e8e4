"""A name that doesn't exist, and those that do -> the one that was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def nearest(name: str, candidates: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the candidate most like ``name``, or None when none comes near; the first of equals.

    Likeness is difflib's ratio, 0 to 1, of the casefolded names. Cheap upper bounds on it (lengths,
    then letters in common) rule out nearly all of a large site's names before it is computed.
    """
    from difflib import SequenceMatcher

    folded_name = name.casefold()
    letters = frozenset(folded_name)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(folded_name)
    best, nearest_name = cutoff, None
    for candidate in candidates:
        folded = candidate.casefold()
        if folded == folded_name:
            return candidate
        total = len(folded) + len(folded_name)
        if 2 * min(len(folded), len(folded_name)) < best * total:
            continue
        missing = len(letters.difference(folded))
        if 2 * (len(folded_name) - missing) < best * total:
            continue
        matcher.set_seq1(folded)
        if matcher.quick_ratio() < best:
            continue
        ratio = matcher.ratio()
        if ratio > best or (nearest_name is None and ratio >= best):
            best, nearest_name = ratio, candidate
    return nearest_name


#: How many places in the index one question looks at, and how many names it then compares.
_LOOKED_AT = 1000
_COMPARED = 10


class Names:
    """Many names, indexed by the three-letter pieces in them: for a site whose every link is broken."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._places: dict[str, list[int]] = {}
        self._answers: dict[str, str | None] = {}  # many pages can have the same broken link
        for index, name in enumerate(self._names):
            for piece in _pieces(name):
                self._places.setdefault(piece, []).append(index)

    def nearest(self, name: str) -> str | None:
        """Return the name most like ``name``, or None; the rarest pieces decide which are compared."""
        if name not in self._answers:
            self._answers[name] = self._compare(name)
        return self._answers[name]

    def _compare(self, name: str) -> str | None:
        shared: dict[int, int] = {}
        looked_at = 0
        for places in sorted((self._places.get(piece, []) for piece in _pieces(name)), key=len):
            looked_at += len(places)
            if looked_at > _LOOKED_AT and shared:
                break
            for index in places[:_LOOKED_AT]:
                shared[index] = shared.get(index, 0) + 1
        best = sorted(shared, key=lambda index: (-shared[index], index))[:_COMPARED]
        return nearest(name, (self._names[index] for index in best))


#: In fewer names than this, looking at each is quick.
_FEW = 50


class NameGroups:
    """Groups of names, such as the ids of each page: each is indexed once, however many links lead to it."""

    def __init__(self) -> None:
        self._sets: dict[str, frozenset[str]] = {}
        self._indexes: dict[str, Names] = {}

    def has(self, name: str, group: str, names: Collection[str]) -> bool:
        """Return whether a name is one of ``names``, which are always the same for a ``group``."""
        if len(names) < _FEW:
            return name in names
        if group not in self._sets:
            self._sets[group] = frozenset(names)
        return name in self._sets[group]

    def nearest(self, name: str, group: str, names: Collection[str]) -> str | None:
        """Return the one of ``names`` most like ``name``, or None."""
        if len(names) < _FEW:
            return nearest(name, names)
        if group not in self._indexes:
            self._indexes[group] = Names(names)
        return self._indexes[group].nearest(name)


def _pieces(name: str) -> set[str]:
    folded = f"/{name.casefold()}/"
    return {folded[start : start + 3] for start in range(len(folded) - 2)}
