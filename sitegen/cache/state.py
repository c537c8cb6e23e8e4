"""The cache's records on disk: one that tells whether anything changed, and what a build starts from."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen.cache.store import Place
from sitegen.cache.trace_table import Book, Record
from sitegen.core.model import Document
from sitegen.core.problems import Problem
from sitegen.html.references import Findings
from sitegen.site.skeleton import Frame
from sitegen.site.values import Size
from sitegen.site.visibility import LeftOut
from sitegen.sources import Entry, unchanged

if TYPE_CHECKING:
    from sitegen.files.folder import Folder


def is_settled(entry: Entry, record: FileRecord | None, recorded_at_ns: int) -> bool:
    """Tell whether a file surely is what it was when it was recorded."""
    # Of most files the record is the stat itself: then no other need be made of it.
    return (
        record is not None and record[:4] == entry.stat and unchanged(entry.stat, entry.stat, recorded_at_ns)
    )


T = TypeVar("T")
_CHECKSUM_BYTES = 4
#: size, mtime_ns, ctime_ns, inode, digest of the bytes ("" where they were never read)
FileRecord = tuple[int, int, int, int, str]


class Snapshot(msgspec.Struct, array_like=True):
    """Everything that a build read and how it ended: equal input means nothing to do."""

    engine: str
    settings: str  #: digest of the configuration and of the options that shape the output
    site: str  #: which folder it is about: in another, the same times and inodes say nothing
    generation: str  #: of the State that was saved with it
    recorded_at_ns: int  #: wall clock before the scan
    trees: dict[str, dict[str, FileRecord]]  #: content, static, … -> path -> record
    built_at: datetime
    changes_at: datetime | None  #: the next moment at which a page appears or disappears
    input_problems: tuple[
        Problem, ...
    ]  #: those of the inputs alone: another one is news, though no file changed
    problems: tuple[Problem, ...]  #: warnings of the build, to be shown again
    lenient: bool  #: whether broken references counted as warnings
    pages: int
    left_out: tuple[LeftOut, ...]
    outputs: int
    published: str  #: digest of the site that came of it: what is published now may be another

    @property
    def racy_ns(self) -> int:
        """From when on a file may have changed unseen: it was written while the build looked."""
        return self.recorded_at_ns - 2_000_000_000


class Structure(msgspec.Struct, array_like=True):
    """What bodies have no part in: it is the same as long as nothing but bodies changes."""

    frame: Frame
    problems: tuple[Problem, ...]  #: those of planning


class State(msgspec.Struct):
    """What a build that has something to do starts from."""

    engine: str
    conversion: str  #: digest of the configuration that conversion depends on
    settings: str
    documents: Mapping[str, Document] = {}
    bodies: Mapping[str, Place] = {}  #: where each is in the file of bodies
    places: Mapping[str, Place] = {}  #: where each document is in the file of documents
    sizes: dict[str, Size] = {}  #: path of an image -> its size
    copied: dict[str, Findings] = {}  #: path of a file that is copied -> what is in it
    book: Book = msgspec.field(default_factory=Book)
    unwritten: tuple[str, ...] = ()  #: documents that changed for a build that failed: the book is older
    troubled: tuple[str, ...] = ()  #: documents with Problems
    structure: int = 0  #: checksum of the structure that belongs to the book; 0: none does
    generation: str = ""  #: another one each time that it is saved


class Stored(msgspec.Struct, array_like=True):
    """A State as it is written down, but for its documents and its book, which have files of their own."""

    engine: str
    conversion: str
    settings: str
    bodies: dict[str, Place]
    places: dict[str, Place]
    sizes: dict[str, Size]
    copied: dict[str, Findings]
    unwritten: tuple[str, ...]
    troubled: tuple[str, ...]
    structure: int
    book: int  #: checksum of the book that belongs to it
    generation: str


def load_state(folder: Folder) -> tuple[Stored, Book] | None:
    """Return what was saved last, without its documents, or None when it is missing or damaged."""
    stored = load(folder, "state", Stored)
    if stored is None:
        return None
    try:
        data = folder.read("book")
    except OSError:
        return None
    if zlib.crc32(data) != stored.book:
        return None
    try:
        return stored, Book(msgspec.msgpack.decode(data, type=Record))
    except msgspec.DecodeError:  # whole, and of another shape: another sitegen wrote it
        return None


def save_state(folder: Folder, state: State) -> bool:
    """Write what ``load_state`` returns, and tell whether it is there; documents are saved by their store."""
    data = msgspec.msgpack.encode(state.book.record())  # it holds no date
    if not _write(folder, "book", data):
        return False
    stored = Stored(
        engine=state.engine,
        conversion=state.conversion,
        settings=state.settings,
        bodies=dict(state.bodies),
        places=dict(state.places),
        sizes=state.sizes,
        copied=state.copied,
        unwritten=state.unwritten,
        troubled=state.troubled,
        structure=state.structure,
        book=zlib.crc32(data),
        generation=state.generation,
    )
    return save(folder, "state", stored)


def load_structure(folder: Folder, checksum: int) -> Structure | None:
    """Return the structure with this checksum, or None when it is missing or damaged."""
    return load(folder, "structure", Structure) if checksum and _checksum(folder) == checksum else None


def save_structure(folder: Folder, structure: Structure) -> int:
    """Write a structure; return its checksum, or 0 when it cannot be written."""
    return _checksum(folder) if save(folder, "structure", structure) else 0


def _checksum(folder: Folder) -> int:
    """Return the checksum that the structure begins with; 0 when there is none."""
    try:
        with os.fdopen(folder.open_file("structure"), "rb", buffering=0) as file:
            return int.from_bytes(file.read(_CHECKSUM_BYTES), "big")
    except OSError:
        return 0


def load(folder: Folder, name: str, type_: type[T]) -> T | None:
    """Return a record, or None when it is missing, damaged or of another shape."""
    try:
        data = folder.read(name)
    except OSError:
        return None
    body = memoryview(data)[_CHECKSUM_BYTES:]
    if zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big") != data[:_CHECKSUM_BYTES]:
        return None
    try:
        return msgspec.json.decode(body, type=type_)
    except (msgspec.DecodeError, RecursionError):
        return None


def save(folder: Folder, name: str, record: msgspec.Struct) -> bool:
    """Write a record in one step, or tell that it could not be: then the next build is only slower."""
    body = msgspec.json.encode(record)  # MessagePack would lose the offset of a date
    return _write(folder, name, zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big") + body)


def _write(folder: Folder, name: str, data: bytes) -> bool:
    try:
        folder.write(name, data)
    except OSError:
        return False
    return True
