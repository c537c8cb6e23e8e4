"""A shared store -> the cache of a build that has none, and outputs that it doesn't have to render.

The result looks as if this machine had done the last build. So everything that an incremental build compares
is compared: sources by their digests, answers by theirs. What can't be restored is made.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.snapshot import Snapshot, load, save
from sitegen.cache.store import remove
from sitegen.core.problems import ProblemError
from sitegen.publish.manifest import File
from sitegen.resources.picture_store import is_index, is_picture
from sitegen.sharing.errand import ALIVE, END, Errand, Message
from sitegen.sharing.manifest import (
    FOLDER,
    RESTORED_SNAPSHOT,
    Chunk,
    Pack,
    SharedBuild,
    StoredBuild,
    find_packs,
    load_stored,
    read_manifest,
    save_stored,
)
from sitegen.sharing.soundness import check_cache
from sitegen.sources import digest
from sitegen.sources.reading import digest_content
from sitegen.store import call_each, expand, split_pack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.cache.cache import Identity
    from sitegen.cache.snapshot import FileRecord
    from sitegen.cache.trace_table import OutputTrace
    from sitegen.core.folder import Folder
    from sitegen.sharing.errand import Report
    from sitegen.sharing.settings import SharedCache
    from sitegen.sources.inputs import Inputs, Tree
    from sitegen.store import Store

_STATE = "state"
_PICTURES = "pictures"
_PACK = "pack"
_WRITING = "writing"  #: files of a cache that haven't been checked yet
#: A stat that no file has: a record with it means that the file has changed.
_CHANGED: FileRecord = (-1, 0, 0, 0, "")


class Restoration:
    """What a build gets from a store. Close it when the build ends."""

    def __init__(self, shared: SharedCache, folder: Folder, actions: tuple[str, ...], seconds: float) -> None:
        """Begin; ``folder`` is that of the cache, which is locked. Wait for ``seconds`` at the most."""
        self._folder = folder
        self._location = shared.location
        remove(folder, "snapshot")
        remove(folder, FOLDER)
        fetch = partial(_fetch, folder=folder, actions=actions, location=shared.location)
        self._errand = Errand(shared, fetch, seconds)
        self._build: SharedBuild | None = None
        self._where: dict[str, int] = {}

    def restore_cache(self, identity: Identity, inputs: Inputs, recorded_at_ns: int) -> bool:
        """Return whether the folder has a cache now that belongs to these inputs."""
        if self._adopt_cache(identity, inputs, recorded_at_ns):
            return True
        if any(message.milestone == _WRITING for message in self._errand.messages):
            remove(self._folder, "state")  # it may not have been checked
        return False

    def _adopt_cache(self, identity: Identity, inputs: Inputs, recorded_at_ns: int) -> bool:
        digests = _digest_inputs(inputs)  # while the errand fetches
        if not self._errand.wait_for(_STATE):
            return False
        stored = load_stored(self._folder, self._location)
        snapshot = load(self._folder, RESTORED_SNAPSHOT, Snapshot)
        if stored is None or snapshot is None:
            return False
        self._build = stored.build
        self._errand.wait_for(_PICTURES)  # pictures that can't be fetched are made
        trees = {
            name: _match(snapshot.trees.get(name, {}), stored.build.inputs.get(name, {}), digests[name], tree)
            for name, tree in inputs.trees().items()
        }
        adopted = msgspec.structs.replace(
            snapshot, site=identity.site, trees=trees, recorded_at_ns=recorded_at_ns
        )
        return save(self._folder, "snapshot", adopted)

    def complete(self, published: Mapping[str, File]) -> Mapping[str, File]:
        """Return the published files, and the restored outputs as if they were published."""
        self._errand.wait_for(END)
        if self._build is None:
            return published
        packs = self._build.packs
        arrived = {message.number for message in self._errand.messages if message.milestone == _PACK}
        self._where = {
            path: number for path, number in find_packs(self._build.packs).items() if number in arrived
        }
        files = {
            path: File(0, 0, 0, 0, 0, packs[number].digests[path]) for path, number in self._where.items()
        }
        return {**published, **files}

    def list_absent(self, entries: Iterable[OutputTrace], published: Mapping[str, File]) -> set[str]:
        """Return the valid outputs that aren't published yet."""
        return {
            output
            for entry in entries
            if (output := entry.target.output) in self._where
            and ((file := published.get(output)) is None or file.digest != entry.digest)
        }

    def read(self, outputs: Collection[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the path and bytes of outputs that `list_absent` returned."""
        for number in sorted({self._where[output] for output in outputs}):
            for path, data in split_pack(self._folder.read(_name_pack(number))):
                if path in outputs and self._where[path] == number:
                    yield path, bytes(data)

    @property
    def trouble(self) -> tuple[str, ...]:
        """What was wrong with the store or its content."""
        return self._errand.trouble

    @property
    def seconds_left(self) -> float:
        """How much longer the build may wait for the store."""
        return self._errand.seconds_left

    @property
    def has_failed(self) -> bool:
        """Whether the store couldn't be used at all; otherwise, what is wrong in it may be written again."""
        return self._errand.has_failed

    def close(self) -> None:
        """End what still runs, and remove what only this build needed."""
        self._errand.close()
        remove(self._folder, FOLDER)


def _digest_inputs(inputs: Inputs) -> dict[str, dict[str, str]]:
    """Return by tree and path the digests of all files; without those that can't be read."""
    digests: dict[str, dict[str, str]] = {}
    for name, tree in inputs.trees().items():
        digests[name] = {}
        for entry in tree.entries:
            with suppress(ProblemError):  # a build that reads it reports it
                digests[name][entry.path] = digest_content(tree.source(entry.path))
    return digests


def _match(
    before: Mapping[str, FileRecord],
    stored: Mapping[str, str],
    digests: Mapping[str, str],
    tree: Tree,
) -> dict[str, FileRecord]:
    """Return the records of a tree as if the last build had seen it here."""
    records = dict.fromkeys(before, _CHANGED)
    for entry in tree.entries:
        path = entry.path
        if path in before and path in digests and stored.get(path) == digests[path]:
            records[path] = (*entry.stat, before[path][4])
    return records


def _fetch(store: Store, report: Report, *, folder: Folder, actions: tuple[str, ...], location: str) -> None:
    """Fetch the last build under one of some actions into the folder of a cache, its outputs last."""
    builds = ((action, read_manifest(store, result)) for action in actions if (result := store.find(action)))
    action, build = next(((action, build) for action, build in builds if build), ("", None))
    if build is None:
        return
    report(Message(_WRITING))
    try:
        for name, chunks in build.files.items():
            parts = call_each(partial(_expand_chunk, store), chunks)
            path = RESTORED_SNAPSHOT if name == "snapshot" else name
            _write(folder, path, parts, report)
        check_cache(folder)
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as fault:  # or of msgspec
        store.doubts.append(f"a build in it {fault}")
        return
    save_stored(folder, StoredBuild(location, actions if action == actions[0] else (), build))
    report(Message(_STATE))
    _fetch_pictures(store, report, folder, build.pictures)
    report(Message(_PICTURES))
    for number, data in enumerate(call_each(partial(_expand_pack, store), build.packs)):
        report(ALIVE)
        if data is not None:
            folder.write(_name_pack(number), data)
            report(Message(_PACK, number))


def _fetch_pictures(store: Store, report: Report, folder: Folder, packs: Sequence[Pack]) -> None:
    """Fetch pictures into the folder of a cache. A build checks each that it uses by its digest."""
    where = find_packs(packs)
    for number, data in enumerate(call_each(partial(_expand_pack, store), packs)):
        report(ALIVE)
        for path, record in split_pack(data) if data is not None else ():
            if where.get(path) == number and (is_picture(path) or is_index(path)):
                folder.write(path, bytes(record))


def _expand_chunk(store: Store, chunk: Chunk) -> bytes:
    """Return the bytes of a part of a file; ValueError if it is missing."""
    data = store.get(chunk.blob)
    try:
        expanded = None if data is None else expand(data, chunk.size)
    except ValueError:
        expanded = None
    if expanded is None:
        raise ValueError(f"lacks the blob {chunk.blob.digest[:12]}, which is missing or damaged")
    return expanded


def _expand_pack(store: Store, pack: Pack) -> bytes | None:
    """Return the bytes of a pack; None if it is missing, or doesn't hold exactly what it should."""
    data = store.get(pack.blob)
    if data is None:
        return None
    with suppress(ValueError):
        expanded = expand(data, pack.size)
        if pack.digests == {path: digest(bytes(record)) for path, record in split_pack(expanded)}:
            return expanded
    store.doubts.append(f"the blob {pack.blob.digest[:12]} holds something else")
    return None


def _write(folder: Folder, name: str, parts: Iterable[bytes], report: Report) -> None:
    """Write a file part by part, in place of any other."""
    parent = name.rpartition("/")[0]
    if parent:
        folder.enter(parent, create=True).close()
    folder.remove(name)
    with os.fdopen(folder.open_file(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        for part in parts:
            report(ALIVE)
            file.write(part)


def _name_pack(number: int) -> str:
    return f"{FOLDER}/{number}"
