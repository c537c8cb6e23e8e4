"""`[[nav]]` and guides: sidebars, breadcrumbs, neighbours, and what of them a large site's pages carry."""

from __future__ import annotations

import gzip
import re
import sys
from types import ModuleType
from typing import TYPE_CHECKING

from sitegen.images import icon_packs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

NAV = """
[[nav]]
page = "index.md"
title = "Home"
[[nav]]
title = "Guide"
items = [
  { page = "guide/install.md" },
  { title = "API", items = [{ page = "guide/api.md" }, { page = "guide/secret.md", hidden = true }] },
]
[[nav]]
separator = true
[[nav]]
title = "Elsewhere"
[[nav]]
url = "https://python.org"
title = "Python"
icon = "🐍"
"""
ICONS = """
[[nav]]
page = "index.md"
icon = ":tada:"
[[nav]]
page = "guide/install.md"
icon = ":no-such-icon:"
"""
PAGES = {
    "content/index.md": "# Home\n",
    "content/guide/install.md": "# Install\n",
    "content/guide/api.md": "# The API\n",
    "content/guide/secret.md": "# Secret\n",
    "content/guide/apart.md": "# Apart\n",
}


def sidebar(html: str) -> str:
    """Return the lines of the sidebar as `depth text -> address`, with marks for what is open and current."""
    match = re.search(r'<details class="side">.*?<nav[^>]*>(.*?)</nav>', html, re.DOTALL)
    depth, lines = 0, []
    for tag, text in re.findall(r"(<[^>]*>)([^<]*)", match[1] if match else ""):
        depth += tag.startswith("<ul") - tag.startswith("</ul")
        if tag.startswith("<hr"):
            lines.append(f"{depth} ---")
        if text.strip():
            address = re.search(r'href="([^"]*)"', tag)
            mark = " *" if "aria-current" in tag else ""
            lines.append(f"{depth} {text.strip()}{f' -> {address[1]}' if address else ''}{mark}")
    return "\n".join(lines)


def test_nav_is_the_sidebar_of_its_pages(make_site: Maker) -> None:
    """Titles of pages, groups, headings, lines and links elsewhere, in order; hidden pages are left out."""
    site = make_site({"sitegen.toml": NAV, **PAGES})
    site.publish()
    assert sidebar(site.page("guide/api/index.html")) == (
        "1 Home -> /\n1 Guide\n2 Install -> /guide/install/\n2 API\n3 The API -> /guide/api/ *\n"
        "1 ---\n1 Elsewhere\n1 🐍\n1 Python"
    )
    assert 'href="https://python.org"' in site.page("guide/api/index.html")
    assert sidebar(site.page("guide/apart/index.html")) == ""
    assert "The API" in sidebar(site.page("guide/secret/index.html"))
    assert "Install" in sidebar(site.page("index.html"))


def test_nav_names_pages_without_a_title(make_site: Maker) -> None:
    """As MkDocs does: only a heading of the first level is a title of the page's own."""
    settings = (
        'dialect = "mkdocs"\n[[nav]]\ntitle = "Start"\npage = "a.md"\n[[nav]]\ntitle = "B"\npage = "b.md"\n'
    )
    pages = {"docs/a.md": "## First\n\nText.\n", "docs/b.md": "# Own\n", "docs/c_d.md": "## First\n"}
    site = make_site({"sitegen.toml": settings, **pages})
    assert () == site.build().problems
    headings = [
        re.findall("<h[12].*?>([^<]*)<", (site.root / f"sitegen/public/{name}/index.html").read_text("utf-8"))
        for name in ("a", "b", "c_d")
    ]
    assert [["Start", "First"], ["Own"], ["C d", "First"]] == headings


def test_breadcrumbs_and_neighbours_follow_the_tree(make_site: Maker) -> None:
    """A group leads to the first page in it; the next page is the next one of the tree."""
    site = make_site({"sitegen.toml": NAV, **PAGES})
    site.publish()
    html = site.page("guide/api/index.html")
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', html, re.DOTALL)
    assert crumbs
    assert re.findall(r'href="(.*?)">(.*?)<', crumbs[0]) == [
        ("/guide/install/", "Guide"),
        ("/guide/api/", "API"),
    ]
    assert 'rel="prev" href="/guide/install/"' in html
    assert 'rel="next"' not in html
    assert 'rel="prev" href="/"' in site.page("guide/install/index.html")
    assert 'rel="next" href="/guide/install/"' in site.page("index.html")


def test_a_draft_in_nav_is_left_out_until_it_is_published(make_site: Maker) -> None:
    """It is no mistake; its group stays."""
    site = make_site(
        {"sitegen.toml": NAV, **PAGES, "content/guide/install.md": "---\ndraft: true\n---\n# X\n"}
    )
    site.publish()
    assert "Install" not in sidebar(site.page("index.html"))


