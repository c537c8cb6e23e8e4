"""Verified traces: the questions that each output asked, and whether today's answers are the same.

Asking every question again would be correct and slow: a site of 10,000 posts asks 200,000. So
questions are grouped by *facet*, the part of the site that their answers are made from; a facet
whose digest is what it was need not be asked. The facets:

    structure   order, sections, terms, addresses of all pages: neighbours, lists, ancestors, related
    links       every address, file and anchor: links and images
    page        one page's own file: its title, date, excerpt, …
    always      the rest (assets, data, layouts, the date): few, and asked each time
"""

from __future__ import annotations

from datetime import UTC, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sitegen.errors import Problem  # noqa: TC001  msgspec reads the annotations at run time
from sitegen.plan import Target  # noqa: TC001  the same
from sitegen.site.answers import STRUCTURE_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.site import Question

TODAY = ("site", "today")
#: A build is small when it renders no more than one output in so many.
_FEW = 50
#: After so many small builds the questions that nobody asks any more are dropped.
_AMENDMENTS = 100
#: Kinds of questions whose answers change with a facet alone.
_NEVER_ALONE = frozenset({"list", "link", "image"})
_encode = msgspec.json.Encoder().encode  # MessagePack would lose the offset of a date


class Entry(msgspec.Struct, array_like=True):
    """One output of the last build."""

    target: Target
    digest: str  #: of the bytes
    asked: list[int]  #: places of its questions in the book
    problems: tuple[Problem, ...]  #: warnings


class Book(msgspec.Struct, array_like=True):
    """Every question of the last build with the digest of its answer, and who asked it."""

    questions: list[tuple[str, ...]] = []
    prints: list[str] = []
    facets: dict[str, str] = {}  #: facet -> digest of what its answers were made from
    entries: list[Entry] = []
    amended: int = 0  #: small builds since its questions were last sorted out


class Witness(Protocol):
    """Who can tell what an answer is today."""

    def fingerprint(self, question: Question) -> Any:
        """Return a value that is equal when the answer is."""

    def facet(self, name: str) -> Any:
        """Return what all answers of a facet are made from."""


def print_of(value: Any) -> str:
    """Return the digest of a plain value."""
    return blake2b(_encode(value), digest_size=12).hexdigest()


def facet_of(question: Question) -> str:
    """Return the facet of a question."""
    match question[0]:
        case "page":
            return "structure" if question[2] in STRUCTURE_ATTRIBUTES else "page"
        case "site" if question == TODAY:
            return "always"
        case "list" | "site":
            return "structure"
        case "link" | "image":
            return "links"
        case _:
            return "always"


def holds_until(book: Book, now: datetime, changes_at: datetime | None) -> datetime | None:
    """Return until when a build holds: the next change by dates, or midnight where the date was asked."""
    if TODAY not in book.questions:
        return changes_at
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight if changes_at is None else min(changes_at, midnight)


def find_stale(book: Book, witness: Witness, changed: Collection[str], facets: Mapping[str, str]) -> set[int]:
    """Return the places of the questions whose answers are no longer the same.

    ``changed`` are the ids of the pages whose own file is new, changed or gone; ``facets`` are today's.
    A page without a file has its title from the structure.
    """
    doubtful = {name for name, print_ in facets.items() if book.facets.get(name) != print_}
    everything = "structure" in doubtful
    stale = set()
    suspects: Iterable[tuple[int, Question]] = enumerate(book.questions)
    if not doubtful:  # an edited text, mostly: the kind of a question tells more cheaply than its facet
        suspects = _of_pages(suspects, changed)
    for place, question in suspects:
        facet = facet_of(question)
        if facet == "page":
            if not everything and question[1] not in changed:
                continue
        elif facet != "always" and facet not in doubtful:
            continue
        if print_of(witness.fingerprint(question)) != book.prints[place]:
            stale.add(place)
    return stale


def _of_pages(
    questions: Iterable[tuple[int, Question]], changed: Collection[str]
) -> Iterator[tuple[int, Question]]:
    """Leave out questions about pages that did not change, and those that a facet alone answers."""
    for place, question in questions:
        kind = question[0]
        if kind == "page":
            if question[1] in changed:
                yield place, question
        elif kind not in _NEVER_ALONE:
            yield place, question


def print_facets(witness: Witness) -> dict[str, str]:
    """Return the digest of all that the answers of each facet are made from."""
    return {name: print_of(witness.facet(name)) for name in ("structure", "links")}


def write_book(
    rendered: Sequence[tuple[Target, str, Sequence[Question], tuple[Problem, ...]]],
    kept: Sequence[Entry],
    old: Book,
    witness: Witness,
    facets: dict[str, str],
) -> Book:
    """Return the book of this build: what was rendered now, and what was kept of the old one."""
    is_small = len(rendered) * _FEW < len(kept) and old.amended < _AMENDMENTS
    book = _amend(old, kept) if is_small else _copy(old, kept)
    wanted = {question for _, _, trace, _ in rendered for question in trace}
    places = {question: place for place, question in enumerate(book.questions) if question in wanted}
    for question, place in places.items():
        book.prints[place] = print_of(witness.fingerprint(question))
    for target, digest, trace, problems in rendered:
        asked = []
        for question in trace:
            place = places.get(question, -1)
            if place < 0:
                place = places[question] = len(book.questions)
                book.questions.append(question)
                book.prints.append(print_of(witness.fingerprint(question)))
            asked.append(place)
        book.entries.append(Entry(target, digest, asked, problems))
    book.entries.sort(key=lambda entry: entry.target.output)
    return Book(book.questions, book.prints, facets, book.entries, book.amended)


def _amend(old: Book, kept: Sequence[Entry]) -> Book:
    """Return a book to be added to, with all questions of the old one: some are asked by nobody any more."""
    return Book(list(old.questions), list(old.prints), {}, list(kept), old.amended + 1)


def _copy(old: Book, kept: Sequence[Entry]) -> Book:
    """Return a book to be added to, with the questions that somebody still asks."""
    questions: list[Question] = []
    prints: list[str] = []
    entries = []
    moved: dict[int, int] = {}
    for entry in kept:
        asked = []
        for old_place in entry.asked:
            place = moved.get(old_place)
            if place is None:
                place = moved[old_place] = len(questions)
                questions.append(old.questions[old_place])
                prints.append(old.prints[old_place])
            asked.append(place)
        entries.append(Entry(entry.target, entry.digest, asked, entry.problems))
    return Book(questions, prints, {}, entries)


def keep_entries(
    book: Book, stale: set[int], targets: Mapping[str, Target], intact: Mapping[str, str]
) -> list[Entry]:
    """Return the entries that hold: same target, same answers, and the bytes are still published.

    ``targets`` are today's by output; ``intact`` maps published paths to the digests of their bytes.
    """
    return [
        entry
        for entry in book.entries
        if targets.get(entry.target.output) == entry.target
        and intact.get(entry.target.output) == entry.digest
        and (not stale or stale.isdisjoint(entry.asked))
    ]
