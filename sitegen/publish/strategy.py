"""An output directory -> the way to publish there: exchange it as a whole, or replace its files in place.

An exchange needs a directory beside the output, on the same file system and in the same mount. If the
output is a volume, files beside it may not even last, so sitegen keeps its state in the output itself.
"""

from __future__ import annotations

import os
from typing import NamedTuple

_MOUNTS = "/proc/self/mountinfo"


class Strategy(NamedTuple):
    """How an output is published."""

    is_in_place: bool = False
    is_inside: bool = False  #: what sitegen keeps is in the output, not beside it
    reason: str = ""  #: why it is in place without being asked for; follows the name of the output


#: The file system refuses to exchange the directory; found out by trying.
REFUSED = Strategy(is_in_place=True, reason="is on a file system that cannot exchange it as a whole")
#: The directory that takes its place would have another group or other bits; found out in the same way.
OTHER_GROUP = Strategy(is_in_place=True, reason="has a group or owner that you cannot give to a new folder")


def choose_strategy(live: str, *, in_place: bool) -> Strategy:
    """Return the way to publish to ``live``, an absolute path without links; ``in_place`` is asked for."""
    mounts = _read_mounts()
    # A bind mount of the same file system looks like any other directory to ``ismount``.
    if live in mounts or os.path.ismount(live):
        return Strategy(is_in_place=True, is_inside=True, reason="is a mount point")
    if os.path.isdir(live) and not _may_write(os.path.dirname(live)):
        return Strategy(is_in_place=True, is_inside=True, reason="is in a folder that cannot be written")
    below = sorted(mount for mount in mounts if mount.startswith(f"{live}/"))
    if below and not in_place:
        return Strategy(is_in_place=True, reason=f"holds a mount point, {os.path.relpath(below[0], live)}")
    return Strategy(is_in_place=in_place)


def _may_write(folder: str) -> bool:
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _read_mounts() -> frozenset[str]:
    """Return where anything is mounted; nothing if the system has no such list."""
    try:
        with open(_MOUNTS, "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return frozenset()
    return frozenset(os.fsdecode(_unescape(line.split(b" ")[4])) for line in lines)


def _unescape(path: bytes) -> bytes:
    """Return a path as it is: the kernel writes blanks and backslashes in it as three octal digits."""
    first, *rest = path.split(b"\\")
    return first + b"".join(bytes((int(part[:3], 8),)) + part[3:] for part in rest)
