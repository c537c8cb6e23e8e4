"""Addresses in the texts of a site's own templates: what leads nowhere is never published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FOOT = "{# <a href='/none/'> #}\n<a href=\"/about/\">x</a>\n"
SITE: dict[str, str | bytes] = {
    "content/about.md": "# About\n",
    "content/a.md": "# A\n",
    "content/b.md": "# B\n",
    "layouts/page.html": "{{ page.content }}{% include 'foot.html' %}",
    "layouts/foot.html": FOOT,
}


def found(site: SiteFolder, *, lenient: bool = False) -> list[tuple[str, str, int, int]]:
    problems = site.build(lenient=lenient).problems
    return [(str(one.severity), one.path, one.line, one.column) for one in problems]


def test_an_address_that_leads_nowhere_fails_the_build(make_site: Maker) -> None:
    """Once, at its place in the template, whether pages are made now or were made when it led somewhere."""
    site = make_site(SITE)
    site.publish()
    site.remove("content/about.md")
    (problem,) = site.build().problems
    assert (problem.path, problem.line, problem.column, problem.code) == (
        "layouts/foot.html",
        2,
        10,
        "broken-reference",
    )
    assert problem.message == "'/about/' leads to no published file (while rendering content/a.md and 1 more)"
    assert found(site, lenient=True) == [("warning", "layouts/foot.html", 2, 10)]
    site.write("content/abouts.md", "# About\n")
    assert site.build().problems[0].hint == "did you mean /abouts/?"
    site.write("content/about.md", "# About\n")
    assert found(site) == []


def test_what_no_page_shows_is_no_mistake(make_site: Maker) -> None:
    """A template may have a place for what the site has not, until a page does show it."""
    told = "{% if page.draft or 'Tell' in page.title %}\n<a href='/none/'>x</a>{% endif %}"
    site = make_site({**SITE, "layouts/foot.html": told})
    site.publish()
    site.write("content/a.md", "# Tell\n")
    assert found(site) == [("error", "layouts/foot.html", 2, 10)]


@pytest.mark.parametrize(
    ("html", "is_wrong"),
    [
        ('<a href="/a/">', False),
        ('<a href="/a">', False),
        ("<a href='/a/index.html#part?'>", False),
        ('<a href="/sitemap.xml?x">', False),
        ('<img src="/x.png">', False),
        ('<img src="/y.png">', True),
        ('<a href="https://example.org/a/">', False),
        ('<a href="https://EXAMPLE.org/none/">', True),
        ('<a href="https://example.com/none/">', False),
        ('<a href="//example.com/none/">', False),
        ('<a href="/{{ page.title }}/">', False),
        ('<a href="none/">', False),
        ("<!-- <a href='/none/'> -->", False),
        ("<form action='/none'>", True),
    ],
)
def test_which_addresses_are_judged(make_site: Maker, html: str, is_wrong: bool) -> None:  # noqa: FBT001  a table
    """Those that are whole, of this site, and begin at its root."""
    site = make_site(
        {
            **SITE,
            "sitegen.toml": 'base_url = "https://example.org"',
            "layouts/foot.html": html,
            "static/x.png": b"",
        }
    )
    assert bool(found(site)) == is_wrong


def test_an_address_outside_the_base_path_is_told(make_site: Maker) -> None:
    """It works on the author's machine, at the root, and nowhere else."""
    site = make_site({**SITE, "sitegen.toml": 'base_url = "https://example.org/sub"'})
    (problem,) = site.build().problems
    assert problem.hint == "it lies outside the site's base path /sub/: write /sub/about/, or use url_for"
    site.write("layouts/foot.html", "<a href='/sub/about/'>x</a>")
    assert found(site) == []


def test_the_theme_is_not_judged(make_site: Maker) -> None:
    """Nobody who builds a site could mend it; what takes its place is."""
    site = make_site({"content/a.md": "", "layouts/404.html": "{% extends 'builtin/404.html' %}"})
    assert found(site) == []
