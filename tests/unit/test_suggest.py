"""Suggestions."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from sitegen.core.suggest import NameGroups, Names, nearest


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


def test_a_group_of_names_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of a thousand links to a page of a thousand headings compares few of a million pairs."""
    compared: list[str] = []
    compare = SequenceMatcher.set_seq1

    def count(matcher: SequenceMatcher[str], name: str) -> None:
        compared.append(name)
        compare(matcher, name)

    monkeypatch.setattr(SequenceMatcher, "set_seq1", count)
    many, few = [f"part-{number:04}" for number in range(1000)], ["first", "second"]
    groups = NameGroups()
    assert [groups.nearest(f"x{name}", "many", many) for name in many] == many
    assert len(compared) <= 10 * 1000
    assert [groups.nearest("frist", "few", few), groups.nearest("zebra", "few", few)] == ["first", None]
    assert [groups.has("part-0999", "many", many), groups.has("x", "many", many)] == [True, False]
    assert [groups.has("first", "few", few), groups.has("x", "few", few)] == [True, False]
