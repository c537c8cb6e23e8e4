"""The fields of a page, as templates see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.site.questions import PageAttribute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sitegen.render.recorder import Recorder


class PageFields:
    """The fields of a page: its address, its front matter, its size."""

    __slots__ = ("_id", "_recorder")

    def __init__(self, recorder: Recorder, id_: str) -> None:
        self._recorder = recorder
        self._id = id_

    def _get(self, attribute: str) -> Any:
        return self._recorder.ask(PageAttribute(self._id, attribute))

    def _page(self, attribute: str) -> Any:
        id_ = self._get(attribute)
        return self._recorder.page(id_) if id_ else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PageFields) and other._id == self._id

    def __hash__(self) -> int:
        return hash(self._id)

    @property
    def id(self) -> str:
        """The page's source path, or a name of our own for pages without a file."""
        return self._id

    @property
    def kind(self) -> str:
        """One of home, page, section, taxonomy, term, 404."""
        return str(self._get("kind"))

    @property
    def path(self) -> str:
        """The source path under content/; "" for a page without a file."""
        return str(self._get("path"))

    @property
    def url(self) -> str:
        """The address from the host's root, base path included."""
        return self._recorder.base_path + str(self._get("url"))

    @property
    def permalink(self) -> str:
        """The absolute address, where the site has a base_url."""
        return self._recorder.absolute(self.url)

    @property
    def title(self) -> str:
        """The title."""
        return str(self._get("title"))

    @property
    def description(self) -> str:
        """The author's description, else the excerpt."""
        return str(self._get("description") or self._get("excerpt"))

    @property
    def excerpt(self) -> str:
        """The summary as plain text, at most 160 characters."""
        return str(self._get("excerpt"))

    @property
    def date(self) -> datetime | None:
        """The date of the page."""
        return self._get("date")

    @property
    def updated(self) -> datetime | None:
        """The date of its last change, as the author says."""
        return self._get("updated")

    @property
    def draft(self) -> bool:
        """Whether it is a draft."""
        return bool(self._get("draft"))

    @property
    def status(self) -> str:
        """The word of its badge: `new`, `deprecated` or one of `[extra.status]`; "" without one."""
        return str(self._get("status"))

    @property
    def unlisted(self) -> bool:
        """Whether no list, feed, sitemap or search shows it."""
        return bool(self._get("unlisted"))

    @property
    def noindex(self) -> bool:
        """Whether search engines are asked to leave it out."""
        return bool(self._get("noindex"))

    @property
    def authors(self) -> tuple[str, ...]:
        """Names of the authors."""
        return tuple(self._get("authors"))

    @property
    def words(self) -> int:
        """The number of words in the body."""
        return int(self._get("words"))

    @property
    def reading_time(self) -> int:
        """Minutes, rounded up."""
        return int(self._get("reading_time"))

    @property
    def tokens(self) -> int:
        """How many tokens its Markdown has in o200k_base; 0 if the site doesn't count."""
        return int(self._get("tokens"))

    @property
    def weight(self) -> int | None:
        """The author's own ordering."""
        return self._get("weight")

    @property
    def math(self) -> bool:
        """Whether its body has formulas."""
        return bool(self._get("math"))

    @property
    def extra(self) -> Mapping[str, Any]:
        """Front matter that the schema doesn't know."""
        return self._get("extra")

    @property
    def aliases(self) -> tuple[str, ...]:
        """Former addresses."""
        return tuple(self._get("aliases"))
