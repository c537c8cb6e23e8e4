"""Site <-> Frame: how a site hangs together, without what its documents say; made for the cache.

Putting a site together means a look at every document, and reading 10,000 of them from the cache takes
as long again. When only bodies and titles changed, all that is mostly as it was: the frame is read
instead, and a document only where somebody asks for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.problems import Problem
from sitegen.site.assemble import Site, site_order
from sitegen.site.navigation import Navigation
from sitegen.site.nodes import Kind, Node
from sitegen.site.reach import Reach
from sitegen.site.routes import Route, route_page
from sitegen.site.terms import Term
from sitegen.site.visibility import LeftOut

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sitegen.config import Config
    from sitegen.core.model import Document


class _StoredNode(msgspec.Struct, frozen=True, array_like=True):
    """A Node without its document."""

    id: str
    kind: Kind
    route: Route
    label: str
    path: str  #: of its document; "" when it has none
    date: datetime | None
    parent: str
    reach: Reach


class _StoredTerm(msgspec.Struct, frozen=True, array_like=True):
    """A Term whose pages are numbers of nodes."""

    name: str
    slug: str
    pages: list[int]


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """A Site without its documents and its configuration; pages are called by their numbers."""

    nodes: list[_StoredNode]
    pages: int  #: this many nodes, from the first, are the regular pages that lists show
    unlisted: int  #: this many after them are the others
    members: dict[str, list[int]]
    children: dict[str, tuple[str, ...]]
    terms: dict[str, list[_StoredTerm]]
    tagged: dict[str, tuple[tuple[str, str], ...]]
    weighted: frozenset[str]
    hidden: dict[str, LeftOut]
    navigation: Navigation
    files: dict[str, Route]
    changes_at: datetime | None
    problems: tuple[Problem, ...]


def make_frame(site: Site) -> Frame:
    """Return the frame of a site."""
    numbers = {id_: number for number, id_ in enumerate(site.nodes)}
    return Frame(
        nodes=[
            _StoredNode(
                node.id, node.kind, node.route, node.label, node.path, node.date, node.parent, node.reach
            )
            for node in site.nodes.values()
        ],
        pages=len(site.pages),
        unlisted=len(site.unlisted),
        members={id_: [numbers[page] for page in pages] for id_, pages in site.members.items()},
        children=site.children,
        terms={
            name: [
                _StoredTerm(term.name, term.slug, [numbers[page] for page in term.pages]) for term in terms
            ]
            for name, terms in site.terms.items()
        },
        tagged=site.tagged,
        weighted=site.weighted,
        hidden=site.hidden,
        navigation=site.navigation,
        files=site.files,
        changes_at=site.changes_at,
        problems=site.problems,
    )


def stays_in_place(site: Site, retouched: Collection[str], problems: Iterable[Problem]) -> bool:
    """Return whether a site restored for documents with other titles is what ``assemble`` would make of them.

    It is when each is that of an ordinary page with the same address, between the same neighbours, of
    which nobody has said what is wrong at a line of its front matter.
    """
    if not retouched:
        return True
    blamed = {problem.path for problem in problems}
    places = {id_: position for position, id_ in enumerate(site.pages)}
    for path in retouched:
        if f"{site.config.paths.content}/{path}" in blamed:
            return False
        if path in site.hidden:
            continue
        node = site.nodes.get(path)
        document = node.document if node else None
        if node is None or document is None or path not in places:
            return False
        if route_page(path, document.front, site.config.urls) != node.route:
            return False
        around = site.pages[max(0, places[path] - 1) : places[path] + 2]
        keys = [site_order(site.nodes[id_]) for id_ in around]
        if keys != sorted(keys):
            return False
    return True


def restore_site(frame: Frame, config: Config, documents: Mapping[str, Document], now: datetime) -> Site:
    """Return the site of a frame at the moment ``now``: no date of a page may be in between."""
    ids = [spot.id for spot in frame.nodes]
    nodes = {
        id_: Node(
            id_,
            kind,
            route,
            label,
            (documents if path == id_ else documents[path]) if path else None,
            date,
            parent,
            reach,
        )
        for id_, kind, route, label, path, date, parent, reach in map(msgspec.structs.astuple, frame.nodes)
    }
    return Site(
        config=config,
        nodes=nodes,
        pages=tuple(ids[: frame.pages]),
        unlisted=tuple(ids[frame.pages : frame.pages + frame.unlisted]),
        members={id_: tuple(ids[page] for page in pages) for id_, pages in frame.members.items()},
        children=frame.children,
        terms={
            name: tuple(
                Term(name, term.name, term.slug, tuple(ids[page] for page in term.pages)) for term in terms
            )
            for name, terms in frame.terms.items()
        },
        tagged=frame.tagged,
        weighted=frame.weighted,
        hidden=frame.hidden,
        navigation=frame.navigation,
        files=frame.files,
        changes_at=frame.changes_at,
        today=now.astimezone(UTC).date(),
        problems=frame.problems,
    )
