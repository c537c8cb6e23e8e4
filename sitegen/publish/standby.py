"""A standby tree + what the next site needs -> that site, file by file, before it is published.

The files of the standby tree may be hard links to the live one's, so nothing is ever written into a
file that is there: it is unlinked and made again.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Self, TypeVar

import msgspec

from sitegen.core.folder import DIRECTORY_MODE, FILE_MODE
from sitegen.publish.manifest import UNSETTLED, Directory, File, describe_file
from sitegen.publish.open_directories import OpenDirectories
from sitegen.publish.paths import parent
from sitegen.sources.reading import digest_chunks, read_chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sitegen.core.folder import Folder
    from sitegen.core.rights import Rights
    from sitegen.publish.tree import Tree
    from sitegen.sources.opening import SourceFile

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
#: What file systems without hard links, or with too many of one file, say.
_NO_LINK = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)

_Made = TypeVar("_Made")


class Stage:
    """The standby tree while it is updated. The next build repairs it after an interruption."""

    def __init__(self, root: Folder, live: Folder | None, rights: Rights) -> None:
        self._rights = rights
        # Files that were made for another group or owner are given to this one at the end.
        self._is_handed_over = not rights.owns(os.fstat(root.handle))
        rights.give_top(root)
        self._root = OpenDirectories(root)
        self._live = OpenDirectories(live) if live else None
        self._files: dict[str, File] = {}  # files that are there, intact
        self._directories = {""}  # directories that certainly exist
        self._settled: dict[str, Directory] = {}  # of directories that haven't been changed

    @property
    def inode(self) -> int:
        """The inode of the tree's directory, which names its manifest."""
        return os.fstat(self._root.top.handle).st_ino

    @property
    def tree(self) -> OpenDirectories:
        """The tree itself."""
        return self._root

    @property
    def has_rights(self) -> bool:
        """Return whether the tree's directory has the owner and permissions of the published one."""
        return self._rights.holds(os.fstat(self._root.top.handle))

    @property
    def live_inode(self) -> int:
        """The inode of the live tree's directory."""
        return os.fstat(self._live.top.handle).st_ino if self._live else 0

    def adopt(self, tree: Tree) -> None:
        """Keep the intact files that the tree had, and remove the others."""
        self._files = dict(tree.files)
        self._directories.update(tree.directories)
        self._settled = {path: state for path, state in tree.directories.items() if state != UNSETTLED}
        for path in tree.altered:  # those above first
            self._root.open_up(path, self._rights.mode)
        closed = (path for path in tree.altered if path not in tree.directories)
        for path in (*tree.extra, *closed, *tree.lost):
            self._remove(path)

    def write(self, path: str, content: bytes | SourceFile, digest: str) -> File:
        """Write a file from bytes or another file; return its entry for the manifest."""
        if (there := self._files.get(path)) and there.digest == digest:
            return there
        self._make_room(path)
        folder, name = self._root.split(path)
        handle = self._create(path, lambda: os.open(name, _NEW_FILE, FILE_MODE, dir_fd=folder))
        try:
            digest = write_content(handle, content, digest)
            status = self._rights.give(handle, FILE_MODE)  # regardless of the umask
        finally:
            os.close(handle)
        self._files[path] = describe_file(status, digest)
        return self._files[path]

    def share_all(self, files: Mapping[str, File]) -> dict[str, File]:
        """Link files from the live tree, where they are intact; return their entries for the manifest.

        Linking a file changes its ctime in both trees.
        """
        if files and self._live is None:
            raise FileNotFoundError(errno.ENOENT, "the published tree is gone")
        there = self._files
        shared = {
            path: there[path]
            for path, file in files.items()
            if path in there and there[path].digest == file.digest
        }
        for path in sorted(files.keys() - shared.keys()):
            shared[path] = self._share(path, files[path])
        return shared

    def _share(self, path: str, live: File) -> File:
        if self._live is None:
            raise FileNotFoundError(errno.ENOENT, "the published tree is gone", path)
        self._make_room(path)
        source, name = self._live.split(path)
        folder, _ = self._root.split(path)
        try:
            self._create(
                path,
                lambda: os.link(name, name, src_dir_fd=source, dst_dir_fd=folder, follow_symlinks=False),
            )
        except OSError as cause:
            if cause.errno not in _NO_LINK:
                raise
            return self.write(path, self._live.top.read(path), live.digest)
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        self._files[path] = msgspec.structs.replace(live, ctime_ns=status.st_ctime_ns)
        return self._files[path]

    def finish(self, next_paths: Collection[str], needed: AbstractSet[str]) -> dict[str, Directory]:
        """Remove what the next site doesn't have; return the directories that it needs, for the manifest."""
        for path in self._files.keys() - next_paths:
            self._remove(path)
        for path in sorted(self._directories - needed, reverse=True):
            self._remove(path)
        directories = {path: self._settled.get(path) or self._settle(path) for path in sorted(needed)}
        if self._is_handed_over:
            for path in next_paths:
                folder, name = self._root.split(path)
                self._rights.hand_over(name, folder)
        return directories

    def _make_room(self, path: str) -> None:
        self._make_directory(parent(path))
        if path in self._files:
            self._remove(path)
        self._settled.pop(parent(path), None)

    def _make_directory(self, path: str) -> None:
        if path in self._directories:
            return
        above = parent(path)
        self._make_directory(above)
        self._settled.pop(above, None)
        folder, name = self._root.split(path)
        try:
            os.mkdir(name, DIRECTORY_MODE, dir_fd=folder)
        except FileExistsError:
            if not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                self._remove(path)
                os.mkdir(name, DIRECTORY_MODE, dir_fd=folder)
        self._directories.add(path)

    def _create(self, path: str, make: Callable[[], _Made]) -> _Made:
        """Create a file, in place of anything that the next site doesn't need."""
        try:
            return make()
        except FileExistsError:
            self._remove(path)
            return make()

    def _remove(self, path: str) -> None:
        self._settled.pop(parent(path), None)
        self._files.pop(path, None)
        try:
            folder, name = self._root.split(path)
            os.unlink(name, dir_fd=folder)
        except (FileNotFoundError, NotADirectoryError):
            return
        except (IsADirectoryError, PermissionError):  # POSIX allows either error for a directory
            self._forget_beneath(path)
            self._root.top.remove(path)

    def _forget_beneath(self, path: str) -> None:
        beneath = f"{path}/"
        self._root.forget(path)
        self._files = {name: file for name, file in self._files.items() if not name.startswith(beneath)}
        self._directories = {
            name for name in self._directories if name != path and not name.startswith(beneath)
        }

    def _settle(self, path: str) -> Directory:
        """Set the owner, group and mode of a directory; return its entry for the manifest."""
        if path:  # most are right already: a stat from the parent is faster than opening each
            above, name = self._root.split(path)
            status = os.stat(name, dir_fd=above, follow_symlinks=False)
            if stat.S_ISDIR(status.st_mode) and self._rights.holds(status):
                return Directory(status.st_mtime_ns, status.st_mode)
        folder = self._root.reach(path)
        if not self._rights.owns(os.fstat(folder)):
            self._is_handed_over = True
        status = self._rights.give(folder, self._rights.mode)
        return Directory(status.st_mtime_ns, status.st_mode)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._root.close()
        if self._live:
            self._live.close()


def write_content(handle: int, content: bytes | SourceFile, digest: str) -> str:
    """Write bytes, or what is in a file; return the digest of what was written."""
    if isinstance(content, bytes):
        _write_all(handle, content)
        return digest
    return _copy(content, handle)


def _write_all(handle: int, data: bytes) -> None:
    written = os.write(handle, data)
    while written < len(data):  # at 2 GB, or on a nearly full disk
        written += os.write(handle, memoryview(data)[written:])


def _copy(source: SourceFile, handle: int) -> str:
    """Copy a file; return the digest of what was copied, which may have changed since it was planned."""

    def pass_on() -> Iterator[bytes]:
        for chunk in read_chunks(source):
            _write_all(handle, chunk)
            yield chunk

    return digest_chunks(pass_on())
