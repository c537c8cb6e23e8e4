"""Two directories of one file system -> the same two with their names exchanged, in one step.

Linux has renameat2(RENAME_EXCHANGE), macOS renamex_np(RENAME_SWAP). Where neither exists, or the file
system knows no exchange, the directories are renamed one after the other: for some microseconds
the first name is missing, and ``recover`` puts right what a kill at that moment leaves.
"""

from __future__ import annotations

import errno
import os
import sys

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # linux/fs.h
_RENAME_SWAP = 2  # sys/stdio.h of macOS
_UNSUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def exchange(first: str, second: str, spare: str) -> None:
    """Exchange the names of two directories; ``spare`` is a free name, for systems that need one.

    OSError when the system refuses; then nothing has changed.
    """
    code = _exchange_at_once(os.fsencode(first), os.fsencode(second))
    if code in _UNSUPPORTED:
        _exchange_by_steps(first, second, spare)
    elif code:
        raise OSError(code, os.strerror(code), first)


def recover(first: str, second: str, spare: str) -> None:
    """Finish or undo an exchange by steps that was cut off: both names exist again if both did."""
    if not os.path.lexists(spare):
        return
    os.rename(spare, second if os.path.lexists(first) else first)  # noqa: PTH104  no paths in this module


def _exchange_at_once(first: bytes, second: bytes) -> int:
    """Return 0, or the errno with which the system refused."""
    import ctypes  # noqa: PLC0415  8 ms that a build without changes need not pay

    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        failed = library.renamex_np(first, second, _RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        failed = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0


def _exchange_by_steps(first: str, second: str, spare: str) -> None:
    os.rename(first, spare)  # noqa: PTH104  no paths in this module
    try:
        os.rename(second, first)  # noqa: PTH104  the same
    except OSError:
        os.rename(spare, first)  # noqa: PTH104  the same
        raise
    os.rename(spare, second)  # noqa: PTH104  the same
