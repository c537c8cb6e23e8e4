"""`[[nav]]`, or sections with a sidebar -> Navigation: every entry of the site's navigation, as one value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.site.folders import Branch, Folders, nav_title, read_status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sitegen.config import Config, NavItem
    from sitegen.site.nodes import Node

#: The id of the page that shows the whole navigation, and the key of the root of `[[nav]]`.
NAVIGATION = "navigation"
#: A navigation with up to this many entries is part of each of its pages as a whole.
MOST_WHOLE = 60


class NavEntry(msgspec.Struct, frozen=True, array_like=True):
    """One entry: a page, an address elsewhere, a group, a heading or a line."""

    key: str  #: its name within the navigation, which stays when others come and go
    parent: str  #: the key of the entry above it; "" for a root
    title: str = ""  #: "": that of its page
    page: str = ""  #: the id of a page
    url: str = ""  #: an address elsewhere
    icon: str = ""
    hidden: bool = False
    separator: bool = False
    children: tuple[str, ...] = ()  #: keys
    status: str = ""  #: of its page: ``new``


class Missing(msgspec.Struct, frozen=True, array_like=True):
    """An entry of `[[nav]]` that names no page."""

    path: tuple[str | int, ...]  #: of the key in the configuration
    target: str


class Navigation(msgspec.Struct, frozen=True, array_like=True):
    """All entries by their keys; each root is the navigation of some pages."""

    entries: dict[str, NavEntry] = {}
    roots: tuple[str, ...] = ()
    pages: dict[str, str] = {}  #: page id -> the key of its first entry
    missing: tuple[Missing, ...] = ()

    def path(self, key: str) -> tuple[str, ...]:
        """Return the keys from the root down to an entry."""
        keys = [key]
        while parent := self.entries[keys[-1]].parent:
            keys.append(parent)
        return tuple(reversed(keys))

    def below(self, key: str) -> Iterator[NavEntry]:
        """Yield the entries below one that menus show, in reading order."""
        for child in self.entries[key].children:
            entry = self.entries[child]
            if not entry.hidden:
                yield entry
                yield from self.below(child)

    def is_whole(self, root: str) -> bool:
        """Return whether each page of a root shows all of it."""
        return sum(1 for _ in self.below(root)) <= MOST_WHOLE

    @property
    def has_own_page(self) -> bool:
        """Whether a navigation is too long to be in every page."""
        return any(not self.is_whole(root) for root in self.roots)


class _Sources(NamedTuple):
    """What entries are made of."""

    nodes: Mapping[str, Node]
    by_path: Mapping[str, str]  #: path of a file -> id of its page
    hidden: Collection[str]  #: paths of pages that aren't published
    folders: Folders
    config: Config


class _Builder:
    """Gathers entries under keys of their own."""

    def __init__(self, sources: _Sources) -> None:
        self.sources = sources
        self.entries: dict[str, NavEntry] = {}
        self.pages: dict[str, str] = {}
        self.missing: list[Missing] = []

    def add(self, entry: NavEntry) -> str:
        """Add an entry; return its key, which is another one if its own is taken."""
        name, number = entry.key, 2
        while entry.key in self.entries:
            entry = msgspec.structs.replace(entry, key=f"{name}#{number}")
            number += 1
        if entry.page:
            self.pages.setdefault(entry.page, entry.key)
            status = read_status(self.sources.nodes[entry.page], self.sources.config)
            entry = msgspec.structs.replace(entry, status=status) if status else entry
        self.entries[entry.key] = entry
        return entry.key

    def close(self, key: str, children: Sequence[str]) -> None:
        """Set the entries below an entry."""
        self.entries[key] = msgspec.structs.replace(self.entries[key], children=tuple(children))

    def add_items(self, items: Sequence[NavItem], parent: str, path: tuple[str | int, ...]) -> list[str]:
        """Add entries of the configuration."""
        keys = []
        for position, item in enumerate(items):
            here = (*path, position)
            if item.folder:
                keys += self._add_folder(item, parent, here)
            elif (entry := self._entry(item, parent, here)) is not None:
                key = self.add(entry)
                self.close(key, self.add_items(item.items, key, (*here, "items")))
                keys.append(key)
        return keys

    def _entry(self, item: NavItem, parent: str, path: tuple[str | int, ...]) -> NavEntry | None:
        """Return the entry of an item; None if it names a page that isn't published."""
        page, title = "", item.title
        if item.page:
            target = item.page.strip("/")
            page = self.sources.by_path.get(target, "")
            if not page and target not in self.sources.hidden:
                self.missing.append(Missing((*path, "page"), item.page))
            if not page and not (item.items and title):
                return None
            title = title or (nav_title(self.sources.nodes[page]) if page else "")
        key = page or (f"{parent}>{item.url}" if item.url else f"{parent}/{title}")
        return NavEntry(key, parent, title, page, item.url, item.icon, item.hidden, item.separator)

    def _add_folder(self, item: NavItem, parent: str, path: tuple[str | int, ...]) -> list[str]:
        """Add the pages of a folder: below an entry of the item's title, if it has one."""
        folder = item.folder.strip("/").removeprefix("./").removesuffix(".")
        if not self.sources.folders.has(folder):
            if not any(hidden.startswith(f"{folder}/") for hidden in self.sources.hidden):
                self.missing.append(Missing((*path, "folder"), item.folder))
            return []
        branches = self.sources.folders.list_folder(folder)
        if not item.title:
            return [self.add_branch(branch, parent) for branch in branches]
        page = self.sources.folders.index_of(folder)
        entry = NavEntry(
            page or f"{parent}/{item.title}", parent, item.title, page, "", item.icon, item.hidden
        )
        key = self.add(entry)
        self.close(key, [self.add_branch(branch, key) for branch in branches if branch.page != page])
        return [key]

    def add_branch(self, branch: Branch, parent: str) -> str:
        """Add a page or group of a folder or section, with what is below it."""
        key = self.add(NavEntry(branch.page or f"{parent}/{branch.title}", parent, branch.title, branch.page))
        self.close(key, [self.add_branch(below, key) for below in branch.branches])
        return key


def build_navigation(
    config: Config, nodes: Mapping[str, Node], folders: Folders, hidden: Collection[str]
) -> Navigation:
    """Return the navigation of a site: that of `[[nav]]`, else one for each section with a sidebar."""
    guides = () if config.nav else folders.guides()
    if not config.nav and not guides:
        return Navigation()
    by_path = {node.path or id_: id_ for id_, node in nodes.items()}
    builder = _Builder(_Sources(nodes, by_path, hidden, folders, config))
    if config.nav:
        builder.add(NavEntry(NAVIGATION, ""))
        builder.close(NAVIGATION, builder.add_items(config.nav, NAVIGATION, ("nav",)))
        return Navigation(builder.entries, (NAVIGATION,), builder.pages, tuple(builder.missing))
    roots = []
    for section in guides:
        root = builder.add(NavEntry(f"guide:{section}", "", "", section))
        builder.close(root, [builder.add_branch(branch, root) for branch in folders.list_section(section)])
        roots.append(root)
    return Navigation(builder.entries, tuple(roots), builder.pages)
