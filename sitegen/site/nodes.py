"""Everything that has an address, as one kind of value: pages, sections, taxonomies, terms, the 404 page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from sitegen.core.model import Document
from sitegen.site.reach import EVERYWHERE, Reach
from sitegen.site.routes import Route


class Kind(StrEnum):
    """What a page is; also the name of the template that renders it."""

    HOME = "home"
    SECTION = "section"
    PAGE = "page"
    TAXONOMY = "taxonomy"
    TERM = "term"
    NOT_FOUND = "404"
    NAVIGATION = "navigation"  #: all entries of a navigation that is too long to be in each page


class Node(msgspec.Struct, frozen=True):
    """One addressable page of the site, before it is rendered."""

    id: str  #: the source path, or for a page without a file ``term:tags/ai`` and the like
    kind: Kind
    route: Route
    label: str  #: its title; "" if that is its document's
    held: Document | Mapping[str, Document] | None  #: its document, or all of them: see ``document``
    date: datetime | None
    parent: str  #: id of the section (or taxonomy) that it belongs to; "" for the home page
    reach: Reach = EVERYWHERE
    language: str = ""  #: a key of `languages`; "" on a site of one language
    is_borrowed: bool = False  #: it stands for a missing translation, in another language

    @property
    def document(self) -> Document | None:
        """The document of its file; None for a page without one."""
        held = self.held
        return held if held is None or isinstance(held, Document) else held[self.id]

    @property
    def title(self) -> str:
        """Its title, as lists show it."""
        document = None if self.label else self.document
        return document.title if document else self.label

    @property
    def path(self) -> str:
        """The path of its file; "" for a page without one."""
        held = self.held
        return "" if held is None else held.path if isinstance(held, Document) else self.id

    @property
    def weight(self) -> int | None:
        """The author's own ordering, if any."""
        return self.document.front.weight if self.document else None


def list_parts(node: Node) -> tuple[object, ...]:
    """Return the parts of a page that links may lead to."""
    document = node.document
    if document is None:
        return ((),)
    return (document.parts, document.objects) if document.objects else (document.parts,)


def taxonomy_id(name: str) -> str:
    """Return the id of a taxonomy's page."""
    return f"taxonomy:{name}"


def term_id(taxonomy: str, slug: str) -> str:
    """Return the id of a term's page."""
    return f"term:{taxonomy}/{slug}"


#: Ids of the pages that exist whether or not a file describes them.
HOME = "_index.md"
NOT_FOUND = "404"
NOT_FOUND_FILE = "404.md"  #: its source
