"""A folder of notes of Obsidian, as it lies, becomes a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.property.edits import png

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

VAULT: dict[str, str | bytes] = {
    "sitegen.toml": 'dialect = "obsidian"\n',
    "Home.md": "---\npermalink: /\n---\n## Begin\n\n[[my note#part|Go]], [[Deep/Other]], ![[cat.png]]\n",
    "Notes/My note.md": "---\naliases: [A name]\npermalink: notes/mine\n---\n## Part\n\n[[Home#Begin]]\n",
    "Notes/Deep/Other.md": "Tell [[My note]].\n",
    "Notes/Hidden.md": "---\npublish: false\n---\nx\n",
    "Files/cat.png": png(2, 2),
}


def test_a_vault_is_a_site(make_site: Maker) -> None:
    """Names lead to notes wherever they lie, whatever their case; aliases are no addresses."""
    site = make_site(VAULT)
    result = site.build()
    assert [(p.path, p.code, p.message) for p in result.problems] == []
    published = {
        path.relative_to(site.root / "sitegen/public").as_posix()
        for path in (site.root / "sitegen/public").rglob("*.html")
    }
    assert {"index.html", "notes/mine/index.html", "notes/deep/other/index.html"} <= published
    assert not {path for path in published if "hidden" in path}
    home = (site.root / "sitegen/public/index.html").read_text(encoding="utf-8")
    assert 'href="/notes/mine/#part"' in home
    assert 'href="/notes/deep/other/"' in home
    assert "/Files/cat.png" in home
    note = (site.root / "sitegen/public/notes/mine/index.html").read_text(encoding="utf-8")
    assert 'href="/#begin"' in note


def test_a_note_that_is_gone_is_told_where_it_is_named(make_site: Maker) -> None:
    """And is found again under its new place, at an incremental build."""
    site = make_site(VAULT)
    assert site.build().ok
    site.remove("Notes/Deep/Other.md")
    assert [(p.path, p.line, p.code) for p in site.build().problems] == [("./Home.md", 6, "broken-link")]
    site.write("Elsewhere/Deep/Other.md", "Here.\n")
    assert site.build().ok
    home = (site.root / "sitegen/public/index.html").read_text(encoding="utf-8")
    assert 'href="/elsewhere/deep/other/"' in home
