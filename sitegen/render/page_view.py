"""A page, section, taxonomy or term as templates see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from sitegen.config import fill, split_path
from sitegen.core.hosts import is_elsewhere
from sitegen.core.model import Body
from sitegen.core.text import lazy_compile
from sitegen.images import CARD_SIZE
from sitegen.render.feed_view import FeedView
from sitegen.render.outline import TocNode, nest
from sitegen.render.page_fields import PageFields
from sitegen.render.preview_image import Preview
from sitegen.site.questions import Card, ImageTarget, LinkTarget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.core.model import Segments
    from sitegen.render.history_view import HistoryView, PageLink
    from sitegen.render.language_views import LanguageVersion
    from sitegen.render.list_views import SectionView, TaxonomyView, TermView
    from sitegen.render.navigation_view import NavigationView
    from sitegen.render.recorder import MovedPart
    from sitegen.site.values import Picture

#: The link to itself beside a heading: a feed reader has no use for it.
_ANCHOR = lazy_compile(r'<a class="anchor" [^>]*></a>')
_decode_body = msgspec.msgpack.Decoder(Body).decode
_NO_BODY = Body((), ())


class PageView(PageFields):
    """A page as templates see it."""

    __slots__ = ()

    @property
    def moved_parts(self) -> tuple[MovedPart, ...]:
        """The parts of the page that are elsewhere now, by the table of redirects: id and url."""
        return self._recorder.moved_parts(url=str(self._get("url")))

    @property
    def tags(self) -> tuple[TermView, ...]:
        """The terms of the taxonomy called tags."""
        return self.terms_of("tags")

    def terms_of(self, taxonomy: str) -> tuple[TermView, ...]:
        """Return the page's terms in one taxonomy."""
        terms = self._get("terms")
        return tuple(self._recorder.view("term", id_) for name, id_ in terms if name == taxonomy)

    @property
    def taxonomies(self) -> tuple[tuple[TaxonomyView, tuple[TermView, ...]], ...]:
        """Every taxonomy in which the page has terms, with them."""
        prefixes = {name: id_.rpartition("term:")[0] for name, id_ in self._get("terms")}
        return tuple(
            (self._recorder.view("taxonomy", f"{prefix}taxonomy:{name}"), self.terms_of(name))
            for name, prefix in prefixes.items()
        )

    def in_language(self, code: str) -> PageView:
        """Return its version in a language, else the page itself."""
        id_ = dict(self._get("translations")).get(code)
        return self._recorder.page(id_) if id_ else self

    @property
    def versions(self) -> tuple[LanguageVersion, ...]:
        """The page in each language of the site; empty if the site has one."""
        from sitegen.render.language_views import list_versions

        return list_versions(self._recorder, self._id) if self._recorder.language else ()

    @property
    def alternates(self) -> Sequence[tuple[str, str]]:
        """(hreflang, absolute address) of the page in each language; empty if it is in one."""
        from sitegen.render.language_views import list_alternates

        return list_alternates(self._recorder, self._id) if self._recorder.language else ()

    @property
    def borrowed_from(self) -> str:
        """The language that it is in because it isn't translated; "" if it is in that of its address."""
        if not self._recorder.language or not self._get("borrowed"):
            return ""
        languages = self._recorder.config.languages
        return split_path(languages, self.path)[0] or self._recorder.main_language

    @property
    def outdated(self) -> PageView | None:
        """The original of a translation, if it has changed since the translation was marked."""
        return self._page("outdated") if self._recorder.language else None

    @property
    def original(self) -> PageView:
        """The page that it stands for where it isn't translated; else the page itself."""
        return self.in_language(self.borrowed_from) if self.borrowed_from else self

    @property
    def image(self) -> str:
        """The URL of the page's picture: its front matter's, else the first in its body; or ""."""
        target = self._get("image")
        if not target or is_elsewhere(target):
            return str(target)
        url = self._recorder.ask(LinkTarget(self._id, target)).url
        return f"{self._recorder.base_path}{url}" if url else ""

    @property
    def preview(self) -> Preview | None:
        """The picture to show beside a link to the page: its own image, or the card drawn for it."""
        card = self._recorder.ask(Card(self._id)) if self._recorder.config.social_cards.enabled else ""
        if card:
            return self._make_preview(self._recorder.base_path + card, *CARD_SIZE, self.title)
        target = self._get("image")
        if not target or target.lower().endswith(".svg"):  # which other sites don't show
            return None
        if is_elsewhere(target):
            return self._make_preview(target, 0, 0, self.title)
        picture: Picture = self._recorder.ask(ImageTarget(self._id, target))
        if picture.resolved.is_broken:
            return None
        alt = dict(self._get("images")).get(target) or self.title
        url = self._recorder.base_path + picture.resolved.url
        return self._make_preview(url, picture.width, picture.height, alt)

    def _make_preview(self, url: str, width: int, height: int, alt: str) -> Preview:
        return Preview(url, self._recorder.absolute(url), width, height, alt)

    @property
    def content(self) -> Markup:
        """The body as HTML."""
        return self._fill(self._body.content)

    @property
    def content_absolute(self) -> Markup:
        """The body as HTML whose URLs work outside the site, for feeds."""
        return self._fill(self._body.content, absolute=True)

    @property
    def summary(self) -> Markup:
        """The part before ``<!-- more -->``, or the first paragraph, as HTML."""
        return self._fill(tuple(self._get("summary")))

    @property
    def summary_absolute(self) -> Markup:
        """The summary as HTML whose URLs work outside the site, for feeds."""
        return self._fill(tuple(self._get("summary")), absolute=True)

    @property
    def toc(self) -> tuple[TocNode, ...]:
        """The headings, nested; empty when the page has fewer than two or wants none."""
        settings = self._recorder.config.markdown
        page_setting = self._get("toc")
        if not (settings.toc if page_setting is None else page_setting):
            return ()
        headings = [
            heading for heading in self._body.headings if heading.level <= settings.toc_depth and heading.html
        ]
        return nest(headings) if len(headings) > 1 else ()

    @property
    def markdown(self) -> str:
        """Its title and body as Markdown; "" if the site doesn't publish that."""
        return self._body.markdown

    @property
    def markdown_url(self) -> str:
        """The address of its Markdown; "" if the site doesn't publish that."""
        url = self._get("markdown_url")
        return f"{self._recorder.base_path}{url}" if url else ""

    @property
    def markdown_permalink(self) -> str:
        """The absolute address of its Markdown, else of the page."""
        return self._recorder.absolute(self.markdown_url or self.url)

    @property
    def section(self) -> SectionView | None:
        """The section that it belongs to."""
        return self._page("section")

    @property
    def ancestors(self) -> tuple[PageView, ...]:
        """The pages above it, from the home page down."""
        return self._recorder.pages(self._get("ancestors"))

    @property
    def previous(self) -> PageView | None:
        """The page before it in its section: the older one, or the one above it."""
        return self._page("previous")

    @property
    def next(self) -> PageView | None:
        """The page after it in its section."""
        return self._page("next")

    @property
    def navigation(self) -> NavigationView | None:
        """What it shows of the navigation; None if it isn't listed there."""
        shown = self._get("navigation")
        if shown is None:
            return None
        from sitegen.render.navigation_view import NavigationView

        return NavigationView(self._recorder, shown)

    @property
    def history(self) -> HistoryView | None:
        """The history of its file in git; None without any, or if [git] in sitegen.toml asks for none."""
        history = self._get("history") if self._recorder.config.git.reads_history else None
        if history is None:
            return None
        from sitegen.render.history_view import view_history

        return view_history(history, self._recorder.config)

    @property
    def links(self) -> tuple[PageLink, ...]:
        """The links to its file that [git] in sitegen.toml asks for: each with kind and url."""
        from sitegen.render.history_view import link_file

        return tuple(link_file(self.path, self._recorder.config))

    @property
    def feedback_url(self) -> str:
        """The address for comments about the page; "" if the site has none."""
        pattern = self._recorder.config.git.feedback
        return fill(pattern, {}, {"title": self.title, "path": self.path, "url": self.permalink})

    @property
    def one_page_url(self) -> str:
        """The address of a section as one page; "" if it isn't published as such."""
        url = self._get("one_page")
        return f"{self._recorder.base_path}{url}" if url else ""

    @property
    def related(self) -> tuple[PageView, ...]:
        """Pages that share rare terms with it."""
        return self._recorder.pages(self._get("related"))

    @property
    def feeds(self) -> tuple[FeedView, ...]:
        """The feeds of this section or term, else those of the site."""
        return tuple(FeedView(self._recorder, feed) for feed in self._get("feeds"))

    @property
    def _body(self) -> Body:
        data = self._get("body")
        return _decode_body(data) if data else _NO_BODY

    def _fill(self, segments: Segments, *, absolute: bool = False) -> Markup:
        html = self._recorder.fill(segments, self, absolute=absolute)
        return Markup(_ANCHOR.sub("", html) if absolute else html)  # noqa: S704  converted Markdown
