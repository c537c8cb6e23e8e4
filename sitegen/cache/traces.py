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

from array import array
from datetime import UTC, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from sitegen.cache.book import PRINT_SIZE, Book, Entry
from sitegen.site.answers import PAGE_ATTRIBUTES, STRUCTURE_ATTRIBUTES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.errors import Problem
    from sitegen.plan import Target
    from sitegen.site import Question

TODAY = ("site", "today")
#: A build is small when it renders no more than one output in so many.
_FEW = 50
#: After so many small builds the questions that nobody asks any more are dropped.
_AMENDMENTS = 100
_encode = msgspec.json.Encoder().encode  # MessagePack would lose the offset of a date


class Witness(Protocol):
    """Who can tell what an answer is today."""

    def fingerprint(self, question: Question) -> Any:
        """Return a value that is equal when the answer is."""

    def facet(self, name: str) -> Any:
        """Return what all answers of a facet are made from."""


def print_of(value: Any) -> bytes:
    """Return the digest of a plain value."""
    return blake2b(_encode(value), digest_size=PRINT_SIZE).digest()


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
    if not book.locate([TODAY]):
        return changes_at
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return midnight if changes_at is None else min(changes_at, midnight)


def find_stale(book: Book, witness: Witness, changed: Collection[str], facets: Mapping[str, str]) -> set[int]:
    """Return the places of the questions whose answers are no longer the same.

    ``changed`` are the ids of the pages whose own file is new, changed or gone; ``facets`` are today's.
    A page without a file has its title from the structure.
    """
    doubtful = {name for name, print_ in facets.items() if book.facets.get(name) != print_}
    places = [place for place, question in book.others() if facet_of(question) in {"always", *doubtful}]
    places += book.asking(PAGE_ATTRIBUTES) if "structure" in doubtful else _of_files(book, changed)
    fingerprint = witness.fingerprint
    return {place for place in places if print_of(fingerprint(book.question(place))) != book.print_at(place)}


def _of_files(book: Book, changed: Collection[str]) -> Iterator[int]:
    """Yield the places of what the files of these pages answer by themselves."""
    for place in book.about(changed):
        if facet_of(book.question(place)) == "page":
            yield place


def print_facets(witness: Witness) -> dict[str, str]:
    """Return the digest of all that the answers of each facet are made from."""
    return {name: print_of(witness.facet(name)).hex() for name in ("structure", "links")}


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
    places = book.locate(question for _, _, trace, _ in rendered for question in trace)
    for question, place in places.items():
        book.set_print(place, print_of(witness.fingerprint(question)))
    for target, digest, trace, problems in rendered:
        asked = array("I")
        for question in trace:
            place = places.get(question, -1)
            if place < 0:
                place = places[question] = book.add(question, print_of(witness.fingerprint(question)))
            asked.append(place)
        book.entries.append(Entry(target, digest, asked.tobytes(), problems))
    book.entries.sort(key=lambda entry: entry.target.output)
    book.facets = facets
    return book


def _amend(old: Book, kept: Sequence[Entry]) -> Book:
    """Return a book to be added to, with all questions of the old one: some are asked by nobody any more."""
    book = Book(old.record())
    book.entries = list(kept)
    book.amended += 1
    return book


def _copy(old: Book, kept: Sequence[Entry]) -> Book:
    """Return a book to be added to, with the questions that somebody still asks."""
    book = Book()
    moved: dict[int, int] = {}
    for entry in kept:
        asked = array("I")
        for old_place in entry.places:
            place = moved.get(old_place)
            if place is None:
                place = moved[old_place] = book.add(old.question(old_place), old.print_at(old_place))
            asked.append(place)
        book.entries.append(Entry(entry.target, entry.digest, asked.tobytes(), entry.problems))
    return book


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
        and (not stale or stale.isdisjoint(entry.places))
    ]
