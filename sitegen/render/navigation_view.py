"""The navigation as templates see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.core.text import lazy_compile
from sitegen.render.icons import describe_icon
from sitegen.render.page_view import PageView
from sitegen.site.questions import IconByName

if TYPE_CHECKING:
    from sitegen.render.recorder import Recorder
    from sitegen.site.branch import Item, Shown

#: The name of an icon or emoji.
_NAMED = lazy_compile(r":([\w+-]+):")


class NavigationItem:
    """One entry of the navigation."""

    __slots__ = ("_item", "_recorder")

    def __init__(self, recorder: Recorder, item: Item) -> None:
        self._recorder = recorder
        self._item = item

    @property
    def kind(self) -> str:
        """One of page, group, link, heading, separator; `more` stands for entries that are left out."""
        return self._item.kind

    @property
    def title(self) -> str:
        """The text of the entry."""
        item = self._item
        return item.title or (PageView(self._recorder, item.page).title if item.page else "")

    @property
    def url(self) -> str:
        """Its address; of a group, that of the first page in it; "" if it leads nowhere."""
        item = self._item
        if item.url.startswith("/"):
            return self._recorder.base_path + item.url
        return item.url or (PageView(self._recorder, item.page).url if item.page else "")

    @property
    def icon(self) -> str:
        """A sign before the text, or ""; ``:material-home:`` is the icon of that name as HTML."""
        icon = self._item.icon
        if not (match := _NAMED.fullmatch(icon)):
            return icon
        html, package = self._recorder.ask(IconByName(match[1]))
        if not html:
            problem = describe_icon(match[1], package, "sitegen.toml", 0, 0)
            self._recorder.problems += [] if problem in self._recorder.problems else [problem]
            return "" if package else icon
        return Markup(html)  # noqa: S704  from a package that was installed

    @property
    def status(self) -> str:
        """The status of its page, for a badge; "" if it has none."""
        return self._item.status

    @property
    def is_current(self) -> bool:
        """Whether it is the entry of this page."""
        return self._item.is_current

    @property
    def is_open(self) -> bool:
        """Whether the entry of this page is below it, or it is this entry."""
        return self._item.is_open

    @property
    def is_closed(self) -> bool:
        """Whether it has entries below it that this page doesn't show."""
        return self._item.is_closed

    @property
    def items(self) -> tuple[NavigationItem, ...]:
        """The entries below it that this page shows."""
        return tuple(NavigationItem(self._recorder, item) for item in self._item.items)

    @property
    def count(self) -> int:
        """The number of entries that an entry of kind `more` leaves out."""
        return self._item.count


class NavigationView:
    """What a page shows of the navigation."""

    __slots__ = ("_recorder", "_shown")

    def __init__(self, recorder: Recorder, shown: Shown) -> None:
        self._recorder = recorder
        self._shown = shown

    @property
    def title(self) -> str:
        """The title of the section whose navigation it is; "" if it is that of the whole site."""
        shown = self._shown
        return shown.title or (PageView(self._recorder, shown.page).title if shown.page else "")

    @property
    def url(self) -> str:
        """The address of that section, or ""."""
        return PageView(self._recorder, self._shown.page).url if self._shown.page else ""

    @property
    def items(self) -> tuple[NavigationItem, ...]:
        """The entries of the first level."""
        return tuple(NavigationItem(self._recorder, item) for item in self._shown.items)

    @property
    def trail(self) -> tuple[NavigationItem, ...]:
        """The entries above that of the page, from the top."""
        return tuple(NavigationItem(self._recorder, item) for item in self._shown.trail)

    @property
    def has_badges(self) -> bool:
        """Whether an entry that is shown has a status."""
        waiting = list(self._shown.items)
        for item in waiting:
            waiting += item.items
        return any(item.status for item in waiting)

    @property
    def all_url(self) -> str:
        """The address of the page that shows all entries; "" if they are all here."""
        return (
            ""
            if self._shown.is_whole
            else PageView(self._recorder, f"{self._recorder.id_prefix}navigation").url
        )
