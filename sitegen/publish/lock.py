"""An Output -> the same, locked against other builds while a block runs."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.publish.output import mend, prepare, unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.core.problems import Problem
    from sitegen.publish.output import Output

_NAME = "lock"  #: in the directory beside the output
_PAUSE = 0.05  # seconds between two tries
#: struct flock on 64-bit Linux: type, whence, start, length, pid.
_FLOCK = struct.Struct("hhqqi4x")


@contextmanager
def locked(output: Output, wait: float = 10.0) -> Iterator[None]:
    """Lock an output against other processes; ProblemError after ``wait`` seconds without success.

    It is a kernel lock (fcntl), so it ends with the process however that dies, and a worker that
    outlives its parent doesn't keep it. It doesn't exclude threads of one process.
    """
    prepare(output)
    handle = _acquire(output, time.monotonic() + wait)
    try:
        mend(output)
        yield
    finally:
        os.close(handle)


def _acquire(output: Output, deadline: float) -> int:
    while True:
        handle = _open(output)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_ours(output, handle):
                return handle
        except (BlockingIOError, PermissionError):  # POSIX allows either error
            if time.monotonic() >= deadline:
                holder = _find_holder(handle)
                os.close(handle)
                raise ProblemError(_locked(output, holder)) from None
            os.close(handle)
            time.sleep(_PAUSE)
        else:
            os.close(handle)
        prepare(output)  # another process may have cleaned meanwhile


def _open(output: Output) -> int:
    while True:
        try:
            handle = output.state_folder.open_file(_NAME, os.O_RDWR | os.O_CREAT, writes=False)
        except FileNotFoundError:  # another process has cleaned meanwhile, or this isn't our file
            output.state_folder.remove(_NAME)
            prepare(output)
        except OSError as cause:
            raise ProblemError(unwritable(output, cause)) from cause
        else:
            rights = output.read_rights()
            rights.share(handle, rights.shared_mode)
            return handle


def _is_ours(output: Output, handle: int) -> bool:
    """Return whether the locked file has the name of the lock, and no other: `clean` removes it.

    A file with two names may be somebody else's. It is replaced by a new one while it is locked, so that
    a process which holds the same file is waited for.
    """
    current, locked_file = output.state_folder.stat(_NAME), os.fstat(handle)
    if current is None or (current.st_dev, current.st_ino) != (locked_file.st_dev, locked_file.st_ino):
        return False
    if current.st_nlink == 1:
        return True
    output.state_folder.remove(_NAME)
    return False


def _find_holder(handle: int) -> int:
    """Return the process that holds the lock; 0 if the system doesn't say."""
    if sys.platform != "linux" or sys.maxsize < 2**32:
        return 0
    question = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    kind, _, _, _, process = _FLOCK.unpack(fcntl.fcntl(handle, fcntl.F_GETLK, question))
    return 0 if kind == fcntl.F_UNLCK else process


def _locked(output: Output, holder: int) -> Problem:
    who = f"by process {holder}" if holder else "by another process"
    return error(
        "output-locked",
        f"is locked {who}, which is building it",
        path=output.shown,
        hint="wait for that build (or stop the `sitegen serve`) and try again",
    )
