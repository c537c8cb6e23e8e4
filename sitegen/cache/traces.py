"""Verifying traces: the questions that each output asked, and whether today's answers are the same.

Asking every question again would be correct and slow: a site of 10,000 posts asks 200,000. So a
question is asked again only where something that its answer is made from is no longer what it was:

    a page's own file       its title, date, excerpt, terms, …
    a page's standing       what others notice of it: its address, its lists; kept as a digest a page
    the tree                which section lies in which: sections, ancestors, feeds
    the order               of all pages and of those in each section: neighbours, related pages
    the links               every address, file, anchor and asset: links and images
    the rest                assets, data, layouts, the date: few, and asked each time

Standings, tree, order and links are *facets*: each is first compared by one digest. Which of them decides
an attribute of a page is its group in the table of attributes.
"""

from __future__ import annotations

from array import array
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from sitegen.cache.trace_table import PRINT_SIZE, Book, Entry, Stock, find_askers
from sitegen.site.attributes import ADDRESS, FILE, PAGE_ATTRIBUTES, attributes_of
from sitegen.site.questions import (
    TODAY,
    Destination,
    ImageTarget,
    LinkTarget,
    ListPage,
    PageAttribute,
    Question,
    SitePart,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.core.problems import Problem
    from sitegen.plan.target import Target
    from sitegen.publish.manifest import File

STANDINGS = "standings"
#: The parts of a site whose digests are compared as a whole.
FACETS = (STANDINGS, "tree", "order", "links")
#: A build is small when it renders no more than one output in so many.
_FEW = 50
#: After so many small builds the questions that nobody asks any more are dropped.
_AMENDMENTS = 100
#: Kinds of questions whose answers are the same where every page stands as it stood.
_SETTLED = frozenset({ListPage, LinkTarget, ImageTarget, Destination, SitePart})
#: What a page's own file decides, where the page stands as it stood.
OF_ITS_FILE = attributes_of(FILE, ADDRESS)
_encode = msgspec.json.Encoder().encode  # MessagePack would lose the offset of a date


class Witness(Protocol):
    """Who can tell what an answer is today."""

    def fingerprint(self, question: Question) -> Any:
        """Return a value that is equal when the answer is."""

    def facet(self, name: str) -> Any:
        """Return what all answers of a facet are made from."""

    def ids(self) -> Iterable[str]:
        """Return the ids of all pages."""

    def standing(self, id_: str) -> Any:
        """Return what other pages can notice of a page."""

    def listed(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the pages that a page lists."""


def print_of(value: Any) -> bytes:
    """Return the digest of a plain value."""
    return blake2b(_encode(value), digest_size=PRINT_SIZE).digest()


def holds_until(book: Book, now: datetime, changes_at: datetime | None) -> datetime | None:
    """Return until when a build holds: the next change by dates, or midnight where the date was asked."""
    if not book.locate([TODAY]):
        return changes_at
    today = now.astimezone(UTC).date()
    if today == date.max:  # the calendar has no day after it
        return changes_at
    midnight = datetime.combine(today + timedelta(days=1), time.min, UTC)
    return midnight if changes_at is None else min(changes_at, midnight)


def take_stock(witness: Witness, book: Book) -> Stock:
    """Return the digests of today; those of pages are the book's own where no page stands otherwise."""
    facets = {name: print_of(witness.facet(name)).hex() for name in FACETS if name != STANDINGS}
    standings = {id_: print_of(witness.standing(id_)) for id_ in witness.ids()}
    facets[STANDINGS] = blake2b(b"".join(standings.values()), digest_size=PRINT_SIZE).hexdigest()
    is_same = facets[STANDINGS] == book.stock.facets.get(STANDINGS)
    return Stock(facets, book.stock.standings if is_same else standings)


def find_stale(book: Book, witness: Witness, changed: Collection[str], stock: Stock) -> set[int]:
    """Return the places of the questions whose answers are no longer the same.

    ``changed`` are the ids of the pages whose own file is new, changed or gone; ``stock`` is today's.
    """
    doubtful = {name for name in FACETS if book.stock.facets.get(name) != stock.facets[name]}
    moved = _find_moved(book, stock)
    if moved or doubtful:
        places = {place for place, question in book.others() if _is_doubtful(question, moved, doubtful)}
    else:
        places = {
            place for place, question in book.others() if type(question) not in _SETTLED or question == TODAY
        }
    places.update(book.about(moved))
    # What other groups decide is asked again below, where one of their facets differs.
    still = set(changed) - moved
    places.update(place for place in book.about(still) if book.attribute(place) in OF_ITS_FILE)
    if doubtful:
        attributes = [name for name, one in PAGE_ATTRIBUTES.items() if one.group in doubtful]
        places.update(book.asking(attributes))
        places.update(_about_related(book, witness, moved))
    fingerprint = witness.fingerprint
    return {place for place in places if print_of(fingerprint(book.question(place))) != book.print_at(place)}


def _find_moved(book: Book, stock: Stock) -> set[str]:
    """Return the ids of the pages that stand otherwise than before, those that are new or gone included."""
    before, today = book.stock.standings, stock.standings
    if before is today:
        return set()
    return {id_ for id_ in before.keys() | today.keys() if before.get(id_) != today.get(id_)}


def _is_doubtful(question: Question, moved: Collection[str], doubtful: Collection[str]) -> bool:
    """Tell whether a question that is not for an attribute of a page may have another answer now."""
    match question:
        case ListPage(id=id_):
            return id_ in moved
        case LinkTarget() | ImageTarget():
            return "links" in doubtful
        case Destination():  # to any page, list page, feed, redirect, file or asset
            return bool(doubtful)
        case SitePart():
            return bool(doubtful) or question == TODAY
        case _:
            return True


def _about_related(book: Book, witness: Witness, moved: Collection[str]) -> Iterator[int]:
    """Yield the places of the questions for pages related to those that a changed term lists.

    A page that left the term is not among them: its own file changed.
    """
    pages = {page for id_ in moved if id_.startswith("term:") for page in witness.listed(id_)}
    for place in book.about(pages):
        question = book.question(place)
        if type(question) is PageAttribute and question.name == "related":
            yield place


class Made(NamedTuple):
    """An output that was made now."""

    target: Target
    digest: str  #: of the bytes
    asked: array[int]  #: numbers of its questions
    problems: tuple[Problem, ...]


def write_book(
    made: Sequence[Made],
    questions: Mapping[Question, int],
    kept: Sequence[Entry],
    old: Book,
    witness: Witness,
    stock: Stock,
) -> Book:
    """Return the book of this build: what was made now, and what was kept of the old one.

    ``questions`` are all that the outputs made now asked, numbered from 0 in this order.
    """
    is_small = len(made) * _FEW < len(kept) and old.amended < _AMENDMENTS
    book = _amend(old, kept) if is_small else _copy(old, kept)
    known = book.locate(questions)
    places = []
    for question in questions:
        print_ = print_of(witness.fingerprint(question))
        place = known.get(question)
        if place is None:
            place = book.add(question, print_)
        else:
            book.set_print(place, print_)
        places.append(place)
    for target, digest, asked, problems in made:
        there = array("I", (places[number] for number in asked))
        book.entries.append(Entry(target, digest, there.tobytes(), problems))
    book.entries.sort(key=lambda entry: entry.target.output)
    book.stock = stock
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
    book: Book, stale: set[int], targets: Mapping[str, Target], intact: Mapping[str, File]
) -> list[Entry]:
    """Return the entries that hold: same target, same answers, and the bytes are still published.

    ``targets`` are today's by output; ``intact`` are the published files by path.
    """
    askers = find_askers(book.entries, stale) if stale else set()
    return [
        entry
        for number, entry in enumerate(book.entries)
        if number not in askers
        and targets.get(entry.target.output) == entry.target
        and (file := intact.get(entry.target.output)) is not None
        and file.digest == entry.digest
    ]
