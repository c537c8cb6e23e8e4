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
    """Finds related pages from the lists of terms. A list is indexed when a page of its term is asked for.

    ``order`` is each page's place in the site; ``lists`` maps a term to its page ids in that order;
    ``tagged`` maps a page id to its (taxonomy name, term).
    """

    def __init__(
        self,
        order: Mapping[str, int],
        lists: Mapping[str, Sequence[str]],
        tagged: Mapping[str, Sequence[tuple[str, str]]],
    ) -> None:
        self._order = order
        self._lists = lists
        self._tagged = tagged
        self._places_by_term: dict[str, dict[str, int]] = {}

    def find(self, page: str, count: int) -> tuple[str, ...]:
        """Return at most ``count`` page ids, the most related first; ties go to the nearer in time."""
        scores: dict[str, float] = {}
        for _, term in self._tagged.get(page, ()):
            listed = self._lists[term]
            here = self._places(term)[page]
            weight = 1.0 / log2(2 + len(listed))
            for candidate in listed[max(0, here - _WINDOW) : here + _WINDOW + 1]:
                scores[candidate] = scores.get(candidate, 0.0) + weight
        scores.pop(page, None)
        order, position = self._order, self._order[page]
        least = min(sorted(scores.values())[-count:], default=0.0)  # most candidates share but a common term
        best = sorted(
            (-score, abs(order[candidate] - position), candidate)
            for candidate, score in scores.items()
            if score >= least
        )
        return tuple(candidate for _, _, candidate in best[:count])

    def _places(self, term: str) -> dict[str, int]:
        """Return where each page is in the list of a term."""
        if term not in self._places_by_term:
            self._places_by_term[term] = {page: place for place, page in enumerate(self._lists[term])}
        return self._places_by_term[term]
