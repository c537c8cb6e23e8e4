"""Documents and files -> Site: routes, sections, taxonomies, order; collisions become Problems."""

from __future__ import annotations

from datetime import UTC, date, datetime
from posixpath import dirname, splitext
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config, Dialect, wording_of
from sitegen.core.problems import Problem
from sitegen.site.cascade import inherit
from sitegen.site.date_problems import find_impossible_dates, find_unread_dates
from sitegen.site.folders import Folders
from sitegen.site.navigation import NAVIGATION, Navigation, build_navigation
from sitegen.site.nodes import NOT_FOUND, Kind, Node
from sitegen.site.routes import (
    Route,
    route_file,
    route_page,
)
from sitegen.site.sections import make_navigation_page, make_not_found, section_indexes, split_documents
from sitegen.site.taxonomies import group_pages
from sitegen.site.visibility import (
    LeftOut,
    Show,
    find_left_out,
    folder_around,
    next_change,
    take_along,
)

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from sitegen.core.model import Document
    from sitegen.site.terms import Term


class Site(msgspec.Struct, frozen=True):
    """The whole site as values. Templates learn about it only through `Answers`."""

    config: Config
    nodes: dict[str, Node]  #: id -> node, in site order: newest first, then by title
    pages: tuple[str, ...]  #: ids of the regular pages that lists show, in site order
    unlisted: tuple[str, ...]  #: ids of the other regular pages
    members: dict[str, tuple[str, ...]]  #: section id -> ids of its pages, in the section's order
    children: dict[str, tuple[str, ...]]  #: section id -> ids of its subsections
    terms: dict[str, tuple[Term, ...]]  #: taxonomy name -> its terms, by slug
    tagged: dict[
        str, tuple[tuple[str, str], ...]
    ]  #: page id -> (taxonomy name, term id), in the author's order
    weighted: frozenset[str]  #: sections whose pages are read in the author's order rather than newest first
    hidden: dict[str, LeftOut]  #: path -> the page there that is a draft, not yet due or expired
    navigation: Navigation  #: what sidebars show
    files: dict[str, Route]  #: ``content/…`` or ``static/…`` path of a file -> where it is published
    changes_at: datetime | None  #: the next moment at which a page appears or disappears by its dates
    today: date  #: the day of the build, UTC: badges and promotions depend on it
    problems: tuple[Problem, ...]
    parts: dict[str, Site] = {}  #: of a site in several languages, by language: the site of each
    code: str = ""  #: of such a part: its language
    id_prefix: str = ""  #: of such a part: the prefix of the ids of pages without a file in its language
    url_prefix: str = ""  #: of such a part: the folder that it is published in

    def part_of(self, node: Node) -> Site:
        """Return the site of the language of a page; the whole site if it has one language."""
        return self.parts[node.language] if self.parts else self

    @property
    def page_count(self) -> int:
        """How many documents are published: pages, and the texts of sections, terms and the home page."""
        return sum(node.held is not None for node in self.nodes.values())  # none of them is read


def assemble(
    config: Config,
    documents: Sequence[Document],
    content_files: Sequence[str],
    static_files: Sequence[str],
    *,
    now: datetime,
    show: Show,
) -> Site:
    """Return the Site of these documents and files at the time ``now`` (aware).

    ``documents`` come sorted by path; the files are paths under content/ and static/.
    """
    if config.dialect is Dialect.HUGO:
        documents = inherit(documents, section_indexes(documents, config.urls))
    hidden, hidden_folders = _leave_out(documents, config, now, show)
    public = [document for document in documents if document.path not in hidden]
    visible = {document.path for document in public}
    pages, sections = split_documents(public, config)
    order = sorted(pages.values(), key=site_order)
    listed = [node for node in order if node.reach.lists]
    unlisted = [node for node in order if not node.reach.lists]
    groups = group_pages(config, listed, unlisted, sections)
    pages, sections = _move_below_terms(groups.described, pages, sections)
    order = [pages[node.id] for node in order]
    nodes = {node.id: pages[node.id] for node in (*listed, *unlisted)} | sections | groups.nodes
    nodes.setdefault(NOT_FOUND, make_not_found(wording_of(config)("Page not found"), None))
    shown_files = [path for path in content_files if not folder_around(path, hidden_folders)]
    files = _route_files(config, visible, documents, shown_files, static_files)
    members, weighted = _sort_members(order, sections)
    children = _nest(sections)
    navigation = build_navigation(config, nodes, Folders(config, nodes, members, children), hidden)
    if navigation.has_own_page:
        nodes[NAVIGATION] = make_navigation_page(wording_of(config)("All pages"))
    return Site(
        config=config,
        nodes=nodes,
        pages=tuple(node.id for node in listed),
        unlisted=tuple(node.id for node in unlisted),
        members=members,
        children=children,
        terms=groups.terms,
        tagged=groups.tagged,
        weighted=weighted,
        hidden=hidden,
        navigation=navigation,
        files=files,
        changes_at=next_change(documents, now),
        today=now.astimezone(UTC).date(),
        problems=(
            *groups.problems,
            *find_impossible_dates(config, public),
            *find_unread_dates(config, public, now, show),
        ),
    )


