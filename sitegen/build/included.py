"""Sources -> the same with the files that they include; changed files -> the documents that include them."""

from __future__ import annotations

import os
import unicodedata
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Dialect, Extension
from sitegen.reference.request import KEY
from sitegen.sources.choose import is_document, site_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sitegen.cache.state import State
    from sitegen.config import Config
    from sitegen.core.model import Source
    from sitegen.sources import Entry
    from sitegen.sources.inputs import Inputs, Tree

#: At most this many files are read for one page.
_MOST_FILES = 1_000
_INCLUDING = frozenset(
    (
        *(Dialect.MKDOCS, Dialect.MDBOOK, Dialect.MYST, Dialect.HUGO, Dialect.JEKYLL),
        *(Dialect.DOCUSAURUS, Dialect.STARLIGHT, Dialect.NEXT, Dialect.OBSIDIAN, Dialect.VITEPRESS),
    )
)


def may_include(config: Config) -> bool:
    """Return whether pages of a site's dialect include files."""
    return config.dialect in _INCLUDING or Extension.INCLUDES in config.markdown.extensions


def find_outdated(
    including: Mapping[str, tuple[str, ...]], changes: Mapping[str, Collection[str]], config: Config
) -> frozenset[str]:
    """Return the documents that include a file that may have changed since the last build."""
    if not including:
        return frozenset()
    content = config.paths.content
    changed = {*changes["included"], *(_join(content, path) for path in changes["content"])}
    changed |= {_join(config.paths.data, path) for path in changes["data"]}
    if config.dialect is Dialect.OBSIDIAN:
        changed |= {f"**/{path.rpartition('/')[2].casefold()}" for path in changed}
    if config.markdown.liquid:
        changed |= {f"{folder}/**" for path in changed for folder in _list_parents(path)}
    changed = {unicodedata.normalize("NFC", path) for path in changed}
    is_elsewhere = bool(changes["included"])  # the documented code may be in any of these files
    return frozenset(
        path
        for path, files in including.items()
        if not changed.isdisjoint(files) or (is_elsewhere and any(file.startswith(KEY) for file in files))
    )


def concerns_included(hints: Collection[str], inputs: Inputs, state: State | None) -> bool:
    """Return whether a saved file includes others or is included: more than its page may change."""
    if state is None or not state.including:
        return False
    content = inputs.config.paths.content
    saved = {os.path.relpath(hint, inputs.content.root) for hint in hints}
    if not saved.isdisjoint(state.including):
        return True
    named = {_join(content, path) for path in saved}
    return any(not named.isdisjoint(files) for files in state.including.values())


def _list_parents(path: str) -> list[str]:
    """Return the folders around a file, up to "", the site's own."""
    return ["", *(path[:at] for at, letter in enumerate(path) if letter == "/")]


def _join(content: str, path: str) -> str:
    return path if content == "." else f"{content}/{path}"


class Gathering:
    """Reads the files that pages include, each once."""

    def __init__(self, inputs: Inputs) -> None:
        self._config = inputs.config
        self._inputs = inputs
        self._entries: dict[str, tuple[Tree, Entry]] | None = None
        self._read: dict[str, bytes | None] = {}
        self._heads: dict[str, dict[str, bytes | None]] = {}  #: folder -> what pages that list it read

    def gather(self, source: Source) -> Source:
        """Return a source with each file that it may include, and each that these may include.

        ProblemError when one of them can't be read. Files that are larger than ``limits.file_bytes`` are cut
        off behind it, and so are all of them together: what converts the page reports that.
        """
        from sitegen.content.dialects.inclusion import (
            find_paths,
            has_marks,
            list_candidates,
            match_pattern,
            syntax_of,
        )

        config, content = self._config, self._config.paths.content
        dialect = syntax_of(config)
        appended = config.markdown.append if dialect is Dialect.MKDOCS else ()
        if not appended and not has_marks(dialect, source.data):
            return source
        included: dict[str, bytes | None] = {}
        waiting = [(_join(content, source.path), source.data)]
        left = config.limits.file_bytes
        while waiting:
            holder, data = waiting.pop()
            named = find_paths(dialect, data.decode("utf-8", "replace"))
            if config.markdown.liquid:
                included |= self._read_heads(data)
            for written in (*named, *(appended if data is source.data else ())):
                is_pattern = dialect is Dialect.MKDOCS and "*" in written
                fitting = match_pattern(written, holder, config, self._listed()) if is_pattern else ()
                for path in fitting or list_candidates(written, holder, config):
                    if path in included or len(included) >= _MOST_FILES:
                        continue
                    part = self._find(path)
                    included[path] = part
                    if part is not None:
                        left -= len(part)
                        if left >= 0 and has_marks(dialect, part):
                            waiting.append((path, part))
                        if not fitting:
                            break
        return msgspec.structs.replace(source, included=tuple(sorted(included.items())))

    def _read_heads(self, data: bytes) -> dict[str, bytes | None]:
        """Return the data files and the heads of pages in each folder that a text lists.

        The folder itself is among them, so that a page that is new there counts.
        """
        from sitegen.content.dialects.liquid_site import ALL, cut_head, find_folders

        heads: dict[str, bytes | None] = {}
        for folder in find_folders(data.decode("utf-8", "replace"), self._config):
            heads[f"{folder}{ALL}"] = None
            if folder not in self._heads:
                top = f"{folder}/" if folder else ""
                self._heads[folder] = {}
                for path, (tree, entry) in self._listed().items():
                    if path.startswith(top) and (tree is self._inputs.data or is_document(entry)):
                        part = tree.read(entry, self._config.limits.file_bytes)
                        self._heads[folder][path] = part if tree is self._inputs.data else cut_head(part)
            heads |= self._heads[folder]
        return heads

    def _find(self, path: str) -> bytes | None:
        if path not in self._read and path.startswith("**/"):
            listed = self._listed()
            below = (file for file in sorted(listed) if file.casefold().endswith(path[2:]))
            at_top = (file for file in listed if file.casefold() == path[3:])
            file = next(chain(below, at_top), "")
            self._read[path] = self._find(file) if file else None
        if path not in self._read:
            tree, entry = self._listed().get(path, (None, None))
            limit = self._config.limits.file_bytes
            self._read[path] = tree.read(entry, limit) if tree and entry else None
        return self._read[path]

    def _listed(self) -> dict[str, tuple[Tree, Entry]]:
        if self._entries is None:
            self._entries = self._list()
        return self._entries

    def _list(self) -> dict[str, tuple[Tree, Entry]]:
        content, included = self._inputs.content, self._inputs.included
        listed = {_join(content.shown, site_path(entry)): (content, entry) for entry in content.entries}
        data = self._inputs.data
        listed |= {_join(data.shown, site_path(entry)): (data, entry) for entry in data.entries}
        return listed | {site_path(entry): (included, entry) for entry in included.entries}
