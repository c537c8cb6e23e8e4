"""A name that does not exist, and those that do -> the one that was probably meant."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the candidate most like ``name``, or None when none comes near; the first of equals.

    Likeness is difflib's ratio, 0 to 1, of the casefolded names. Cheap upper bounds on it (lengths,
    then letters in common) rule out nearly all of a large site's names before it is computed.
    """
    wanted = name.casefold()
    letters = frozenset(wanted)
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, found = cutoff, None
    for candidate in candidates:
        folded = candidate.casefold()
        if folded == wanted:
            return candidate
        total = len(folded) + len(wanted)
        if 2 * min(len(folded), len(wanted)) < best * total:
            continue
        missing = len(letters.difference(folded))
        if 2 * (len(wanted) - missing) < best * total:
            continue
        matcher.set_seq1(folded)
        if matcher.quick_ratio() < best:
            continue
        ratio = matcher.ratio()
        if ratio > best or (found is None and ratio >= best):
            best, found = ratio, candidate
    return found
