"""Bytes -> pieces of blobs in a store that all workers reach, and back: sources, bodies and outputs.

Those of one batch are one blob, so that a store is asked once for all of them.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeVar

import msgspec

from sitegen.core.problems import ProblemError, error
from sitegen.store import Blob, StoreError, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitegen.store import Store

T = TypeVar("T")

#: A store that is away for this many seconds is waited for.
PATIENCE = 60.0
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 5.0
#: A blob that has this many bytes is full; larger results travel by themselves, not through the store.
_BLOB_BYTES = 8 << 20
#: Bytes of blobs that are kept for the next question.
_MOST_HELD = 32 << 20


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """Where some bytes are in a blob."""

    digest: str  #: of the blob
    size: int  #: of the blob
    start: int
    length: int


class LostBlobError(Exception):
    """The store doesn't have what was put into it."""


class Pieces:
    """A store, opened when it is needed. ProblemError if it can't be reached for too long."""

    def __init__(self, location: str, patience: float | None = None) -> None:
        self._location = location
        self._patience = PATIENCE if patience is None else patience
        self._store: Store | None = None
        self._held: OrderedDict[Blob, bytes] = OrderedDict()
        self._held_size = 0

    def put(self, contents: Sequence[bytes]) -> list[Piece | bytes]:
        """Store each; return where it is, or what is too large for a blob, in order."""
        pieces: list[Piece | bytes] = []
        for group in _group(contents):
            if len(group) == 1 and len(group[0]) > _BLOB_BYTES:
                pieces += group
                continue
            blob = self._put(b"".join(group))
            start = 0
            for data in group:
                pieces.append(Piece(blob.digest, blob.size, start, len(data)))
                start += len(data)
        return pieces

    def get(self, pieces: Sequence[Piece | bytes]) -> list[bytes]:
        """Return what each stands for, in order; LostBlobError if the store doesn't have it."""
        return [piece if isinstance(piece, bytes) else self._cut(piece) for piece in pieces]

    def _cut(self, piece: Piece) -> bytes:
        data = self._get(Blob(piece.digest, piece.size))
        return data[piece.start : piece.start + piece.length]

    def _put(self, data: bytes) -> Blob:
        return self._persist(lambda store: store.put(data))

    def _get(self, blob: Blob) -> bytes:
        if blob in self._held:
            self._held.move_to_end(blob)
            return self._held[blob]
        data = self._persist(lambda store: store.get(blob))
        if data is None:
            raise LostBlobError(blob.digest[:12])
        self._held[blob] = data
        self._held_size += len(data)
        while self._held_size > _MOST_HELD and len(self._held) > 1:
            self._held_size -= len(self._held.popitem(last=False)[1])
        return data

    def _persist(self, call: Callable[[Store], T]) -> T:
        """Call until the store answers, or for as long as it may be away."""
        until, pause = time.monotonic() + self._patience, _FIRST_PAUSE
        while True:
            try:
                if self._store is None:
                    self._store = open_store(self._location, token=os.environ.get("SITEGEN_CACHE_TOKEN", ""))
                return call(self._store)
            except StoreError as cause:
                if time.monotonic() > until:
                    message = f"the store {self._location} can't be used: {cause}"
                    hint = "start the build again when it is back; the site is unchanged"
                    raise ProblemError(error("cluster-failed", message, hint=hint)) from cause
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)


def _group(contents: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yield the contents in groups for one blob each."""
    group: list[bytes] = []
    size = 0
    for data in contents:
        if group and size + len(data) > _BLOB_BYTES:
            yield group
            group, size = [], 0
        group.append(data)
        size += len(data)
    if group:
        yield group
