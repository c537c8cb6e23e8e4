"""Banners, badges and notices, images that open, and links without a text: small parts of a page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'


def test_a_banner_is_above_every_page(make_site: Maker) -> None:
    """With its link; the script that remembers who closed it knows its text."""
    banner = '[banner]\ntext = "Version 2"\nlink = "Read on"\ntarget = "a.md"\n'
    site = make_site({"sitegen.toml": banner, "content/a.md": "# A\n"})
    site.publish()
    for page in ("index.html", "a/index.html", "404.html"):
        html = site.page(page)
        assert '<span>Version 2 <a href="/a/">Read on</a></span>' in html
        assert re.search(r'src="/assets/[\w./]*/banner\.js#Version%202"', html)
    site.write("sitegen.toml", '[banner]\ntext = "Version 2"\ndismissible = false\n')
    site.publish()
    assert "<button" not in site.page("a/index.html").partition("</aside>")[0]
    assert "banner.js" not in site.page("a/index.html")


def test_a_banner_that_leads_nowhere_is_an_error(make_site: Maker) -> None:
    """At its line, with the nearest name."""
    site = make_site(
        {"sitegen.toml": '[banner]\ntext = "X"\ntarget = "abuot.md"\n', "content/about.md": "# A\n"}
    )
    (problem,) = site.build().problems
    assert (problem.path, problem.line, problem.code) == ("sitegen.toml", 3, "broken-link")
    assert "about.md" in problem.hint


@pytest.mark.parametrize(
    "written", ["banner: Only <b>here</b>", "banner: {content: 'Only <a href=\"/\">here</a>'}"]
)
def test_a_page_has_a_notice_of_its_own(make_site: Maker, written: str) -> None:
    """As text, also in Starlight's spelling."""
    site = make_site({"content/a.md": f"---\ntitle: A\n{written}\n---\n", "content/b.md": "# B\n"})
    site.publish()
    assert "<p>Only here</p>" in site.page("a/index.html")
    assert "<aside" not in site.page("b/index.html")


STATUSES = {
    "sitegen.toml": '[extra.status]\nbeta = "May change"\n[[nav]]\nfolder = "."\n',
    "content/a.md": "---\ntitle: A\nstatus: new\n---\n",
    "content/b.md": "---\ntitle: B\nstatus: beta\n---\n",
    "content/c.md": "---\ntitle: C\nstatus: published\n---\n",
    "content/d.md": "---\ntitle: D\nsidebar: {badge: {text: API v2, variant: tip}}\n---\n",
}


def read_badges(html: str) -> list[tuple[str, str]]:
    """Return (text before it, text) of each badge."""
    return re.findall(r"([^<>]*\S)\s*<small class=\"badge\"[^>]*>([^<]*)", html)


def test_pages_show_their_status(make_site: Maker) -> None:
    """In the title and the navigation, in the spelling of Material and Starlight; others are no status."""
    site = make_site(STATUSES)
    site.publish()
    html = site.page("b/index.html")
    assert read_badges(html) == [("A", "New"), ("B", "Beta"), ("D", "API v2"), ("B", "Beta")]
    assert 'data-status="beta" title="May change">Beta</small>' in html
    assert "blocks.css" in html
    assert "Published" not in html


def test_a_status_changes_the_pages_that_show_it(make_site: Maker) -> None:
    """A build with a cache is as one from scratch."""
    site = make_site(STATUSES)
    site.publish()
    site.write("content/a.md", "---\ntitle: A\n---\n")
    site.publish()
    assert read_badges(site.page("b/index.html")) == [("B", "Beta"), ("D", "API v2"), ("B", "Beta")]


LIGHTBOX = {
    "sitegen.toml": 'base_url = "https://example.org"\n[markdown]\nlightbox = true\n',
    "content/a.svg": PICTURE,
}


def test_images_lead_to_their_files(make_site: Maker) -> None:
    """Except in links, where the author says no, and on other hosts; feeds get the whole address."""
    body = (
        "![One](a.svg)\n\n[![Two](a.svg)](a.md) ![Three](a.svg){.off-glb}\n\n"
        '::: figure src="a.svg" alt="Four"\nCaption.\n:::\n'
    )
    site = make_site({**LIGHTBOX, "content/a.md": f"---\ntitle: A\ndate: 2025-01-01\n---\n{body}"})
    site.publish()
    html = site.page("a/index.html")
    assert re.findall(r'<a href="/a.svg" data-act="enlarge"><img[^>]*alt="(\w+)"', html) == ["One", "Four"]
    assert 'href="/a.svg' not in unescape(site.page("atom.xml"))


def test_a_missing_image_is_one_error(make_site: Maker) -> None:
    """Not another one for the link around it."""
    site = make_site(
        {**LIGHTBOX, "content/a.md": "# A\n\n![One](b.svg)\n\n::: figure src=c.svg alt=X\n:::\n"}
    )
    assert [problem.code for problem in site.build().problems] == ["missing-image"] * 2


TITLES = {
    "sitegen.toml": "[reference]\nlabels = true\n",
    "content/a.md": "# A\n\n[](b.md) [](b.md#part) [](#here) [][part] [part][] [](b.md#nothing)\n\n## Here\n",
    "content/b.md": "# B & C\n\n## The `part` {#part}\n",
}


def test_a_link_without_a_text_has_the_title_of_its_target(make_site: Maker) -> None:
    """A page's, or that of the heading; an edit of the heading changes it."""
    site = make_site({**TITLES, "content/a.md": TITLES["content/a.md"].replace("[](b.md#nothing)", "")})
    site.publish()
    texts = ["B &amp; C", "The <code>part</code>", "Here", "The <code>part</code>", "part"]
    pattern = r'<a href="/?[b#][^"]*">(.*?)</a>'
    assert re.findall(pattern, site.page("a/index.html").partition("<h2")[0])[-5:] == texts
    site.write("content/b.md", "# D\n\n## Another {#part}\n")
    site.publish()
    texts = ["D", "Another", "Here", "Another", "part"]
    assert re.findall(pattern, site.page("a/index.html").partition("<h2")[0])[-5:] == texts
    site.write("content/b.md", "# D\n\n## Another {#part}\n\nMore.\n")
    assert site.build().rendered <= 2


def test_a_link_without_a_text_that_leads_nowhere_is_one_error(make_site: Maker) -> None:
    """It is that of the link."""
    assert [problem.code for problem in make_site(TITLES).build().problems] == ["broken-anchor"]
