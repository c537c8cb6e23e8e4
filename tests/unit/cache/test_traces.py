"""Which questions of the last build are asked again, and what may be left unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sitegen.cache import Book, find_stale
from sitegen.cache.traces import print_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.site import Question

QUESTIONS: list[Question] = [
    ("page", "a.md", "title"),
    ("page", "b.md", "title"),
    ("page", "a.md", "next"),
    ("list", "_index.md", "1"),
    ("site", "pages"),
    ("site", "today"),
    ("link", "a.md", "b.md"),
    ("image", "a.md", "x.png"),
    ("card", "a.md"),
    ("asset", "site.css"),
    ("data", "prices.json"),
    ("layout", "page.html"),
]
ALWAYS = {
    ("site", "today"),
    ("card", "a.md"),
    ("asset", "site.css"),
    ("data", "prices.json"),
    ("layout", "page.html"),
}


class Changed:
    """A site in which every answer is another one than before."""

    def fingerprint(self, question: Question) -> Any:
        return [*question, "now"]

    def facet(self, name: str) -> Any:
        return name


def stale_of(changed: set[str], facets: Mapping[str, str]) -> set[Question]:
    book = Book()
    book.facets = {"structure": "s", "links": "l"}
    for question in QUESTIONS:
        book.add(question, print_of(question))
    return {book.question(place) for place in find_stale(book, Changed(), changed, facets)}


@pytest.mark.parametrize(
    ("changed", "facets", "expected"),
    [
        (set(), {"structure": "s", "links": "l"}, ALWAYS),
        ({"a.md"}, {"structure": "s", "links": "l"}, ALWAYS | {("page", "a.md", "title")}),
        (
            {"a.md"},
            {"structure": "s", "links": "other"},
            ALWAYS | {("page", "a.md", "title"), ("link", "a.md", "b.md"), ("image", "a.md", "x.png")},
        ),
        (
            {"a.md"},
            {"structure": "other", "links": "l"},
            set(QUESTIONS) - {("link", "a.md", "b.md"), ("image", "a.md", "x.png")},
        ),
    ],
)
def test_only_what_may_have_changed_is_asked_again(
    changed: set[str], facets: Mapping[str, str], expected: set[Question]
) -> None:
    """A page's file answers for it alone; a facet that is as it was answers for all that is made from it."""
    assert stale_of(changed, facets) == expected
