"""A directory -> its files, each with the stat by which a later build notices changes.

This runs on every build, so it makes one system call a file and imports next to nothing.
"""

from __future__ import annotations

import os
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.file_names import (
    MARKER,
    PUBLISHED_HIDDEN,
    find_fault,
    find_windows_fault,
    fold,
    is_litter,
    is_plain,
    show,
)
from sitegen.core.problems import error, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sitegen.core.problems import Problem

#: Coarser than any kernel's clock tick (10 ms at 100 Hz), on file systems that count nanoseconds.
_TICK_NS = 20_000_000
#: FAT counts two seconds, older file systems one.
_COARSE_TICK_NS = 2_000_000_000


class Stat(NamedTuple):
    """The stat of a file."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Entry(NamedTuple):
    """One file of a scanned tree."""

    path: str  #: relative to the tree, POSIX, spelled as on disk
    stat: Stat
    is_html_page: bool = False  #: it has front matter, and its body is HTML


class _Folder(NamedTuple):
    path: str
    prefix: str  #: its path in the tree with a final slash, or ""
    top: str  #: the real directory where the walk last started or was led by a link
    trail: tuple[tuple[str, str], ...]  #: (top, link's directory) of each link followed on the way here


def unchanged(old: Stat, new: Stat, recorded_at_ns: int) -> bool:
    """Return whether a file surely holds the same bytes as when ``old`` was recorded.

    ``recorded_at_ns`` is the wall clock before the file was first scanned. A file changed within one
    tick of the file system's clock of that moment could change again and look the same (git calls
    it racy), so it isn't trusted: read it and compare digests.
    """
    tick = _TICK_NS if old.ctime_ns % 1_000_000_000 else _COARSE_TICK_NS
    return old == new and old.ctime_ns + tick < recorded_at_ns


def scan(
    root: Path, ignore: Sequence[str] = (), shown_as: str = "", other_folders: Sequence[str] = ()
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return every file under a directory, sorted by path, and what is wrong with names and links.

    Hidden files and editors' litter are passed over, as is what matches a glob of ``ignore`` (tried on
    the name and on the path; ``*`` crosses slashes; one with a leading slash counts at the top alone), what
    is at the paths ``other_folders``, and what sitegen published. A link may stand for what the scan finds
    by its own path, and for nothing else. A missing directory counts as empty. ``shown_as`` is what Problems
    call the tree: ``content``.
    """
    walk = _Walk(root, ignore, shown_as, other_folders)
    while walk.pending:
        walk.enter(walk.pending.pop())
    walk.entries.sort(key=itemgetter(0))
    return tuple(walk.entries), tuple(sorted(walk.problems))


