"""Many small records <-> one blob, so that a store is asked once for all of them.

A pack is an index and the records, one after the other, compressed together.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: The most that one blob may hold, expanded and compressed.
MAX_BLOB_BYTES = 64 << 20
#: A writer begins another pack behind this many bytes of records.
PACK_BYTES = 4 << 20
_FAST = 1  #: level 6 takes three times as long for packs that are a fifth smaller
_SIZE_BYTES = 4

_Index = tuple[tuple[str, int], ...]  #: name and length of each record


def compress(data: bytes, *, is_dense: bool = False) -> bytes:
    """Return bytes compressed, quickly; not at all if they are ``is_dense``, as pictures are."""
    return zlib.compress(data, 0 if is_dense else _FAST)


def expand(data: bytes, limit: int = MAX_BLOB_BYTES) -> bytes:
    """Return what ``compress`` was given; ValueError if it is damaged, or larger than ``limit`` bytes."""
    decompressor = zlib.decompressobj()
    try:
        expanded = decompressor.decompress(data, limit)
    except zlib.error:
        raise ValueError("is damaged") from None
    if not decompressor.eof or decompressor.unused_data:
        raise ValueError("is truncated, or too large")
    return expanded


def join_pack(records: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a pack of records, by their names, before it is compressed."""
    listed = list(records)
    index = msgspec.msgpack.encode([(name, len(data)) for name, data in listed])
    head = len(index).to_bytes(_SIZE_BYTES, "big")
    return b"".join((head, index, *(data for _, data in listed)))


def write_pack(records: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a pack of records."""
    return compress(join_pack(records))


def read_pack(data: bytes, limit: int = MAX_BLOB_BYTES) -> Iterator[tuple[str, memoryview]]:
    """Yield the records of a pack with their names; ValueError if it is damaged, or larger than that."""
    yield from split_pack(expand(data, limit))


def split_pack(pack: bytes) -> Iterator[tuple[str, memoryview]]:
    """Yield the records of what ``join_pack`` returned, with their names; ValueError if it is damaged."""
    whole = memoryview(pack)
    end = _SIZE_BYTES + int.from_bytes(whole[:_SIZE_BYTES], "big")
    try:
        index = msgspec.msgpack.decode(whole[_SIZE_BYTES:end], type=_Index)
    except msgspec.DecodeError:
        raise ValueError("is damaged") from None
    for name, length in index:
        record = whole[end : end + length]
        end += length
        if length < 0 or len(record) != length:
            raise ValueError("is truncated")
        yield name, record


def split_records(records: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    """Yield records in groups that are worth one pack each."""
    group: list[tuple[str, bytes]] = []
    size = 0
    for name, data in records:
        group.append((name, data))
        size += len(data)
        if size >= PACK_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group
