"""The pages of a folder or section -> branches of a navigation: by weight, and grouped by `group`."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import groupby
from posixpath import dirname, splitext
from typing import TYPE_CHECKING, Any, NamedTuple

from sitegen.config import Dialect
from sitegen.site.nodes import Kind
from sitegen.site.routes import is_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitegen.config import Config
    from sitegen.site.nodes import Node

#: Keys of front matter by which generators name a page in their navigation, and order it there.
_TITLES = ("nav_title", "sidebar_label", "linkTitle", "linktitle", "short_title")
_WEIGHTS = ("sidebar_position", "nav_order")
#: All keys, beside those that the schema knows, by which a page is in the navigation.
NAV_KEYS = ("group", "sidebar", "status", *_TITLES, *_WEIGHTS)
#: Values of `status` without an entry in `[extra.status]`: others mean something else elsewhere.
_STATUSES = frozenset({"new", "deprecated"})


class Branch(NamedTuple):
    """A page or group with what is below it."""

    title: str  #: "": that of the page
    page: str  #: id; "" for a group
    branches: tuple[Branch, ...] = ()


def _extra(node: Node) -> Mapping[str, Any]:
    return node.document.front.extra if node.document else {}


def nav_title(node: Node) -> str:
    """Return a page's name in the navigation; "" if that is its title."""
    extra = _extra(node)
    sidebar = extra.get("sidebar")
    label = sidebar.get("label") if isinstance(sidebar, dict) else None
    texts = (label, *(extra.get(key) for key in _TITLES))
    return next((text for text in texts if isinstance(text, str) and text), "")


def read_status(node: Node, config: Config) -> str:
    """Return the badge of a page: `status` in its front matter, as Material has it, or Starlight's; or ""."""
    extra, named = _extra(node), config.extra.get("status")
    sidebar = extra.get("sidebar")
    badge = sidebar.get("badge") if isinstance(sidebar, dict) else None
    text = badge.get("text") if isinstance(badge, dict) else badge
    status = extra.get("status")
    if isinstance(status, str) and (status in _STATUSES or (isinstance(named, dict) and status in named)):
        return status
    return text if isinstance(text, str) else ""


def _is_shown(node: Node) -> bool:
    sidebar = _extra(node).get("sidebar")
    is_hidden = sidebar is False or (isinstance(sidebar, dict) and sidebar.get("hidden") is True)
    return node.kind in {Kind.PAGE, Kind.SECTION, Kind.HOME} and node.reach.lists and not is_hidden


def _weight(node: Node) -> float:
    extra = _extra(node)
    sidebar = extra.get("sidebar")
    order = sidebar.get("order") if isinstance(sidebar, dict) else None
    weights = (node.weight, order, *(extra.get(key) for key in _WEIGHTS))
    return next((float(weight) for weight in weights if isinstance(weight, int | float)), float("inf"))


class Folders:
    """The pages of a site by the folders that they are in, and by their sections."""

    def __init__(
        self,
        config: Config,
        nodes: Mapping[str, Node],
        members: Mapping[str, Sequence[str]],
        children: Mapping[str, Sequence[str]],
    ) -> None:
        self._config = config
        self._nodes = nodes
        self._members = members
        self._children = children

    def guides(self) -> tuple[str, ...]:
        """Return the ids of the sections that say `sidebar: true`, the outer ones first."""
        guides = [id_ for id_ in self._members if _extra(self._nodes[id_]).get("sidebar") is True]
        return tuple(sorted(guides, key=lambda id_: (id_.count("/"), id_)))

    def list_section(self, section: str) -> tuple[Branch, ...]:
        """Return the pages of a section in its order, and the sections in it."""
        pages = [self._nodes[id_] for id_ in (*self._members[section], *self._children.get(section, ()))]
        entries = []
        for node in sorted(filter(_is_shown, pages), key=_weight):
            is_leaf = node.kind is Kind.PAGE or _extra(node).get("sidebar") is True
            entries.append(
                (node, Branch(nav_title(node), node.id, () if is_leaf else self.list_section(node.id)))
            )
        return _group(entries)

    def has(self, folder: str) -> bool:
        """Return whether there are pages in a folder of the content; "" is all of it."""
        return folder in self._tree.folders

    def index_of(self, folder: str) -> str:
        """Return the id of the page that stands for a folder; "" if none does."""
        return self._tree.indexes.get(folder, "")

    def list_folder(self, folder: str) -> tuple[Branch, ...]:
        """Return the page of a folder, then the pages in it and the folders below it, by weight."""
        index = self._nodes.get(self.index_of(folder))
        first = [(index, Branch(nav_title(index), index.id))] if index and _is_shown(index) else []
        entries: list[tuple[tuple[float, str, str], Node | None, Branch]] = [
            (self._order(node, node.path), node, Branch(nav_title(node), node.id))
            for node in self._tree.pages.get(folder, ())
            if _is_shown(node)
        ]
        for below in self._tree.subfolders.get(folder, ()):
            node = self._nodes.get(self.index_of(below))
            branches = self.list_folder(below)
            if node is None:
                entries.append((self._order(None, below), None, Branch(_name(below), "", branches)))
            elif _is_shown(node):
                branch = Branch(nav_title(node), node.id, branches[1:])
                entries.append((self._order(node, below), node, branch))
        entries.sort(key=lambda entry: entry[0])
        return _group((*first, *((node, branch) for _, node, branch in entries)))

    def _order(self, node: Node | None, path: str) -> tuple[float, str, str]:
        """Return the sort key of entries of a folder: weight, then title; in MkDocs, the file's name."""
        name = path.rpartition("/")[2]
        if node is None:
            return float("inf"), name, path
        return _weight(node), name if self._config.dialect is Dialect.MKDOCS else node.title, path

    @cached_property
    def _tree(self) -> _Tree:
        tree = _Tree(
            {}, defaultdict(list), defaultdict(list), {"": None}
        )  # the content folder itself always exists
        for node in self._nodes.values():
            path = node.path or node.id
            if node.kind not in {Kind.PAGE, Kind.SECTION, Kind.HOME} or ":" in path:
                continue
            folder = dirname(path)
            if is_index(splitext(path)[0].rpartition("/")[2], self._config.urls, folder):
                if node.path or folder not in tree.indexes:
                    tree.indexes[folder] = node.id
            else:
                tree.pages[folder].append(node)
            while folder and folder not in tree.folders:
                tree.folders[folder] = None
                tree.subfolders[dirname(folder)].append(folder)
                folder = dirname(folder)
        return tree


class _Tree(NamedTuple):
    """Which pages and folders are in which folder of the content."""

    indexes: dict[str, str]  #: folder -> id of the page that stands for it
    pages: defaultdict[str, list[Node]]
    subfolders: defaultdict[str, list[str]]
    folders: dict[str, None]


def _name(folder: str) -> str:
    """Return the name of a folder without a page of its own."""
    name = folder.rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return f"{name[:1].upper()}{name[1:]}"


def _group(entries: Iterable[tuple[Node | None, Branch]]) -> tuple[Branch, ...]:
    """Put pages in a row with the same `group` in their front matter below an entry of that name."""

    def group_of(entry: tuple[Node | None, Branch]) -> str:
        group = _extra(entry[0]).get("group", "") if entry[0] else ""
        return group if isinstance(group, str) else ""

    branches: list[Branch] = []
    for group, run in groupby(entries, key=group_of):
        grouped = tuple(branch for _, branch in run)
        branches += [Branch(group, "", grouped)] if group else grouped
    return tuple(branches)
