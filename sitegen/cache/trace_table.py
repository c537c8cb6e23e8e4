"""The trace table: what each output of a build asked, and a digest of each answer, stored in columns.

A site of 10,000 posts asks 175,000 questions, nearly all of them for one attribute of one page. Columns
of numbers are read and written in one step. With tuples of strings, each build would spend a tenth of a
second on creating values that it never looks at.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from contextlib import suppress
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.core.problems import Problem
from sitegen.plan.target import Target
from sitegen.site.questions import PageAttribute, Question

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from sitegen.cache.amendment import SavedTable

#: The length of a digest of an answer, in bytes.
DIGEST_SIZE = 12


class OutputTrace(msgspec.Struct, array_like=True):
    """One output of the last build."""

    target: Target
    digest: str  #: of the bytes
    asked: bytes  #: rows of its questions in the trace table, 32 bits each
    problems: tuple[Problem, ...]  #: warnings

    @property
    def rows(self) -> memoryview[int]:
        """The rows of its questions."""
        return memoryview(self.asked).cast("I")


#: Up to this many rows are searched for as bytes in the questions of all entries at once.
_FEW_ROWS = 50
#: Up to this many numbers, `array.index` for each is faster than a loop over the array.
_FEW = 8


def _find_all(numbers: array[int], wanted: int) -> Iterator[int]:
    """Yield every index of a number."""
    row = -1
    with suppress(ValueError):
        while True:
            row = numbers.index(wanted, row + 1)
            yield row


class Fingerprints(NamedTuple):
    """Digests of what the answers depend on."""

    group_digests: dict[str, str]  #: dependency group -> digest of what its answers depend on
    interfaces: dict[str, bytes]  #: id of a page -> digest of what other pages can see of it


def find_askers(entries: Sequence[OutputTrace], rows: AbstractSet[int]) -> set[int]:
    """Return the numbers of the entries that ask one of these questions."""
    if len(rows) > _FEW_ROWS:
        return {number for number, entry in enumerate(entries) if not rows.isdisjoint(entry.rows)}
    asked = b"".join([entry.asked for entry in entries])
    ends = list(accumulate([len(entry.asked) for entry in entries]))
    askers = set()
    for row in rows:
        packed = array("I", (row,)).tobytes()
        offset = asked.find(packed)
        while offset >= 0:
            if offset % len(packed) == 0:  # otherwise it's the end of one number and the start of the next
                askers.add(bisect_right(ends, offset))
            offset = asked.find(packed, offset + 1)
    return askers


class StoredTraces(msgspec.Struct, array_like=True):
    """A TraceTable as it is saved; numbers are in the machine's byte order."""

    names: list[str] = []
    attributes: list[str] = []
    others: list[Question] = []
    other_rows: bytes = b""
    kinds: bytes = b""
    subjects: bytes = b""
    digests: bytes = b""
    group_digests: dict[str, str] = {}
    interfaces: dict[str, bytes] = {}
    entries: list[OutputTrace] = []
    amended: int = 0


