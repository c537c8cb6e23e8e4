"""Suggestions."""

from __future__ import annotations

import pytest

from sitegen.core.suggest import Names, nearest


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("desciption", ["title", "description"], "description"),
        ("tag", ["title", "tags"], "tags"),
        ("TITLE", ["subtitle", "title"], "title"),
        ("blog/fisrt.md", ["blog/second.md", "blog/first.md"], "blog/first.md"),
        ("zebra", ["title", "tags"], None),
        ("", ["title"], None),
        ("title", [], None),
    ],
)
def test_the_nearest_name_is_found(name: str, candidates: list[str], expected: str | None) -> None:
    """The likest candidate is suggested, and none where none is like it."""
    assert nearest(name, candidates) == expected


def test_the_first_of_equals_is_suggested() -> None:
    """The order of the candidates decides between equals, so that output is the same every time."""
    assert nearest("ab", ["abc", "abd"]) == "abc"
    assert nearest("ab", ["abd", "abc"]) == "abd"


def test_the_cheap_bounds_lose_no_answer() -> None:
    """A candidate that is ruled out early is one whose likeness is below the cutoff."""
    candidates = [f"post-{number:04d}" for number in range(2_000)]
    assert nearest("post-x1234", candidates) == "post-1234"


def test_the_cutoff_is_kept() -> None:
    """A stricter cutoff suggests less."""
    assert nearest("subtitle", ["title"]) == "title"
    assert nearest("subtitle", ["title"], cutoff=0.8) is None


def test_the_nearest_of_many_names_is_found_by_their_rare_pieces() -> None:
    """An index finds what comparing with every name would find."""
    names = [f"blog/post-{number:05d}.md" for number in range(20_000)] + ["docs/templates.md", "docs/data.md"]
    index = Names(names)

    assert "docs/templates.md" == index.nearest("docs/templtes.md")
    assert "blog/post-01234.md" == index.nearest("blog/post-1234.md")
    assert None is index.nearest("zzzzzz")
