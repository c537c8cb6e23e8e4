"""`sitegen move` on sites whose navigation, menus and pages name what moves in other ways than links do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    MakeSite = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGES: dict[str, str | bytes] = {
    "content/a.md": "A",
    "content/blog/_index.md": "B",
    "content/blog/a.md": "A",
    "content/blog/b.md": "[A](a.md)",
}
#: A file of a navigation, with BLOG for the folder that moves.
LISTS = {
    "SUMMARY.md": (
        "# Summary\r\n\r\n[a.md](a.md)\r\n\r\n- [blog/a.md](BLOG/a.md)\r\n  - [B](./BLOG/b.md)\r\n"
        "- [C](/BLOG/a/)\r\n- [All](BLOG/)\r\n"
    ),
    "nav.yml": (
        'nav:\n- "blog/a.md": "BLOG/a.md"  # why\n- Group:\n    - BLOG/b.md\n- BLOG/\n- C: /BLOG/a/\n'
    ),
}


def run(site: SiteFolder, *words: str) -> int:
    return main([*words, "--root", str(site.root), "--quiet"])


def read(site: SiteFolder, path: str) -> str:
    return (site.root / path).read_bytes().decode()


@pytest.mark.parametrize("name", LISTS)
def test_the_file_of_the_navigation_follows(make_site: MakeSite, name: str) -> None:
    """Entries of pages, of folders and of addresses; titles and comments stay, and so do line ends."""
    text = LISTS[name]
    settings = f'nav_file = "{name}"\n'
    site = make_site({**PAGES, "sitegen.toml": settings, f"content/{name}": text.replace("BLOG", "blog")})
    assert run(site, "move", "blog", "notes") == 0
    assert read(site, f"content/{name}") == text.replace("BLOG", "notes")
    site.publish()


SETTINGS = """\
nav = [{url = "/blog/a/", title = "A"}]
banner = {text = "New", target = "blog/a.md", link = "Read"}
[languages.de]
menu = [{name = "A", target = "blog/a.md"}]
nav = [{page = "blog/a.md"}, {folder = "blog"}]
[languages.en]
"""


def test_settings_of_each_language_follow(make_site: MakeSite) -> None:
    """Menus, banners and navigations; translations go with their originals, beside them and in folders."""
    german: dict[str, str | bytes] = {
        "content/blog/a.de.md": "[B](b.md)",
        "content/de/blog/b.md": "[A](a.md)",
    }
    site = make_site(PAGES | german | {"sitegen.toml": SETTINGS})
    assert run(site, "move", "blog/a.md", "blog/first.md") == 0
    assert read(site, "sitegen.toml").replace("blog/first", "blog/a").startswith(SETTINGS)
    assert "blog/a" not in read(site, "sitegen.toml").partition("[redirects]")[0]
    assert read(site, "content/blog/first.de.md") == "[B](b.md)"
    assert read(site, "content/de/blog/b.md") == "[A](first.md)"
    assert run(site, "move", "blog", "notes") == 0
    assert read(site, "content/de/notes/b.md") == "[A](first.md)"
    assert "blog/" not in read(site, "sitegen.toml").partition("[redirects]")[0]
    site.publish()


def test_a_term_is_renamed_in_all_languages(make_site: MakeSite) -> None:
    """With the pages that describe it; a term of a translation alone, too."""
    site = make_site(
        {
            "sitegen.toml": "languages = {en = {}, de = {}}\n",
            "content/a.md": "---\ntags: [web]\n---\n[W](/tags/web/)",
            "content/a.de.md": "---\ntags: [web, Meer]\n---\n[W](/tags/web/)",
            "content/tags/web/_index.md": "W",
            "content/tags/web/_index.de.md": "W",
            "content/de/tags/meer/_index.md": "M",
        }
    )
    assert run(site, "rename-term", "tags", "web", "net") == 0
    assert run(site, "rename-term", "tags", "Meer", "See") == 0
    assert read(site, "content/a.md") == "---\ntags: [net]\n---\n[W](/tags/net/)"
    assert read(site, "content/a.de.md") == "---\ntags: [net, See]\n---\n[W](/tags/net/)"
    assert read(site, "content/tags/net/_index.de.md") == read(site, "content/tags/net/_index.md")
    assert read(site, "content/de/tags/see/_index.md") == "M"
    site.publish()
