"""A navigation -> the part that one page shows: all of a short one, otherwise the page's branch."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.site.navigation import NavEntry, Navigation

#: With more entries on one level, a page shows only those around its own.
MOST_BESIDE = 40
_AROUND = 12


class Item(msgspec.Struct, frozen=True, array_like=True):
    """An entry as one page shows it."""

    kind: str  #: page, group, link, heading, separator; ``more`` for entries that are left out here
    title: str = ""  #: "": that of its page
    page: str = ""  #: the id of its page; of a closed group, of the first page in it
    url: str = ""
    icon: str = ""
    is_current: bool = False
    is_open: bool = False
    is_closed: bool = False  #: whether it has entries below it that aren't here
    items: tuple[Item, ...] = ()
    count: int = 0  #: of ``more``: how many entries are left out
    status: str = ""  #: of its page


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What a page shows of the navigation."""

    title: str  #: of the root; "": that of its page
    page: str  #: id of the root's page; "" if it has none
    is_whole: bool  #: whether all entries are here
    items: tuple[Item, ...]
    trail: tuple[Item, ...]  #: the entries above that of the page, from the top


def show_branch(navigation: Navigation, key: str, *, is_whole: bool) -> Shown:
    """Return the part of a navigation that the page of an entry shows."""
    path = navigation.path(key)
    root = navigation.entries[path[0]]
    items = tuple(_show(navigation, root.children, path, is_whole=is_whole))
    trail = tuple(_describe(navigation, navigation.entries[above], "") for above in path[1:-1])
    return Shown(root.title, root.page, is_whole, items, trail)


def show_all(navigation: Navigation, root: str) -> Shown:
    """Return all of a navigation, for the page that shows it."""
    entry = navigation.entries[root]
    return Shown(
        entry.title, entry.page, True, tuple(_show(navigation, entry.children, (), is_whole=True)), ()
    )


def pages_of(shown: Shown | None) -> Iterator[str]:
    """Yield the ids of the pages whose titles and addresses are shown."""
    if shown is None:
        return
    if shown.page:
        yield shown.page
    waiting = [*shown.items, *shown.trail]
    while waiting:
        item = waiting.pop()
        if item.page:
            yield item.page
        waiting += item.items


class Navigator:
    """Answers questions about a navigation."""

    def __init__(self, navigation: Navigation) -> None:
        self._navigation = navigation

    def show(self, id_: str) -> Shown | None:
        """Return what a page shows of the navigation; None if it isn't listed there."""
        key = self._navigation.pages.get(id_)
        if key is None:
            return None
        root = self._navigation.path(key)[0]
        return None if key == root else show_branch(self._navigation, key, is_whole=self._is_whole[root])

    def all(self) -> tuple[Shown, ...]:
        """Return every navigation that is too long to be in each page."""
        navigation = self._navigation
        return tuple(show_all(navigation, root) for root in navigation.roots if not self._is_whole[root])

    def parts(self, id_: str, *, is_home: bool) -> tuple[tuple[str, str, int], ...]:
        """Return (page id, title, depth from 1) of the entries below a page, of all of them for the home."""
        key = self._navigation.pages.get(id_, "")
        keys = self._navigation.roots if is_home else (key,) if key else ()
        return tuple(part for key in keys for part in self._parts_below(key, 1))

    def _parts_below(self, key: str, depth: int) -> Iterator[tuple[str, str, int]]:
        for child in self._navigation.entries[key].children:
            entry = self._navigation.entries[child]
            if entry.hidden or entry.url or entry.separator:
                continue
            if entry.page or entry.children:
                yield entry.page, entry.title, depth
                yield from self._parts_below(child, depth + 1)

    def beside(self, id_: str, towards: int) -> str:
        """Return the id of the next (+1) or previous (-1) page in reading order, or ""."""
        before, after = self._neighbours.get(id_, ("", ""))
        return after if towards > 0 else before

    @cached_property
    def _is_whole(self) -> dict[str, bool]:
        return {root: self._navigation.is_whole(root) for root in self._navigation.roots}

    @cached_property
    def _neighbours(self) -> dict[str, tuple[str, str]]:
        neighbours: dict[str, tuple[str, str]] = {}
        for root in self._navigation.roots:
            below = self._navigation.below(root)
            order = tuple(dict.fromkeys(entry.page for entry in below if entry.page))
            for before, id_, after in zip(("", *order), order, (*order[1:], ""), strict=False):
                neighbours.setdefault(id_, (before, after))
        return neighbours


def _show(
    navigation: Navigation, keys: Sequence[str], path: Sequence[str], *, is_whole: bool
) -> Iterator[Item]:
    entries = [navigation.entries[key] for key in keys]
    shown = [entry for entry in entries if not entry.hidden]
    start, end = (0, len(shown)) if is_whole else _window(shown, path)
    if start:
        yield Item("more", count=start)
    for entry in shown[start:end]:
        is_open = entry.key in path
        item = _describe(navigation, entry, path[-1] if path else "")
        if entry.children and (is_open or (is_whole and (not entry.page or not path))):
            below = tuple(_show(navigation, entry.children, path, is_whole=is_whole))
            item = msgspec.structs.replace(item, is_open=is_open, is_closed=False, items=below)
        yield item
    if end < len(shown):
        yield Item("more", count=len(shown) - end)


def _window(entries: Sequence[NavEntry], path: Sequence[str]) -> tuple[int, int]:
    """Return the range (first, behind last) of the entries shown: of many, those around the open one."""
    if len(entries) <= MOST_BESIDE:
        return 0, len(entries)
    position = next((place for place, entry in enumerate(entries) if entry.key in path), 0)
    start = max(0, min(position - _AROUND, len(entries) - 2 * _AROUND - 1))
    return start, start + 2 * _AROUND + 1


def _describe(navigation: Navigation, entry: NavEntry, current: str) -> Item:
    """Return an entry without those below it; a group leads to the first page in it."""
    is_current = entry.key == current
    if entry.separator:
        return Item("separator")
    if entry.url:
        return Item("link", entry.title or entry.url, "", entry.url, entry.icon)
    if entry.page:
        is_closed = bool(entry.children)
        item = Item("page", entry.title, entry.page, "", entry.icon, is_current, is_current, is_closed)
        return msgspec.structs.replace(item, status=entry.status) if entry.status else item
    if not entry.children:
        return Item("heading", entry.title, icon=entry.icon)
    first = next((below.page for below in navigation.below(entry.key) if below.page), "")
    return Item("group", entry.title, first, "", entry.icon, is_closed=True)
