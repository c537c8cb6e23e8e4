"""Questions about a site in several languages -> answers: each page is asked of the site of its language."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sitegen.config import split_path
from sitegen.site.answers import SiteAnswers
from sitegen.site.language_links import LanguageLinks
from sitegen.site.translations import Versions, find_outdated, find_translations

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.site.assemble import Site
    from sitegen.site.nodes import Node
    from sitegen.site.pagination import Pagination
    from sitegen.site.questions import SitePart
    from sitegen.site.values import ListPart, Surroundings

#: Parts of the site that each language has separately.
_OF_A_LANGUAGE = frozenset({"pages", "home", "navigation", "sections", "taxonomies"})


class MultilingualAnswers(SiteAnswers):
    """Answers from a site in several languages."""

    def __init__(self, site: Site, base_path: str, around: Surroundings) -> None:
        super().__init__(site, base_path, around)
        self._links = LanguageLinks(site, base_path, around.made_ids)
        self._parts = {code: SiteAnswers(part, base_path, around) for code, part in site.parts.items()}
        self._outdated: dict[str, str] | None = None  #: of each outdated translation: its original

    def _take(self, site: Site, body: Callable[[str], bytes]) -> None:
        super()._take(site, body)
        self._parts = {code: part.revised(site.parts[code], body) for code, part in self._parts.items()}
        self._outdated = None  # it depends on the originals

    def page(self, id_: str, attribute: str) -> Any:
        """Answer PageAttribute."""
        node = self._site.nodes.get(id_)
        if node is None:
            return None
        if attribute == "translations":
            return self._translations.get(id_, ())
        if attribute == "outdated":
            return find_outdated(self._site, {id_: self._translations.get(id_, ())}).get(id_, "")
        return self._parts[node.language].page(id_, attribute)

    def list(self, id_: str, number: int) -> ListPart:
        """Answer ListPage."""
        return self._part_of(id_).list(id_, number)

    def listed(self, id_: str) -> tuple[str, ...]:
        """Return the ids that a section, a term or a home page lists, all of them."""
        return self._part_of(id_).listed(id_)

    def pagination(self, id_: str) -> Pagination:
        """Return the list pages of a section, a term or a home page."""
        return self._part_of(id_).pagination(id_)

    def site(self, asked: SitePart) -> tuple[Any, ...]:
        """Answer SitePart."""
        if asked.name == "alternates":
            return self._alternates
        if asked.name in _OF_A_LANGUAGE:
            return self._parts[asked.language or self._site.config.language].site(asked)
        return super().site(asked)

    def interface(self, id_: str) -> tuple[Any, ...]:
        """Return what other pages can see of a page without reading its file, and its translations."""
        node = self._site.nodes[id_]
        digest = node.document.digest if node.document and node.is_borrowed else ""
        versions, original = self._translations.get(id_, ()), self._list_outdated().get(id_, "")
        return (*self._parts[node.language].interface(id_), versions, original, digest)

    def group(self, name: str) -> Any:
        """Return everything that the answers of a group depend on: for some, that of each language."""
        if name in ("tree", "order"):
            return [part.group(name) for part in self._parts.values()]
        return super().group(name)

    def _language_of(self, base: str) -> str:
        """Return the language of the source of a link: a file, a generated page, or a root (``de:``)."""
        node = self._site.nodes.get(base)
        if node:
            return node.language
        code = base.partition(":")[0] if ":" in base else split_path(self._site.config.languages, base)[0]
        return code if code in self._site.parts else self._site.config.language

    def _part_of(self, id_: str) -> SiteAnswers:
        """Return the answers of a page's language; those of the main one if the page has gone."""
        node = self._site.nodes.get(id_)
        return self._parts[node.language if node else self._site.config.language]

    @cached_property
    def _translations(self) -> Versions:
        return find_translations(self._site)

    def _list_outdated(self) -> dict[str, str]:
        if self._outdated is None:
            self._outdated = find_outdated(self._site, self._translations)
        return self._outdated

    @cached_property
    def _alternates(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """(url, (language, url) of each version) of every page that has several, by url."""
        nodes = self._site.nodes
        entries = []
        for versions in dict.fromkeys(self._translations.values()):
            written = [(code, nodes[id_]) for code, id_ in versions if is_alternate(nodes[id_])]
            urls = tuple((code, node.route.url) for code, node in written)
            entries += [(url, urls) for _, url in urls if len(urls) > 1]
        return tuple(sorted(entries))


def is_alternate(node: Node) -> bool:
    """Return whether search engines are told of a page as a translation."""
    return not node.is_borrowed and node.reach.robots
