"""What one build has in a store: the files of its cache, the digests of its inputs, its outputs in packs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.store import Blob, Result, compress, digest_action, expand
from sitegen.store.packs import MAX_BLOB_BYTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.cache.cache import Identity
    from sitegen.config import Config
    from sitegen.core.folder import Folder
    from sitegen.store import Store

#: The files of a cache that are data; the snapshot is last, since it means that the rest is valid. One that
#: is missing, as an amendment may be, has no parts.
FILES = ("documents", "bodies", "traces", "amendment", "structure", "state", "snapshot")
#: In the cache's folder: the outputs that a build restores, until it ends.
FOLDER = "shared"
RESTORED_SNAPSHOT = f"{FOLDER}/snapshot"
#: The most that is restored of one build.
_MAX_BYTES = 20 << 30
_FORMAT = "build 2"
_BLOB = "manifest"
#: In the cache's folder: the record of what was stored or restored last.
STORED = "stored"


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """A part of a file."""

    blob: Blob  #: compressed
    size: int  #: bytes, expanded
    digest: str  #: of the part, expanded


class Pack(msgspec.Struct, frozen=True, array_like=True):
    """Some outputs or pictures in one blob."""

    blob: Blob  #: compressed
    size: int  #: bytes, expanded
    digests: dict[str, str]  #: of its records, by path


class SharedBuild(msgspec.Struct, frozen=True, array_like=True):
    """One build. Paths in it are only compared with those of the build that reads it."""

    files: dict[str, tuple[Chunk, ...]]  #: by name
    inputs: dict[str, dict[str, str]]  #: tree -> path -> digest of the bytes
    packs: tuple[Pack, ...]  #: of outputs; if two have the same path, the later one is valid
    pictures: tuple[Pack, ...] = ()  #: of files of the cache, in the same way


def find_packs(packs: Sequence[Pack]) -> dict[str, int]:
    """Return by path of each record the number of its pack."""
    return {path: number for number, pack in enumerate(packs) for path in pack.digests}


class StoredBuild(msgspec.Struct, frozen=True, array_like=True):
    """What a store has of the last build that was restored from it or stored in it."""

    location: str
    actions: tuple[str, ...]
    build: SharedBuild


def save_stored(folder: Folder, stored: StoredBuild) -> None:
    """Save the record in the folder of a cache."""
    folder.write(STORED, msgspec.msgpack.encode(stored))


def load_stored(folder: Folder, location: str) -> StoredBuild | None:
    """Return the record about the store at a location."""
    try:
        stored = msgspec.msgpack.decode(folder.read(STORED), type=StoredBuild)
    except (OSError, msgspec.DecodeError):
        return None
    return stored if stored.location == location else None


def name_actions(identity: Identity, config: Config) -> tuple[str, str]:
    """Return the digests of a build of these settings, and of one of which only conversions are of use.

    Code, configuration and options are in both. What is built isn't: the last build under one of them is a
    start for the next, which compares each source and each answer.
    """
    about = (identity.engine, identity.conversion)
    return (
        digest_action(_FORMAT, *about, identity.settings),
        digest_action(_FORMAT, *about, "", config.base_url, config.title),
    )


def read_manifest(store: Store, result: Result) -> SharedBuild | None:
    """Return the build that a result names; None, and a doubt of the store, if it isn't sound."""
    blob = result.blobs.get(_BLOB)
    data = store.get(blob) if blob else None
    if data is None:
        return None
    try:
        build = msgspec.msgpack.decode(expand(data), type=SharedBuild)
        _check(build)
    except (ValueError, RecursionError) as fault:
        store.doubts.append(f"the list of a build {fault}")
        return None
    return build


def put_manifest(store: Store, build: SharedBuild, actions: tuple[str, ...]) -> None:
    """Store a build under its actions."""
    blob = store.put(compress(msgspec.msgpack.encode(build)))
    store.record_all((action, Result({_BLOB: blob})) for action in actions)


def _check(build: SharedBuild) -> None:
    """Raise ValueError for impossible sizes, and for names that aren't ours."""
    chunks = [chunk for parts in build.files.values() for chunk in parts]
    sizes = [part.size for part in chunks] + [pack.size for pack in (*build.packs, *build.pictures)]
    if build.files.keys() != set(FILES):
        raise ValueError("names other files")
    if any(not 0 <= size <= MAX_BLOB_BYTES for size in sizes):
        raise ValueError("has parts that are too large")
    if sum(sizes) > _MAX_BYTES:
        raise ValueError("is too large")