class _Walk:
    """The state of one scan."""

    def __init__(
        self, root: Path, ignore: Sequence[str], shown_as: str, other_folders: Sequence[str]
    ) -> None:
        self.entries: list[Entry] = []
        self.problems: list[Problem] = []
        self._top = os.path.realpath(root)
        self._shown_as = f"{shown_as}/" if shown_as else ""
        self._is_ignored = _match_any([glob for glob in ignore if glob[:1] != "/"])
        self._is_ignored_at_top = _match_any([glob[1:] for glob in ignore if glob[:1] == "/"])
        self._others = frozenset(other_folders)
        self.pending = [_Folder(self._top, "", self._top, ())]

    def enter(self, folder: _Folder) -> None:
        """Add a folder's files; put its subfolders on the list."""
        prefix = folder.prefix
        record = self.entries.append
        for item in self._select(folder, self._list(folder)):
            if item.is_symlink() and not self._may_follow(item, folder):
                continue
            if item.is_file():
                try:
                    status = item.stat()
                except FileNotFoundError:  # gone again, so it isn't part of the site
                    continue
                stat = Stat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
                record(Entry(prefix + item.name, stat))
            elif not item.is_dir():
                self._report(_not_a_file, folder, item.name)
            elif not item.is_symlink():
                self.pending.append(_Folder(item.path, f"{prefix}{item.name}/", folder.top, folder.trail))

    def _list(self, folder: _Folder) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder.path) as listing:
                # Which of two clashing names counts must not hang on the order that the disk gives.
                return sorted(listing, key=attrgetter("name"))
        except FileNotFoundError:
            return []
        except OSError as cause:
            self.problems.append(unreadable(f"{self._shown_as}{folder.prefix}".rstrip("/"), cause))
            return []

    def _select(self, folder: _Folder, listing: list[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
        """Return those items whose names make them part of the site."""
        plain = [item for item in listing if is_plain(item.name)]
        ignores = self._is_ignored is not None or self._is_ignored_at_top is not None
        if len(plain) == len(listing) and not ignores and not self._others:
            return plain
        if folder.prefix and any(item.name == MARKER for item in listing):
            return []  # published files aren't sources
        selected = []
        folded: dict[str, str] = {}
        for item in listing:
            name = item.name
            if is_litter(name) and (folder.prefix or name not in PUBLISHED_HIDDEN):
                continue
            if self._is_left_out(name, folder.prefix + name):
                continue
            twin = folded.setdefault(fold(name), name)
            if fault := find_fault(name):
                self._report(_bad_name, folder, name, fault)
            elif twin != name:
                self._report(_clash, folder, twin, name)
            else:
                selected.append(item)
                if fault := find_windows_fault(name):
                    self._report(_awkward_name, folder, name, fault)
        return selected

    def _is_left_out(self, name: str, path: str) -> object:
        return (
            path in self._others
            or (self._is_ignored and (self._is_ignored(name) or self._is_ignored(path)))
            or (self._is_ignored_at_top and "/" not in path and self._is_ignored_at_top(path))
        )

    def _finds(self, target: str) -> bool:
        """Return whether the scan itself reaches a real path in the tree: no folder on the way is ignored."""
        path = ""
        for level, name in enumerate(target.split("/")):
            if is_litter(name) and (level or name not in PUBLISHED_HIDDEN):
                return False
            path = f"{path}/{name}" if path else name
            if self._is_left_out(name, path) or os.path.lexists(f"{self._top}/{path}/{MARKER}"):
                return False
        return True

    def _may_follow(self, link: os.DirEntry[str], folder: _Folder) -> bool:
        """Return whether a link's target may be in its place; put a folder that it leads to on the list."""
        try:
            target = os.path.realpath(link.path)
        except OSError as cause:  # even its target can't be read, as for another user's process
            self._report(_bad_link, folder, link.name, f"can't be followed: {(cause.strerror or '').lower()}")
            return False
        trail = (*folder.trail, (folder.top, os.path.realpath(folder.path)))
        if any(_within(target, top) and _within(end, target) for top, end in trail):
            self._report(_bad_link, folder, link.name, "leads back to a directory that contains it")
        elif not os.path.exists(target):
            self._report(_bad_link, folder, link.name, "leads nowhere, or is circular")
        elif not _within(target, self._top):
            self._report(_bad_link, folder, link.name, "leaves its tree")
        elif not self._finds(target[len(self._top) + 1 :]):
            fault = "leads to something that isn't published: it is hidden, ignored or of another kind"
            self._report(_bad_link, folder, link.name, fault)
        elif link.is_dir():
            self.pending.append(_Folder(link.path, f"{folder.prefix}{link.name}/", target, trail))
            return True
        else:
            return True
        return False

    def _report(self, describe: Callable[..., Problem], folder: _Folder, name: str, *details: str) -> None:
        self.problems.append(describe(f"{self._shown_as}{folder.prefix}{name}", name, *details))


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _match_any(globs: Sequence[str]) -> Callable[[str], object] | None:
    if not globs:
        return None
    import fnmatch
    import re

    return re.compile("|".join(fnmatch.translate(glob.rstrip("/")) for glob in globs)).match


def unreadable(shown: str, cause: OSError) -> Problem:
    """Return the Problem of a source that the system doesn't let us read."""
    return error(
        "source-unreadable",
        f"cannot be read: {(cause.strerror or 'unknown error').lower()}",
        path=show(shown),
        hint="give the user who builds the right to read it, or list it under ignore in sitegen.toml",
    )


def _bad_name(shown: str, name: str, fault: str) -> Problem:
    message = f"the name {show(name)!r} {fault}"
    return error("source-name", message, path=show(shown), hint="rename it, or list it under ignore")


def _awkward_name(shown: str, name: str, fault: str) -> Problem:
    message = f"the name {show(name)!r} {fault}"
    return warning("source-name", message, path=show(shown), hint="rename it, or list it under ignore")


def _clash(shown: str, first: str, second: str) -> Problem:
    message = f"{first!r} and {second!r} are the same name on systems that ignore letter case or Unicode form"
    return error("source-name-clash", message, path=show(shown), hint="rename one of the two")


def _bad_link(shown: str, _name: str, fault: str) -> Problem:
    message = f"this symbolic link {fault}"
    return error("source-link", message, path=show(shown), hint="put the file itself in its place")


def _not_a_file(shown: str, _name: str) -> Problem:
    message = "is neither a file nor a directory"
    return error("source-not-a-file", message, path=show(shown), hint="remove it from the site")
