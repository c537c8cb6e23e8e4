"""What a shared store holds: actions and their results, and blobs; how an action gets its digest."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Protocol

import msgspec
from msgspec import Meta


class StoreError(Exception):
    """A store that can't be reached, refuses, or takes too long. A missing entry isn't an error."""


class Table(StrEnum):
    """The two tables, by the names that they have in a Bazel cache."""

    ACTIONS = "ac"  #: digest of an action -> its Result
    BLOBS = "cas"  #: SHA-256 of some bytes -> these bytes


class Blob(msgspec.Struct, frozen=True, array_like=True):
    """Bytes in a store."""

    digest: Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]  #: SHA-256; part of a path
    size: int  #: bytes


class Result(msgspec.Struct, frozen=True, array_like=True):
    """The result of an action: a small record that names blobs."""

    blobs: dict[str, Blob] = {}  #: by what they are
    note: bytes = b""  #: what is too small for a blob


class Backend(Protocol):
    """A place for the two tables; safe to use from several threads. Every method may raise StoreError."""

    def get(self, table: Table, key: str, limit: int) -> bytes | None:
        """Return what has a key, at most ``limit + 1`` bytes of it; None if nothing has."""

    def put(self, table: Table, key: str, data: bytes) -> None:
        """Store bytes under a key, in one step."""

    def has(self, table: Table, key: str) -> bool:
        """Return whether anything has a key."""


def describe_blob(data: bytes) -> Blob:
    """Return the digest and size of some bytes."""
    return Blob(sha256(data).hexdigest(), len(data))


def digest_action(kind: str, *parts: str | bytes) -> str:
    """Return the digest of an action: its kind, and everything that its result depends on."""
    digest = sha256()
    for part in (kind, *parts):
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()
