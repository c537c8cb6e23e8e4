"""What the machine refuses (a right, space, a device that works) -> a Problem; any other OSError is a bug.

Code that has a better answer handles a refusal itself: a build does without a cache that it can't write. This
is for all other places.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.core.file_names import show
from sitegen.core.problems import Problem, ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Iterator

_RIGHTS = "give the user who runs sitegen permission to access it"
_SPACE = "free some space"
_DEVICE = "check that its disk or network drive still works"
#: What a machine may refuse at any time, and the remedy.
_REMEDIES = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: "it's on a file system that can't be written: choose another folder",
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: _SPACE,
    errno.EFBIG: "raise the limit for the size of files (ulimit -f)",
    errno.EMFILE: "raise the limit for open files (ulimit -n)",
    errno.ENFILE: "end other programs: the system has too many open files",
    errno.ENOMEM: "end other programs: the system has no memory left",
    errno.EAGAIN: "close other programs: the system allows no more processes",
    errno.EIO: _DEVICE,
    errno.ESTALE: _DEVICE,
    errno.ETIMEDOUT: _DEVICE,
    errno.ENOENT: "did another program remove it at this moment? try again",
    errno.EBUSY: "end the program that uses it, or choose another folder",
    errno.ELOOP: "a symbolic link is circular: remove it",
    errno.ENAMETOOLONG: "use shorter names",
    errno.ENOTDIR: "there is a file where a folder is needed: move it away",
    errno.EEXIST: "there is a file where a folder is needed: move it away",
    errno.ENOTEMPTY: "another program puts files into that folder: end it and try again",
    errno.EISDIR: "there is a folder where a file is needed: move it away",
}


def describe_refusal(cause: OSError) -> Problem | None:
    """Return the Problem of what the machine refused; None if the error has another cause."""
    remedy = _REMEDIES.get(cause.errno or 0)
    if remedy is None:
        return None
    path = "" if cause.filename is None or isinstance(cause.filename, int) else os.fsdecode(cause.filename)
    if os.path.isabs(path) and (near := os.path.relpath(path)) and not near.startswith(".."):
        path = near
    reason = (cause.strerror or str(cause)).lower()
    return error("system-refused", f"the system refused it: {reason}", path=show(path), hint=remedy)


@contextmanager
def told_as_problems() -> Iterator[None]:
    """Raise ProblemError for what the machine refuses in the block."""
    try:
        yield
    except OSError as cause:
        problem = describe_refusal(cause)
        if problem is None:
            raise
        raise ProblemError(problem) from cause
