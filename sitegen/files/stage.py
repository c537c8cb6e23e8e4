"""A standby tree + what the next site needs -> that site, file by file, before it is published.

The files of the standby tree may be hard links to the live one's, so nothing is ever written into a
file that is there: it is unlinked and made anew.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen.files.manifest import UNSETTLED, Directory, File, describe_file
from sitegen.files.output import DIRECTORY_MODE, FILE_MODE
from sitegen.files.reading import digest_chunks, read_chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from sitegen.files.tree import Tree

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
#: What file systems without hard links, or with too many of one file, say.
_NO_LINK = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
_PERMISSIONS = 0o777

_Made = TypeVar("_Made")


class Stage:
    """The standby tree while it is brought up to date; what interrupts it, the next build repairs."""

    def __init__(self, root: int, live: int) -> None:
        self._root = root  # descriptors of the two trees' directories
        self._live = live
        self._files: dict[str, File] = {}  # intact, and there
        self._directories = {""}  # surely there
        self._settled: dict[str, Directory] = {}  # as long as they are not touched

    @property
    def inode(self) -> int:
        """The inode of the tree's directory, under which its manifest lies."""
        return os.fstat(self._root).st_ino

    @property
    def live_inode(self) -> int:
        """The inode of the live tree's directory."""
        return os.fstat(self._live).st_ino

    def adopt(self, tree: Tree) -> None:
        """Take over what is intact of the site that the tree held, and remove what is not."""
        self._files = dict(tree.files)
        self._directories.update(tree.directories)
        self._settled = {path: found for path, found in tree.directories.items() if found != UNSETTLED}
        for path in tree.altered:  # those above first
            os.chmod(path or ".", DIRECTORY_MODE, dir_fd=self._root)
        closed = (path for path in tree.altered if path not in tree.directories)
        for path in (*tree.extra, *closed, *tree.lost):
            self._remove(path)

    def write(self, path: str, content: bytes | Path, digest: str) -> File:
        """Make a file of bytes, or of another file's; return what the manifest says of it."""
        if (there := self._files.get(path)) and there.digest == digest:
            return there
        self._make_room(path)
        handle = self._create(path, lambda: os.open(path, _NEW_FILE, FILE_MODE, dir_fd=self._root))
        try:
            if isinstance(content, bytes):
                _write_all(handle, content)
            else:
                digest = _copy(content, handle)
            status = os.fstat(handle)
            if status.st_mode & _PERMISSIONS != FILE_MODE:  # the umask is of no concern to a site
                os.fchmod(handle, FILE_MODE)
                status = os.fstat(handle)
        finally:
            os.close(handle)
        self._files[path] = describe_file(status, digest)
        return self._files[path]

    def share(self, path: str, live: File) -> File:
        """Take a file over from the live tree, where it is intact; a link gives it another ctime in both."""
        if (there := self._files.get(path)) and there.digest == live.digest:
            return there
        self._make_room(path)
        try:
            self._create(path, lambda: os.link(path, path, src_dir_fd=self._live, dst_dir_fd=self._root))
        except OSError as cause:
            if cause.errno not in _NO_LINK:
                raise
            return self.write(path, _read_beneath(self._live, path), live.digest)
        status = os.stat(path, dir_fd=self._root, follow_symlinks=False)
        self._files[path] = msgspec.structs.replace(live, ctime_ns=status.st_ctime_ns)
        return self._files[path]

    def finish(self, wanted: Collection[str]) -> dict[str, Directory]:
        """Remove what the next site has not; return its directories, for the manifest."""
        for path in self._files.keys() - wanted:
            self._remove(path)
        needed = list_directories(wanted)
        for path in sorted(self._directories - needed, reverse=True):
            self._remove(path)
        return {path: self._settled.get(path) or self._settle(path) for path in sorted(needed)}

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
        try:
            os.mkdir(path, DIRECTORY_MODE, dir_fd=self._root)
        except FileExistsError:
            if not stat.S_ISDIR(os.stat(path, dir_fd=self._root, follow_symlinks=False).st_mode):
                self._remove(path)
                os.mkdir(path, DIRECTORY_MODE, dir_fd=self._root)
        self._directories.add(path)

    def _create(self, path: str, make: Callable[[], _Made]) -> _Made:
        """Make a file where, at worst, something stands that the next site does not need."""
        try:
            return make()
        except FileExistsError:
            self._remove(path)
            return make()

    def _remove(self, path: str) -> None:
        self._settled.pop(parent(path), None)
        self._files.pop(path, None)
        try:
            os.unlink(path, dir_fd=self._root)
        except (FileNotFoundError, NotADirectoryError):
            return
        except (IsADirectoryError, PermissionError):  # POSIX lets a system say either of a directory
            self._forget_beneath(path)
            remove_tree(path, self._root)

    def _forget_beneath(self, path: str) -> None:
        beneath = f"{path}/"
        self._files = {name: file for name, file in self._files.items() if not name.startswith(beneath)}
        self._directories = {
            name for name in self._directories if name != path and not name.startswith(beneath)
        }

    def _settle(self, path: str) -> Directory:
        """Give a directory its mode; return what the manifest says of it."""
        status = os.stat(path or ".", dir_fd=self._root)
        if status.st_mode & _PERMISSIONS != DIRECTORY_MODE:
            os.chmod(path or ".", DIRECTORY_MODE, dir_fd=self._root)
            status = os.stat(path or ".", dir_fd=self._root)
        return Directory(status.st_mtime_ns, status.st_mode)


def parent(path: str) -> str:
    """Return the directory of a path; "" for a file at the top."""
    return path.rpartition("/")[0]


def list_directories(paths: Iterable[str]) -> set[str]:
    """Return every directory that these files need, the top as ""."""
    needed = {""}
    for path in paths:
        above = parent(path)
        while above not in needed:
            needed.add(above)
            above = parent(above)
    return needed


def remove_tree(path: str, root: int | None = None) -> None:
    """Remove a directory with all that is in it, following no link; nothing when it is not there."""
    import shutil  # noqa: PLC0415  it loads the compressors, which few builds need

    try:
        shutil.rmtree(path, dir_fd=root)
    except FileNotFoundError:
        return


def _write_all(handle: int, data: bytes) -> None:
    written = os.write(handle, data)
    while written < len(data):  # at 2 GB, or on a disk that is nearly full
        written += os.write(handle, memoryview(data)[written:])


def _copy(source: Path, handle: int) -> str:
    """Copy a file; return the digest of what was copied, which may have changed since it was planned."""

    def pass_on() -> Iterator[bytes]:
        for chunk in read_chunks(source):
            _write_all(handle, chunk)
            yield chunk

    return digest_chunks(pass_on())


def _read_beneath(root: int, path: str) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=root)
    with os.fdopen(handle, "rb") as file:
        return file.read()
