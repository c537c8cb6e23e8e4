"""Two directories of one file system -> the same two with their names exchanged, in one step.

Linux has renameat2(RENAME_EXCHANGE), macOS renameatx_np(RENAME_SWAP). Where neither exists, or the file
system can't exchange them, the directories are renamed one after the other: for some microseconds
the first name is missing, and ``recover`` puts right what a kill at that moment leaves.
"""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sitegen.core.folder import Folder

_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


class Name(NamedTuple):
    """A name in a directory that is held open."""

    folder: Folder
    text: str

    @property
    def path(self) -> str:
        """The whole path, for messages."""
        return f"{self.folder.path}/{self.text}"

    def is_taken(self) -> bool:
        """Return whether anything has this name, even a broken link."""
        return self.folder.stat(self.text) is not None

    def rename(self, new: Name) -> None:
        """Rename it."""
        os.rename(self.text, new.text, src_dir_fd=self.folder.handle, dst_dir_fd=new.folder.handle)


def exchange(first: Name, second: Name, spare: Name) -> None:
    """Exchange the names of two directories; ``spare`` is a free name, for systems that need one.

    OSError when the system refuses; then nothing has changed.
    """
    code = _exchange_at_once(first, second)
    if code in _UNSUPPORTED:
        _exchange_by_steps(first, second, spare)
    elif code:
        raise OSError(code, os.strerror(code), first.path)


def recover(first: Name, second: Name, spare: Name) -> None:
    """Finish or undo an interrupted exchange by steps, so that both names exist again."""
    if spare.folder.is_directory(spare.text):
        spare.rename(second if first.is_taken() else first)
    else:
        spare.folder.remove(spare.text)


def _exchange_at_once(first: Name, second: Name) -> int:
    """Return 0, or the errno with which the system refused."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = (
        first.folder.handle,
        os.fsencode(first.text),
        second.folder.handle,
        os.fsencode(second.text),
    )
    if sys.platform == "darwin":
        failed = library.renameatx_np(*names, _RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(*names, _RENAME_EXCHANGE)
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0


def _exchange_by_steps(first: Name, second: Name, spare: Name) -> None:
    first.rename(spare)
    try:
        second.rename(first)
    except OSError:
        spare.rename(first)
        raise
    spare.rename(second)
