"""An imported site -> the same with the files outside its content that its pages include."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import commonpath, dirname, join, normpath
from typing import TYPE_CHECKING

import msgspec

from sitegen.content.dialects.inclusion import find_paths, has_marks, list_candidates
from sitegen.importing.generators.imported import Folder
from sitegen.sources.choose import CODE_SUFFIXES, is_markdown

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sitegen.config import Config
    from sitegen.importing.generators.imported import ImportedSite

#: In bytes: a larger file isn't text that a page includes.
_LONGEST = 5_000_000
#: Folders that hold no text of a site.
_PASSED_OVER = frozenset(("node_modules", "__pycache__", "target"))


def add_included(site: ImportedSite, folder: Path) -> ImportedSite:
    """Return a site whose ``paths.includes`` has what its pages include; it is copied like the content."""
    config = site.config
    files = _Search(config, folder, site.folders).run()
    tops = {part.target.partition("/")[0] for part in site.folders}
    whole = [part.source for part in site.folders if part.target == "." and part.source.is_dir()]
    tops |= {entry.name for source in whole for entry in source.iterdir() if entry.is_dir()}
    includes = _summarise(sorted(files), config.paths.content, tops)
    copied = []
    for path in includes:
        source = _find_source(path, files)
        if source is not None:
            copied.append(Folder(source, path))
    paths = msgspec.structs.replace(config.paths, includes=(*config.paths.includes, *includes))
    # What is beside the content of a site whose content is its whole folder would be a page.
    is_whole = config.paths.content == "."
    outside = [path for path in includes if is_whole and path.partition("/")[0] not in tops]
    beside = [path if "/" in path else f"/{path}" for path in outside]
    ignore = (*config.ignore, *(path for path in beside if path.lstrip("/") not in config.ignore))
    changed = msgspec.structs.replace(config, paths=paths, ignore=ignore)
    return msgspec.structs.replace(site, config=changed, folders=(*site.folders, *copied))


class _Search:
    """The files that the pages of a site include, and those that these include."""

    def __init__(self, config: Config, folder: Path, folders: Iterable[Folder]) -> None:
        self._config = config
        self._folder = folder
        content = config.paths.content
        self._content = [part for part in folders if content in (".", part.target) and part.source.is_dir()]
        self._files: dict[str, Path] = {}  #: path in the new site -> where the file is now

    def run(self) -> dict[str, Path]:
        """Return where each file is that is none of the content, by its path in the new site."""
        for part in self._content:
            for file in _walk(part.source):
                self._follow(file, normpath(join(part.target, file.relative_to(part.source).as_posix())))
        for part in self._content[:1]:
            for written in self._config.markdown.append:
                self._add(written, join(part.target, "index.md"), part.source / "index.md")
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
        """Add the file that ``file``, which will be at ``path``, includes; the first that there is.

        A file that is at none of its new paths may be where it was in the old site.
        """
        candidates = list_candidates(written, path, self._config)
        if not self._files.keys().isdisjoint(candidates):
            return
        places = [(at, self._find_in_content(at) or self._folder / at) for at in candidates]
        places += [(at, old / written) for at in candidates for old in (file.parent, self._folder)]
        candidate, place = next((pair for pair in places if pair[1].is_file()), ("", None))
        if place is None:
            return
        is_hidden = "/." in f"/{candidate}"  # and so not copied with the content
        inside = place == self._find_in_content(candidate) and not is_hidden
        if not inside or self._is_ignored(candidate.removeprefix(f"{self._config.paths.content}/")):
            self._files[candidate] = Path(os.path.normpath(place))
            self._follow(place, candidate)

    def _find_in_content(self, path: str) -> Path | None:
        """Return where a file of the content is now; None for others."""
        for part in self._content:
            if part.target == "." or path.startswith(f"{part.target}/"):
                return part.source / path.removeprefix(f"{part.target}/")
        return None

    def _is_ignored(self, path: str) -> bool:
        """Tell whether a file of the content is left out of the site."""
        folders = (path[:at] for at, letter in enumerate(path) if letter == "/")
        names = (path, path.rpartition("/")[2], *folders)
        if path.endswith(CODE_SUFFIXES.get(self._config.dialect, ())):
            return True
        return any(fnmatchcase(name, glob) for glob in self._config.ignore for name in names)


def _walk(folder: Path) -> Iterator[Path]:
    for top, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name[0] != "." and name not in _PASSED_OVER)
        yield from (Path(top, name) for name in sorted(files) if is_markdown(name))


def _summarise(paths: list[str], content: str, tops: Container[str]) -> list[str]:
    """Return folders and files that hold all paths: one for each folder at the top, without the content.

    ``tops`` are folders that hold pages: of these, each file counts on its own.
    """
    by_top: dict[str, list[str]] = {}
    for path in paths:
        by_top.setdefault(path.partition("/")[0], []).append(path)
    chosen: list[str] = []
    for top, below in by_top.items():
        folders = {dirname(path) for path in below}
        common = commonpath(folders) if "" not in folders else ""
        holds_content = f"{content}/".startswith(f"{common}/") or f"{common}/".startswith(f"{content}/")
        is_split = not common or holds_content or common == top == content or top in tops
        chosen += below if is_split else [common]
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
