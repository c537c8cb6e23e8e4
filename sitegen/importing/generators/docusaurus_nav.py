"""``sidebars.js``, or the folders with their ``_category_`` files, -> NavItems."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import NavItem
from sitegen.importing.generators.imported import Kind, note
from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import Node

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sitegen.importing.generators.imported import Finding

_NUMBER = re.compile(r"^\d+\s*[-_.]+\s*(?=\D)")
_KEY = re.compile(r"^(id|sidebar_position|sidebar_label|title):[ \t]*((?:.*[^ \t])?)[ \t]*$", re.MULTILINE)
_SUFFIXES = (".md", ".mdx")
_CATEGORY = ("_category_.json", "_category_.yml", "_category_.yaml")
_LAST = 1e9


class Docs(NamedTuple):
    """What a menu can name: pages by their ids, sidebars by their keys; and what it calls the sidebars."""

    pages: dict[str, str]  #: id -> path
    sidebars: dict[str, str]  #: key -> the path of the first page
    labels: dict[str, str]  #: key of a sidebar -> label


def read_sidebars(
    file: Path | None, docs: Path, target: str, findings: list[Finding], menu: Docs
) -> tuple[NavItem, ...]:
    """Return the navigation of a folder of docs; ``target`` is where the new site has it.

    The first version that is read fills what the menu can name.
    """
    reading = _Reading(docs, target, findings)
    for name, path in reading.pages.items():
        menu.pages.setdefault(name, f"{target}/{path}")
    sidebars = read_old_file(file) if file is not None else Node({})
    named = {name: node for name, node in sidebars.items.items() if name != "$constants"}
    if not named:
        items = reading.folder("")
        menu.sidebars.setdefault("defaultSidebar", _first_page(items))
        return items
    groups = [
        (name, NavItem(menu.labels.get(name, _say(name)), items=reading.items(node)))
        for name, node in named.items()
    ]
    groups = [(name, group) for name, group in groups if group.items]
    for name, group in groups:
        menu.sidebars.setdefault(name, _first_page(group.items))
    return groups[0][1].items if len(groups) == 1 else tuple(group for _, group in groups)


def _say(key: str) -> str:
    """Return the key of a sidebar as words: ``apiSidebar`` -> ``Api``."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]", " ", key.removesuffix("Sidebar").removesuffix("sidebar"))
    return words[:1].upper() + words[1:].lower() if words else key


def _first_page(items: Iterable[NavItem]) -> str:
    return next((page for item in items if (page := item.page or _first_page(item.items))), "")


class _Reading:
    """The pages of a folder, by the ids that sidebars name them with."""

    def __init__(self, docs: Path, target: str, findings: list[Finding]) -> None:
        self._docs = docs
        self._target = target
        self._findings = findings
        self._keys: dict[str, dict[str, str]] = {}
        self.pages: dict[str, str] = {}  #: id -> path
        for top, names, files in os.walk(docs):
            names[:] = sorted(name for name in names if name[0] not in "._" and name != "node_modules")
            for name in sorted(files):
                if name.endswith(_SUFFIXES) and name[0] != "_":
                    self._add(os.path.relpath(os.path.join(top, name), docs))

    def _add(self, path: str) -> None:
        start = (self._docs / path).read_text("utf-8", errors="replace")[:4000]
        head = start.split("\n---", 1)[0] if start.startswith("---") else ""
        keys = {key: value.strip("'\"") for key, value in _KEY.findall(head)}
        self._keys[path] = keys
        stem = os.path.splitext(path)[0]
        folder = os.path.dirname(stem)
        plain = "/".join(_NUMBER.sub("", part) for part in folder.split("/")) if folder else ""
        last = keys.get("id") or _NUMBER.sub("", os.path.basename(stem))
        self.pages.setdefault(f"{plain}/{last}".lstrip("/"), path)
        self.pages.setdefault(stem, path)

    def items(self, node: Node) -> tuple[NavItem, ...]:
        """Return the entries of a list, or of a mapping of labels to lists."""
        if isinstance(node.value, dict) and "type" not in node.items:
            return tuple(NavItem(label, items=self.items(below)) for label, below in node.items.items())
        entries: list[NavItem] = []
        for part in node.parts:
            entries += self._entry(part)
        return tuple(entries)

    def _entry(self, part: Node) -> list[NavItem]:
        if part.text:
            return self._page(part.text, "", part)
        keys = {key: node.text for key, node in part.items.items()}
        match keys.get("type", ""):
            case "doc" | "ref":
                return self._page(keys.get("id", ""), keys.get("label", ""), part)
            case "link":
                entries = [NavItem(keys.get("label", ""), url=keys.get("href", ""))]
            case "autogenerated":
                entries = list(self.folder(keys.get("dirName", ".").strip("./")))
            case "category":
                entries = [self._group(part, keys.get("label", ""))]
            case "" if part.items:
                entries = list(self.items(part))
            case kind:
                entries = []
                advice = "write this entry yourself"
                self._findings.append(note(Kind.NAVIGATION, f"sidebar: {kind or 'code'}", part, advice))
        return entries

    def _group(self, part: Node, label: str) -> NavItem:
        items = self.items(part.items["items"]) if "items" in part.items else ()
        link = part.items.get("link")
        page = link.items["id"].text if link is not None and "id" in link.items else ""
        own = self._page(page, label, part) if page else []
        return NavItem(label, own[0].page if own else "", items=items)

    def _page(self, name: str, label: str, part: Node) -> list[NavItem]:
        path = self.pages.get(name)
        if path is None:
            self._findings.append(note(Kind.NAVIGATION, name, part, "there is no such page: it is left out"))
            return []
        title = label or self._keys[path].get("sidebar_label", "")
        return [NavItem(title, f"{self._target}/{path}")]

    def folder(self, folder: str) -> tuple[NavItem, ...]:
        """Return the entries of a folder in the order of their positions, then of their names."""
        top = self._docs / folder if folder else self._docs
        try:
            names = sorted(os.listdir(top))
        except OSError:
            return ()
        placed: list[tuple[float, str, NavItem]] = []
        for name in names:
            path = f"{folder}/{name}".lstrip("/")
            if path in self._keys:
                keys = self._keys[path]
                placed.append(
                    (_position(keys.get("sidebar_position", ""), name), name, self._page_item(path))
                )
            elif (top / name).is_dir() and name[0] not in "._":
                position, item = self._category(path, name)
                if item.items or item.page:
                    placed.append((position, name, item))
        return tuple(item for _, _, item in sorted(placed, key=lambda entry: entry[:2]))

    def _page_item(self, path: str) -> NavItem:
        return NavItem(self._keys[path].get("sidebar_label", ""), f"{self._target}/{path}")

    def _category(self, path: str, name: str) -> tuple[float, NavItem]:
        file = find_first(self._docs / path, _CATEGORY)
        category = read_old_file(file) if file else Node({})
        keys = {key: node.text for key, node in category.items.items()}
        label = keys.get("label") or _NUMBER.sub("", name).replace("-", " ").replace("_", " ")
        items = self.folder(path)
        own = [item for item in items if _is_index(item.page, name)]
        item = NavItem(
            label, own[0].page if own else "", items=tuple(item for item in items if item not in own)
        )
        return _position(keys.get("position", ""), name), item


def _is_index(page: str, folder: str) -> bool:
    return os.path.splitext(os.path.basename(page))[0].lower() in ("index", "readme", folder.lower())


def _position(written: str, name: str) -> float:
    try:
        return float(written)
    except ValueError:
        match = re.match(r"\d+", name)
        return float(match[0]) if match and _NUMBER.match(name) else _LAST
