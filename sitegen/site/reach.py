"""A page's front matter and that of the sections around it -> where the published page is shown."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from sitegen.core.model import Document, FrontMatter


class Reach(msgspec.Struct, frozen=True, array_like=True):
    """Where a page is shown: lists, search, search engines."""

    lists: bool = True  #: lists, feeds, neighbours and related pages
    sitemap: bool = True
    search: bool = True  #: the site's own
    robots: bool = True  #: search engines may


EVERYWHERE = Reach()


def find_unlisted_sections(documents: Iterable[Document], indexes: Collection[str]) -> dict[str, FrontMatter]:
    """Return the reach of unlisted sections by folder; ``indexes`` are the files that describe sections."""
    unlisted = (document for document in documents if document.front.unlisted and document.path in indexes)
    return {folder: document.front for document in unlisted if (folder := dirname(document.path))}


def reach_of(document: Document, unlisted_sections: Mapping[str, FrontMatter]) -> Reach:
    """Return where a page is shown: an unlisted section hides everything in it."""
    front = document.front
    around = tuple(_fronts_around(document.path, unlisted_sections)) if unlisted_sections else ()
    is_listed = not (front.unlisted or around)
    is_indexed = not (front.noindex or any(section.noindex for section in around))
    reach = Reach(
        lists=is_listed,
        sitemap=is_listed and is_indexed and front.in_sitemap,
        search=is_listed and is_indexed and front.in_search,
        robots=is_indexed,
    )
    return EVERYWHERE if reach == EVERYWHERE else reach


def _fronts_around(path: str, sections: Mapping[str, FrontMatter]) -> Iterator[FrontMatter]:
    folder = dirname(path)
    while folder:
        if folder in sections:
            yield sections[folder]
        folder = dirname(folder)