def test_a_folder_gives_its_pages_by_weight(make_site: Maker) -> None:
    """Folders in it are groups, led by their index; front matter names and hides entries."""
    site = make_site(
        {
            "sitegen.toml": '[[nav]]\nfolder = "."\n',
            "content/index.md": "# Home\n",
            "content/last.md": "---\ntitle: A\nweight: 9\n---\n",
            "content/first.md": "---\ntitle: Z\nweight: 1\nsidebar_label: Zed\n---\n",
            "content/part/index.md": "---\ntitle: Part\nweight: 5\n---\n",
            "content/part/one.md": "---\ntitle: One\n---\n",
            "content/part/none.md": "---\ntitle: None\nsidebar: false\n---\n",
            "content/part/deep-down/two.md": "---\ntitle: Two\n---\n",
        }
    )
    site.publish()
    assert sidebar(site.page("part/deep-down/two/index.html")) == (
        "1 Home -> /\n1 Zed -> /first/\n1 Part -> /part/\n2 One -> /part/one/\n2 Deep down\n"
        "3 Two -> /part/deep-down/two/ *\n1 A -> /last/"
    )  # fmt: skip


def test_a_guide_shows_its_groups_and_sections(make_site: Maker) -> None:
    """`sidebar: true` without `[[nav]]`: pages in a row with one group fold; sections are branches."""
    site = make_site(
        {
            "content/docs/_index.md": "---\ntitle: Docs\nsidebar: true\n---\n",
            "content/docs/a.md": "---\ntitle: A\ngroup: G\nweight: 1\n---\n",
            "content/docs/b.md": "---\ntitle: B\ngroup: G\nweight: 2\n---\n",
            "content/docs/c.md": "---\ntitle: C\nweight: 3\n---\n",
            "content/docs/more/_index.md": "---\ntitle: More\n---\n",
            "content/docs/more/d.md": "---\ntitle: D\n---\n",
            "content/blog/x.md": "x",
        }
    )
    site.publish()
    assert sidebar(site.page("docs/more/d/index.html")) == (
        "1 G\n2 A -> /docs/a/\n2 B -> /docs/b/\n1 C -> /docs/c/\n"
        "1 More -> /docs/more/\n2 D -> /docs/more/d/ *"
    )
    assert "side" not in site.page("blog/x/index.html")
    assert 'rel="next" href="/docs/more/"' in site.page("docs/c/index.html")


def large(parts: int, groups: int, pages: int) -> dict[str, str | bytes]:
    """Return a site of parts of groups of pages, with titles as people write them."""
    files: dict[str, str | bytes] = {
        "sitegen.toml": '[[nav]]\nfolder = "."\n',
        "content/index.md": "# Home\n",
    }
    for part in range(parts):
        files[f"content/part-{part}/index.md"] = f"---\ntitle: Part number {part}\n---\n"
        for group in range(groups):
            for page in range(pages):
                name = f"content/part-{part}/group-{group}/page-{part}-{group}-{page}.md"
                files[name] = (
                    f"---\ntitle: How to do thing {page} of group {group} in part {part}\n---\nText.\n"
                )
    return files


def test_the_navigation_of_1500_pages_costs_3_kb_a_page(make_site: Maker) -> None:
    """A page holds its branch, however wide that is; the rest is one file that it links to."""
    flat: dict[str, str | bytes] = {
        f"content/part-4/group-4/flat-{page}.md": f"---\ntitle: How to do the thing number {page}\n---\n"
        for page in range(500)
    }
    site = make_site(large(10, 10, 10) | flat)
    tree = site.publish()
    for name in ("page-4-4-5", "flat-250"):
        html = site.page(f"part-4/group-4/{name}/index.html")
        bare = re.sub(r'<details class="side">.*?</details>\n(?=<article>)', "", html, flags=re.DOTALL)
        bare = re.sub(r'<nav class="crumbs".*?</nav>', "", bare, flags=re.DOTALL)
        assert bare.count("<li>") < 5 < html.count("<li>")
        assert len(gzip.compress(html.encode())) - len(gzip.compress(bare.encode())) <= 3_000
        assert 'href="/navigation/" data-act="tree"' in html
    assert tree["navigation/index.html"].count(b"How to do") == 1_500


def test_a_new_page_changes_only_what_shows_it(make_site: Maker) -> None:
    """Those of its branch and the page of all; what a cached build gives is what a clean one gives."""
    files = large(6, 4, 5)
    site = make_site(files)
    before = site.publish()
    site.write("content/part-2/group-1/page-2-1-new.md", "---\ntitle: Zoom\n---\n")
    result = site.build()
    assert result.rendered < 30
    after = site.publish()
    changed = {path for path in after if after[path] != before.get(path) and path.endswith(".html")}
    assert {path for path in changed if not path.startswith("part-2/group-1/")} == {
        "navigation/index.html", "part-2/group-2/page-2-2-0/index.html",
    }  # fmt: skip
    assert after == site.publish(force=True)


