"""The cache directory of one site -> what the last build knew, as far as it may be believed."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.book import Book
from sitegen.cache.recall import Recalled
from sitegen.cache.state import (
    Snapshot,
    State,
    load,
    load_state,
    load_structure,
    save,
    save_state,
    save_structure,
)
from sitegen.cache.store import Store, remove

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.cache.state import FileRecord, Structure
    from sitegen.files import Entry
    from sitegen.inputs import Inputs
    from sitegen.model import Document

CACHE_NAME = ".sitegen-cache"


class Memory:
    """What is remembered of the last build; with ``force``, nothing."""

    def __init__(
        self, folder: Path, engine: str, settings: str, conversion: str, *, force: bool = False
    ) -> None:
        self.folder = folder
        self._engine = engine
        self._settings = settings
        self._conversion = conversion
        found = None if force else load(folder / "snapshot", Snapshot)
        self.snapshot = found if found and found.engine == engine else None
        self._force = force

    def holds(
        self, inputs: Inputs, now: datetime, recorded_at_ns: int, *, but: Callable[[str], bool] | None = None
    ) -> bool:
        """Tell whether nothing that a build reads has changed since the last one.

        ``but`` tells by their paths which files of the content do not count.
        """
        known = self.snapshot
        if known is None or not self._holds_at(known, inputs, now, recorded_at_ns):
            return False
        for name, tree in inputs.trees().items():
            entries, records = tree.entries, known.trees.get(name, {})
            if but and name == "content":
                entries = tuple(entry for entry in entries if not but(entry.path))
                records = {path: record for path, record in records.items() if not but(path)}
            if not _same(entries, records, known.racy_ns):
                return False
        return True

    def _holds_at(self, known: Snapshot, inputs: Inputs, now: datetime, recorded_at_ns: int) -> bool:
        """Tell whether settings and dates are what they were, and the clock ran on."""
        return (
            known.settings == self._settings
            and known.found == inputs.problems
            and known.built_at <= now
            and (known.changes_at is None or now < known.changes_at)
            and recorded_at_ns >= known.recorded_at_ns
        )

    def load_state(self, held: State | None = None) -> State:
        """Return what the last build knew; an empty State where it does not apply.

        ``held`` is what this process itself saved last, and so need not load.
        """
        state = None if self._force else held or self._load()
        if state is None or state.engine != self._engine:
            return self.blank()
        if state.conversion != self._conversion:
            return msgspec.structs.replace(self.blank(), sizes=state.sizes, copied=state.copied)
        if state.settings != self._settings:
            return msgspec.structs.replace(
                state, settings=self._settings, book=Book(), unwritten=(), structure=0
            )
        return state

    def _load(self) -> State | None:
        found = load_state(self.folder)
        if found is None:
            return None
        stored, book = found
        state = State(stored.engine, stored.conversion, stored.settings)
        if (state.engine, state.conversion) == (self._engine, self._conversion):
            state = msgspec.structs.replace(
                state,
                documents=Recalled(Store(self.folder / "documents", stored.places), stored.places),
                bodies=stored.bodies,
                places=stored.places,
                book=book,
                troubled=stored.troubled,
                structure=stored.structure,
            )
        return msgspec.structs.replace(
            state, sizes=stored.sizes, copied=stored.copied, unwritten=stored.unwritten
        )

    def blank(self) -> State:
        """Return a State that knows nothing yet, made by this sitegen with these settings."""
        return State(self._engine, self._conversion, self._settings)

    def records(self, tree: str) -> Mapping[str, FileRecord]:
        """Return the files of a tree as the last build saw them."""
        return self.snapshot.trees.get(tree, {}) if self.snapshot else {}

    @property
    def recorded_at_ns(self) -> int:
        """When the last build looked at the files."""
        return self.snapshot.recorded_at_ns if self.snapshot else 0

    def body_store(self, state: State) -> Store:
        """Return the converted bodies."""
        return Store(self.folder / "bodies", state.bodies)

    def structure(self, state: State) -> Structure | None:
        """Return the structure that the last build had."""
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
        """Remember this build: the snapshot last, since it vouches for the rest; a failed build has none.

        ``old`` is the state that the build began with: only the documents that are ``fresh`` need be
        written, and the structure only if it is another. Return the state as it is now known.
        """
        if not remove(self.folder / "snapshot"):
            return state
        encode = msgspec.json.Encoder().encode
        with closing(Store(self.folder / "documents", old.places)) as documents:
            for path, document in fresh.items():
                documents.add(path, encode(document))
            places = documents.save(state.documents)
        state = msgspec.structs.replace(state, bodies=bodies.save(state.documents), places=places)
        if structure is not None:
            state = msgspec.structs.replace(state, structure=save_structure(self.folder, structure))
        if save_state(self.folder, state) and snapshot:
            save(self.folder / "snapshot", snapshot)
        return state


def _same(entries: tuple[Entry, ...], records: Mapping[str, FileRecord], racy_ns: int) -> bool:
    if len(entries) != len(records):
        return False
    for path, stat in entries:
        record = records.get(path)
        if record is None or record[:4] != tuple(stat) or stat.ctime_ns >= racy_ns:
            return False
    return True
