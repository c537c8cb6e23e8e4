"""A Result <-> the bytes of its entry in a store, signed where there is a key.

A Bazel cache checks that what is stored as an action's result is an `ActionResult`, a message of protocol
buffers. So an entry is one with a single field, `stdout_raw`, which holds our record.
"""

from __future__ import annotations

import hmac

import msgspec

from sitegen.store.model import Result

#: Larger entries aren't read.
MAX_ENTRY_BYTES = 4 << 20
_STDOUT_RAW = b"\x2a"  #: field 5, bytes
_MAX_VARINT_BYTES = 5


class _Record(msgspec.Struct, array_like=True):
    action: str  #: an entry that is moved to another action isn't believed
    result: Result


class _Sealed(msgspec.Struct, array_like=True):
    signature: bytes  #: HMAC-SHA256 of the record; empty without a key
    record: bytes


def encode_entry(action: str, result: Result, key: bytes) -> bytes:
    """Return the bytes of an entry; ``key`` signs it unless it is empty."""
    record = msgspec.msgpack.encode(_Record(action, result))
    sealed = msgspec.msgpack.encode(_Sealed(_sign(record, key), record))
    return _STDOUT_RAW + _encode_varint(len(sealed)) + sealed


def decode_entry(data: bytes, action: str, key: bytes) -> Result:
    """Return the Result in the bytes of an entry; ValueError says why it can't be believed."""
    if len(data) > MAX_ENTRY_BYTES:
        raise ValueError("is too large")
    if not data.startswith(_STDOUT_RAW):
        raise ValueError("isn't an entry of sitegen")
    try:
        sealed = msgspec.msgpack.decode(_skip_varint(memoryview(data)[1:]), type=_Sealed)
        if not hmac.compare_digest(sealed.signature, _sign(sealed.record, key)):
            raise ValueError("has a wrong signature" if key else "is signed, but SITEGEN_CACHE_KEY isn't set")
        record = msgspec.msgpack.decode(sealed.record, type=_Record)
    except (msgspec.DecodeError, RecursionError):
        raise ValueError("is damaged") from None
    if record.action != action:
        raise ValueError("belongs to another action")
    return record.result


def _sign(record: bytes, key: bytes) -> bytes:
    return hmac.digest(key, record, "sha256") if key else b""


def _encode_varint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes((low | 0x80,)) + _encode_varint(rest) if rest else bytes((low,))


def _skip_varint(data: memoryview) -> memoryview:
    """Return what follows the length at the beginning; msgspec checks that it is whole."""
    for at, byte in enumerate(data[:_MAX_VARINT_BYTES]):
        if not byte & 0x80:
            return data[at + 1 :]
    return data[:0]
