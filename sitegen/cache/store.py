"""The results of conversion, on disk: records by source path, appended, found by offset, checked when read.

One file a kind (bodies, documents), because ten thousand rows of a database cost more to write than the
same bytes in one file (docs/adr/0005-cache-format.md has the figures). The state decides what
is in it; the next rewrite drops everything that the state doesn't list.
"""

from __future__ import annotations

import os
import zlib
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from sitegen.cache.spill import SpillFile
from sitegen.core.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sitegen.core.folder import Folder

FileRange = tuple[int, int, int]  #: offset, length, CRC-32
_GARBAGE = 2  #: the file is rewritten when it is larger than this many times what is in use
_SMALL = 1 << 20
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
#: A record that begins with this byte, which MessagePack never uses, says where the real one is.
_REFERENCE = b"\xc1"
#: How many references are resolved at once.
_AT_ONCE = 250


class DamagedCacheError(Exception):
    """A record that the cache lists is missing or damaged: the build starts again without a cache."""


def refer(location: bytes) -> bytes:
    """Return a record that stands for one that is elsewhere."""
    return _REFERENCE + location


def read_reference(record: bytes) -> bytes:
    """Return where a record really is; empty for one that is itself."""
    return record[1:] if record.startswith(_REFERENCE) else b""


class Store:
    """Records by source path, of this build and of earlier ones.

    A build on a cluster adds references. They are looked up when they are read, and when all is saved.
    """

    def __init__(self, folder: Folder, name: str, places: Mapping[str, FileRange]) -> None:
        self.fetch: Callable[[Sequence[bytes]], Sequence[bytes]] | None = None  #: what references stand for
        self._folder = folder
        self._name = name
        self._places = dict(places)
        self._fresh = SpillFile(folder)
        self._file: BinaryIO | None = None

    def __contains__(self, path: str) -> bool:
        return path in self._fresh or self._read(path) is not None

    def add(self, path: str, data: bytes) -> None:
        """Add a record of this build."""
        self._fresh.add(path, data)

    def get(self, path: str) -> bytes:
        """Return a record; DamagedCacheError if it is missing or damaged."""
        record = self.get_unresolved(path)
        return next(data for _, data in self._resolve([(path, record)]))

    def get_unresolved(self, path: str) -> bytes:
        """Return a record, or the reference that stands for it."""
        data = self._fresh.get(path)
        if data is None:
            data = self._read(path)
        if data is None:
            raise DamagedCacheError(path)
        return data

    def has(self, path: str) -> bool:
        """Return whether a record is listed, without reading it."""
        return path in self._fresh or path in self._places

    def find_missing(self, paths: AbstractSet[str]) -> set[str]:
        """Return those of these paths that have no record."""
        return {path for path in paths - self._places.keys() if path not in self._fresh}

    def all(self) -> Iterator[tuple[str, bytes | memoryview]]:
        """Yield every record with its path, from one reading of the file, except those that are damaged."""
        yield from self._resolve(self._fresh.items())
        try:
            whole = memoryview(self._folder.read(self._name) if self._places else b"")
        except OSError:
            return
        for path, (offset, length, checksum) in self._places.items():
            data = whole[offset : offset + length]
            if path not in self._fresh and len(data) == length and zlib.crc32(data) == checksum:
                yield path, data

    def save(self, wanted: Mapping[str, object]) -> dict[str, FileRange]:
        """Write the new records; return the position of each of ``wanted``."""
        places = dict(self._places)
        for path in (*places.keys() - set(wanted), *self._fresh.paths()):
            places.pop(path, None)
        used = sum(length for _, length, _ in places.values())
        self._close_file()
        most = _SMALL + _GARBAGE * (used + self._fresh.size)
        try:
            with self._open_to_append(most) as file:
                if places and file is not None:
                    return places | _append(file, self._resolve(self._fresh.items()))
            return self._rewrite(places)
        except (OSError, ProblemError):  # no space, no right, or a link that somebody has just put there
            return {}

    def close(self) -> None:
        """Close the open files."""
        self._close_file()
        self._fresh.close()

    def _resolve(self, records: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        if self.fetch is None:
            yield from records
            return
        coming = iter(records)
        while batch := list(islice(coming, _AT_ONCE)):
            locations = [location for _, data in batch if (location := read_reference(data))]
            fetched = iter(self.fetch(locations) if locations else ())
            for path, data in batch:
                yield path, next(fetched) if read_reference(data) else data

    def _close_file(self) -> None:
        if self._file:
            self._file.close()
        self._file = None

    @contextmanager
    def _open_to_append(self, most: int) -> Iterator[BinaryIO | None]:
        """Open the file to append; None if it is missing, has a second name, or exceeds ``most`` bytes."""
        try:
            handle = self._folder.open_file(self._name, os.O_WRONLY | os.O_APPEND)
        except FileNotFoundError:
            yield None
            return
        with os.fdopen(handle, "ab") as file:
            yield file if file.tell() <= most else None

    def _rewrite(self, kept: Mapping[str, FileRange]) -> dict[str, FileRange]:
        old = {path: data for path in kept if (data := self._read(path)) is not None}
        self._close_file()
        spare = f".{self._name}.new"
        self._folder.remove(spare)
        with os.fdopen(self._folder.open_file(spare, _NEW), "wb") as file:
            places = _append(file, chain(old.items(), self._resolve(self._fresh.items())))
        if self._folder.is_directory(self._name):
            self._folder.remove(self._name)
        handle = self._folder.handle
        os.replace(spare, self._name, src_dir_fd=handle, dst_dir_fd=handle)
        return places

    def _read(self, path: str) -> bytes | None:
        place = self._places.get(path)
        if place is None:
            return None
        offset, length, checksum = place
        try:
            if self._file is None:
                self._file = os.fdopen(self._folder.open_file(self._name), "rb")
            data = os.pread(self._file.fileno(), length, offset)  # workers share the file's position
        except OSError:
            return None
        return data if len(data) == length and zlib.crc32(data) == checksum else None


def remove(folder: Folder, name: str) -> bool:
    """Remove a file of the cache, or a folder that has its name; return whether it is certainly gone."""
    try:
        folder.remove(name)
        return folder.stat(name) is None
    except OSError:
        return False


def _append(file: BinaryIO, records: Iterable[tuple[str, bytes]]) -> dict[str, FileRange]:
    places = {}
    offset = file.tell()
    for path, data in records:
        file.write(data)
        places[path] = (offset, len(data), zlib.crc32(data))
        offset += len(data)
    return places
