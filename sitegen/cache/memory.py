"""The cache directory of one site -> what the last build knew, as far as it may be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.bodies import BodyStore
from sitegen.cache.state import FileRecord, Snapshot, State, load, remove, save

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.files import Entry
    from sitegen.inputs import Inputs

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

    def holds(self, inputs: Inputs, now: datetime, recorded_at_ns: int) -> bool:
        """Tell whether nothing that a build reads has changed since the last one."""
        known = self.snapshot
        if known is None or known.settings != self._settings or now < known.built_at:
            return False
        if known.changes_at is not None and known.changes_at <= now:
            return False
        # A file written in the instant in which the last build looked may have changed unseen.
        racy = known.recorded_at_ns - 2_000_000_000
        return (
            all(_same(tree.entries, known.trees.get(name, {}), racy) for name, tree in inputs.trees().items())
            and recorded_at_ns >= known.recorded_at_ns
        )

    def load_state(self, held: State | None = None) -> State:
        """Return what the last build knew; an empty State where it does not apply.

        ``held`` is what this process itself saved last, and so need not load.
        """
        blank = self.blank()
        state = None if self._force else held or load(self.folder / "state", State)
        if state is None or state.engine != self._engine:
            return blank
        if state.conversion != self._conversion:
            return msgspec.structs.replace(blank, sizes=state.sizes)
        if state.settings != self._settings:
            return msgspec.structs.replace(
                blank,
                documents=state.documents,
                bodies=state.bodies,
                sizes=state.sizes,
            )
        return state

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

    def body_store(self, state: State) -> BodyStore:
        """Return the converted bodies."""
        return BodyStore(self.folder / "bodies", state.bodies)

    def save(self, state: State, snapshot: Snapshot | None) -> None:
        """Remember this build: the snapshot last, since it vouches for the rest; a failed build has none."""
        if not remove(self.folder / "snapshot"):
            return
        if save(self.folder / "state", state) and snapshot:
            save(self.folder / "snapshot", snapshot)


def _same(entries: tuple[Entry, ...], records: Mapping[str, FileRecord], racy_ns: int) -> bool:
    if len(entries) != len(records):
        return False
    for path, stat in entries:
        record = records.get(path)
        if record is None or record[:4] != tuple(stat) or stat.ctime_ns >= racy_ns:
            return False
    return True
