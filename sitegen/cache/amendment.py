"""What small builds changed in a trace table since it was last written as a whole: a small file of its own.

The table of 10,000 posts has 12 MB. Writing all of it after each edit of a page took longer than rendering
the page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.trace_table import OutputTrace, TraceTable
from sitegen.site.questions import Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: An amendment that replaces more than one in this many outputs isn't worth keeping apart.
_MUCH = 10


class Amendment(msgspec.Struct, array_like=True):
    """What differs from a saved trace table; numbers are in the machine's byte order."""

    names: list[str] = []  #: this and the next five: what was added at the end
    attributes: list[str] = []
    others: list[Question] = []
    other_rows: bytes = b""
    kinds: bytes = b""
    subjects: bytes = b""
    digests: bytes = b""
    changed: dict[int, bytes] = {}  #: row -> today's digest
    group_digests: dict[str, str] = {}
    interfaces: dict[str, bytes] = {}  #: those that are new or changed
    lost_pages: list[str] = []  #: ids without an interface by now
    entries: list[OutputTrace] = []  #: those that are new or changed
    lost_outputs: list[str] = []
    amended: int = 0


class SavedTable(msgspec.Struct):
    """A trace table as it was last written as a whole, and what has changed since."""

    checksum: int  #: of the file
    sizes: tuple[int, int, int, int]  #: how many names, attributes, other questions and rows it has
    interfaces: dict[str, bytes]
    changed: dict[int, bytes] = {}  #: row -> digest
    outputs: set[str] = set()  #: those whose entries are new, changed or gone


def describe_saved(traces: TraceTable, checksum: int) -> SavedTable:
    """Return what a table that was just saved or loaded is compared with from now on."""
    return SavedTable(checksum, traces.sizes(), traces.fingerprints.interfaces)


def note_changes(saved: SavedTable, changed: Mapping[int, bytes], outputs: Iterable[str]) -> SavedTable:
    """Return the same with the rows and outputs that one more build has changed."""
    rows = saved.sizes[-1]
    old_rows = {row: digest for row, digest in changed.items() if row < rows}
    return msgspec.structs.replace(
        saved, changed=saved.changed | old_rows, outputs=saved.outputs.union(outputs)
    )


def make_amendment(traces: TraceTable, saved: SavedTable) -> Amendment | None:
    """Return what differs from the saved table; None if so much does that it is better saved as a whole."""
    if len(saved.outputs) * _MUCH > len(traces.entries):
        return None
    before, (group_digests, interfaces) = saved.interfaces, traces.fingerprints
    differing = {} if before is interfaces else dict(interfaces.items() - before.items())
    lost_pages = [] if before is interfaces else sorted(before.keys() - interfaces.keys())
    entries: list[OutputTrace] = []
    lost_outputs: list[str] = []
    for output in sorted(saved.outputs):
        of_output = traces.entries[_span(traces.entries, output)]
        entries += of_output
        if not of_output:
            lost_outputs.append(output)
    return Amendment(
        *traces.added_since(saved.sizes),
        saved.changed,
        group_digests,
        differing,
        lost_pages,
        entries,
        lost_outputs,
        traces.amended,
    )


def amend(traces: TraceTable, amendment: Amendment) -> None:
    """Bring a saved table up to date."""
    traces.extend(
        amendment.names,
        amendment.attributes,
        amendment.others,
        amendment.other_rows,
        amendment.kinds,
        amendment.subjects,
        amendment.digests,
    )
    for row, answer_digest in amendment.changed.items():
        traces.set_digest(row, answer_digest)
    interfaces = traces.fingerprints.interfaces
    if amendment.interfaces or amendment.lost_pages:
        lost = set(amendment.lost_pages)
        interfaces = {id_: one for id_, one in interfaces.items() if id_ not in lost} | amendment.interfaces
    traces.fingerprints = traces.fingerprints._replace(
        group_digests=amendment.group_digests, interfaces=interfaces
    )
    traces.entries = replace_entries(traces.entries, amendment.entries, amendment.lost_outputs)
    traces.amended = amendment.amended


def replace_entries(
    entries: Iterable[OutputTrace], fresh: Collection[OutputTrace], lost: Collection[str]
) -> list[OutputTrace]:
    """Return entries, sorted by output, without those of ``lost`` outputs, and with ``fresh`` ones."""
    result = list(entries)
    for output in (*lost, *(entry.target.output for entry in fresh)):
        del result[_span(result, output)]
    for entry in fresh:
        insort(result, entry, key=_output_of)
    return result


def _output_of(entry: OutputTrace) -> str:
    return entry.target.output


def _span(entries: list[OutputTrace], output: str) -> slice:
    """Return where the entries of an output are: usually there is one."""
    return slice(bisect_left(entries, output, key=_output_of), bisect_right(entries, output, key=_output_of))
