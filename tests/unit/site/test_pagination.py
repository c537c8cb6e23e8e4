"""List pages: which entries each shows, in both ways to number them."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Numbering
from sitegen.site.pagination import MANY_PAGES, Pagination, paginate
from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from pathlib import Path


def test_readers_see_each_entry_once_from_the_newest() -> None:
    """From the first page by way of older ones, and back by way of newer ones."""
    for entries, size, is_stable in product(range(26), range(6), (False, True)):
        pagination = Pagination(entries, size, is_stable)
        numbers = [1]
        while older := pagination.beside(numbers[-1])[1]:
            numbers.append(older)
        assert sorted(numbers) == list(range(1, pagination.pages + 1))
        shown = [entry for number in numbers for entry in range(entries)[slice(*pagination.span(number))]]
        assert shown == list(range(entries))
        assert [pagination.beside(number)[0] for number in numbers] == [0, *numbers[:-1]]


def test_stable_pages_never_change_when_entries_are_added() -> None:
    """A page behind the first is full, and holds the same entries, counted from the oldest, ever after."""
    size = 3
    before: dict[int, list[int]] = {}
    for entries in range(30):
        pagination = Pagination(entries, size, is_stable=True)
        oldest_first = range(entries)[::-1]
        pages = {
            number: list(oldest_first[slice(*pagination.span(number))])
            for number in range(2, pagination.pages + 1)
        }
        assert all(len(page) == size for page in pages.values())
        assert before.items() <= pages.items()
        first, end = pagination.span(1)
        assert first == 0
        assert min(entries, size) <= end < 2 * size
        before = pages


def test_addresses_outlive_the_numbering_and_one_entry() -> None:
    """What had an address by the other numbering, or with one entry more, has one now."""
    size = 7
    for entries in range(60):
        pagination = Pagination(entries, size, is_stable=True)
        addresses = {*range(2, pagination.pages + 1), pagination.next_number}
        assert addresses >= set(range(2, Pagination(entries, size).pages + 1))
        if entries >= size:
            assert addresses >= set(range(2, Pagination(entries + 1, size, is_stable=True).pages + 1))


def test_pages_that_are_gone_show_nothing() -> None:
    """A trace of the last build may ask for the last page of a list that is shorter by now."""
    pagination = Pagination(20, 10, is_stable=True)
    assert pagination.span(3) == (0, 0)


@pytest.mark.parametrize(
    ("entries", "numbering", "is_weighted", "is_stable"),
    [
        (10 * MANY_PAGES, Numbering.AUTO, False, False),
        (10 * MANY_PAGES + 1, Numbering.AUTO, False, True),
        (10 * MANY_PAGES + 1, Numbering.AUTO, True, False),
        (10 * MANY_PAGES + 1, Numbering.NEWEST, False, False),
        (11, Numbering.STABLE, False, True),
        (11, Numbering.STABLE, True, False),
    ],
)
def test_long_lists_are_stable_unless_the_site_says_otherwise(
    entries: int, numbering: Numbering, is_weighted: bool, is_stable: bool
) -> None:
    """Lists ordered by weight never are: they begin with what comes first."""
    assert paginate(entries, 10, numbering, is_weighted=is_weighted).is_stable == is_stable


POST = "---\ntitle: Post {number}\ndate: 2025-01-{number:02}\ntags: [ai]\n---\n"
SITE = {
    "sitegen.toml": """base_url = "https://example.org/sub"
paginate = 2
feeds.formats = []
social_cards.enabled = false
lists.numbering = "stable"
""",
    "content/blog/_index.md": "---\ntitle: Blog\n---\n",
} | {f"content/blog/p{number}.md": POST.format(number=number) for number in range(1, 7)}


def _list_pages(site: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in site.items() if "page/" in path}


def test_a_new_post_changes_no_full_page(tmp_path: Path) -> None:
    """Home page, section and tag: a build remakes the first pages, and gives what a clean one does."""
    site = SiteFolder(tmp_path, SITE)
    before = site.publish()
    site.write("content/blog/p7.md", POST.format(number=7))
    site.build()
    today = read_tree(tmp_path / "public")
    assert _list_pages(today) == _list_pages(before)
    assert b"Post 7" in today["blog/index.html"]
    assert today == site.publish(force=True)
    site.write("content/blog/p8.md", POST.format(number=8))
    site.build()
    later = read_tree(tmp_path / "public")
    changed = {path for path, data in _list_pages(later).items() if today.get(path) != data}
    folders = ("", "blog/", "tags/ai/")
    # The page that was the newest full one leads to the new one, which was a redirect.
    assert changed == {f"{folder}page/{number}/index.html" for folder in folders for number in (3, 4, 5)}
    assert later == site.publish(force=True)


def test_a_stable_page_says_where_it_is_and_leads_on(tmp_path: Path) -> None:
    """Number without a total, canonical address, neighbours; the next number redirects to the first page."""
    site = SiteFolder(tmp_path, SITE)
    files = {path: data.decode() for path, data in site.publish().items() if path.endswith(".html")}
    assert 'rel="next" href="/sub/blog/page/3/"' in files["blog/index.html"]
    assert 'class="count"' not in files["blog/index.html"].partition('class="pager"')[2]
    middle = files["blog/page/3/index.html"]
    assert 'rel="prev" href="/sub/blog/"' in middle
    assert 'rel="next" href="/sub/blog/page/2/"' in middle
    assert 'rel="canonical" href="https://example.org/sub/blog/page/3/"' in middle
    assert ">Page 3</span>" in middle
    assert "Post 4" in middle
    assert 'url=/sub/blog/"' in files["blog/page/4/index.html"]


def test_what_an_author_moved_there_wins(tmp_path: Path) -> None:
    """An alias at the next number is no collision with the redirect."""
    site = SiteFolder(tmp_path, SITE)
    site.write("content/about.md", "---\ntitle: About\naliases: [/blog/page/4/]\n---\n")
    assert b"/sub/about/" in site.publish()["blog/page/4/index.html"]


def test_a_weight_turns_a_list_around(tmp_path: Path) -> None:
    """One weight orders a section, whose list then counts from its beginning, as do clean ones."""
    site = SiteFolder(tmp_path, SITE)
    site.publish()
    site.write("content/blog/p6.md", POST.format(number=6).replace("tags", "weight: 1\ntags"))
    site.build()
    assert read_tree(tmp_path / "public") == site.publish(force=True)


def test_a_list_that_grows_long_is_numbered_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one post too many, and back again, a build gives what a clean one does."""
    monkeypatch.setattr("sitegen.site.pagination.MANY_PAGES", 3)
    site = SiteFolder(tmp_path, SITE | {"sitegen.toml": SITE["sitegen.toml"].replace("stable", "auto")})
    short = site.publish()
    assert b"Page 2 of 3" in short["blog/page/2/index.html"]
    site.write("content/blog/p7.md", POST.format(number=7))
    site.build()
    long = read_tree(tmp_path / "public")
    assert b"Post 1" in long["blog/page/2/index.html"]
    assert long == site.publish(force=True)
    assert short.keys() < long.keys()
    site.remove("content/blog/p7.md")
    site.build()
    assert read_tree(tmp_path / "public") == short
