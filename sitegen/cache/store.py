"""What was converted, on disk: records by source path, appended, found by offset, checked when read.

One file a kind (bodies, documents), because ten thousand rows of a database cost more to write than the
same bytes in a row (docs/adr/0005-cache-format.md has the figures). What the state says of it decides what
is in it; a tail that the state does not name is cut off by the next rewrite.
"""

from __future__ import annotations

import zlib
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from sitegen.cache.pile import Pile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Place = tuple[int, int, int]  #: offset, length, CRC-32
_GARBAGE = 2  #: the file is rewritten when it is larger than so many times what is in use
_SMALL = 1 << 20


class DamagedCacheError(Exception):
    """What the cache claims to hold is not there: the build starts again without it."""


class Store:
    """Records by source path: those made now, and those of earlier builds."""

    def __init__(self, path: Path, places: Mapping[str, Place]) -> None:
        self._path = path
        self._places = dict(places)
        self._fresh = Pile(path.parent)
        self._file: BinaryIO | None = None

    def __contains__(self, path: str) -> bool:
        return path in self._fresh or self._read(path) is not None

    def add(self, path: str, data: bytes) -> None:
        """Hold a record that was made now."""
        self._fresh.add(path, data)

    def get(self, path: str) -> bytes:
        """Return a record; DamagedCacheError when it is not there whole."""
        data = self._fresh.get(path)
        if data is None:
            data = self._read(path)
        if data is None:
            raise DamagedCacheError(path)
        return data

    def has(self, path: str) -> bool:
        """Tell whether a record is claimed to be there, without reading it."""
        return path in self._fresh or path in self._places

    def all(self) -> Iterator[tuple[str, bytes | memoryview]]:
        """Yield every record with its path, from one reading of the file, but for those that are damaged."""
        yield from self._fresh.items()
        try:
            whole = memoryview(self._path.read_bytes()) if self._places else memoryview(b"")
        except OSError:
            return
        for path, (offset, length, checksum) in self._places.items():
            data = whole[offset : offset + length]
            if path not in self._fresh and len(data) == length and zlib.crc32(data) == checksum:
                yield path, data

    def save(self, wanted: Mapping[str, object]) -> dict[str, Place]:
        """Write what is new and return where everything wanted is."""
        kept = {
            path: place for path, place in self._places.items() if path in wanted and path not in self._fresh
        }
        used = sum(length for _, length, _ in kept.values())
        self._close_file()
        try:
            size = self._path.stat().st_size if self._path.exists() else 0
            if not kept or size > _SMALL + _GARBAGE * (used + self._fresh.size):
                return self._rewrite(kept)
            return kept | self._append(self._fresh.items(), size)
        except OSError:
            return {}

    def close(self) -> None:
        """Let go of the files that are open."""
        self._close_file()
        self._fresh.close()

    def _close_file(self) -> None:
        if self._file:
            self._file.close()
        self._file = None

    def _append(self, records: Iterable[tuple[str, bytes]], offset: int) -> dict[str, Place]:
        places = {}
        with self._path.open("ab") as file:
            for path, data in records:
                file.write(data)
                places[path] = (offset, len(data), zlib.crc32(data))
                offset += len(data)
        return places

    def _rewrite(self, kept: Mapping[str, Place]) -> dict[str, Place]:
        old = {path: data for path in kept if (data := self._read(path)) is not None}
        self._close_file()
        self._path.parent.mkdir(exist_ok=True)
        spare = self._path.with_suffix(".new")
        remove(spare)
        if self._path.is_dir():
            remove(self._path)
        final, self._path = self._path, spare
        places = self._append(chain(old.items(), self._fresh.items()), 0)
        self._path = spare.replace(final)
        return places

    def _read(self, path: str) -> bytes | None:
        place = self._places.get(path)
        if place is None:
            return None
        offset, length, checksum = place
        try:
            if self._file is None:
                self._file = self._path.open("rb")
            self._file.seek(offset)
            data = self._file.read(length)
        except OSError:
            return None
        return data if len(data) == length and zlib.crc32(data) == checksum else None


def remove(path: Path) -> bool:
    """Remove a file of the cache, or a folder in its place, and tell whether it is surely not there."""
    try:
        path.unlink(missing_ok=True)
    except NotADirectoryError:
        return True
    except OSError:
        import shutil  # noqa: PLC0415  few builds need it

        shutil.rmtree(path, ignore_errors=True)
        try:
            return not path.exists()
        except OSError:  # it may not be looked at
            return False
    return True
