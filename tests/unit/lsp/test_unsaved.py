"""Texts that an editor shows and nobody has saved -> their Problems, on any kind of site."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sitegen.lsp.edited_site import EditedSite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

PAGES = "extension = Extension(pages={'p': lambda library: {'all.md': f'{len(library.entries)} pages'}})\n"
SITE = {
    "sitegen.toml": "languages = {en = {}, de = {}}\nmarkdown.extensions = ['includes']\n",
    "extensions/all.py": f"from sitegen.ext import Extension\n{PAGES}",
    "content/a.md": "A.",
    "content/a.de.md": "A.",
    "content/parts/b.txt": "[A](../a.md)",
    "content/b.md": '--8<-- "parts/b.txt"\n',
}


def test_links_of_any_draft_are_looked_at(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder], tmp_path: Path
) -> None:
    """In several languages, beside generated pages, and in a page that includes a file."""
    site = make_site(SITE)
    with closing(EditedSite(site.root, tmp_path / "home")) as edited:
        edited.build()
        assert not edited.problems
        for page in ("a.md", "a.de.md", "b.md"):
            path = str(site.root / "content" / page)
            edited.texts[path] = f"{SITE[f'content/{page}']}\n\n[gone](nowhere.md)\n"
            edited.judge(path)
            assert [(problem.path, problem.code) for problem in edited.problems] == [
                (f"content/{page}", "broken-link")
            ]
            edited.texts[path] = SITE[f"content/{page}"]
            edited.judge(path)
            assert not edited.problems
