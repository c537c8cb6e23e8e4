"""The record by which a build knows whether anything has changed; how records are stored.

An unchanged build reads nothing else, so this module imports nothing that only other builds need.
"""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen.core.problems import Problem
from sitegen.site.visibility import LeftOut
from sitegen.sources import Entry, unchanged

if TYPE_CHECKING:
    from sitegen.core.folder import Folder

T = TypeVar("T")
CHECKSUM_BYTES = 4
#: size, mtime_ns, ctime_ns, inode, digest of the bytes ("" if they were never read)
FileRecord = tuple[int, int, int, int, str]


class Snapshot(msgspec.Struct, array_like=True):
    """Everything that a build read and how it ended: equal input means nothing to do."""

    engine: str
    settings: str  #: digest of the configuration and of the options that shape the output
    site: str  #: the site's folder: in another one, the same times and inodes mean nothing
    traced: str  #: digest of `[[nav]]` and the commit
    generation: str  #: of the State that was saved with it
    recorded_at_ns: int  #: wall clock before the scan
    trees: dict[str, dict[str, FileRecord]]  #: content, static, … -> path -> record
    built_at: datetime
    changes_at: datetime | None  #: the next moment at which a page appears or disappears
    input_problems: tuple[
        Problem, ...
    ]  #: Problems of the inputs; a new one means a change, even if no file changed
    problems: tuple[Problem, ...]  #: warnings of the build, to be shown again
    lenient: bool  #: whether broken references counted as warnings
    pages: int
    left_out: tuple[LeftOut, ...]
    outputs: int
    published: str  #: digest of the site that this build published; another one may be published now

    @property
    def racy_ns(self) -> int:
        """The time from which on a file may have changed unnoticed: during the scan."""
        return self.recorded_at_ns - 2_000_000_000


def is_settled(entry: Entry, record: FileRecord | None, recorded_at_ns: int) -> bool:
    """Return whether a file is certainly unchanged since it was recorded."""
    # For most files the record equals the stat, so no other object is created.
    return (
        record is not None and record[:4] == entry.stat and unchanged(entry.stat, entry.stat, recorded_at_ns)
    )


def load(folder: Folder, name: str, type_: type[T]) -> T | None:
    """Return a record, or None when it is missing, damaged or of another shape."""
    body = read_checked(folder, name)
    if body is None:
        return None
    try:
        return msgspec.json.decode(body, type=type_)
    except (msgspec.DecodeError, RecursionError):
        return None


def save(folder: Folder, name: str, record: msgspec.Struct) -> bool:
    """Write a record atomically; return False if that failed: then the next build is only slower."""
    return write_checked(folder, name, msgspec.json.encode(record))  # MessagePack loses the offset of a date


def read_checked(folder: Folder, name: str) -> memoryview | None:
    """Return what was written under a name, or None when it is missing or damaged."""
    try:
        data = folder.read(name)
    except OSError:
        return None
    body = memoryview(data)[CHECKSUM_BYTES:]
    return body if zlib.crc32(body).to_bytes(CHECKSUM_BYTES, "big") == data[:CHECKSUM_BYTES] else None


def write_checked(folder: Folder, name: str, body: bytes) -> bool:
    """Write bytes with their checksum atomically; return whether it worked."""
    return write(folder, name, zlib.crc32(body).to_bytes(CHECKSUM_BYTES, "big") + body)


def write(folder: Folder, name: str, data: bytes) -> bool:
    """Write a file of the cache; return whether it worked."""
    try:
        folder.write(name, data)
    except OSError:
        return False
    return True
