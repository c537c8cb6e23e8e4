"""How many entries a list has -> its list pages: which entries each shows, and which pages are beside it.

Page 1 is always the list's own page, which shows the newest entries. There are two ways to number the others:

    newest   2, 3, … from newer to older entries: a new post changes all of them
    stable   2, 3, … from the oldest entries to newer ones, and each is full: a new post changes only page 1,
             which shows as many entries as a full page, or up to one less than two full pages
"""

from __future__ import annotations

from typing import NamedTuple

from sitegen.config import Numbering

#: A list of more pages than this is numbered from its oldest entries, if the site doesn't say how.
MANY_PAGES = 50


class Pagination(NamedTuple):
    """The list pages of one list."""

    entries: int
    size: int  #: entries on a full list page; 0: all
    is_stable: bool = False

    @property
    def pages(self) -> int:
        """How many list pages there are; at least 1."""
        if not self.size:
            return 1
        return max(1, self.entries // self.size if self.is_stable else -(-self.entries // self.size))

    @property
    def next_number(self) -> int:
        """The number of the list page that more entries will need; 0 if it isn't numbered ahead.

        While entries were numbered from the newest, or if some are taken away, there was such a page.
        """
        return self.pages + 1 if self.is_stable and self.entries > self.size else 0

    def span(self, number: int) -> tuple[int, int]:
        """Return the (first, behind last) entry on a list page, counted from the newest, from 0."""
        if not self.size:
            return 0, self.entries
        if not self.is_stable:
            return (number - 1) * self.size, number * self.size
        if number == 1:
            return 0, self.entries - (self.pages - 1) * self.size
        if number > self.pages:  # asked by an output of the last build
            return 0, 0
        end = self.entries - (number - 2) * self.size
        return end - self.size, end

    def beside(self, number: int) -> tuple[int, int]:
        """Return the numbers of the list pages with newer and with older entries; 0 at an end of the list."""
        if not self.is_stable:
            return number - 1, number + 1 if number < self.pages else 0
        if number == 1:
            return 0, self.pages if self.pages > 1 else 0
        return number + 1 if number < self.pages else 1, number - 1 if number > 2 else 0


def paginate(entries: int, size: int, numbering: Numbering, *, is_weighted: bool) -> Pagination:
    """Return the list pages of a list; one ordered by weight begins with its oldest entries anyway."""
    if is_weighted or not size:
        return Pagination(entries, size)
    is_many = entries > MANY_PAGES * size
    is_stable = numbering is Numbering.STABLE or (numbering is Numbering.AUTO and is_many)
    return Pagination(entries, size, is_stable)
