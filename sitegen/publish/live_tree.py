"""A published directory that stays in place -> the same, changed file by file.

Each file changes in one step (rename). Every path is reached through handles that follow no link.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sitegen.core.folder import FILE_MODE
from sitegen.core.problems import ProblemError
from sitegen.publish.manifest import UNSETTLED, Directory, describe_file
from sitegen.publish.open_directories import OpenDirectories
from sitegen.publish.paths import list_directories, parent
from sitegen.sources.reading import digest_chunks, read_handle

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sitegen.core.folder import Folder
    from sitegen.core.rights import Rights
    from sitegen.publish.manifest import File

_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_HIDDEN_MODE = 0o700  # of a directory that is about to get its rights


class LiveTree:
    """A published directory that is changed in place.

    Close it, or use it as a context manager; the Folder stays open.
    """

    def __init__(self, top: Folder, rights: Rights, directories: Mapping[str, Directory]) -> None:
        """Start with what the manifest says about the directories."""
        self.top = top
        self._rights = rights
        self._passage = OpenDirectories(top)
        states = directories.items()
        self._settled = {
            path: state for path, state in states if state != UNSETTLED
        }  # until they are changed
        self._standing = {""}  # directories that certainly exist

    @property
    def inode(self) -> int:
        """The inode of the directory, which names its manifest."""
        return os.fstat(self.top.handle).st_ino

    def describe(self, path: str) -> os.stat_result | None:
        """Return the stat of a path, without following a link; None if nothing has that path."""
        try:
            folder, name = self._passage.split(path)
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except (OSError, ProblemError):  # a link on the way: not part of the site
            return None

    def has(self, path: str, digest: str) -> bool:
        """Return whether a file has these bytes: it is read."""
        status = self.describe(path)
        if status is None or not stat.S_ISREG(status.st_mode):
            return False
        folder, name = self._passage.split(path)
        try:
            handle = os.open(name, _FILE, dir_fd=folder)
        except OSError:  # unreadable: replace it
            return False
        with os.fdopen(handle, "rb", buffering=0) as file:
            return digest_chunks(read_handle(file)) == digest

    def replace(self, path: str, source: int, name: str, digest: str, ours: Collection[str]) -> File:
        """Give a file, ``name`` in the directory ``source``, its path; files of ``ours`` make way."""
        self._make_directory(parent(path))
        self._give(name, source)
        folder, last = self._passage.split(path)
        try:
            os.replace(name, last, src_dir_fd=source, dst_dir_fd=folder)
        except IsADirectoryError:
            self._clear(path, ours)
            folder, last = self._passage.split(path)
            os.replace(name, last, src_dir_fd=source, dst_dir_fd=folder)
        self._unsettle(parent(path))
        return describe_file(os.stat(last, dir_fd=folder, follow_symlinks=False), digest)

    def adopt(self, path: str, digest: str) -> File:
        """Take over a file that has these bytes: it gets the rights of ours."""
        folder, name = self._passage.split(path)
        return describe_file(self._give(name, folder), digest)

    def unlink(self, path: str) -> None:
        """Remove a file of ours; whatever else has its name now isn't ours."""
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError, ProblemError):
            folder, name = self._passage.split(path)
            os.unlink(name, dir_fd=folder)
            self._unsettle(parent(path))

    def remove_directory(self, path: str) -> None:
        """Remove a directory, unless something is in it."""
        self._passage.forget(path)
        self._standing.discard(path)
        with suppress(OSError, ProblemError):
            folder, name = self._passage.split(path)
            os.rmdir(name, dir_fd=folder)
            self._unsettle(parent(path))

    def open_up(self, directories: Collection[str]) -> None:
        """Give the top and these directories the site's permissions, parents first."""
        with suppress(PermissionError):  # it belongs to another user, who lets us write
            self._rights.give(self.top.handle, self._rights.mode)
        for path in directories:
            self._unsettle(path)
            if path:
                self._passage.open_up(path, self._rights.mode)

    def describe_directories(self, directories: Collection[str]) -> dict[str, Directory]:
        """Return what the manifest says of directories, sorted by path."""
        return {path: self._settled.get(path) or self._look_at(path) for path in sorted(directories)}

    def close(self) -> None:
        """Close all handles."""
        self._passage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _look_at(self, path: str) -> Directory:
        status = os.fstat(self._passage.reach(path))
        return Directory(status.st_mtime_ns, status.st_mode)

    def _give(self, name: str, folder: int) -> os.stat_result:
        handle = os.open(name, _FILE, dir_fd=folder)
        try:
            return self._rights.give(handle, FILE_MODE)
        finally:
            os.close(handle)

    def _unsettle(self, directory: str) -> None:
        """Record that a directory has changed, so that it is examined again."""
        self._settled.pop(directory, None)

    def _make_directory(self, path: str) -> None:
        if path in self._standing:
            return
        self._make_directory(parent(path))
        status = self.describe(path)
        if status is None or not stat.S_ISDIR(status.st_mode):
            self.unlink(path)  # a file of ours, where the new site has a directory
            folder, name = self._passage.split(path)
            os.mkdir(name, _HIDDEN_MODE, dir_fd=folder)
            self._rights.give(self._passage.reach(path), self._rights.mode)
            self._unsettle(path)
            self._unsettle(parent(path))
        self._standing.add(path)

    def _clear(self, path: str, ours: Collection[str]) -> None:
        """Remove a directory in which every file is ours and no longer needed."""
        beneath = f"{path}/"
        files = sorted(old for old in ours if old.startswith(beneath))
        for old in files:
            self.unlink(old)
        for directory in sorted(list_directories(files) | {path}, reverse=True):
            if directory == path or directory.startswith(beneath):
                self.remove_directory(directory)
