"""A section as one page: its pages in the order of the sidebar, links inside, each id once, up to date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sitegen.render.one_page import _rewrite
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

NAV = """\
base_url = "https://example.org/book"
[[nav]]
page = "docs/_index.md"
items = [
  { page = "docs/b.md" },
  { title = "More & more", items = [{ page = "docs/deep/c.md", title = "Sea" }, { page = "docs/a.md" }] },
  { url = "https://example.org/", title = "Elsewhere" },
]
"""
SITE = {
    "sitegen.toml": NAV,
    "content/docs/_index.md": "---\ntitle: Docs\none_page: true\n---\n[A](a.md) [all](one-page/)\n## Begin\n",
    "content/docs/a.md": "# A\n[b](b.md#part) [me](#part) [out](../other.md)[^1]\n\n## Part\n\n[^1]: Note.\n",
    "content/docs/b.md": "# B\n\n[A](a.md)[^1]\n\n## Part\n\n### Deep\n\n[^1]: Note.\n",
    "content/docs/deep/c.md": "# C\n\n[docs](../_index.md#begin), [top](../_index.md)\n",
    "content/other.md": "# Other\n\n[b, as part of all](docs/one-page/#docs-b)\n",
}
WHOLE = "docs/one-page/index.html"


def is_clean(site: SiteFolder) -> bool:
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    return read_tree(clean) == read_tree(site.root / "public")


def headings(page: str) -> list[tuple[str, str, str]]:
    return re.findall(r'<h(\d)(?: id="([^"]*)")?>([^<]*)', page)


def test_the_pages_are_in_the_order_of_the_navigation(make_site: Maker) -> None:
    """A group is a heading; the headings of a page are below its title; links elsewhere are left out."""
    site = make_site(SITE)
    assert site.build().problems == ()
    assert headings(site.page(WHOLE)) == [
        ("1", "", "Docs"),
        ("2", "begin", "Begin"),
        ("2", "docs-b", "B"),
        ("3", "docs-b:part", "Part"),
        ("4", "docs-b:deep", "Deep"),
        ("2", "more-more", "More &amp; more"),
        ("3", "docs-deep-c", "Sea"),
        ("3", "docs-a", "A"),
        ("4", "docs-a:part", "Part"),
    ]
    assert '<a href="/book/docs/one-page/">All on one page</a>' in site.page("docs/index.html")


def test_links_between_its_pages_stay_inside(make_site: Maker) -> None:
    """Others lead where they did."""
    site = make_site(SITE)
    site.build()
    page = site.page(WHOLE)
    for link in (
        'href="#docs-a">A',
        'href="#docs-b:part">b',
        'href="#docs-a:part">me',
        'href="/book/other/">out',
        'href="#begin">docs',
        'href="#main">top',
    ):
        assert link in page
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r' href="#([^"]+)"', page)) <= set(ids)
    assert '<link rel="canonical" href="https://example.org/book/docs/">' in page
    assert "one-page" not in site.page("sitemap.xml")


def test_it_is_rendered_again_when_one_of_its_pages_changes(make_site: Maker) -> None:
    """A text, a title, an anchor, a page that comes or goes, another order: with a cache as without."""
    files = {**SITE, "sitegen.toml": 'base_url = "https://example.org/book"\n'}
    site = make_site(files)
    site.build()
    assert [title for level, _, title in headings(site.page(WHOLE)) if level == "2"][1:] == ["A", "B", "C"]
    edits: tuple[tuple[str, str], ...] = (
        ("content/docs/a.md", "# A\n\nOther text.\n\n## Part\n"),
        ("content/docs/a.md", "---\ntitle: Zeta\nweight: 9\n---\n"),
        ("content/docs/new.md", "---\ntitle: New\nweight: 1\n---\n"),
        ("content/docs/deep/_index.md", "---\ntitle: Deep\nweight: 1\n---\nText.\n"),
        ("content/docs/other/_index.md", "---\ntitle: First\nweight: 0\n---\n"),
        ("content/docs/deep/_index.md", "---\ntitle: Deep\nweight: -1\n---\nText.\n"),
        ("content/docs/_index.md", "---\ntitle: Docs\n---\n\n## Begin\n"),
    )
    for path, text in edits:
        site.write(path, text)
        if "one_page" not in text and path == "content/docs/_index.md":
            site.write("content/other.md", "# Other\n")
        assert site.build().problems == ()
        assert is_clean(site)
    assert not (site.root / "public" / WHOLE).exists()


def test_a_mistake_of_a_page_is_reported_once(make_site: Maker) -> None:
    """At its place in the page, although two outputs have it."""
    site = make_site({**SITE, "content/docs/b.md": "# B\n\n## Part\n\n[x](missing.md)\n"})
    assert [(problem.path, problem.line) for problem in site.build().problems] == [("content/docs/b.md", 5)]


def test_the_home_page_has_all_of_the_navigation(make_site: Maker) -> None:
    """Groups and all."""
    site = make_site({**SITE, "content/_index.md": "---\ntitle: Book\none_page: true\n---\n"})
    site.build()
    titles = [title for level, _, title in headings(site.page("one-page/index.html")) if level == "2"]
    assert titles == ["Docs"]


@pytest.mark.parametrize(
    ("html", "rewritten"),
    [
        ("<p ID=x>", '<p ID="p:x">'),
        ("<a href='#x&amp;y'>", '<a href="#p:x&amp;y">'),
        ('<a href="#">', '<a href="#p">'),
        ('<a href="/a/?q#x">', '<a href="/a/?q#x">'),
        ('<a href="/a/#x">', '<a href="#a:x">'),
        ('<td headers="x  y">', '<td headers="p:x p:y">'),
        ("<input type=radio name=r id=i form=f>", '<input type=radio name="p:r" id="p:i" form="p:f">'),
        ("<h2>x</h2><h6>y</h6>", "<h3>x</h3><h6>y</h6>"),
        ("<script>'<h2 id=x>'</script>", "<script>'<h2 id=x>'</script>"),
        ('<code>id="x"</code>', '<code>id="x"</code>'),
        ('<svg><use xlink:href="#s"/></svg>', '<svg><use xlink:href="#p:s"/></svg>'),
    ],
)
def test_names_are_rewritten_where_they_are_names(html: str, rewritten: str) -> None:
    """However they are written; text stays as it is."""
    assert str(_rewrite(html, "p", {"/a/": "a"}, 1)) == rewritten
