"""Questions about the site -> answers: plain values that can be compared, saved and sent to a worker."""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import msgspec

from sitegen.core.hosts import is_elsewhere
from sitegen.core.model import LABEL
from sitegen.site.attributes import PAGE_ATTRIBUTES
from sitegen.site.broken_references import Destinations
from sitegen.site.labels import Labels, list_objects, show_title
from sitegen.site.links import Links
from sitegen.site.nodes import Node, list_parts, taxonomy_id
from sitegen.site.parts import SiteParts
from sitegen.site.questions import (
    AssetDigest,
    AssetUrl,
    Card,
    DataFile,
    Destination,
    DiagramDrawing,
    ExtensionCode,
    IconByName,
    ImageTarget,
    LayoutDigest,
    LinkTarget,
    ListPage,
    PageAttribute,
    Question,
    SitePart,
    TitleOfTarget,
)
from sitegen.site.redirects import list_rules, read_redirects
from sitegen.site.relations import Relations
from sitegen.site.resolved import Resolved, judge_image
from sitegen.site.values import Drawing, ListPart, Picture, Publication, Surroundings, Versions, diagram_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.site.assemble import Site
    from sitegen.site.broken_references import Trouble


class SiteAnswers(Relations):
    """Answers from the whole site."""

    def __init__(self, site: Site, base_path: str, around: Surroundings) -> None:
        super().__init__(site, around.history)
        self.around = around
        self._links = Links(site, base_path, around.made_ids)
        self._labels = Labels(site, around.inventories)
        self._destinations: Destinations | None = None

    def revised(self, site: Site, body: Callable[[str], bytes]) -> Self:
        """Return the answers for a site that differs only in the texts of some pages.

        Everything cached here follows from front matter, routes and order, so it is still valid.
        """
        revision = copy(self)
        revision._take(site, body)
        return revision

    def _take(self, site: Site, body: Callable[[str], bytes]) -> None:
        self._site = site
        self.around = msgspec.structs.replace(self.around, body=body)
        self._links = self._links.revised(site)
        self._labels = Labels(site, self.around.inventories)
        self._destinations = None

    def with_publication(self, publication: Publication) -> SiteAnswers:
        """Return the same answers, which now also know where addresses lead."""
        revision = copy(self)
        revision.around = msgspec.structs.replace(self.around, publication=publication)
        revision._destinations = None
        return revision

    def answer(self, question: Question) -> Any:
        """Return the answer to one question; a page that doesn't exist answers None."""
        if type(question) is PageAttribute:  # nearly all questions are of this kind
            return self.page(question.id, question.name)
        return _ANSWERS[type(question)](self, question)

    def fingerprint(self, question: Question) -> Any:
        """Return what a trace compares for an answer: the answer itself, or the digest of a body."""
        match question:
            case PageAttribute(id=id_, name="body"):
                node = self._site.nodes.get(id_)
                return node.document.digest if node and node.document else ""
            case DataFile(name=name):
                digests = self.around.data_digests
                return digests.get(name) if name else digests
            case _:
                return self.answer(question)

    def group(self, name: str) -> Any:
        """Return everything that the answers of a group depend on: see `sitegen.cache.traces`."""
        site = self._site
        match name:
            case "links":
                nodes = site.nodes.values()
                places = [(node.id, node.route.output, *list_parts(node)) for node in nodes]
                generated = sorted(self._links.generated.items())
                around = self.around
                files = (site.files, [*site.hidden], around.files_stamp, sorted(around.assets.values()))
                return places, files, generated, around.made_ids, around.inventories.stamp
            case "tree":
                home = site.nodes[self.home]
                parents = [site.nodes[id_].parent for id_ in site.members]
                return site.children, parents, self.feeds(home), home.id
            case "history":
                return self._history.revision
            case _:  # order
                return site.pages, site.members, sorted(site.weighted), site.navigation, site.children

    def ids(self) -> Iterable[str]:
        """Return the ids of all pages."""
        return self._site.nodes

    def page(self, id_: str, attribute: str) -> Any:
        """Answer PageAttribute."""
        node = self._site.nodes.get(id_)
        return None if node is None else PAGE_ATTRIBUTES[attribute].answer(self, node)

    def list(self, id_: str, number: int) -> ListPart:
        """Answer ListPage."""
        pagination = self.pagination(id_)
        start, end = pagination.span(number)
        return ListPart(self.listed(id_)[start:end], *pagination.beside(number), pagination.is_stable)

    def site(self, asked: SitePart) -> tuple[Any, ...]:  # noqa: PLR0911  one return an attribute
        """Answer SitePart."""
        match asked.name:
            case "pages":
                return self._site.pages
            case "home":
                return (self.home,)
            case "sitemap":
                return self.sitemap
            case "redirects":
                return self._redirects
            case "navigation":
                return self.navigator.all()
            case "moved_parts":
                return self._moved_parts
            case "objects":
                return list_objects(self._site)
            case "today":
                return (self._site.today.isoformat(),)
            case "sections":
                return self._site.children.get(self.home, ())
            case _:
                return tuple(
                    self._own(taxonomy_id(name)) for name in self._site.terms if self._site.terms[name]
                )

    def link(self, base: str, target: str) -> Resolved:
        """Answer LinkTarget."""
        if target.startswith(LABEL):
            return self._labels.resolve(self._path_of(base), target)
        return self._links.resolve(self._path_of(base), target, self._language_of(base))

    def title(self, base: str, target: str) -> str:
        """Answer TitleOfTarget."""
        url = self.link(base, target).url or target
        return show_title(self._links.page_at(url, base), url, self.body)

    def image(self, base: str, target: str) -> Picture:
        """Answer ImageTarget."""
        resolved = self._links.resolve(self._path_of(base), target, self._language_of(base))
        resolved = judge_image(resolved, target)
        if not resolved.file:
            return Picture(resolved)
        size = self.around.image_size(resolved.file)
        versions = self.around.versions.get(resolved.file, Versions())
        if fault := size.fault or versions.fault:
            message = f"{target!r} cannot be shown: {fault}"
            return Picture(Resolved("", "", "bad-image", message, "save it again as PNG, JPEG, WebP or AVIF"))
        return Picture(resolved, size.width, size.height, versions)

    def _path_of(self, base: str) -> str:
        """Return the file to which links of a page are relative: for a term, the one that describes it."""
        node = self._site.nodes.get(base) if ":" in base else None
        return node.path if node else "" if base.endswith(":") else base

    def _language_of(self, _base: str) -> str:
        """Return the language in which a link of a page is looked for first; "" if the site has one."""
        return ""

    def card(self, id_: str) -> str:
        """Answer Card."""
        return self.around.cards.get(id_, "")

    def drawing(self, language: str, source: str) -> Drawing | None:
        """Answer DiagramDrawing."""
        return self.around.drawings.get(diagram_key(language, source))

    def asset(self, name: str) -> str | None:
        """Answer AssetUrl."""
        return self.around.assets.get(name)

    def data(self, name: str) -> Any:
        """Answer DataFile."""
        return self.around.data.get(name) if name else self.around.data

    def icon(self, name: str) -> tuple[str, str]:
        """Answer IconByName."""
        from sitegen.images.icon_packs import find_icon

        icon = find_icon(name)
        return icon.html, icon.missing

    def asset_names(self) -> tuple[str, ...]:
        """Return the names of assets."""
        return tuple(self.around.assets)

    def leads(self, output: str, address: str) -> Trouble:
        """Answer Destination."""
        return self.destinations.trouble(output, address)

    def layout(self, name: str) -> str:
        """Answer LayoutDigest."""
        return self.around.layout_digest(name)

    @property
    def publication(self) -> Publication:
        """What will be published, once that is known."""
        if self.around.publication is None:
            raise RuntimeError("nothing is planned yet")
        return self.around.publication

    @property
    def destinations(self) -> Destinations:
        """Where the addresses in published files lead."""
        if self._destinations is None:
            publication = self.publication
            parts = SiteParts(self._site, self._links, publication.copied)
            config = self._site.config
            self._destinations = Destinations(
                parts,
                publication.outputs(),
                config.base_url,
                elsewhere=(*publication.later, *config.urls.hosted),
            )
        return self._destinations

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
        """Return the address that a target in sitegen.toml (a source path or an address) leads to."""
        return target if is_elsewhere(target) else self.link("", "/" + target.lstrip("/")).url

    def body(self, node: Node) -> bytes:
        """Return the encoded Body of a page's file; empty when it has none."""
        return self.around.body(node.path) if node.path else b""

    def unresolved_body(self, id_: str) -> bytes:
        """Return the body of a page's file, or the build's reference to it."""
        return self.around.unresolved_body(self._site.nodes[id_].path)


_ANSWERS: dict[type[Any], Callable[..., Any]] = {
    ListPage: lambda answers, asked: answers.list(asked.id, asked.number),
    SitePart: lambda answers, asked: answers.site(asked),
    LinkTarget: lambda answers, asked: answers.link(asked.base, asked.target),
    TitleOfTarget: lambda answers, asked: answers.title(asked.base, asked.target),
    ImageTarget: lambda answers, asked: answers.image(asked.base, asked.target),
    DiagramDrawing: lambda answers, asked: answers.drawing(asked.language, asked.source),
    Card: lambda answers, asked: answers.card(asked.id),
    AssetUrl: lambda answers, asked: answers.asset(asked.name),
    AssetDigest: lambda answers, asked: answers.around.integrity.get(asked.name),
    DataFile: lambda answers, asked: answers.data(asked.name),
    IconByName: lambda answers, asked: answers.icon(asked.name),
    LayoutDigest: lambda answers, asked: answers.layout(asked.name),
    ExtensionCode: lambda answers, asked: answers.around.extension(asked.kind, asked.name),
    Destination: lambda answers, asked: answers.leads(asked.output, asked.address),
}
