"""An imported site -> the same with the files outside its content that its pages include."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import commonpath, dirname, join
from typing import TYPE_CHECKING

import msgspec

from sitegen.content.dialects.inclusion import find_paths, has_marks, list_candidates
from sitegen.importing.generators.imported import Folder
from sitegen.sources.choose import is_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config import Config
    from sitegen.importing.generators.imported import ImportedSite

#: In bytes: what is longer is no text that a page includes.
_LONGEST = 5_000_000
#: Folders that hold no text of a site.
_PASSED_OVER = frozenset(("node_modules", "__pycache__", "target"))


def add_included(site: ImportedSite, folder: Path) -> ImportedSite:
    """Return a site whose ``paths.includes`` has what its pages include; it is copied like the content."""
    config = site.config
    content = next((part.source for part in site.folders if part.target == config.paths.content), None)
    if content is None:
        return site
    files = _Search(config, folder, content).run()
    includes = _summarise(sorted(files), config.paths.content)
    copied = []
    for path in includes:
        source = _find_source(path, files)
        if source is not None:
            copied.append(Folder(source, path))
    paths = msgspec.structs.replace(config.paths, includes=(*config.paths.includes, *includes))
    changed = msgspec.structs.replace(config, paths=paths)
    return msgspec.structs.replace(site, config=changed, folders=(*site.folders, *copied))


class _Search:
    """The files that the pages of a folder include, and those that these include."""

    def __init__(self, config: Config, folder: Path, content: Path) -> None:
        self._config = config
        self._folder = folder
        self._content = content
        self._files: dict[str, Path] = {}  #: path in the new site -> where the file is now

    def run(self) -> dict[str, Path]:
        """Return where each included file outside the content is, by its path in the new site."""
        name = self._config.paths.content
        for file in _walk(self._content):
            below = file.relative_to(self._content).as_posix()
            self._follow(file, below if name == "." else join(name, below))
        for written in self._config.markdown.append:
            self._add(written, join(name, "index.md"), self._content / "index.md")
        return self._files

    def _follow(self, file: Path, path: str) -> None:
        try:
            data = file.read_bytes() if file.stat().st_size <= _LONGEST else b""
        except OSError:
            return
        if has_marks(self._config.dialect, data):
            for written in find_paths(self._config.dialect, data.decode("utf-8", "replace")):
                self._add(written, path, file)

    def _add(self, written: str, path: str, file: Path) -> None:
        for candidate in list_candidates(written, path, self._config):
            content = self._config.paths.content
            inside = candidate.startswith(f"{content}/") or content == "."
            for place in (
                (self._content.joinpath(candidate.removeprefix(f"{content}/")),)
                if inside
                else (
                    self._folder / candidate,
                    file.parent / written,
                    self._folder / written,
                )
            ):
                if candidate in self._files or not place.is_file():
                    continue
                if not inside or self._is_ignored(candidate.removeprefix(f"{content}/")):
                    self._files[candidate] = Path(os.path.normpath(place))
                    self._follow(place, candidate)
                return

    def _is_ignored(self, path: str) -> bool:
        """Tell whether a file of the content is left out of the site."""
        folders = (path[:at] for at, letter in enumerate(path) if letter == "/")
        names = (path, path.rpartition("/")[2], *folders)
        return any(fnmatchcase(name, glob) for glob in self._config.ignore for name in names)


def _walk(folder: Path) -> Iterator[Path]:
    for top, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name[0] != "." and name not in _PASSED_OVER)
        yield from (Path(top, name) for name in sorted(files) if is_document(name))


def _summarise(paths: list[str], content: str) -> list[str]:
    """Return folders and files that hold all paths: one for each folder at the top, without the content."""
    by_top: dict[str, list[str]] = {}
    for path in paths:
        by_top.setdefault(path.partition("/")[0], []).append(path)
    chosen: list[str] = []
    for top, below in by_top.items():
        folders = {dirname(path) for path in below}
        common = commonpath(folders) if "" not in folders else ""
        holds_content = f"{content}/".startswith(f"{common}/") or f"{common}/".startswith(f"{content}/")
        chosen += below if not common or holds_content or common == top == content else [common]
    return chosen


def _find_source(path: str, files: dict[str, Path]) -> Path | None:
    """Return where a folder or file of the new site is now, by a file in it."""
    if path in files:
        return files[path]
    for name, place in files.items():
        if name.startswith(f"{path}/"):
            depth = name.removeprefix(f"{path}/").count("/")
            return place.parents[depth]
    return None
