"""Pages that share rare terms -> the few to read next, in time linear in the number of pages."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: How many neighbours on each side are considered in a term's list. A term that is on every page
#: says little; looking at a window of it keeps the work per page constant.
_WINDOW = 8


class Related:
    """Finds related pages; built once from the lists of every term.

    ``lists`` maps a term to its page ids in site order; ``terms`` maps a page id to its terms.
    """

    def __init__(self, lists: Mapping[str, Sequence[str]], terms: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        self._terms = terms
        self._places = {term: {page: n for n, page in enumerate(pages)} for term, pages in lists.items()}
        self._weights = {term: 1.0 / log2(2 + len(pages)) for term, pages in lists.items()}

    def find(self, page: str, count: int) -> tuple[str, ...]:
        """Return at most ``count`` page ids, the most related first; ties go to the nearer in time."""
        scores: dict[str, float] = {}
        distances: dict[str, int] = {}
        for term in self._terms.get(page, ()):
            here = self._places[term][page]
            weight = self._weights[term]
            start = max(0, here - _WINDOW)
            for place, other in enumerate(self._lists[term][start : here + _WINDOW + 1], start):
                if other == page:
                    continue
                scores[other] = scores.get(other, 0.0) + weight
                distance = abs(place - here)
                distances[other] = min(distances.get(other, distance), distance)
        best = sorted(scores, key=lambda other: (-scores[other], distances[other], other))
        return tuple(best[:count])
