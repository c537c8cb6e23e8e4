"""Documents -> the nodes of pages and sections."""

from __future__ import annotations

from functools import cache, partial
from posixpath import dirname, splitext
from typing import TYPE_CHECKING

from sitegen.config import Config, Dialect
from sitegen.site.navigation import NAVIGATION
from sitegen.site.nodes import HOME, NOT_FOUND, NOT_FOUND_FILE, Kind, Node
from sitegen.site.reach import find_unlisted_sections, reach_of
from sitegen.site.routes import (
    Route,
    is_index,
    route_directory,
    route_page,
    spell,
)
from sitegen.site.visibility import (
    date_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.config import NavItem, Urls
    from sitegen.core.model import Document


def split_documents(documents: Sequence[Document], config: Config) -> tuple[dict[str, Node], dict[str, Node]]:
    """Return (pages, sections); an index.md beside other pages is the index of a section."""
    indexes = section_indexes(documents, config.urls)
    by_folder = {dirname(path): path for path in indexes}
    tops = {
        document.path.partition("/")[0]
        for document in documents
        if "/" in document.path and document.path not in indexes and not _is_posts(document.path, config)
    }
    implied = {
        top for top in tops if top not in by_folder and f"{top}/index.md" not in {d.path for d in documents}
    }
    by_folder |= {top: f"{top}/_index.md" for top in implied}
    by_folder.setdefault("", HOME)
    pages: dict[str, Node] = {}
    sections: dict[str, Node] = {}
    enclose = cache(partial(_enclosing, by_folder))
    unlisted = find_unlisted_sections(documents, indexes)
    named = dict(_name_pages(config.nav))
    for document in documents:
        reach = reach_of(document, unlisted)
        parent = enclose(dirname(document.path), is_index=document.path in indexes)
        date = date_of(document)
        if document.path not in indexes:
            if document.path == NOT_FOUND_FILE:
                sections[NOT_FOUND] = make_not_found(document.title, document)
                continue
            route = route_page(document.path, document.front, config.urls)
            label = "" if document.is_titled else named.get(document.path, "")
            pages[document.path] = Node(document.path, Kind.PAGE, route, label, document, date, parent, reach)
            continue
        kind = Kind.SECTION if dirname(document.path) else Kind.HOME
        title = document.title if kind is Kind.SECTION or document.is_titled else config.title
        title = title if document.is_titled else named.get(document.path, title)
        route = route_page(document.path, document.front, config.urls)
        sections[document.path] = Node(document.path, kind, route, title, document, date, parent, reach)
    for folder, path in by_folder.items():
        if path in sections or path in pages:
            continue
        kind = Kind.SECTION if folder else Kind.HOME
        name = folder.replace("-", " ").replace("_", " ").strip()
        title = f"{name[:1].upper()}{name[1:]}" if folder else config.title
        parent = by_folder[""] if folder else ""
        sections[path] = Node(
            path, kind, route_directory(_address_of(folder, config)), title, None, None, parent
        )
    return pages, sections


def _name_pages(items: Iterable[NavItem]) -> Iterator[tuple[str, str]]:
    """Yield (path, title) of the pages to which `[[nav]]` gives a title."""
    for item in items:
        if item.page and item.title:
            yield item.page, item.title
        yield from _name_pages(item.items)


def _is_posts(path: str, config: Config) -> bool:
    """Return whether a file is a post of Jekyll: its folder is no section, it belongs to the home."""
    return config.dialect is Dialect.JEKYLL and path.startswith(("_posts/", "_drafts/"))


def _address_of(folder: str, config: Config) -> str:
    """Return the folder of a section without a file of its own, as it is addressed."""
    if config.dialect is Dialect.JEKYLL:
        folder = folder.removeprefix("_")
    return spell(folder, config.urls)


def make_not_found(title: str, document: Document | None) -> Node:
    """Return the node of the page that a host shows for an unknown address."""
    return Node(NOT_FOUND, Kind.NOT_FOUND, Route("/404.html", "404.html"), title, document, None, HOME)


def make_navigation_page(title: str) -> Node:
    """Return the page that shows all entries of a long navigation."""
    route = route_directory(NAVIGATION)
    return Node(NAVIGATION, Kind.NAVIGATION, route, title, None, None, HOME)


def section_indexes(documents: Iterable[Document], urls: Urls) -> set[str]:
    """Return the paths of the files that describe a section (or the home page)."""
    indexes, bundles, occupied = set(), [], set()
    for document in documents:
        folder, _, name = document.path.rpartition("/")
        stem = splitext(name)[0]
        if stem == "_index":
            indexes.add(document.path)
        elif is_index(stem, urls, folder):
            bundles.append((folder, document.path))
            occupied.add(folder.rpartition("/")[0] if folder else None)
        else:
            occupied.add(folder)
    indexed = {dirname(path) for path in indexes}
    indexes |= {
        path for folder, path in bundles if (folder in occupied or not folder) and folder not in indexed
    }
    return indexes


def _enclosing(by_folder: Mapping[str, str], folder: str, *, is_index: bool) -> str:
    """Return the id of the deepest section around the files of a folder; "" for the home page itself."""
    if is_index:
        if not folder:
            return ""
        folder = dirname(folder)
    while folder and folder not in by_folder:
        folder = dirname(folder)
    return by_folder[folder]