class TraceTable:
    """Every question of the last build with the digest of its answer, and which outputs asked it.

    Each question has a row, numbered from 0, with a kind, a subject and the digest of the answer. Kind 0 is
    ``others[subject]``; kind n asks for ``attributes[n - 1]`` of the page ``names[subject]``.
    """

    def __init__(self, record: StoredTraces | None = None) -> None:
        record = record or StoredTraces()
        self._names = list(record.names)
        self._attributes = list(record.attributes)
        self._others = list(record.others)
        self._kinds = array("H", record.kinds)
        self._subjects = array("I", record.subjects)
        self._digests = bytearray(record.digests)
        self.fingerprints = Fingerprints(record.group_digests, record.interfaces)
        self.entries = record.entries
        self.amended = record.amended  #: small builds since unused questions were last dropped
        self._name_numbers: dict[str, int] | None = None
        self._other_rows = array("I", record.other_rows)  # in the order of ``_others``
        self.saved: SavedTable | None = None  #: what changed since it was last saved as a whole

    def __len__(self) -> int:
        return len(self._kinds)

    def record(self) -> StoredTraces:
        """Return the table in the form that is saved."""
        return StoredTraces(
            self._names,
            self._attributes,
            self._others,
            self._other_rows.tobytes(),
            self._kinds.tobytes(),
            self._subjects.tobytes(),
            bytes(self._digests),
            *self.fingerprints,
            self.entries,
            self.amended,
        )

    def copy(self) -> TraceTable:
        """Return a table that can be changed while this one stays as it is."""
        twin = TraceTable()
        twin._names, twin._attributes, twin._others = self._names[:], self._attributes[:], self._others[:]
        twin._other_rows, twin._kinds, twin._subjects = self._other_rows[:], self._kinds[:], self._subjects[:]
        twin._digests = self._digests[:]
        twin.fingerprints, twin.entries, twin.amended = self.fingerprints, self.entries[:], self.amended
        twin.saved = self.saved
        return twin

    def sizes(self) -> tuple[int, int, int, int]:
        """Return how many names, attributes, other questions and rows there are."""
        return len(self._names), len(self._attributes), len(self._others), len(self)

    def added_since(
        self, sizes: tuple[int, int, int, int]
    ) -> tuple[list[str], list[str], list[Question], bytes, bytes, bytes, bytes]:
        """Return what `extend` must add to a table that had these sizes."""
        names, attributes, others, rows = sizes
        return (
            self._names[names:],
            self._attributes[attributes:],
            self._others[others:],
            self._other_rows[others:].tobytes(),
            self._kinds[rows:].tobytes(),
            self._subjects[rows:].tobytes(),
            bytes(self._digests[rows * DIGEST_SIZE :]),
        )

    def extend(
        self,
        names: Iterable[str],
        attributes: Iterable[str],
        others: Iterable[Question],
        other_rows: bytes,
        kinds: bytes,
        subjects: bytes,
        digests: bytes,
    ) -> None:
        """Add questions, as `added_since` returns them."""
        self._names += names
        self._attributes += attributes
        self._others += others
        self._other_rows.frombytes(other_rows)
        self._kinds.frombytes(kinds)
        self._subjects.frombytes(subjects)
        self._digests += digests
        self._name_numbers = None

    def question(self, row: int) -> Question:
        """Return the question in a row."""
        kind, subject = self._kinds[row], self._subjects[row]
        if not kind:
            return self._others[subject]
        return PageAttribute(self._names[subject], self._attributes[kind - 1])

    def digest_at(self, row: int) -> bytes:
        """Return the digest of the answer in a row."""
        return bytes(self._digests[row * DIGEST_SIZE : (row + 1) * DIGEST_SIZE])

    def set_digest(self, row: int, answer_digest: bytes) -> None:
        """Replace the digest of the answer in a row."""
        self._digests[row * DIGEST_SIZE : (row + 1) * DIGEST_SIZE] = answer_digest

    def add(self, question: Question, answer_digest: bytes) -> int:
        """Add a question that isn't in the table; return its row."""
        if type(question) is PageAttribute:
            self._kinds.append(self._kind(question.name))
            self._subjects.append(self._number(question.id))
        else:
            self._other_rows.append(len(self._kinds))
            self._kinds.append(0)
            self._subjects.append(len(self._others))
            self._others.append(question)
        self._digests += answer_digest
        return len(self._kinds) - 1

    def about(self, ids: Collection[str]) -> list[int]:
        """Return the rows of the questions for attributes of these pages."""
        if not ids:
            return []
        numbers = self._numbers
        subjects = {numbers[id_] for id_ in ids if id_ in numbers}
        kinds = self._kinds
        if len(subjects) <= _FEW:
            rows = (row for subject in subjects for row in _find_all(self._subjects, subject))
            return [row for row in rows if kinds[row]]
        return [row for row, subject in enumerate(self._subjects) if subject in subjects and kinds[row]]

    def attribute(self, row: int) -> str:
        """Return the attribute that the question in a row asks for; "" if it asks for something else."""
        kind = self._kinds[row]
        return self._attributes[kind - 1] if kind else ""

    def asking(self, attributes: Collection[str]) -> list[int]:
        """Return the rows of the questions for these attributes of any page."""
        wanted = {kind for kind, name in enumerate(self._attributes, 1) if name in attributes}
        return [row for row, one in enumerate(self._kinds) if one in wanted]

    def others(self) -> Iterator[tuple[int, Question]]:
        """Return the questions that aren't for an attribute of a page, with their rows."""
        return zip(self._other_rows, self._others, strict=True)

    def find_rows(self, questions: Iterable[Question]) -> dict[Question, int]:
        """Return the rows of those of these questions that are in the table."""
        wanted = set(questions)
        if not len(self) or not wanted:
            return {}
        rows = self.about({question.id for question in wanted if type(question) is PageAttribute})
        rows_by_question = {question: row for row in rows if (question := self.question(row)) in wanted}
        rows_by_question.update((question, row) for row, question in self.others() if question in wanted)
        return rows_by_question

    @property
    def _numbers(self) -> dict[str, int]:
        if self._name_numbers is None:
            self._name_numbers = {name: number for number, name in enumerate(self._names)}
        return self._name_numbers

    def _number(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        return number

    def _kind(self, attribute: str) -> int:
        if attribute not in self._attributes:
            self._attributes.append(attribute)
        return self._attributes.index(attribute) + 1
