"""Site <-> Frame: the structure of a site without its documents, for the cache.

Putting a site together means a look at every document, and reading 10,000 of them from the cache takes
as long again. When only bodies and titles changed, all that is mostly as it was: the frame is read
instead, and a document only where somebody asks for it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import split_path
from sitegen.core.problems import Problem
from sitegen.site.assemble import Site, site_order
from sitegen.site.navigation import Navigation
from sitegen.site.nodes import Kind, Node
from sitegen.site.reach import Reach
from sitegen.site.routes import Route, is_whole, prefix_route, route_page
from sitegen.site.terms import Term
from sitegen.site.visibility import LeftOut

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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
    pages: int  #: how many nodes, from the first on, are the regular pages that lists show
    unlisted: int  #: how many nodes after those are the other regular pages
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


def stays_in_place(site: Site, retouched: Collection[str], blamed: Collection[str]) -> bool:
    """Return whether a site restored for documents with other titles is what `assemble` would return.

    It is when each is that of an ordinary page with the same address, between the same neighbours, of
    which nobody has said what is wrong at a line of its front matter: its file isn't ``blamed``.
    """
    if not retouched:
        return True
    if any(f"{site.config.paths.content}/{path}" in blamed for path in retouched):
        return False
    places = {
        id_: position for part in site.parts.values() or (site,) for position, id_ in enumerate(part.pages)
    }
    shown = set(retouched).difference(site.hidden)
    nodes = [site.nodes.get(path) for path in shown]
    if site.parts:  # a language may borrow pages of another
        nodes += [node for node in site.nodes.values() if node.is_borrowed and node.path in shown]
    return all(
        node is not None and node.id in places and _stays(site.part_of(node), node, places[node.id])
        for node in nodes
    )


def _stays(part: Site, node: Node, position: int) -> bool:
    """Return whether a page has the same address, and the same neighbours, as with its former title."""
    document, config = node.document, part.config
    if document is None:
        return False
    route = route_page(_inner_path(part, node), document.front, config.urls)
    if not is_whole(config, document.front.url):
        route = prefix_route(route, part.url_prefix)
    around = [part.nodes[id_] for id_ in part.pages[max(0, position - 1) : position + 2]]
    keys = [(*site_order(near)[:2], _inner_path(part, near)) for near in around]
    return route == node.route and keys == sorted(keys)


def _inner_path(part: Site, node: Node) -> str:
    """Return the path of a page without the name of its language, by which the site of one sorts it."""
    return split_path(part.config.languages, node.path)[1] if part.code else node.id


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
