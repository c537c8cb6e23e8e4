"""``book.toml`` and ``SUMMARY.md`` -> ImportedSite."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sitegen.importing.generators.address import site_address
from sitegen.importing.generators.draft import Draft
from sitegen.importing.generators.imported import Folder, ImportedSite, Kind
from sitegen.importing.generators.mkdocs_nav import read_nav
from sitegen.importing.generators.old_file import read_old_file, read_text
from sitegen.importing.generators.old_settings import OldSettings
from sitegen.importing.generators.summary import read_summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.config import NavItem

_SUMMARY = "SUMMARY.md"
_STYLES = "copy the files into sitegen/layouts/assets/ and load them in your base.html: see Assets"
_ADVICE = {
    "build": "",
    "rust": "",
    "test": "",
    "book.multilingual": "",
    "book.text-direction": "",
    "output.html.theme": "the built-in theme renders the pages; your own templates go into sitegen/layouts/",
    "output.html.additional-css": _STYLES,
    "output.html.additional-js": _STYLES,
    "output.html.search": "",
    "output.html.print": "",
    "output.html.fold": "",
    "output.html.playground": "code isn't run in the page",
    "output.html.playpen": "code isn't run in the page",
    "output.html.code": "",
    "output.html.default-theme": "",
    "output.html.preferred-dark-theme": "",
    "output.html.no-section-label": "",
    "output.html.git-repository-icon": "",
    "output.html.edit-url-template": "set git.repository: see Git",
    "output.html.cname": "write the name into static/CNAME",
    "output.html.input-404": "write your own 404.html in sitegen/layouts/",
    "output.html.google-analytics": "add the script of your service to base.html: see Add analytics",
    "output.html.copy-fonts": "",
    "output.html.hash-files": "",
    "output.html.sidebar-header-nav": "",
    "output.html.admonitions": "",
    "output.html.definition-lists": "",
    "output.html.live-reload-endpoint": "",
    "output": "sitegen makes web pages only",
}
_PREPROCESSOR = "sitegen runs no preprocessors; what they change in pages is missing"
#: Preprocessors that need nothing here.
_NEEDLESS = ("links", "index", "toc", "mermaid", "katex", "admonish")


def read_mdbook(folder: Path) -> ImportedSite:
    """Return the book that a folder describes; ProblemError when its configuration can't be read."""
    path = folder / "book.toml"
    settings = OldSettings(read_old_file(path))
    draft = Draft("mdBook", path, "mdbook")
    values = draft.values
    source = settings.text("book", "src", default="src").strip("/") or "."
    values["title"] = settings.text("book", "title")
    values["description"] = settings.text("book", "description")
    values["language"] = settings.text("book", "language", default="en")
    values["author"] = {"name": ", ".join(settings.texts("book", "authors"))}
    values["paths"] = {"content": source}
    values["base_url"] = site_address(settings.text("output", "html", "site-url"))
    settings.take("output", "html", "site-url")
    is_smart = settings.flag("output", "html", "smart-punctuation", default=True)
    is_smart = settings.flag("output", "html", "curly-quotes", default=is_smart)
    values["markdown"] = {"smart_punctuation": is_smart, "toc": False}
    if settings.flag("output", "html", "mathjax-support"):
        values["markdown"]["math"] = True
    if settings.flag("output", "html", "search", "enable", default=True):
        values["search"] = {"enabled": True}
        draft.comments["search.enabled"] = "needs Pagefind: pip install 'sitegen-ssg[search]'"
    if (repository := settings.text("output", "html", "git-repository-url")).startswith("http"):
        values["menu"] = [{"name": "Repository", "target": repository}]
    for old, new in settings.map("output", "html", "redirect").items():
        draft.redirects[f"/{old.lstrip('/')}"] = _target(old, new.text)
    for name, node in settings.map("preprocessor").items():
        if name not in _NEEDLESS:
            draft.tell(f"preprocessor.{name}", node, _PREPROCESSOR, Kind.PLUGIN)
    draft.folders.append(Folder(folder / source, source))
    _read_summary(draft, folder / source)
    draft.tell_rest(settings, _ADVICE)
    return draft.site()


def _target(old: str, new: str) -> str:
    """Return where a redirect leads: mdBook counts the address from the old page."""
    if "://" in new or new.startswith("/"):
        return new
    return os.path.normpath(os.path.join("/", os.path.dirname(old.lstrip("/")), new))


def _read_summary(draft: Draft, source: Path) -> None:
    """Read the navigation; pages that it doesn't list aren't published."""
    file = source / _SUMMARY
    if not file.is_file():
        return
    node = read_summary(read_text(file), os.path.relpath(file))
    draft.nav = read_nav(node, source, draft.findings, has_index_pages=False)
    listed = set(_pages(draft.nav))
    pages = (
        os.path.relpath(os.path.join(top, name), source)
        for top, _, names in os.walk(source)
        for name in names
        if name.endswith(".md")
    )
    draft.ignore(sorted(page for page in pages if page not in listed))


def _pages(items: tuple[NavItem, ...]) -> Iterator[str]:
    for item in items:
        if item.page:
            yield item.page
        yield from _pages(item.items)
