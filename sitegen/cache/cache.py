"""The cache directory of one site -> what the last build learned, if it is valid for this one.

Imports that only a build with something to do needs are inside the methods that it calls.
"""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.snapshot import Snapshot, load, save
from sitegen.cache.store import Store, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime

    from sitegen.cache.snapshot import FileRecord
    from sitegen.cache.state import State, Structure
    from sitegen.core.folder import Folder
    from sitegen.core.model import Document
    from sitegen.sources import Entry
    from sitegen.sources.inputs import Inputs

_SNAPSHOT = "snapshot"


class Identity(msgspec.Struct, frozen=True):
    """What identifies a build: a cache is used only by a build with the same identity."""

    engine: str  #: the code that runs
    settings: str  #: digest of the configuration and of the options that shape the output
    conversion: str  #: digest of those that documents depend on
    site: str  #: the folder
    traced: str  #: digest of `[[nav]]` and the commit: other ones change only the pages that show them


class BuildCache:
    """What the last build learned; nothing with ``force``."""

    def __init__(self, folder: Folder, identity: Identity, *, force: bool = False) -> None:
        self.folder = folder
        self.identity = identity
        snapshot = None if force else load(folder, _SNAPSHOT, Snapshot)
        is_ours = snapshot is not None and (snapshot.engine, snapshot.site) == (
            identity.engine,
            identity.site,
        )
        self.snapshot = snapshot if is_ours else None
        self._force = force
        self._changes: tuple[Inputs, Mapping[str, Collection[str]]] | None = None  # of which inputs

    def holds(
        self, inputs: Inputs, now: datetime, recorded_at_ns: int, *, but: Callable[[str], bool] | None = None
    ) -> bool:
        """Return whether nothing that a build reads has changed since the last one.

        ``but`` returns for the path of a content file whether to ignore it.
        """
        snapshot = self.snapshot
        if snapshot is None or not self._holds_at(snapshot, inputs, now, recorded_at_ns):
            return False
        return all(
            but is not None and name == "content" and but(path)
            for name, paths in self.changes(inputs).items()
            for path in paths
        )

    def changes(self, inputs: Inputs) -> Mapping[str, Collection[str]]:
        """Return by tree the paths of the files that are new or gone, or may have changed since."""
        if self._changes is None or self._changes[0] is not inputs:
            before = self.snapshot.racy_ns if self.snapshot else 0
            trees = inputs.trees().items()
            self._changes = (
                inputs,
                {name: _find_changes(tree.entries, self.records(name), before) for name, tree in trees},
            )
        return self._changes[1]

    def _holds_at(self, snapshot: Snapshot, inputs: Inputs, now: datetime, recorded_at_ns: int) -> bool:
        """Return whether settings and dates are the same, and the clock has not been set back."""
        return (
            snapshot.settings == self.identity.settings
            and snapshot.traced == self.identity.traced
            and snapshot.input_problems == inputs.problems
            and snapshot.built_at <= now
            and (snapshot.changes_at is None or now < snapshot.changes_at)
            and recorded_at_ns >= snapshot.recorded_at_ns
        )

    def load_state(self, held: State | None = None) -> State:
        """Return what the last build learned; an empty State if it doesn't apply.

        ``held`` is what this process itself saved last, and so need not load. A snapshot that was saved with
        another state isn't believed from here on: it says of files what this one never saw.
        """
        state = None if self._force else held or self._load()
        if self.snapshot and (state is None or state.generation != self.snapshot.generation):
            self.snapshot = self._changes = None
        if state is None or state.engine != self.identity.engine:
            return self.blank()
        if state.conversion != self.identity.conversion:
            return msgspec.structs.replace(self.blank(), sizes=state.sizes, copied=state.copied)
        if state.settings != self.identity.settings:
            return msgspec.structs.replace(
                state, settings=self.identity.settings, traces=self.blank().traces, unwritten=(), structure=0
            )
        return state

    def _load(self) -> State | None:
        from sitegen.cache.saved_documents import SavedDocuments
        from sitegen.cache.state import State, load_state

        saved = load_state(self.folder)
        if saved is None:
            return None
        stored, traces = saved
        state = State(stored.engine, stored.conversion, stored.settings, generation=stored.generation)
        if (state.engine, state.conversion) == (self.identity.engine, self.identity.conversion):
            state = msgspec.structs.replace(
                state,
                documents=SavedDocuments(Store(self.folder, "documents", stored.places), stored.places),
                bodies=stored.bodies,
                places=stored.places,
                traces=traces,
                problem_paths=stored.problem_paths,
                diagram_paths=stored.diagram_paths,
                including=stored.including,
                structure=stored.structure,
            )
        return msgspec.structs.replace(
            state, sizes=stored.sizes, copied=stored.copied, unwritten=stored.unwritten
        )

    def blank(self) -> State:
        """Return an empty State for this version of sitegen and these settings."""
        from sitegen.cache.state import State

        return State(self.identity.engine, self.identity.conversion, self.identity.settings)

    def records(self, tree: str) -> Mapping[str, FileRecord]:
        """Return the files of a tree as the last build saw them."""
        return self.snapshot.trees.get(tree, {}) if self.snapshot else {}

    @property
    def recorded_at_ns(self) -> int:
        """When the last build scanned the files."""
        return self.snapshot.recorded_at_ns if self.snapshot else 0

    def body_store(self, state: State) -> Store:
        """Return the converted bodies."""
        return Store(self.folder, "bodies", state.bodies)

    def structure(self, state: State) -> Structure | None:
        """Return the structure that the last build had."""
        from sitegen.cache.state import load_structure

        return load_structure(self.folder, state.structure)

    def save(
        self,
        state: State,
        fresh: Mapping[str, Document],
        bodies: Store,
        snapshot: Snapshot | None,
        old: State,
        structure: Structure | None = None,
    ) -> State:
        """Save this build, the snapshot last: it means that the rest is valid. A failed build has none.

        ``old`` is the state that the build began with: only the documents that are ``fresh`` need be
        written, and the structure only if it is another. Return the state as it is now known.
        """
        from sitegen.cache.state import save_state, save_structure

        if not remove(self.folder, _SNAPSHOT):
            return state
        generation = os.urandom(8).hex()
        state = msgspec.structs.replace(state, generation=generation)
        encode = msgspec.json.Encoder().encode
        with closing(Store(self.folder, "documents", old.places)) as documents:
            for path, document in fresh.items():
                documents.add(path, encode(document))
            places = documents.save(state.documents)
        state = msgspec.structs.replace(state, bodies=bodies.save(state.documents), places=places)
        if structure is not None:
            state = msgspec.structs.replace(state, structure=save_structure(self.folder, structure))
        if save_state(self.folder, state) and snapshot:
            save(self.folder, _SNAPSHOT, msgspec.structs.replace(snapshot, generation=generation))
        return state


def _find_changes(
    entries: tuple[Entry, ...], records: Mapping[str, FileRecord], racy_ns: int
) -> Collection[str]:
    recall = records.get
    changed = {
        path
        for path, stat, _ in entries
        if (record := recall(path)) is None or record[:4] != stat or stat.ctime_ns >= racy_ns
    }
    return changed | (records.keys() - {entry.path for entry in entries})
