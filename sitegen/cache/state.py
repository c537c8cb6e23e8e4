"""What a build that has something to do starts from, as the last one saved it."""

from __future__ import annotations

import os
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.amendment import Amendment, amend, describe_saved, make_amendment, note_changes
from sitegen.cache.snapshot import CHECKSUM_BYTES, load, read_checked, save, write, write_checked
from sitegen.cache.store import FileRange
from sitegen.cache.trace_table import StoredTraces, TraceTable
from sitegen.core.model import Document
from sitegen.core.problems import Problem
from sitegen.html.references import Findings
from sitegen.site.skeleton import Frame
from sitegen.site.values import Size

if TYPE_CHECKING:
    from sitegen.core.folder import Folder


class Structure(msgspec.Struct, array_like=True):
    """Everything that doesn't depend on bodies: it stays the same while only bodies change."""

    frame: Frame
    problems: tuple[Problem, ...]  #: those of planning


class State(msgspec.Struct):
    """What a build that has something to do starts from."""

    engine: str
    conversion: str  #: digest of the configuration that conversion depends on
    settings: str
    documents: Mapping[str, Document] = {}
    bodies: Mapping[str, FileRange] = {}  #: where each is in the file of bodies
    places: Mapping[str, FileRange] = {}  #: where each document is in the file of documents
    sizes: dict[str, Size] = {}  #: path of an image -> its size
    copied: dict[str, Findings] = {}  #: path of a file that is copied -> what is in it
    traces: TraceTable = msgspec.field(default_factory=TraceTable)
    unwritten: tuple[str, ...] = ()  #: documents that changed for a build that failed: the traces are older
    problem_paths: tuple[str, ...] = ()  #: documents with Problems
    diagram_paths: tuple[str, ...] = ()  #: documents with diagrams
    including: dict[str, tuple[str, ...]] = {}  #: document -> paths of the files that it includes
    structure: int = 0  #: checksum of the structure that belongs to the traces; 0 without one
    generation: str = ""  #: a new one each time that it is saved


class StoredState(msgspec.Struct, array_like=True):
    """A State as it is saved, without its documents and its traces, which have files of their own."""

    engine: str
    conversion: str
    settings: str
    bodies: dict[str, FileRange]
    places: dict[str, FileRange]
    sizes: dict[str, Size]
    copied: dict[str, Findings]
    unwritten: tuple[str, ...]
    problem_paths: tuple[str, ...]
    diagram_paths: tuple[str, ...]
    including: dict[str, tuple[str, ...]]
    structure: int
    traces: int  #: checksum of the traces that belong to it
    amendment: int  #: checksum of what has changed in them since; 0 if nothing has
    generation: str


def load_state(folder: Folder) -> tuple[StoredState, TraceTable] | None:
    """Return the state that was saved last, without its documents; None if it is missing or damaged."""
    body = read_checked(folder, "state")
    if body is None:
        return None
    try:
        data = folder.read("traces")
    except OSError:
        return None
    try:
        stored = msgspec.msgpack.decode(body, type=StoredState)
        if zlib.crc32(data) != stored.traces:
            return None
        traces = TraceTable(msgspec.msgpack.decode(data, type=StoredTraces))
        traces.saved = describe_saved(traces, stored.traces)
        return (stored, traces) if not stored.amendment or _amend(folder, traces, stored.amendment) else None
    except msgspec.DecodeError:  # undamaged but of another shape: another version wrote it
        return None


def _amend(folder: Folder, traces: TraceTable, checksum: int) -> bool:
    """Bring traces up to date with the amendment of this checksum; return whether it was there."""
    try:
        data = folder.read("amendment")
    except OSError:
        return False
    if traces.saved is None or zlib.crc32(data) != checksum:
        return False
    amendment = msgspec.msgpack.decode(data, type=Amendment)
    outputs = (*amendment.lost_outputs, *(entry.target.output for entry in amendment.entries))
    traces.saved = note_changes(traces.saved, amendment.changed, outputs)
    amend(traces, amendment)
    return True


def _save_traces(folder: Folder, traces: TraceTable) -> tuple[int, int] | None:
    """Save traces, or what has changed in them; return both checksums, or None if it failed."""
    amendment = make_amendment(traces, traces.saved) if traces.saved else None
    if traces.saved and amendment:
        data = msgspec.msgpack.encode(amendment)  # neither holds a date
        return (traces.saved.checksum, zlib.crc32(data)) if write(folder, "amendment", data) else None
    data = msgspec.msgpack.encode(traces.record())
    traces.saved = None
    if not write(folder, "traces", data):
        return None
    traces.saved = describe_saved(traces, zlib.crc32(data))
    return traces.saved.checksum, 0


def save_state(folder: Folder, state: State) -> bool:
    """Save what `load_state` returns; return whether that worked. The store saves the documents."""
    checksums = _save_traces(folder, state.traces)
    if checksums is None:
        return False
    stored = StoredState(
        engine=state.engine,
        conversion=state.conversion,
        settings=state.settings,
        bodies=dict(state.bodies),
        places=dict(state.places),
        sizes=state.sizes,
        copied=state.copied,
        unwritten=state.unwritten,
        problem_paths=state.problem_paths,
        diagram_paths=state.diagram_paths,
        including=state.including,
        structure=state.structure,
        traces=checksums[0],
        amendment=checksums[1],
        generation=state.generation,
    )
    return write_checked(folder, "state", msgspec.msgpack.encode(stored))


def load_structure(folder: Folder, checksum: int) -> Structure | None:
    """Return the structure with this checksum, or None when it is missing or damaged."""
    return load(folder, "structure", Structure) if checksum and _checksum(folder) == checksum else None


def save_structure(folder: Folder, structure: Structure) -> int:
    """Write a structure; return its checksum, or 0 when it can't be written."""
    return _checksum(folder) if save(folder, "structure", structure) else 0


def _checksum(folder: Folder) -> int:
    """Return the checksum that the structure begins with; 0 if the file is missing."""
    try:
        with os.fdopen(folder.open_file("structure"), "rb", buffering=0) as file:
            return int.from_bytes(file.read(CHECKSUM_BYTES), "big")
    except OSError:
        return 0
