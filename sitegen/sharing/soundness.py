"""A restored cache -> whether a build may read it: data from a store may be crafted to crash builds.

A local cache is only checked for damage, by checksums. What comes from a store has the right checksums
whoever made it, so each record is read once, in the process that fetches, before the build begins with it.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.state import load_state, load_structure
from sitegen.cache.store import Store
from sitegen.cache.trace_table import DIGEST_SIZE
from sitegen.core.model import Body, Document
from sitegen.publish.paths import check_path
from sitegen.site.attributes import PAGE_ATTRIBUTES
from sitegen.site.frame_check import check_frame

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitegen.cache.state import Structure
    from sitegen.cache.trace_table import StoredTraces, TraceTable
    from sitegen.core.folder import Folder


def check_cache(folder: Folder) -> None:
    """Raise ValueError if anything in a restored cache isn't what a build writes."""
    loaded = load_state(folder)
    if loaded is None:
        raise ValueError("can't be read")
    stored, traces = loaded
    _check_traces(traces.record())
    decoders = {
        "documents": (stored.places, msgspec.json.Decoder(Document).decode),
        "bodies": (stored.bodies, msgspec.msgpack.Decoder(Body).decode),
    }
    for name, (ranges, decode) in decoders.items():
        if any(offset < 0 or length < 0 for offset, length, _ in ranges.values()):
            raise ValueError(f"has {name} outside of its file")
        with closing(Store(folder, name, ranges)) as records:
            for path, data in records.all():
                record = decode(data)
                if isinstance(record, Document) and record.path != path:
                    raise ValueError(f"has a document under the name of another: {path}")
    _check_outputs(traces, load_structure(folder, stored.structure), stored.places)


def _check_outputs(traces: TraceTable, structure: Structure | None, documents: Collection[str]) -> None:
    """Raise ValueError for outputs outside of the site, and for a structure that isn't that of any site."""
    outputs = [entry.target.output for entry in traces.entries]
    if structure:
        frame = structure.frame
        check_frame(frame, documents)
        if not {entry.target.node for entry in traces.entries} <= {node.id for node in frame.nodes}:
            raise ValueError("has outputs of pages that it doesn't name")
        outputs += [route.output for route in (*(node.route for node in frame.nodes), *frame.files.values())]
    for output in outputs:
        check_path(output)


def _check_traces(record: StoredTraces) -> None:
    """Raise ValueError for columns of different lengths, and for numbers out of range."""
    kinds, subjects = memoryview(record.kinds).cast("H"), memoryview(record.subjects).cast("I")
    rows = memoryview(record.other_rows).cast("I")
    count = len(kinds)
    lengths = (len(subjects), len(record.digests) // DIGEST_SIZE, len(rows))
    if lengths != (count, count, len(record.others)):
        raise ValueError("has a table of questions with columns of different lengths")
    if not set(record.attributes) <= PAGE_ATTRIBUTES.keys() or max(kinds, default=0) > len(record.attributes):
        raise ValueError("asks for what no page has")
    for kind, subject in zip(kinds, subjects, strict=True):
        if subject >= len(record.names if kind else record.others):
            raise ValueError("asks about pages that it doesn't name")
    asked = (max(entry.rows, default=0) for entry in record.entries)
    if max((*asked, *rows), default=0) >= max(count, 1):
        raise ValueError("has outputs with questions that it doesn't name")
