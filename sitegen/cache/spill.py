"""Records that are yet to be saved: in memory, and from a certain size on in an unnamed file.

A clean build of 10,000 posts creates 100 MB of bodies before it knows whether it succeeds. The file loses
its name as soon as it is created, so it disappears with the process.
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.core.folder import Folder

#: Bytes in memory before they are written to the file.
_MOST_HELD = 16 << 20
_NAME = ".pile"
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL


class SpillFile:
    """Records by path; the last record of a path wins."""

    def __init__(self, folder: Folder, most_held: int = _MOST_HELD) -> None:
        self._folder = folder
        self._most_held = most_held
        self._held: dict[str, bytes] = {}
        self._held_size = 0
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}  # offset and length of those written out
        self._end = 0

    def __contains__(self, path: str) -> bool:
        return path in self._held or path in self._places

    def __len__(self) -> int:
        return len(self._held) + len(self._places)

    def paths(self) -> Iterator[str]:
        """Yield the path of every record."""
        yield from self._places
        yield from self._held

    @property
    def size(self) -> int:
        """The size of all records, in bytes."""
        return sum(map(len, self._held.values())) + sum(length for _, length in self._places.values())

    def add(self, path: str, data: bytes) -> None:
        """Add a record."""
        self._places.pop(path, None)
        self._held[path] = data
        self._held_size += len(data)
        if self._held_size > self._most_held:
            self._write_out()

    def get(self, path: str) -> bytes | None:
        """Return a record, or None."""
        if path in self._held:
            return self._held[path]
        place = self._places.get(path)
        if place is None or self._file is None:
            return None
        return os.pread(self._file.fileno(), place[1], place[0])  # workers share the file's position

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield every record with its path."""
        for path in self._places:
            yield path, self.get(path) or b""
        yield from self._held.items()

    def close(self) -> None:
        """Close the file, and drop what was written out."""
        if self._file is not None:
            self._file.close()
        self._file, self._places, self._end = None, {}, 0

    def _write_out(self) -> None:
        try:
            if self._file is None:
                self._folder.remove(_NAME)
                self._file = os.fdopen(self._folder.open_file(_NAME, _NEW, 0o600), "w+b")
                self._folder.remove(_NAME)
            self._file.seek(self._end)
            self._file.write(b"".join(self._held.values()))
            self._file.flush()
        except OSError:  # no space, or no folder: keep them in memory
            self._held_size = 0
            return
        for path, data in self._held.items():
            self._places[path] = (self._end, len(data))
            self._end += len(data)
        self._held.clear()
        self._held_size = 0
