"""Questions about the site -> answers: plain values that can be compared, written down, sent to a worker."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.core.hosts import is_elsewhere
from sitegen.site.attributes import PAGE_ATTRIBUTES
from sitegen.site.broken_references import Destinations
from sitegen.site.generated import FEED_FILES, feed_formats, feed_route, has_markdown
from sitegen.site.links import Links, Resolved
from sitegen.site.nodes import HOME, Kind, Node, taxonomy_id, term_id
from sitegen.site.parts import SiteParts
from sitegen.site.questions import (
    AssetDigest,
    AssetUrl,
    Card,
    DataFile,
    Destination,
    ImageTarget,
    LayoutDigest,
    LinkTarget,
    ListPage,
    PageAttribute,
    Question,
    SitePart,
)
from sitegen.site.redirects import list_rules, read_redirects
from sitegen.site.related import Related
from sitegen.site.values import FeedLink, Picture, Publication, Surroundings, Versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.site.assemble import Site
    from sitegen.site.broken_references import Trouble


class SiteAnswers:
    """Answers from the whole site."""

    def __init__(self, site: Site, base_path: str, around: Surroundings) -> None:
        self._site = site
        self._around = around
        self._links = Links(site, base_path, around.made_ids)
        self._destinations: Destinations | None = None
        self._found_related: dict[str, tuple[str, ...]] = {}
        self._found_feeds: dict[str, tuple[FeedLink, ...]] = {}

    def revised(self, site: Site, body: Callable[[str], bytes]) -> SiteAnswers:
        """Return the answers of a site that differs in the bodies of some pages alone.

        Everything remembered here follows from front matter, routes and order, so it still holds.
        """
        revision = copy(self)
        revision._site = site
        revision._around = msgspec.structs.replace(self._around, body=body)
        revision._links = self._links.revised(site)
        revision._destinations = None
        return revision

    def with_publication(self, publication: Publication) -> SiteAnswers:
        """Return the same answers, and those about destinations."""
        revision = copy(self)
        revision._around = msgspec.structs.replace(self._around, publication=publication)
        revision._destinations = None
        return revision

    def answer(self, question: Question) -> Any:
        """Return the answer to one question; a page that does not exist answers None."""
        if type(question) is PageAttribute:  # nearly all are
            return self.page(question.id, question.name)
        return _ANSWERS[type(question)](self, question)

    def fingerprint(self, question: Question) -> Any:
        """Return what stands for the answer in a trace: itself, or the digest of a body."""
        match question:
            case PageAttribute(id=id_, name="body"):
                node = self._site.nodes.get(id_)
                return node.document.digest if node and node.document else ""
            case DataFile(name=name):
                digests = self._around.data_digests
                return digests.get(name) if name else digests
            case _:
                return self.answer(question)

    def facet(self, name: str) -> Any:
        """Return all that the answers of a facet (sitegen.cache.traces) are made from."""
        site = self._site
        match name:
            case "links":
                nodes = site.nodes.values()
                places = [
                    (node.id, node.route.output, node.document.parts if node.document else ())
                    for node in nodes
                ]
                generated = sorted(self._links.generated.items())
                around = self._around
                files = (site.files, [*site.hidden], around.files_stamp, sorted(around.assets.values()))
                return places, files, generated, around.made_ids
            case "tree":
                home = site.nodes[self.home]
                return (
                    site.children,
                    [site.nodes[id_].parent for id_ in site.members],
                    self.feeds(home),
                    home.id,
                )
            case "order":
                return site.pages, site.members, sorted(site.weighted)
            case _:
                return [self.standing(id_) for id_ in site.nodes]

    def ids(self) -> Iterable[str]:
        """Return the ids of all pages."""
        return self._site.nodes

    def standing(self, id_: str) -> tuple[Any, ...]:
        """Return what other pages can notice of a page without reading its file, its lists included."""
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
        paginate = front.paginate if front else None
        # The questions of a term's page are about the term, not about the file that describes it.
        digest = node.document.digest if node.document and node.path != id_ else ""
        return (
            *basic,
            paginate,
            node.title,
            digest,
            self.listed(id_),
            self.dated_in(node),
            self.children(node),
        )

    def page(self, id_: str, attribute: str) -> Any:
        """Answer PageAttribute."""
        node = self._site.nodes.get(id_)
        return None if node is None else PAGE_ATTRIBUTES[attribute].answer(self, node)

    def list(self, id_: str, number: int) -> tuple[str, ...]:
        """Answer ListPage."""
        pages, size = self.listed(id_), self._page_size(id_)
        start = (number - 1) * size
        return pages[start : start + size] if size else pages

    def site(self, attribute: str) -> tuple[Any, ...]:  # noqa: PLR0911  one return an attribute
        """Answer SitePart."""
        match attribute:
            case "pages":
                return self._site.pages
            case "home":
                return (self.home,)
            case "sitemap":
                return self._sitemap
            case "redirects":
                return self._redirects
            case "moved_parts":
                return self._moved_parts
            case "today":
                return (self._site.today.isoformat(),)
            case "sections":
                return self._site.children.get(self.home, ())
            case _:
                return tuple(taxonomy_id(name) for name, terms in self._site.terms.items() if terms)

    def link(self, base: str, target: str) -> Resolved:
        """Answer LinkTarget."""
        return self._links.resolve(self._path_of(base), target)

    def image(self, base: str, target: str) -> Picture:
        """Answer ImageTarget."""
        resolved = self._links.resolve(self._path_of(base), target)
        if resolved.code == "broken-link":
            resolved = msgspec.structs.replace(resolved, code="missing-image", message=f"no image {target!r}")
        if not resolved.file:
            return Picture(resolved)
        size = self._around.image_size(resolved.file)
        versions = self._around.versions.get(resolved.file, Versions())
        if fault := size.fault or versions.fault:
            message = f"{target!r} cannot be shown: {fault}"
            return Picture(Resolved("", "", "bad-image", message, "save it again as PNG, JPEG, WebP or AVIF"))
        return Picture(resolved, size.width, size.height, versions)

    def _path_of(self, base: str) -> str:
        """Return the file that links of a page are counted from: for a term, the one that describes it."""
        node = self._site.nodes.get(base) if ":" in base else None
        return node.path if node else base

    def card(self, id_: str) -> str:
        """Answer Card."""
        return self._around.cards.get(id_, "")

    def asset(self, name: str) -> str | None:
        """Answer AssetUrl."""
        return self._around.assets.get(name)

    def integrity(self, name: str) -> str | None:
        """Answer AssetDigest."""
        return self._around.integrity.get(name)

    def data(self, name: str) -> Any:
        """Answer DataFile."""
        return self._around.data.get(name) if name else self._around.data

    def asset_names(self) -> tuple[str, ...]:
        """Return the names of assets."""
        return tuple(self._around.assets)

    def leads(self, output: str, address: str) -> Trouble:
        """Answer Destination."""
        return self.destinations.trouble(output, address)

    def layout(self, name: str) -> str:
        """Answer LayoutDigest."""
        return self._around.layout_digest(name)

    @property
    def publication(self) -> Publication:
        """What will be published, once that is known."""
        if self._around.publication is None:
            raise RuntimeError("nothing is planned yet")
        return self._around.publication

    @property
    def destinations(self) -> Destinations:
        """Where the addresses in published files lead."""
        if self._destinations is None:
            publication = self.publication
            parts = SiteParts(self._site, self._links, publication.copied)
            base_url = self._site.config.base_url
            self._destinations = Destinations(parts, publication.outputs(), base_url, later=publication.later)
        return self._destinations

    # --- what the attributes of a page are made from -------------------------------------------

    @cached_property
    def home(self) -> str:
        """The id of the home page: ``_index.md``, or ``index.md`` where the site has that."""
        return next((id_ for id_, node in self._site.nodes.items() if node.kind is Kind.HOME), HOME)

    @cached_property
    def dated(self) -> tuple[str, ...]:
        """Ids of the pages with a date, newest first: what the home page and the site's feeds list."""
        return tuple(id_ for id_ in self._site.pages if self._site.nodes[id_].date)

    @cached_property
    def _sitemap(self) -> tuple[tuple[str, str], ...]:
        """(url, day of the last change or "") of every page that a sitemap tells of, by url."""
        entries = []
        for node in self._site.nodes.values():
            moment = (node.document.front.updated if node.document else None) or node.date
            if node.kind is not Kind.NOT_FOUND and node.reach.sitemap:
                entries.append((node.route.url, moment.date().isoformat() if moment else ""))
        return tuple(sorted(entries))

    @cached_property
    def _redirects(self) -> tuple[tuple[str, str], ...]:
        """(old address, where it leads) of each redirect, by address; patterns come last."""
        exact, patterns = list_rules(self._site)
        resolved = ((address, self.locate(target)) for address, target in exact)
        return (*sorted(resolved), *patterns)

    @cached_property
    def _moved_parts(self) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
        """(url, output, (part, where it leads) of each part that has moved) of each page that lost any."""
        return tuple(
            (
                redirect.route.url,
                redirect.route.output,
                tuple((moved.part, self.locate(moved.target)) for moved in redirect.parts),
            )
            for redirect in read_redirects(self._site).entries
            if redirect.parts
        )

    def locate(self, target: str) -> str:
        """Return the address that a target in sitegen.toml means: a source path or an address."""
        return target if is_elsewhere(target) else self.link("", "/" + target.lstrip("/")).url

    @cached_property
    def _term_pages(self) -> dict[str, tuple[str, ...]]:
        return {
            term_id(name, term.slug): term.pages for name, terms in self._site.terms.items() for term in terms
        }

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each page stands in its section's order."""
        return {
            page: position for pages in self._site.members.values() for position, page in enumerate(pages)
        }

    @cached_property
    def _related(self) -> Related:
        terms = {page: tuple(term for _, term in tags) for page, tags in self._site.tagged.items()}
        return Related(self._order, self._term_pages, terms)

    def listed(self, id_: str) -> tuple[str, ...]:
        """Return the ids that a section, a term or the home page lists, all of them."""
        if id_ == self.home:
            return self.dated
        return self._term_pages.get(id_) or self._site.members.get(id_, ())

    def list_pages(self, id_: str) -> int:
        """Return how many list pages a section, term or the home page has; at least 1."""
        size = self._page_size(id_)
        return max(1, ceil(len(self.listed(id_)) / size)) if size else 1

    def _page_size(self, id_: str) -> int:
        """Return how many pages stand on one list page; 0: all."""
        config = self._site.config
        kind, _, rest = id_.partition(":")
        if kind != "term":
            node = self._site.nodes.get(id_)
            size = node.document.front.paginate if node and node.document else None
            return config.paginate if size is None else size
        name = rest.partition("/")[0]
        size = next((taxonomy.paginate for taxonomy in config.taxonomies if taxonomy.name == name), None)
        return config.paginate if size is None else size

    def neighbour(self, node: Node, towards: int) -> str:
        """Return the id of the next (+1) or previous (-1) page in reading order, or ""."""
        if node.id not in self._places:
            return ""
        order = self._site.members[node.parent]
        position = self._places[node.id] + (towards if node.parent in self._site.weighted else -towards)
        return order[position] if 0 <= position < len(order) else ""

    def tags(self, node: Node) -> tuple[tuple[str, str], ...]:
        """Return (taxonomy name, term id) of the terms that a page has, in the author's order."""
        return self._site.tagged.get(node.id, ())

    def related(self, node: Node) -> tuple[str, ...]:
        """Return the ids of related pages, best first."""
        count = self._site.config.related
        if not count or node.id not in self._site.tagged or not node.reach.lists:
            return ()
        if node.id not in self._found_related:
            self._found_related[node.id] = self._related.find(node.id, count)
        return self._found_related[node.id]

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
            name = node.id.partition(":")[2]
            ids = (term_id(name, term.slug) for term in self._site.terms[name])
            return tuple(id_ for id_ in ids if self._site.nodes[id_].reach.lists)
        return self._site.children.get(node.id, ())

    def dated_in(self, node: Node) -> tuple[str, ...]:
        """Return the ids of the dated pages that a page lists, newest first: what its feeds hold."""
        pages = self.listed(node.id)
        if node.id in self._site.weighted:
            pages = tuple(sorted(pages, key=self._order.__getitem__))
        return tuple(id_ for id_ in pages if self._site.nodes[id_].date)

    @cached_property
    def _order(self) -> dict[str, int]:
        return {id_: position for position, id_ in enumerate((*self._site.pages, *self._site.unlisted))}

    def has_markdown(self, node: Node) -> bool:
        """Tell whether a page is also published as Markdown."""
        return has_markdown(self._site, node)

    def term_count(self, node: Node) -> int:
        """Return how many pages a term (or a section) has."""
        return len(self.listed(node.id))

    def body(self, node: Node) -> bytes:
        """Return the encoded Body of a page's file; empty when it has none."""
        return self._around.body(node.path) if node.path else b""

    def feeds(self, node: Node) -> tuple[FeedLink, ...]:
        """Return the feeds that stand for this page: its own, else those of the site."""
        owner = node if feed_formats(self._site, node) else self._site.nodes[self.home]
        if owner.id not in self._found_feeds:
            self._found_feeds[owner.id] = tuple(self._feeds_of(owner))
        return self._found_feeds[owner.id]

    def _feeds_of(self, owner: Node) -> Iterator[FeedLink]:
        folder = owner.route.output.rpartition("/")[0]
        title = self._site.config.title
        title = title if owner.kind is Kind.HOME else f"{owner.title} – {title}"
        for name in feed_formats(self._site, owner):
            yield FeedLink(name, FEED_FILES[name][1], feed_route(folder, name).url, title)


_ANSWERS: dict[type[Any], Callable[..., Any]] = {
    ListPage: lambda answers, asked: answers.list(asked.id, asked.number),
    SitePart: lambda answers, asked: answers.site(asked.name),
    LinkTarget: lambda answers, asked: answers.link(asked.base, asked.target),
    ImageTarget: lambda answers, asked: answers.image(asked.base, asked.target),
    Card: lambda answers, asked: answers.card(asked.id),
    AssetUrl: lambda answers, asked: answers.asset(asked.name),
    AssetDigest: lambda answers, asked: answers.integrity(asked.name),
    DataFile: lambda answers, asked: answers.data(asked.name),
    LayoutDigest: lambda answers, asked: answers.layout(asked.name),
    Destination: lambda answers, asked: answers.leads(asked.output, asked.address),
}
