"""What a site publishes besides pages and files of the author's can be linked to, and follows the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.build.run import build
from sitegen.config import read_config
from sitegen.config.read import menu_places
from tests.site_maker import NOW, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

FILES: dict[str, str | bytes] = {
    "sitegen.toml": 'base_url = "https://example.org/base"\nllms.pages = true\nllms.index = true\n',
    "content/blog/_index.md": "---\ntitle: Blog\n---\n",
    "content/blog/a.md": "---\ndate: 2025-01-02\ntags: [one]\naliases: [/old/, /older.html]\n---\nText\n",
    "static/x.txt": "x",
}


def test_every_published_address_can_be_linked_to(make_site: Maker) -> None:
    """But for assets, whose names change with their bytes; redirects are warnings, and nothing else."""
    site = make_site(FILES)
    files = sorted(
        path.removesuffix("index.html") for path in site.publish() if not path.startswith((".", "assets/"))
    )
    assert {"blog/atom.xml", "tags/one/atom.xml", "blog/a.md", "llms.txt", "old/"} <= set(files)
    site.write("content/links.md", "".join(f"- [x](</{path}>)\n" for path in files))
    result = build(site.options(), now=NOW)
    assert {problem.code for problem in result.problems} == {"redirected-link"}
    assert len(result.problems) == 2
    page = site.page("links/index.html")
    assert all(f'href="/base/{path}"' in page for path in ("blog/atom.xml", "old/", "sitemap.xml"))


def test_a_link_is_judged_anew_when_what_it_leads_to_is_no_longer_made(make_site: Maker) -> None:
    """A page that did not change is reported when another page's alias or a feed is gone."""
    site = make_site({**FILES, "content/links.md": "[a](/old/) [b](/tags/one/atom.xml)\n"})
    assert [problem.code for problem in build(site.options(), now=NOW).problems] == ["redirected-link"]
    site.write("content/blog/a.md", "---\ndate: 2025-01-02\n---\nText\n")
    again = build(site.options(), now=NOW).problems
    assert [(problem.line, problem.column, problem.code) for problem in again] == [
        (1, 5, "broken-link"),
        (1, 16, "broken-link"),
    ]


def test_a_redirect_that_becomes_a_page_is_no_longer_one(make_site: Maker) -> None:
    """Incremental and clean builds agree."""
    site = make_site({**FILES, "content/links.md": "[a](/old/)\n"})
    site.publish()
    site.write("content/blog/a.md", "---\ndate: 2025-01-02\n---\nText\n")
    site.write("content/old.md", "Here")
    assert not build(site.options(), now=NOW).problems
    known = read_tree(site.root / "public")
    build(site.options(force=True), now=NOW)
    assert read_tree(site.root / "public") == known


def test_the_places_of_a_menu_follow_its_order() -> None:
    """The configuration sorts the menu by weight; a target written inline has its column."""
    text = "menu = [{name = 'B', target = 'b.md', weight = 2}, {name = 'A', target = 'a.md'}]\n"
    config, _ = read_config(text, "sitegen.toml")
    places = menu_places(text)
    assert [item.target for item in config.menu] == ["a.md", "b.md"]
    assert [text[column - 1 :].partition("'")[2].partition("'")[0] for _, column in places] == [
        "a.md",
        "b.md",
    ]
