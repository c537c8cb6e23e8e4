"""The cache's two records on disk: a small one that tells whether anything changed, and the rest."""

from __future__ import annotations

import os
import zlib
from datetime import datetime  # noqa: TC003  msgspec reads the annotations at run time
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen.cache.traces import Book
from sitegen.errors import Problem  # noqa: TC001  the same
from sitegen.model import Document  # noqa: TC001  the same
from sitegen.site.answers import Size  # noqa: TC001  the same

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
_CHECKSUM_BYTES = 4
#: size, mtime_ns, ctime_ns, inode, digest of the bytes ("" where they were never read)
FileRecord = tuple[int, int, int, int, str]


class Snapshot(msgspec.Struct, array_like=True):
    """Everything that a build read and how it ended: equal input means nothing to do."""

    engine: str
    settings: str  #: digest of the configuration and of the options that shape the output
    recorded_at_ns: int  #: wall clock before the scan
    trees: dict[str, dict[str, FileRecord]]  #: content, static, … -> path -> record
    built_at: datetime
    changes_at: datetime | None  #: the next moment at which a page appears or disappears
    problems: tuple[Problem, ...]  #: warnings of the build, to be shown again
    lenient: bool  #: whether broken references counted as warnings
    pages: int
    outputs: int


class State(msgspec.Struct, array_like=True):
    """What a build that has something to do starts from."""

    engine: str
    conversion: str  #: digest of the configuration that conversion depends on
    settings: str
    documents: dict[str, Document] = {}
    bodies: dict[str, tuple[int, int, int]] = {}  #: path -> offset, length, checksum in the body file
    sizes: dict[str, Size] = {}  #: path of an image -> its size
    book: Book = msgspec.field(default_factory=Book)
    unwritten: tuple[str, ...] = ()  #: documents that changed for a build that failed: the book is older


def load(path: Path, type_: type[T]) -> T | None:
    """Return a record, or None when it is missing, damaged or of another shape."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body = memoryview(data)[_CHECKSUM_BYTES:]
    if zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big") != data[:_CHECKSUM_BYTES]:
        return None
    try:
        return msgspec.json.decode(body, type=type_)
    except (msgspec.DecodeError, RecursionError):
        return None


def save(path: Path, record: msgspec.Struct) -> bool:
    """Write a record in one step, or tell that it could not be: then the next build is only slower."""
    # JSON, since MessagePack would lose the offset of a date.
    body = msgspec.json.encode(record)
    spare = path.with_suffix(".new")
    try:
        path.parent.mkdir(exist_ok=True)
        ignored = path.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        spare.write_bytes(zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big") + body)
        os.replace(spare, path)  # noqa: PTH105  beside the rest of this function
    except OSError:
        remove(spare)
        return False
    return True


def remove(path: Path) -> bool:
    """Remove a file of the cache, and tell whether it is surely not there."""
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return True
    except OSError:
        return False
    return True
