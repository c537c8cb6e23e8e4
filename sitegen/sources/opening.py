"""A path from a scan -> the file, opened without following a link that the scan wouldn't accept.

Where the scan saw a plain file, no link is followed at any step: each folder is opened from the handle of the
one above. A link that the scan let pass is resolved, looked at again, and then not followed either.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.file_names import PUBLISHED_HIDDEN, is_litter

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import FileIO

_CLOSED = os.O_NOFOLLOW | os.O_CLOEXEC
#: Where the system has it, a folder is passed through without the right to list it.
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC
#: A pipe that is in a file's place must not block whoever opens it.
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | _CLOSED
#: The errors of systems for a link that must not be followed.
_LINK = (errno.ELOOP, errno.ENOTDIR, errno.EMLINK)


class SourceFile(NamedTuple):
    """A file of a scanned tree."""

    root: str
    path: str  #: in the tree
    anchor: str = ""  #: a folder above the tree, below which no link is followed; "": the root may be one
    judge: Callable[[bytes, str], str] | None = None  #: why it must not be published

    def open(self) -> FileIO:
        """Open it; OSError when it can't be read, or isn't what the scan saw."""
        top = self._open_root()
        try:
            return self._open_below(top)
        finally:
            os.close(top)

    def _open_root(self) -> int:
        if not self.anchor:
            return os.open(self.root, _FOLDER)
        way = os.path.relpath(self.root, self.anchor).split("/")
        if ".." in way:
            raise ValueError(f"{self.root} is not below {self.anchor}")
        anchor = os.open(self.anchor, _FOLDER)
        try:
            return _descend(anchor, way)
        finally:
            os.close(anchor)

    def _open_below(self, top: int) -> FileIO:
        try:
            return _open_plain(top, self.path)
        except OSError as cause:
            if cause.errno not in _LINK:
                raise
        target = find_target(os.path.realpath(self.root), f"{self.root}/{self.path}")
        if not target or is_hidden(target):
            raise FileNotFoundError(errno.ENOENT, "a link leads elsewhere than before", self.path)
        return _open_plain(top, target)


def find_target(top: str, link: str) -> str:
    """Return the path in a tree, whose own path is real, of what a link leads to; "" outside of it."""
    target = os.path.realpath(link)
    prefix = f"{top.rstrip('/')}/"
    return target[len(prefix) :] if target.startswith(prefix) else ""


def is_hidden(path: str) -> bool:
    """Return whether a path in a tree is never published: hidden, or left by an editor, at any level."""
    return any(
        is_litter(part) and (level > 0 or part not in PUBLISHED_HIDDEN)
        for level, part in enumerate(path.split("/"))
    )


def _open_plain(top: int, path: str) -> FileIO:
    *folders, name = path.split("/")
    above = _descend(top, folders)
    try:
        handle = os.open(name, _FILE, dir_fd=above)
    finally:
        os.close(above)
    file = os.fdopen(handle, "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        file.close()
        raise FileNotFoundError(errno.ENOENT, "it is no longer a file", path)
    return file


def _descend(top: int, folders: list[str]) -> int:
    handle = os.dup(top)
    for folder in folders:
        try:
            below = os.open(folder, _FOLDER | _CLOSED, dir_fd=handle)
        finally:
            os.close(handle)
        handle = below
    return handle