def test_an_edit_of_nav_renders_what_shows_it(make_site: Maker) -> None:
    """`[[nav]]` is no setting on which every output depends; and what was rendered is right."""
    site = make_site({"sitegen.toml": NAV, **PAGES, "content/blog/x.md": "---\ndate: 2025-01-01\n---\nx"})
    site.publish()
    site.write("sitegen.toml", NAV.replace('"Python"', '"Snakes"'))
    result = site.build()
    assert (result.ok, 0 < result.rendered < 8) == (True, True)
    assert "Snakes" in site.page("guide/api/index.html")
    assert site.publish() == site.publish(force=True)


def test_a_changed_group_moves_the_page(make_site: Maker) -> None:
    """Front matter that says where a page stands is not mere text."""
    site = make_site(
        {
            "content/docs/_index.md": "---\ntitle: Docs\nsidebar: true\n---\n",
            "content/docs/a.md": "---\ntitle: A\ngroup: G\nweight: 1\n---\n",
            "content/docs/b.md": "---\ntitle: B\ngroup: G\nweight: 2\n---\n",
        }
    )
    site.publish()
    site.write("content/docs/b.md", "---\ntitle: B\ngroup: H\nweight: 2\n---\n")
    assert site.publish() == site.publish(force=True)
    assert sidebar(site.page("docs/a/index.html")) == "1 G\n2 A -> /docs/a/ *\n1 H\n2 B -> /docs/b/"


def test_every_mistake_in_nav_is_told_at_its_key(make_site: Maker) -> None:
    """With what was meant."""
    site = make_site(
        {
            "sitegen.toml": '[[nav]]\ntitle = "G"\n'
            'items = [{ page = "guide/instal.md" }, { page = "/guide/api/" }]\n'
            '[[nav]]\nfolder = "gide"\n',
            **PAGES,
        }
    )
    assert [(one.line, one.column, one.code, one.hint) for one in site.build().problems] == [
        (3, 12, "broken-link", "did you mean guide/install.md?"),
        (3, 42, "broken-link", "write guide/api.md, the path of the file"),
        (5, 1, "broken-link", "did you mean guide?"),
    ]  # fmt: skip
    site.write(
        "sitegen.toml", '[[nav]]\nitems = [{ url = "python.org" }, "x"]\n[[nav]]\npage = "a.md"\nurl = "/b"\n'
    )
    assert {(one.line, one.code, one.hint) for one in site.build().problems} == {
        (2, "config-value", 'write an entry as { page = "guide/install.md" }'),
        (1, "config-value", 'write { page = "guide/install.md" } or { title = "Guide", items = [ … ] }'),
        (2, "config-value", 'write it as https://… or /path/, or name a file by "page"'),
        (5, "config-value", "make two entries of it"),
    }  # fmt: skip


def test_an_icon_may_be_named(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in text; a name without an icon is a warning, once for all pages."""
    library = ModuleType("emoji")
    library.emojize = lambda text, **_: text.replace(":tada:", "🎉")  # type: ignore[attr-defined]  # a stand-in
    monkeypatch.setitem(sys.modules, "emoji", library)
    icon_packs._load.cache_clear()
    site = make_site({**PAGES, "sitegen.toml": ICONS})
    problems = site.build().problems
    assert [(problem.code, problem.path) for problem in problems] == [("icon-missing", "sitegen.toml")]
    assert '<span aria-hidden="true">🎉</span> Home' in site.page("guide/install/index.html")


LANGUAGES = '[languages.de]\n[languages.fr]\nfallback = "en"\n'


def test_a_page_without_a_translation_is_no_entry_in_that_language(make_site: Maker) -> None:
    """Sites are translated page by page; what no language has is a mistake, once."""
    nav = '[[nav]]\nfolder = "guide"\n[[nav]]\npage = "a.md"\n[[nav]]\npage = "b.md"\n'
    pages = {
        "content/guide/x.md": "# X",
        "content/a.md": "# A",
        "content/b.md": "# B",
        "content/b.de.md": "# BD",
    }
    site = make_site({"sitegen.toml": nav + LANGUAGES, **pages})
    assert site.build().problems == ()
    assert 'href="/de/b/"' in site.page("de/b/index.html")
    site.write("sitegen.toml", nav.replace("a.md", "nowhere.md") + LANGUAGES)
    assert [(one.code, one.line) for one in site.build().problems] == [("broken-link", 4)]


def test_a_folder_that_is_not_published_yet_is_no_mistake(make_site: Maker) -> None:
    """Like a page that is a draft."""
    nav = '[[nav]]\nfolder = "guide"\ntitle = "Guide"\n[[nav]]\npage = "a.md"\n'
    site = make_site(
        {
            "sitegen.toml": nav,
            "content/a.md": "# A",
            "content/guide/x.md": "---\ntitle: X\ndraft: true\n---\n",
        }
    )
    assert site.build().problems == ()
    assert "Guide" not in site.page("a/index.html")
