"""A finished build -> a shared store: the files of its cache, and its outputs in packs.

Blobs come first and the entry that names them last, so a reader finds a whole build or none. What an earlier
build has stored isn't stored again: the parts of a file that only grew, and packs with enough in use.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sitegen.cache.snapshot import Snapshot, is_settled, load
from sitegen.cache.state import load_state
from sitegen.core.problems import ProblemError
from sitegen.resources.picture_store import list_pictures
from sitegen.sharing.errand import END, Errand
from sitegen.sharing.manifest import (
    FILES,
    STORED,
    Chunk,
    Pack,
    SharedBuild,
    StoredBuild,
    find_packs,
    load_stored,
    put_manifest,
    save_stored,
)
from sitegen.sources import digest
from sitegen.sources.reading import digest_content
from sitegen.store import call_each, compress, join_pack, split_records
from sitegen.store.packs import PACK_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sitegen.core.folder import Folder
    from sitegen.sharing.errand import Report
    from sitegen.sharing.settings import SharedCache
    from sitegen.sources.inputs import Inputs
    from sitegen.store import Blob, Store

#: A build is stored when at least one in this many of its outputs isn't: others make those few faster.
_FEW = 50
#: Packs with a smaller part in use are written again.
_LEAST_IN_USE = 0.5


class Filling(NamedTuple):
    """The parts of a build that are stored."""

    folder: Folder  #: of its cache
    actions: tuple[str, ...]
    read: Callable[[str], bytes]  #: a published file, by path
    inputs: Inputs
    renews: bool = False  #: something in the store is damaged, so nothing is reused


def is_worth_storing(folder: Folder, rendered: int, outputs: int) -> bool:
    """Return whether a build made so much that others should get it, or nothing was stored from here before.

    A machine that begins with nothing renders all in which the store differs, so there this is the whole
    difference.
    """
    return rendered * _FEW >= outputs or not folder.is_file(STORED)


def fill_store(shared: SharedCache, filling: Filling, seconds: float) -> tuple[str, ...]:
    """Store a build within some seconds; return what was wrong with the store."""
    errand = Errand(shared, partial(_fill, filling=filling, location=shared.location), seconds)
    try:
        errand.wait_for(END)
    finally:
        errand.close()
    return errand.trouble


def _fill(store: Store, _: Report, *, filling: Filling, location: str) -> None:
    folder = filling.folder
    loaded, snapshot = load_state(folder), load(folder, "snapshot", Snapshot)
    if loaded is None or snapshot is None or loaded[0].generation != snapshot.generation:
        return
    outputs = {entry.target.output: entry.digest for entry in loaded[1].entries}
    last = None if filling.renews else load_stored(folder, location)
    if last and last.actions == filling.actions and _count_missing(outputs, last.build) * _FEW < len(outputs):
        return
    put = partial(store.put, always=filling.renews)
    old = last.build if last else SharedBuild({}, {}, ())
    packs = _put_packs(store, outputs, old.packs, filling.read, partial(_put_pack, put))
    drawn = {path: digest(folder.read(path)) for path in list_pictures(folder)}
    put_dense = partial(_put_pack, put, is_dense=True)
    pictures = _put_packs(store, drawn, old.pictures, folder.read, put_dense)
    chunks = {chunk.digest: chunk for parts in old.files.values() for chunk in parts}
    put_chunk = partial(_put_chunk, store, put, chunks)
    files = {name: tuple(call_each(put_chunk, _cut(folder, name))) for name in FILES}
    build = SharedBuild(files, _digest_inputs(filling.inputs, snapshot), packs, pictures)
    put_manifest(store, build, filling.actions)
    save_stored(folder, StoredBuild(location, filling.actions, build))


def _count_missing(outputs: Mapping[str, str], build: SharedBuild) -> int:
    """Return how many outputs a store doesn't have."""
    stored = {path: output_digest for pack in build.packs for path, output_digest in pack.digests.items()}
    return sum(stored.get(path) != output_digest for path, output_digest in outputs.items())


def _put_packs(
    store: Store,
    records: Mapping[str, str],
    old: Sequence[Pack],
    read: Callable[[str], bytes],
    put: Callable[[list[tuple[str, bytes]]], Pack],
) -> tuple[Pack, ...]:
    """Store what is missing of some records, which are digests by path; return the packs of all of them."""
    packs = _keep_packs(store, records, old)
    stored = {path: record_digest for pack in packs for path, record_digest in pack.digests.items()}
    fresh = [path for path, record_digest in records.items() if stored.get(path) != record_digest]
    return (*packs, *call_each(put, split_records(_read(read, fresh, records))))


def _keep_packs(store: Store, records: Mapping[str, str], old: Sequence[Pack]) -> list[Pack]:
    """Return the packs that the store still has and of which enough is in use."""
    where = find_packs(old)
    packs = []
    for number, pack in enumerate(old):
        used = sum(
            records.get(path) == record_digest and where[path] == number
            for path, record_digest in pack.digests.items()
        )
        if used and used >= len(pack.digests) * _LEAST_IN_USE and store.has(pack.blob):
            packs.append(pack)
    return packs


def _read(
    read: Callable[[str], bytes], paths: Iterable[str], outputs: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the records that are still what they should be, such as the published outputs."""
    for path in paths:
        with suppress(OSError):  # the published file was removed meanwhile
            data = read(path)
            if digest(data) == outputs[path]:
                yield path, data


def _put_pack(
    put: Callable[[bytes], Blob], group: list[tuple[str, bytes]], *, is_dense: bool = False
) -> Pack:
    joined = join_pack(group)
    return Pack(
        put(compress(joined, is_dense=is_dense)), len(joined), {path: digest(data) for path, data in group}
    )


def _cut(folder: Folder, name: str) -> Iterator[bytes]:
    """Yield the parts of a file, of a fixed size: appending to it leaves its first parts unchanged."""
    with suppress(FileNotFoundError), os.fdopen(folder.open_file(name), "rb") as file:
        while part := file.read(PACK_BYTES):
            yield part


def _put_chunk(store: Store, put: Callable[[bytes], Blob], stored: Mapping[str, Chunk], part: bytes) -> Chunk:
    chunk = stored.get(digest(part))
    if chunk and store.has(chunk.blob):
        return chunk
    return Chunk(put(compress(part)), len(part), digest(part))


def _digest_inputs(inputs: Inputs, snapshot: Snapshot) -> dict[str, dict[str, str]]:
    """Return by tree and path the digests of the files that are still as the build has read them."""
    digests: dict[str, dict[str, str]] = {}
    for name, tree in inputs.trees().items():
        records = snapshot.trees.get(name, {})
        digests[name] = {}
        for entry in tree.entries:
            if not is_settled(entry, records.get(entry.path), snapshot.recorded_at_ns):
                continue
            with suppress(OSError, ProblemError):  # the file was removed meanwhile
                content = digest_content(tree.source(entry.path))
                after = os.stat(tree.path(entry))
                if (after.st_size, after.st_mtime_ns, after.st_ctime_ns, after.st_ino) == entry.stat:
                    digests[name][entry.path] = content
    return digests