def find_nonpublic(site: Site, now: datetime) -> dict[str, LeftOut]:
    """Return by path the pages that a build of public pages leaves out."""
    documents = [node.document for node in site.nodes.values() if node.document]
    return _leave_out(documents, site.config, now, Show())[0]


def _leave_out(
    documents: Sequence[Document], config: Config, now: datetime, show: Show
) -> tuple[dict[str, LeftOut], frozenset[str]]:
    """Return (the pages that aren't public now, by path; the folders of sections that aren't)."""
    folder = config.paths.content
    hidden = find_left_out(documents, folder, now, show)
    if not hidden:
        return {}, frozenset()
    return take_along(hidden, documents, section_indexes(documents, config.urls), folder)


def shown_path(config: Config, node: Node) -> str:
    """Return the path by which a Problem names a node."""
    return f"{config.paths.content}/{node.path}" if node.path else ""


def _move_below_terms(
    described: Mapping[str, str], pages: Mapping[str, Node], sections: Mapping[str, Node]
) -> tuple[dict[str, Node], dict[str, Node]]:
    """Return (pages, sections) without the sections that are pages of terms, which take their places."""
    rest = {id_: node for id_, node in sections.items() if id_ not in described}
    if not described:
        return dict(pages), rest
    moved = [
        {
            id_: msgspec.structs.replace(node, parent=described.get(node.parent, node.parent))
            for id_, node in nodes.items()
        }
        for nodes in (pages, rest)
    ]
    return moved[0], moved[1]


def site_order(node: Node) -> tuple[float, str, str]:
    """Return the sort key of pages: newest first, then by title."""
    return (-node.date.timestamp() if node.date else float("inf"), node.title, node.id)


def _is_unlisted_itself(node: Node) -> bool:
    """Return whether a page is unlisted in its own section, too, not only above an unlisted one."""
    return node.document is not None and node.document.front.unlisted


def _sort_members(
    order: Sequence[Node], sections: Mapping[str, Node]
) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Return each section's pages, and the sections that are sorted by weight, not in site order."""
    members: dict[str, list[Node]] = {section: [] for section in sections}
    for node in order:
        if not _is_unlisted_itself(node):
            members.setdefault(node.parent, []).append(node)
    weighted = {id_ for id_, nodes in members.items() if any(node.weight is not None for node in nodes)}
    for section in weighted:
        members[section].sort(key=lambda node: node.weight if node.weight is not None else float("inf"))
    ids = {section: tuple(node.id for node in nodes) for section, nodes in members.items()}
    return ids, frozenset(weighted)


def _nest(sections: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    children: dict[str, list[Node]] = {section: [] for section in sections}
    for node in sections.values():
        if node.kind is Kind.SECTION and not _is_unlisted_itself(node):
            children.setdefault(node.parent, []).append(node)
    by_weight = {
        key: sorted(nodes, key=lambda node: (node.weight is None, node.weight or 0, node.title, node.id))
        for key, nodes in children.items()
    }
    return {section: tuple(node.id for node in nodes) for section, nodes in by_weight.items()}


def _route_files(
    config: Config,
    visible: Container[str],
    documents: Sequence[Document],
    content_files: Sequence[str],
    static_files: Sequence[str],
) -> dict[str, Route]:
    """Route files by their paths; those of a page bundle move with their page, and are hidden with it."""
    bundles = {
        dirname(document.path): document
        for document in documents
        if "/index" in document.path and splitext(document.path)[0].endswith("/index")
    }
    files = {}
    for path in content_files:
        bundle = _bundle_around(path, bundles)
        if bundle is None:
            files[f"{config.paths.content}/{path}"] = route_file(path)
        elif bundle.path in visible:
            home = dirname(route_page(bundle.path, bundle.front, config.urls).output)
            files[f"{config.paths.content}/{path}"] = route_file(
                f"{home}/{path[len(dirname(bundle.path)) + 1 :]}"
            )
    return files | {f"{config.paths.static}/{path}": route_file(path) for path in static_files}


def _bundle_around(path: str, bundles: Mapping[str, Document]) -> Document | None:
    folder = dirname(path)
    while folder:
        if folder in bundles:
            return bundles[folder]
        folder = dirname(folder)
    return None
