"""What front matter, names and menus say is what the site says: cases 12, 14, 15 and 25."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("title: Fixing issue #12 for good", 21),
        ("title: Release # 7 notes", 16),
        ("description: See #5 and more", 18),
        ("tags: learning C #", 18),
        ("slug: a-b #c", 11),
        ("title: C# and #12", 15),
        ("author: Ada #1", 13),
        ("title: A\n  continues #5", 13),
        ("tags:\n  - b\n  - c #d", 7),
        ("description: #1 in sales", 14),
    ],
)
def test_12_a_line_of_prose_that_a_comment_cuts_off_is_told(make_site: Maker, line: str, column: int) -> None:
    """YAML takes what follows for a comment."""
    front = line if line.startswith("title") else f"title: A\n{line}"
    result = make_site({"content/a.md": f"---\n{front}\n---\nText."}).build()
    assert result.ok
    assert [(p.code, p.line, p.column) for p in result.problems] == [
        ("front-matter-comment", 2 + front.count("\n"), column)
    ]


@pytest.mark.parametrize(
    "front",
    [
        'title: "Fixing issue #12"',
        "title: 'a # b'",
        "title: C#",
        "title: 'a' # b",
        "title: A\nslug: ok\n# a comment",
        "title: A\ntags:\n  - C#\n  - 'x # y'\n  # a comment\n  - z",
        "title: A\ntags: [x, y] # a comment",
        "title: A\nsummary: >\n  B # c",
        "title: A\ndescription: b\nextra:\n  x: 1 # c",
        "title: a#b",
        "title: A\n# a comment",
        "title: A\ndescription: # one or two sentences\ntags: ## later",
        "title: A\ndate: 2025-01-01 # the day it happened",
        "title: A\ntoc: true # long",
        "title: |\n  Fixing #12\n  # not a comment",
        "title: A\nextra:\n  note: b # c",
    ],
)
def test_12_nothing_is_told_of_other_comments(make_site: Maker, front: str) -> None:
    """Quoted values, values of other kinds, whole lines."""
    result = make_site({"content/a.md": f"---\n{front}\n---\nText."}).build()
    assert [problem.code for problem in result.problems] == []


@pytest.mark.parametrize(
    ("name", "address", "codes"),
    [
        ("2025-02-30-budget.md", "2025-02-30-budget", ["no-such-date"]),
        ("2025-00-10-s.md", "2025-00-10-s", ["no-such-date"]),
        ("2025-02-31/index.md", "2025-02-31", ["no-such-date"]),
        ("1234-56-78-part.md", "1234-56-78-part", []),
        ("2025-99-99-part.md", "2025-99-99-part", []),
        ("2025-01-05-ok.md", "ok", []),
        ("2024-02-29-leap.md", "leap", []),
        ("2025-03-04.md", "2025-03-04", []),
    ],
)
def test_14_a_date_in_a_name_that_does_not_exist_is_told(
    make_site: Maker, name: str, address: str, codes: list[str]
) -> None:
    """The name stays whole; numbers that only resemble a date are no date."""
    site = make_site({f"content/blog/{name}": "---\ntitle: A\n---\nText."})
    assert [problem.code for problem in site.build().problems] == codes
    assert site.page(f"blog/{address}/index.html")


def test_14_a_name_that_is_a_date_dates_the_page(make_site: Maker) -> None:
    """A diary has such names."""
    site = make_site({"content/blog/2025-03-04.md": "---\ntitle: A\n---\nText."})
    assert site.build().ok
    assert '<time datetime="2025-03-04"' in site.page("blog/2025-03-04/index.html").replace("=2025", '="2025')


@pytest.mark.parametrize("style", ["bare", "html", "directory"])
def test_15_only_the_entry_of_a_page_and_those_above_it_are_marked(make_site: Maker, style: str) -> None:
    """An address that merely begins alike is another page."""
    menu = 'menu = [{ name = "About", target = "about.md" }, { name = "About us", target = "about-us.md" }]\n'
    site = make_site(
        {
            "sitegen.toml": f'{menu}[urls]\nstyle = "{style}"\n',
            "content/about.md": "About.",
            "content/about-us.md": "Us.",
            "content/about/team.md": "Team.",
        }
    )
    published = site.publish()
    page = next(
        data for path, data in published.items() if path in ("about-us.html", "about-us/index.html")
    ).decode()
    header = page[: page.index("<main")]
    assert re.findall(r"<a [^>]*aria-current[^>]*>(.*?)</a>", header) == ["About us"]


@pytest.mark.parametrize("base", ["", "/base"])
@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("docs/index.html", ["Docs"]),
        ("docs/a/index.html", ["Docs", "A"]),
        ("docs/a/b/index.html", ["Docs", "A"]),
        ("docs/ab/index.html", ["Docs"]),
        ("docs-two/index.html", ["Two"]),
        ("tags/docs/index.html", ["Tags"]),
        ("index.html", ["Home"]),
    ],
)
def test_15_sections_terms_and_the_home_page(
    make_site: Maker, base: str, page: str, marked: list[str]
) -> None:
    """Below a base path, too; the home page is above nothing."""
    entries = {
        "Home": "/",
        "Docs": "docs/_index.md",
        "A": "docs/a.md",
        "Two": "docs-two/_index.md",
        "Tags": "/tags/",
    }
    menu = ", ".join(f'{{ name = "{name}", target = "{target}" }}' for name, target in entries.items())
    files = {
        f"content/{path}.md": "---\ntags: [docs]\n---\nText."
        for path in ("docs/_index", "docs/a", "docs/a/b", "docs/ab", "docs-two/_index")
    }
    site = make_site({"sitegen.toml": f'base_url = "https://e.test{base}/"\nmenu = [{menu}]\n', **files})
    assert site.build().problems == ()
    html = site.page(page)
    header = html[: html.index("<main")]
    assert re.findall(r"<a [^>]*aria-current[^>]*>(.*?)</a>", header) == marked


def test_25_links_in_a_feed_are_whole_addresses_and_its_ids_do_not_clash(make_site: Maker) -> None:
    """Footnotes, headings, queries, in Atom and RSS alike."""
    text = 'See [below](#sec)[^1] and [query](?a=1) and <a href="#sec">raw</a>.\n\n## Sec\n\n[^1]: Note.'
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://blog.test"\n',
            "content/a.md": f"---\ntitle: A\ndate: 2025-01-01\n---\n{text}",
            "content/b.md": f"---\ntitle: B\ndate: 2025-01-02\n---\n{text}",
            "content/c.md": f"---\ndate: 2025-01-03\n---\n# C\n\n{text}",
        }
    )
    assert site.build().problems == ()
    for name in ("atom.xml", "rss.xml"):
        feed = site.page(name).replace("&quot;", '"').replace("&#34;", '"')
        addresses = re.findall(r'href="([^"]+)"', feed)
        assert len(addresses) > 12
        assert [address for address in addresses if not address.startswith("https://")] == []
        assert {"https://blog.test/a/#fn-1", "https://blog.test/b/#sec", "https://blog.test/c/?a=1"} <= {
            *addresses
        }
        assert re.findall(r' id="[^"]*"', feed) == []
