"""Site -> how its pages relate to each other: lists, neighbours, feeds, related pages."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sitegen.site.branch import Navigator
from sitegen.site.folders import read_status
from sitegen.site.generated import FEED_FILES, feed_formats, feed_route, has_markdown
from sitegen.site.nodes import HOME, Kind, Node, term_id
from sitegen.site.pagination import Pagination, paginate
from sitegen.site.related import Related
from sitegen.site.values import FeedLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.site.assemble import Site
    from sitegen.sources.history import FileHistory, History


class Relations:
    """The relations between pages, from which attributes are answered."""

    def __init__(self, site: Site, history: History) -> None:
        self._site = site
        self._history = history
        self._related_by_page: dict[str, tuple[str, ...]] = {}
        self._feeds_by_owner: dict[str, tuple[FeedLink, ...]] = {}

    @cached_property
    def home(self) -> str:
        """The id of the home page: ``_index.md``, or ``index.md`` where the site has that."""
        return next((id_ for id_, node in self._site.nodes.items() if node.kind is Kind.HOME), HOME)

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """Ids of the pages with a date, newest first: what the home page and the site's feeds list."""
        return tuple(id_ for id_ in self._site.pages if self._site.nodes[id_].date)

    def _own(self, id_: str) -> str:
        """Return the id of a page without a file, which each language has separately."""
        return f"{self._site.id_prefix}{id_}"

    @cached_property
    def sitemap(self) -> tuple[tuple[str, str], ...]:
        """(url, day of the last change or "") of every page that a sitemap lists, by url."""
        entries = []
        for node in self._site.nodes.values():
            moment = (node.document.front.updated if node.document else None) or node.date
            past = self.history(node) if self._site.config.git.sitemap else None
            if past and not (node.document and node.document.front.updated):
                moment = datetime.fromtimestamp(past.updated, UTC)
            if node.kind not in {Kind.NOT_FOUND, Kind.NAVIGATION} and node.reach.sitemap:
                entries.append((node.route.url, moment.date().isoformat() if moment else ""))
        return tuple(sorted(entries))

    def history(self, node: Node) -> FileHistory | None:
        """Return the history of a page's file in git; None if it has none."""
        return self._history.of(node.path, self._site.config.git.changes) if node.path else None

    @cached_property
    def _term_pages(self) -> dict[str, tuple[str, ...]]:
        return {
            self._own(term_id(name, term.slug)): term.pages
            for name, terms in self._site.terms.items()
            for term in terms
        }

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each page is in its section's order."""
        return {
            page: position for pages in self._site.members.values() for position, page in enumerate(pages)
        }

    @cached_property
    def _related(self) -> Related:
        return Related(self._order, self._term_pages, self._site.tagged)

    def listed(self, id_: str) -> tuple[str, ...]:
        """Return the ids that a section, a term or the home page lists, all of them."""
        if id_ == self.home:
            return self.dated
        return self._term_pages.get(id_) or self._site.members.get(id_, ())

    def pagination(self, id_: str) -> Pagination:
        """Return the list pages of a section, a term or the home page."""
        numbering, is_weighted = self._site.config.lists.numbering, id_ in self._site.weighted
        return paginate(len(self.listed(id_)), self._page_size(id_), numbering, is_weighted=is_weighted)

    def _page_size(self, id_: str) -> int:
        """Return how many pages are on one list page; 0: all."""
        config = self._site.config
        node = self._site.nodes.get(id_)
        if node is None or node.kind is not Kind.TERM:
            size = node.document.front.paginate if node and node.document else None
            return config.paginate if size is None else size
        name = node.parent.rpartition(":")[2]
        size = next((taxonomy.paginate for taxonomy in config.taxonomies if taxonomy.name == name), None)
        return config.paginate if size is None else size

    @cached_property
    def navigator(self) -> Navigator:
        """The navigation of the site."""
        return Navigator(self._site.navigation)

    def neighbour(self, node: Node, towards: int) -> str:
        """Return the id of the next (+1) or previous (-1) page in reading order, or ""."""
        if node.id in self._site.navigation.pages:
            return self.navigator.beside(node.id, towards)
        if node.id not in self._places:
            return ""
        order = self._site.members[node.parent]
        position = self._places[node.id] + (towards if node.parent in self._site.weighted else -towards)
        return order[position] if 0 <= position < len(order) else ""

    def parts(self, node: Node) -> tuple[tuple[str, str, int], ...]:
        """Return (id, title, depth from 1) of all that is below a section, as the sidebar has it.

        A group of the navigation has no id; a page has no title but that which the navigation gives it.
        """
        listed = self.navigator.parts(node.id, is_home=node.id == self.home)
        return tuple(_once(listed or self._below(node.id, 1), node.id))

    def _below(self, section: str, depth: int) -> Iterator[tuple[str, str, int]]:
        for id_ in self._site.members.get(section, ()):
            yield id_, "", depth
        for id_ in self._site.children.get(section, ()):
            yield id_, "", depth
            yield from self._below(id_, depth + 1)

    def tags(self, node: Node) -> tuple[tuple[str, str], ...]:
        """Return (taxonomy name, term id) of the terms that a page has, in the author's order."""
        return self._site.tagged.get(node.id, ())

    def related(self, node: Node) -> tuple[str, ...]:
        """Return the ids of related pages, best first."""
        count = self._site.config.related
        if not count or node.id not in self._site.tagged or not node.reach.lists:
            return ()
        if node.id not in self._related_by_page:
            self._related_by_page[node.id] = self._related.find(node.id, count)
        return self._related_by_page[node.id]

    def ancestors(self, node: Node) -> tuple[str, ...]:
        """Return the ids from the home page down to the parent."""
        path: list[str] = []
        parent = node.parent
        while parent:
            parent = self.home if parent == HOME else parent
            path.append(parent)
            parent = self._site.nodes[parent].parent
        return tuple(reversed(path))

    def children(self, node: Node) -> tuple[str, ...]:
        """Return the ids of a section's subsections, or of a taxonomy's terms."""
        if node.kind is Kind.TAXONOMY:
            name = node.id.rpartition(":")[2]
            ids = (self._own(term_id(name, term.slug)) for term in self._site.terms[name])
            return tuple(id_ for id_ in ids if self._site.nodes[id_].reach.lists)
        return self._site.children.get(node.id, ())

    def dated_in(self, node: Node) -> tuple[str, ...]:
        """Return the ids of the dated pages that a page lists, newest first: what its feeds hold."""
        pages = self.listed(node.id)
        if node.id in self._site.weighted:
            pages = tuple(sorted(pages, key=self._order.__getitem__))
        nodes = self._site.nodes
        return tuple(id_ for id_ in pages if nodes[id_].date and not nodes[id_].is_borrowed)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {id_: position for position, id_ in enumerate((*self._site.pages, *self._site.unlisted))}

    def status(self, node: Node) -> str:
        """Return the status of a page, for its badge; "" without one."""
        return read_status(node, self._site.config)

    def has_markdown(self, node: Node) -> bool:
        """Return whether a page is also published as Markdown."""
        return has_markdown(self._site, node)

    def term_count(self, node: Node) -> int:
        """Return how many pages a term (or a section) has."""
        return len(self.listed(node.id))

    def feeds(self, node: Node) -> tuple[FeedLink, ...]:
        """Return the feeds that stand for this page: its own, else those of the site."""
        owner = node if feed_formats(self._site, node) else self._site.nodes[self.home]
        if owner.id not in self._feeds_by_owner:
            self._feeds_by_owner[owner.id] = tuple(self._feeds_of(owner))
        return self._feeds_by_owner[owner.id]

    def _feeds_of(self, owner: Node) -> Iterator[FeedLink]:
        title = self._site.config.title
        title = title if owner.kind is Kind.HOME else f"{owner.title} – {title}"
        for name in feed_formats(self._site, owner):
            yield FeedLink(name, FEED_FILES[name][1], feed_route(self._site, owner, name).url, title)

    def interface(self, id_: str) -> tuple[Any, ...]:
        """Return what other pages can see of a page without reading its file, including its lists."""
        node = self._site.nodes[id_]
        front = node.document.front if node.document else None
        basic = (
            id_,
            node.kind,
            node.route,
            node.parent,
            node.date,
            node.weight,
            self._site.tagged.get(id_),
            node.reach,
            (front.updated, front.aliases) if front else (),
        )
        if node.kind is Kind.PAGE:
            return basic
        # The questions of a term's page are about the term, not about the file that describes it.
        digest = node.document.digest if node.document and node.path != id_ else ""
        return (
            *basic,
            front.paginate if front else None,
            self.pagination(id_),
            node.title,
            digest,
            self.listed(id_),
            self.dated_in(node),
            self.children(node),
        )


def _once(parts: Iterable[tuple[str, str, int]], section: str) -> Iterator[tuple[str, str, int]]:
    """Yield each page once, and never the section itself."""
    seen = {section}
    for id_, title, depth in parts:
        if id_ not in seen:
            yield id_, title, depth
            seen.update({id_} - {""})
