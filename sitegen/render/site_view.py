"""The site and its lists, as templates see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config import MenuItem, direction_of, prefer_latest
from sitegen.render.page_view import PageView
from sitegen.site.questions import DataFile, ListPage, PageAttribute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.config import Author, Banner, FooterItem, Git, Language, Theme, Translations, Versions
    from sitegen.render.feed_view import FeedView
    from sitegen.render.navigation_view import NavigationView
    from sitegen.render.recorder import Recorder
    from sitegen.site.values import ListPart


class Paginator:
    """One page of a list that may need several."""

    __slots__ = ("_id", "_recorder", "number")

    def __init__(self, recorder: Recorder, id_: str, number: int) -> None:
        self._recorder = recorder
        self._id = id_
        self.number = number

    @property
    def _part(self) -> ListPart:
        part: ListPart = self._recorder.ask(ListPage(self._id, self.number))
        return part

    @property
    def pages(self) -> tuple[PageView, ...]:
        """The pages listed here."""
        return self._recorder.pages(self._part.ids)

    @property
    def is_stable(self) -> bool:
        """Whether list pages after the first are numbered from the oldest entries."""
        return self._part.is_stable

    @property
    def total(self) -> int:
        """How many list pages there are."""
        return int(self._recorder.ask(PageAttribute(self._id, "list_pages")))

    def url(self, number: int) -> str:
        """Return the address of the N-th list page."""
        if number == 1:
            return self.first_url
        url = f"{self.first_url.rpartition('/')[0]}/page/{number}/"
        if number in (self.number, *self._beside) or 1 < number <= self.total:
            self._recorder.composed.add(url)
        return url

    @property
    def first_url(self) -> str:
        """The address of the first list page."""
        return PageView(self._recorder, self._id).url

    @property
    def previous_url(self) -> str | None:
        """The address of the list page with newer entries, or None."""
        newer, _ = self._beside
        return self.url(newer) if newer else None

    @property
    def next_url(self) -> str | None:
        """The address of the list page with older entries, or None."""
        _, older = self._beside
        return self.url(older) if older else None

    @property
    def _beside(self) -> tuple[int, int]:
        return self._part.newer, self._part.older


class MenuEntry(msgspec.Struct):
    """One entry of the site's menu, resolved."""

    name: str
    url: str  #: "" for an entry that only has a submenu
    target: str
    items: tuple[MenuEntry, ...] = ()  #: the submenu


class SiteView:
    """The site as templates see it."""

    __slots__ = ("_recorder",)

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    @property
    def title(self) -> str:
        """The site's title."""
        return self._recorder.config.title

    @property
    def description(self) -> str:
        """The site's description."""
        return self._recorder.config.description

    @property
    def base_url(self) -> str:
        """https://example.org/project, without a slash at its end; "" when the site has none."""
        return self._recorder.config.base_url

    @property
    def language(self) -> str:
        """A BCP 47 tag."""
        return self._recorder.config.language

    @property
    def dir(self) -> str:
        """How the language is written: ltr or rtl."""
        code = self._recorder.language
        return self.dir_of(code) if code else direction_of(self.language)

    def dir_of(self, code: str) -> str:
        """Return how a language of the site, or any language tag, is written: ltr or rtl."""
        language = self.languages.get(code)
        return direction_of(language.language or code, language.dir) if language else direction_of(str(code))

    @property
    def languages(self) -> Mapping[str, Language]:
        """The languages of the site by their codes; empty if it has one."""
        return self._recorder.config.languages

    @property
    def translations(self) -> Translations:
        """The table [translations] of sitegen.toml."""
        return self._recorder.config.translations

    @property
    def copyright(self) -> str:
        """A line for the foot of the page."""
        return self._recorder.config.copyright

    @property
    def theme(self) -> Theme:
        """The table [theme] of sitegen.toml."""
        return self._recorder.config.theme

    @property
    def author(self) -> Author:
        """Name, email and url of the site's author."""
        return self._recorder.config.author

    @property
    def extra(self) -> Mapping[str, Any]:
        """The table [extra] of sitegen.toml."""
        return self._recorder.config.extra

    @property
    def search(self) -> bool:
        """Whether the site has a search index."""
        return self._recorder.config.search.enabled

    @property
    def lightbox(self) -> bool:
        """Whether images lead to their files."""
        return self._recorder.config.markdown.lightbox

    @property
    def banner(self) -> Banner:
        """The table [banner] of sitegen.toml."""
        return self._recorder.config.banner

    @property
    def banner_url(self) -> str:
        """Where the link in the banner leads; "" without one."""
        target = self._recorder.config.banner.target
        return self._recorder.locate(target) if target else ""

    @property
    def mermaid_url(self) -> str:
        """The address of Mermaid's module, which draws in the page; "" without it."""
        target = self._recorder.config.diagrams.script
        return self._recorder.locate(target) if target else ""

    @property
    def version(self) -> str:
        """The version that is published; "" if the site has none."""
        return self._recorder.config.versions.version

    @property
    def versions(self) -> Versions:
        """The table [versions] of sitegen.toml."""
        return self._recorder.config.versions

    @property
    def versions_url(self) -> str:
        """The address above all versions."""
        return self._recorder.base_path.removesuffix(self.version)

    def preferred(self, address: str) -> str:
        """Return the absolute address of the same page in the newest version."""
        return prefer_latest(self._recorder.config, address)

    @property
    def git(self) -> Git:
        """The table [git] of sitegen.toml."""
        return self._recorder.config.git

    @property
    def home(self) -> PageView:
        """The home page."""
        return self._recorder.page(self._recorder.part("home")[0])

    @property
    def pages(self) -> tuple[PageView, ...]:
        """Every regular page, newest first."""
        return self._recorder.pages(self._recorder.part("pages"))

    @property
    def sections(self) -> tuple[PageView, ...]:
        """The top-level sections."""
        return self._recorder.pages(self._recorder.part("sections"))

    @property
    def taxonomies(self) -> tuple[PageView, ...]:
        """The taxonomies that have terms."""
        return self._recorder.pages(self._recorder.part("taxonomies"))

    @property
    def navigations(self) -> tuple[NavigationView, ...]:
        """Every navigation that is too long to be in each page, as a whole."""
        from sitegen.render.navigation_view import NavigationView

        return tuple(NavigationView(self._recorder, shown) for shown in self._recorder.part("navigation"))

    @property
    def feeds(self) -> tuple[FeedView, ...]:
        """The feeds of the whole site."""
        return self.home.feeds

    @property
    def data(self) -> Mapping[str, Any]:
        """The data files, by path without suffix."""
        return self._recorder.ask(DataFile(""))

    @property
    def menu(self) -> tuple[MenuEntry, ...]:
        """The configured menu; without one, the top-level sections."""
        items = self._recorder.config.menu
        if not items:
            return tuple(MenuEntry(page.title, page.url, page.id) for page in self.sections)
        return tuple(map(self._resolve, items))

    @property
    def footer(self) -> tuple[MenuEntry, ...]:
        """The configured links of the footer."""
        return tuple(map(self._resolve, self._recorder.config.footer))

    def _resolve(self, item: MenuItem | FooterItem) -> MenuEntry:
        url = self._recorder.locate(item.target) if item.target else ""
        items = tuple(map(self._resolve, item.items)) if isinstance(item, MenuItem) else ()
        return MenuEntry(item.name, url, item.target, items)
