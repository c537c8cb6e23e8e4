"""The navigation of MkDocs, in all the forms that its plugins read, -> NavItems."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from posixpath import normpath
from typing import TYPE_CHECKING

from sitegen.config import NavItem
from sitegen.importing.generators.imported import Kind, note
from sitegen.importing.generators.old_file import read_old_file, read_text
from sitegen.importing.generators.old_settings import Node, OldSettings
from sitegen.importing.generators.summary import read_summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sitegen.importing.generators.imported import Finding

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//|/)", re.IGNORECASE)
_INDEX = ("index.md", "README.md")
_REST = "..."


def read_nav(
    nav: Node | None,
    docs: Path,
    findings: list[Finding],
    *,
    has_index_pages: bool,
    nav_file: Sequence[str] = (),
    hidden: Sequence[str] = (),
    languages: Sequence[str] = (),
) -> tuple[NavItem, ...]:
    """Return the navigation; without a list, that of the folders, whose pages come first.

    ``nav_file`` names the files in which a folder's own navigation can be. ``has_index_pages`` says that the
    index of a group is the group's own page. ``hidden`` are globs of what folders don't show. A page can be
    in the folder of each of ``languages``, or have its suffix; the first is the main one.
    """
    hidden = (*hidden, *languages, *(f"*.{code}.md" for code in languages[1:]))
    if nav is None and languages and (docs / languages[0]).is_dir():
        docs /= languages[0]
    reading = _Reading(docs, findings, nav_file, hidden, languages, has_index_pages=has_index_pages)
    return reading.items(nav, "") if nav is not None else reading.folder("")


def name_nav_files(plugins: Mapping[str, Node]) -> tuple[str, ...]:
    """Return the names of the files in which plugins look for the navigation of a folder."""
    if "literate-nav" in plugins:
        return (OldSettings(plugins["literate-nav"]).text("nav_file", default="SUMMARY.md"),)
    if "awesome-nav" in plugins:
        return (OldSettings(plugins["awesome-nav"]).text("filename", default=".nav.yml"),)
    return (".pages",) if "awesome-pages" in plugins else ()


class _Reading:
    """The folder of the pages, and which of them are listed already."""

    def __init__(
        self,
        docs: Path,
        findings: list[Finding],
        nav_file: Sequence[str],
        hidden: Sequence[str],
        languages: Sequence[str],
        *,
        has_index_pages: bool,
    ) -> None:
        self._docs = docs
        self._findings = findings
        self._nav_file = nav_file
        self._hidden = hidden
        self._languages = languages
        self._has_index_pages = has_index_pages
        self._depth = 0

    def items(self, node: Node, folder: str) -> tuple[NavItem, ...]:
        """Return the entries of a list; ``folder`` is the one that its paths begin at."""
        parts = node.value.items() if isinstance(node.value, dict) else ()
        listed = [Node({key: item}, item.path, item.line) for key, item in parts] or list(node.parts)
        named = {text for part in listed if (text := self._path_in(part, folder))}
        items: list[NavItem] = []
        for part in listed:
            items += self._entry(part, folder, named)
        return tuple(items)

    def _path_in(self, part: Node, folder: str) -> str:
        target = next(iter(part.items.values())).text if len(part.items) == 1 else part.text
        return normpath(os.path.join(folder, target)) if target and not _URL.match(target) else ""

    def _entry(self, part: Node, folder: str, named: set[str]) -> list[NavItem]:
        if part.text:
            return self._target("", part, folder, named)
        entries: list[NavItem] = []
        if "glob" in part.items:
            return self._glob(part.items["glob"].text, folder, named)
        for title, node in part.items.items():
            if isinstance(node.value, (tuple, dict)):
                items = self.items(node, folder)
                entries.append(self._group(title, items))
            elif node.text:
                entries += self._target(title, node, folder, named)
            else:
                self._findings.append(note(Kind.NAVIGATION, title, node, "this entry leads nowhere"))
        return entries

    def _group(self, title: str, items: tuple[NavItem, ...]) -> NavItem:
        if title and items and items[0].title == title and items[0].page and not items[0].items:
            return NavItem(title, items[0].page, items=items[1:])
        is_index = bool(items) and items[0].page.rpartition("/")[2] in _INDEX
        if is_index and (self._has_index_pages or not title) and not items[0].items:
            return NavItem(title, items[0].page, items=items[1:])
        return NavItem(title, items=items)

    def _target(self, title: str, node: Node, folder: str, named: set[str]) -> list[NavItem]:
        target = node.text
        if _URL.match(target):
            return [NavItem(title or target, url=target)]
        if target.startswith(_REST) or "*" in target:
            pattern = target.removeprefix(_REST).strip(" |") if target.startswith(_REST) else target
            return self._glob("*" if not pattern or pattern.startswith("flat") else pattern, folder, named)
        path = normpath(os.path.join(folder, target))
        if (self._docs / path).is_dir():
            items = self.folder(path)
            return [self._group(title or _title(path), items)] if items else []
        page, mark, anchor = path.partition("#")
        if not self._has(page):
            advice = "there is no such page: the entry is left out"
            self._findings.append(note(Kind.NAVIGATION, target, node, advice))
            return []
        return [NavItem(title, url=f"{_address(page)}{mark}{anchor}") if anchor else NavItem(title, page)]

    def _has(self, page: str) -> bool:
        stem = page.removesuffix(".md")
        names = (name for code in self._languages for name in (f"{code}/{page}", f"{stem}.{code}.md"))
        return any((self._docs / name).is_file() for name in (page, *names))

    def _glob(self, pattern: str, folder: str, named: set[str]) -> list[NavItem]:
        """Return the entries that a pattern stands for: those that no other entry of the list names."""
        shape = normpath(os.path.join(folder, pattern.rstrip("/")))
        top = shape.partition("*")[0].rpartition("/")[0]
        entries = []
        for path in self._list(top):
            if path in named or not (fnmatchcase(path, shape) or fnmatchcase(path, f"{shape}.md")):
                continue
            is_folder = (self._docs / path).is_dir()
            if is_folder and (items := self.folder(path)):
                entries.append(self._group(_title(path), items))
            elif not is_folder and not pattern.endswith("/"):
                entries.append(NavItem("", path))
        return entries

    def _list(self, folder: str) -> list[str]:
        """Return the pages and folders of a folder as MkDocs sorts them: its index first."""
        try:
            names = sorted(os.listdir(self._docs / folder))
        except OSError:
            return []
        paths = [
            f"{folder}/{name}".lstrip("/")
            for name in names
            if not name.startswith(".")
            and name not in self._nav_file
            and (name.endswith(".md") or (self._docs / folder / name).is_dir())
        ]
        shown = [path for path in paths if not self._is_hidden(path)]
        has_files = bool(self._nav_file)  # the plugins that read them list folders among the pages
        return sorted(
            shown,
            key=lambda path: (
                not has_files and (self._docs / path).is_dir(),
                path.rpartition("/")[2] not in _INDEX,
            ),
        )

    def _is_hidden(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return any(fnmatchcase(path, glob) or fnmatchcase(name, glob) for glob in self._hidden)

    def folder(self, folder: str) -> tuple[NavItem, ...]:
        """Return the entries of a folder: by the file that lists them, or all."""
        self._depth += 1
        try:
            name = next((name for name in self._nav_file if (self._docs / folder / name).is_file()), "")
            if self._depth > 30:
                return ()
            if name.endswith(".md"):
                node = read_summary(read_text(self._docs / folder / name), str(self._docs / folder / name))
                return self.items(node, folder)
            if name:
                root = read_old_file(self._docs / folder / name)
                listed = root.items.get("nav") or root.items.get("arrange")
                if listed is not None:
                    return self.items(listed, folder)
            return tuple(self._glob("*", folder, set()))
        finally:
            self._depth -= 1


def _title(path: str) -> str:
    name = path.rpartition("/")[2].replace("-", " ").replace("_", " ")
    return name[:1].upper() + name[1:]


def _address(page: str) -> str:
    stem = page.removesuffix(".md")
    folder, _, name = stem.rpartition("/")
    address = folder if name in ("index", "README") else stem
    return f"/{address}/" if address else "/"
