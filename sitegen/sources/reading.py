"""An entry of a scan -> its bytes, and bytes -> their digest."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING

from sitegen.core.file_names import show
from sitegen.core.problems import ProblemError, error
from sitegen.sources.opening import SourceFile
from sitegen.sources.scanning import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import FileIO
    from pathlib import Path

    from sitegen.core.model import Source
    from sitegen.sources.scanning import Entry

#: Editors that save by renaming leave a gap of less than this, in seconds.
_RENAME_GAP = 0.02
#: The most bytes of a file that are read to judge it.
LONGEST_START = 5_000_001
#: How much of a large file is held at a time, in bytes.
_CHUNK = 1 << 20


def read(root: Path, entry: Entry, shown_as: str = "", anchor: str = "", most: int | None = None) -> bytes:
    """Return the bytes of a scanned file; of one with more than ``most``, the first of them and one more.

    A file that vanishes or changes while it is read is tried once more; then, or when it may not be
    read, ProblemError. ``shown_as`` is what Problems call the tree; for ``anchor`` see ``SourceFile``.
    """
    shown = f"{shown_as}/{entry.path}" if shown_as else entry.path
    source = SourceFile(str(root), entry.path, anchor)
    for attempt in range(2):
        if attempt:
            time.sleep(_RENAME_GAP)
        try:
            data = _read_settled(source, most)
        except FileNotFoundError:
            continue
        except MemoryError as cause:
            larger = OSError(errno.EFBIG, "larger than the memory that is free")
            raise ProblemError(unreadable(shown, larger)) from cause
        except OSError as cause:
            raise ProblemError(unreadable(shown, cause)) from cause
        if data is not None:
            return data
    raise ProblemError(
        error(
            "source-unsettled",
            "vanished or changed while it was read",
            path=show(shown),
            hint="build again when nothing else is writing to it",
        )
    )


def read_chunks(source: SourceFile) -> Iterator[bytes]:
    """Yield the bytes of a file that may be larger than memory, in pieces.

    ProblemError when they aren't what may be published: the file has changed since the site was listed.
    """
    with source.open() as file:
        if source.judge:
            start = file.read(LONGEST_START)
            if fault := source.judge(start, source.path):
                raise ProblemError(
                    error(
                        "source-unsettled",
                        f"changed after it was judged to be harmless: {fault}",
                        path=show(source.path),
                        hint="build again when nothing else is writing to it",
                    )
                )
            yield start
        yield from read_handle(file)


def read_handle(file: FileIO) -> Iterator[bytes]:
    """Return the bytes of an open file in the same way."""
    while chunk := file.read(_CHUNK):
        yield chunk


def digest(data: bytes) -> str:
    """Return 32 hexadecimal digits that stand for these bytes."""
    return digest_chunks((data,))


def digest_source(source: Source) -> str:
    """Return the digest of all that a document is made from: its file and those that it includes."""
    if not source.included:
        return digest(source.data)
    parts = [source.data]
    for path, data in source.included:
        parts += [f"\0{path}\0{-1 if data is None else len(data)}\0".encode(), data or b""]
    return digest_chunks(parts)


def digest_content(content: bytes | SourceFile) -> str:
    """Return the digest of bytes, or of those of a file; ProblemError when it can't be read."""
    if isinstance(content, bytes):
        return digest(content)
    try:
        return digest_chunks(read_chunks(content))
    except OSError as cause:
        raise ProblemError(unreadable(f"{content.root}/{content.path}", cause)) from cause


def digest_chunks(chunks: Iterable[bytes]) -> str:
    """Return the digest of these bytes put together."""
    import hashlib

    # 128 bits of SHA-256, which processors have instructions for: twice as fast as BLAKE2b there.
    state = hashlib.sha256()
    for chunk in chunks:
        state.update(chunk)
    return state.hexdigest()[:32]


def _read_settled(source: SourceFile, most: int | None) -> bytes | None:
    """Return a file's bytes, or None when it changed meanwhile."""
    with source.open() as file:
        before = os.fstat(file.fileno())
        data = file.read() if most is None else file.read(most + 1)
        after = os.fstat(file.fileno())
    still = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    size = after.st_size if most is None else min(after.st_size, most + 1)
    return data if still and len(data) == size else None
