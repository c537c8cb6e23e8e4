"""What the outputs of a build asked, with a digest of each answer: a table kept in columns.

A site of 10,000 posts asks 175,000 questions, nearly all of them for one attribute of one page. As
columns of numbers they are read and written at once; as tuples of strings, each build would spend a
tenth of a second on making values that it never looks at.
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


#: The length of a digest of an answer, in bytes.
PRINT_SIZE = 12


class Entry(msgspec.Struct, array_like=True):
    """One output of the last build."""

    target: Target
    digest: str  #: of the bytes
    asked: bytes  #: places of its questions in the book, 32 bits each
    problems: tuple[Problem, ...]  #: warnings

    @property
    def places(self) -> memoryview[int]:
        """The places of its questions."""
        return memoryview(self.asked).cast("I")


#: So many places are searched for as bytes in what all entries ask; for more, the places of each are read.
_FEW_PLACES = 50
#: So many numbers are sooner searched for one by one, by C.
_FEW = 8


def _find_all(numbers: array[int], wanted: int) -> Iterator[int]:
    """Yield every place of a number."""
    place = -1
    with suppress(ValueError):
        while True:
            place = numbers.index(wanted, place + 1)
            yield place


class Stock(NamedTuple):
    """What answers are made from, as digests."""

    facets: dict[str, str]  #: facet -> digest of what its answers were made from
    standings: dict[str, bytes]  #: id of a page -> digest of what others notice of it


def find_askers(entries: Sequence[Entry], places: AbstractSet[int]) -> set[int]:
    """Return the numbers of the entries that ask one of these questions."""
    if len(places) > _FEW_PLACES:
        return {number for number, entry in enumerate(entries) if not places.isdisjoint(entry.places)}
    asked = b"".join([entry.asked for entry in entries])
    ends = list(accumulate([len(entry.asked) for entry in entries]))
    askers = set()
    for place in places:
        packed = array("I", (place,)).tobytes()
        offset = asked.find(packed)
        while offset >= 0:
            if offset % len(packed) == 0:  # else it is the end of one number and the start of another
                askers.add(bisect_right(ends, offset))
            offset = asked.find(packed, offset + 1)
    return askers


class Record(msgspec.Struct, array_like=True):
    """A Book as it is written down; numbers are in the machine's own order of bytes."""

    names: list[str] = []
    attributes: list[str] = []
    others: list[Question] = []
    other_places: bytes = b""
    kinds: bytes = b""
    subjects: bytes = b""
    prints: bytes = b""
    facets: dict[str, str] = {}
    standings: dict[str, bytes] = {}
    entries: list[Entry] = []
    amended: int = 0


class Book:
    """Every question of the last build with the digest of its answer, and who asked it.

    A question has a *place*, from 0. At each place stand a kind, a subject and the digest of the answer.
    Kind 0 is ``others[subject]``; kind n asks for ``attributes[n - 1]`` of the page ``names[subject]``.
    """

    def __init__(self, record: Record | None = None) -> None:
        record = record or Record()
        self._names = list(record.names)
        self._attributes = list(record.attributes)
        self._others = list(record.others)
        self._kinds = array("H", record.kinds)
        self._subjects = array("I", record.subjects)
        self._prints = bytearray(record.prints)
        self.stock = Stock(record.facets, record.standings)
        self.entries = record.entries
        self.amended = record.amended  #: small builds since its questions were last sorted out
        self._name_numbers: dict[str, int] | None = None
        self._other_places = array("I", record.other_places)  # in the order of ``_others``

    def __len__(self) -> int:
        return len(self._kinds)

    def record(self) -> Record:
        """Return what is to be written down."""
        return Record(
            self._names,
            self._attributes,
            self._others,
            self._other_places.tobytes(),
            self._kinds.tobytes(),
            self._subjects.tobytes(),
            bytes(self._prints),
            *self.stock,
            self.entries,
            self.amended,
        )

    def question(self, place: int) -> Question:
        """Return the question at a place."""
        kind, subject = self._kinds[place], self._subjects[place]
        if not kind:
            return self._others[subject]
        return PageAttribute(self._names[subject], self._attributes[kind - 1])

    def print_at(self, place: int) -> bytes:
        """Return the digest of the answer to the question at a place."""
        return bytes(self._prints[place * PRINT_SIZE : (place + 1) * PRINT_SIZE])

    def set_print(self, place: int, print_: bytes) -> None:
        """Put down another answer to the question at a place."""
        self._prints[place * PRINT_SIZE : (place + 1) * PRINT_SIZE] = print_

    def add(self, question: Question, print_: bytes) -> int:
        """Put down a question that is not in the book; return its place."""
        if type(question) is PageAttribute:
            self._kinds.append(self._kind(question.name))
            self._subjects.append(self._number(question.id))
        else:
            self._other_places.append(len(self._kinds))
            self._kinds.append(0)
            self._subjects.append(len(self._others))
            self._others.append(question)
        self._prints += print_
        return len(self._kinds) - 1

    def about(self, ids: Collection[str]) -> list[int]:
        """Return the places of the questions for attributes of these pages."""
        if not ids:
            return []
        numbers = self._numbers
        wanted = {numbers[id_] for id_ in ids if id_ in numbers}
        kinds = self._kinds
        if len(wanted) <= _FEW:
            found = (place for number in wanted for place in _find_all(self._subjects, number))
            return [place for place in found if kinds[place]]
        return [place for place, one in enumerate(self._subjects) if one in wanted and kinds[place]]

    def attribute(self, place: int) -> str:
        """Return the attribute that the question at a place is for; "" when it is for none."""
        kind = self._kinds[place]
        return self._attributes[kind - 1] if kind else ""

    def asking(self, attributes: Collection[str]) -> list[int]:
        """Return the places of the questions for these attributes, of whatever page."""
        wanted = {kind for kind, name in enumerate(self._attributes, 1) if name in attributes}
        return [place for place, one in enumerate(self._kinds) if one in wanted]

    def others(self) -> Iterator[tuple[int, Question]]:
        """Return the questions that are not for an attribute of a page, with their places."""
        return zip(self._other_places, self._others, strict=True)

    def locate(self, questions: Iterable[Question]) -> dict[Question, int]:
        """Return the places of those of these questions that are in the book."""
        wanted = set(questions)
        if not len(self) or not wanted:
            return {}
        places = self.about({question.id for question in wanted if type(question) is PageAttribute})
        found = {question: place for place in places if (question := self.question(place)) in wanted}
        found.update((question, place) for place, question in self.others() if question in wanted)
        return found

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
