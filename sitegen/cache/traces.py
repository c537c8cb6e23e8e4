"""Verifying traces: the questions that each output asked, and whether today's answers are the same.

Asking every question again would be correct but slow: a site of 10,000 posts asks 200,000. So a question
is asked again only if something that its answer depends on has changed:

    a page's own file       its title, date, excerpt, terms, …
    a page's interface      what other pages can see of it: its address, its lists; one digest for each page
    the tree                which section is in which: sections, ancestors, feeds
    the order               of all pages and of those in each section: neighbours, related pages
    the links               every address, file, anchor and asset: links and images
    the rest                assets, data, layouts, the date: few, and asked each time

Interfaces, tree, order and links are dependency groups that are first compared by one digest each. The
table of attributes says which group an attribute of a page belongs to.
"""

from __future__ import annotations

from array import array
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import msgspec

from sitegen.cache.amendment import note_changes, replace_entries
from sitegen.cache.trace_table import DIGEST_SIZE, Fingerprints, OutputTrace, TraceTable, find_askers
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
    from collections.abc import Set as AbstractSet

    from sitegen.core.problems import Problem
    from sitegen.plan.target import Target
    from sitegen.publish.manifest import File

INTERFACES = "interfaces"
#: The dependency groups that are first compared as a whole, by one digest each.
COMPARED_GROUPS = (INTERFACES, "tree", "order", "links", "history")
#: A build is small if it renders at most one output in this many.
_FEW = 50
#: After this many small builds, the questions that no output asks any more are dropped.
_AMENDMENTS = 100
#: Kinds of questions whose answers are the same if no interface and no group differs (except TODAY).
_SETTLED = frozenset({ListPage, LinkTarget, ImageTarget, Destination, SitePart})
#: The attributes that depend only on a page's own file while its interface is the same.
OF_ITS_FILE = attributes_of(FILE, ADDRESS)
_encode = msgspec.json.Encoder().encode  # MessagePack would lose the offset of a date


class CurrentSite(Protocol):
    """The site of this build, which answers questions."""

    def fingerprint(self, question: Question) -> Any:
        """Return a value that is equal exactly when the answer is."""

    def group(self, name: str) -> Any:
        """Return what all answers of a dependency group depend on."""

    def ids(self) -> Iterable[str]:
        """Return the ids of all pages."""

    def interface(self, id_: str) -> Any:
        """Return what other pages can see of a page."""

    def listed(self, id_: str) -> tuple[str, ...]:
        """Return the ids of the pages that a page lists."""


def digest_of(value: Any) -> bytes:
    """Return the digest of a plain value."""
    return blake2b(_encode(value), digest_size=DIGEST_SIZE).digest()


def holds_until(traces: TraceTable, now: datetime, changes_at: datetime | None) -> datetime | None:
    """Return when a build expires: at the next change by dates, or at midnight if a page shows the date."""
    if not traces.find_rows([TODAY]):
        return changes_at
    today = now.astimezone(UTC).date()
    if today == date.max:  # the last day of the calendar
        return changes_at
    midnight = datetime.combine(today + timedelta(days=1), time.min, UTC)
    return midnight if changes_at is None else min(changes_at, midnight)


def take_fingerprints(site: CurrentSite, traces: TraceTable) -> Fingerprints:
    """Return today's digests, reusing those of the table if no page's interface has changed."""
    group_digests = {
        name: digest_of(site.group(name)).hex() for name in COMPARED_GROUPS if name != INTERFACES
    }
    interfaces = {id_: digest_of(site.interface(id_)) for id_ in site.ids()}
    group_digests[INTERFACES] = blake2b(b"".join(interfaces.values()), digest_size=DIGEST_SIZE).hexdigest()
    is_same = group_digests[INTERFACES] == traces.fingerprints.group_digests.get(INTERFACES)
    return Fingerprints(group_digests, traces.fingerprints.interfaces if is_same else interfaces)


def find_stale(
    traces: TraceTable, site: CurrentSite, changed: Collection[str], fingerprints: Fingerprints
) -> dict[int, bytes]:
    """Return the rows of the questions whose answers are no longer the same, with today's digests.

    ``changed`` are the ids of the pages whose own file is new, changed or gone; ``fingerprints`` are today's.
    """
    doubtful = {
        name
        for name in COMPARED_GROUPS
        if traces.fingerprints.group_digests.get(name) != fingerprints.group_digests[name]
    }
    moved = _find_differing_pages(traces, fingerprints)
    if moved or doubtful:
        rows = {row for row, question in traces.others() if _is_doubtful(question, moved, doubtful)}
    else:
        rows = {
            row for row, question in traces.others() if type(question) not in _SETTLED or question == TODAY
        }
    rows.update(traces.about(moved))
    # Attributes of other groups are asked again below, if the digest of their group differs.
    still = set(changed) - moved
    rows.update(row for row in traces.about(still) if traces.attribute(row) in OF_ITS_FILE)
    if doubtful:
        attributes = [name for name, one in PAGE_ATTRIBUTES.items() if one.group in doubtful]
        rows.update(traces.asking(attributes))
        rows.update(_about_related(traces, site, moved))
    today = {row: digest_of(site.fingerprint(traces.question(row))) for row in rows}
    return {
        row: answer_digest for row, answer_digest in today.items() if answer_digest != traces.digest_at(row)
    }


def _find_differing_pages(traces: TraceTable, fingerprints: Fingerprints) -> set[str]:
    """Return the ids of the pages whose interface has changed, and of those that are new or gone."""
    before, today = traces.fingerprints.interfaces, fingerprints.interfaces
    if before is today:
        return set()
    return {id_ for id_ in before.keys() | today.keys() if before.get(id_) != today.get(id_)}


def _is_doubtful(question: Question, moved: Collection[str], doubtful: AbstractSet[str]) -> bool:
    """Return whether the answer may have changed to a question that isn't for an attribute of a page."""
    match question:
        case ListPage(id=id_):
            return id_ in moved
        case LinkTarget() | ImageTarget():
            return "links" in doubtful
        case Destination():  # to any page, list page, feed, redirect, file or asset
            return bool(doubtful - {"history"})
        case SitePart():
            return bool(doubtful) or question == TODAY
        case _:
            return True


def _about_related(traces: TraceTable, site: CurrentSite, moved: Collection[str]) -> Iterator[int]:
    """Yield the rows of the questions for pages related to those that a changed term lists.

    A page that left the term isn't included: its own file changed.
    """
    pages = {page for id_ in moved if "term:" in id_ for page in site.listed(id_)}
    for row in traces.about(pages):
        question = traces.question(row)
        if type(question) is PageAttribute and question.name == "related":
            yield row


class RenderedOutput(NamedTuple):
    """An output of this build, and what it asked."""

    target: Target
    digest: str  #: of the bytes
    asked: array[int]  #: numbers of its questions
    problems: tuple[Problem, ...]


def write_traces(
    rendered: Sequence[RenderedOutput],
    questions: Mapping[Question, int],
    reused: Sequence[OutputTrace],
    old: TraceTable,
    stale: Mapping[int, bytes],
    site: CurrentSite,
    fingerprints: Fingerprints,
) -> TraceTable:
    """Return the trace table of this build: the outputs rendered now, and those still valid of the old table.

    ``questions`` are all that the outputs rendered now asked, numbered from 0 in this order. ``stale`` are
    the rows of the old table whose answers have changed, with today's digests; the others still hold.
    """
    is_small = len(rendered) * _FEW < len(reused) and old.amended < _AMENDMENTS
    traces = _amend(old, stale) if is_small else _copy(old, reused)
    rows_by_question = (
        _find_shared_rows(traces, questions, rendered) if is_small else traces.find_rows(questions)
    )
    for question in questions:
        if question not in rows_by_question:
            rows_by_question[question] = traces.add(question, digest_of(site.fingerprint(question)))
    rows = [rows_by_question[question] for question in questions]
    fresh = []
    for target, digest, asked, problems in rendered:
        asked_rows = array("I", (rows[number] for number in asked))
        fresh.append(OutputTrace(target, digest, asked_rows.tobytes(), problems))
    if is_small:
        traces.entries = replace_entries(reused, fresh, ())
    else:
        traces.entries = sorted(chain(traces.entries, fresh), key=lambda entry: entry.target.output)
    traces.fingerprints = fingerprints
    if traces.saved is not None:
        held = set(map(id, reused))
        outputs = {entry.target.output for entry in old.entries if id(entry) not in held}
        outputs.update(entry.target.output for entry in fresh)
        traces.saved = note_changes(traces.saved, stale, outputs)
    return traces


def _find_shared_rows(
    traces: TraceTable, questions: Mapping[Question, int], rendered: Sequence[RenderedOutput]
) -> dict[Question, int]:
    """Return the rows of the questions that are in a table of the last build.

    An output mostly asks what it asked before, so the whole table is searched only for the other questions.
    """
    again = {one.target.output for one in rendered}
    before = {row for entry in traces.entries if entry.target.output in again for row in entry.rows}
    rows_by_question = {question: row for row in before if (question := traces.question(row)) in questions}
    return rows_by_question | traces.find_rows(questions.keys() - rows_by_question.keys())


def _amend(old: TraceTable, stale: Mapping[int, bytes]) -> TraceTable:
    """Return a table to add to, with all questions of the old one, even unused ones, and today's digests."""
    traces = old.copy()
    for row, answer_digest in stale.items():
        traces.set_digest(row, answer_digest)
    traces.amended += 1
    return traces


def _copy(old: TraceTable, kept: Sequence[OutputTrace]) -> TraceTable:
    """Return a table to add to, with the questions that are still asked."""
    traces = TraceTable()
    moved: dict[int, int] = {}
    for entry in kept:
        asked = array("I")
        for old_row in entry.rows:
            row = moved.get(old_row)
            if row is None:
                row = moved[old_row] = traces.add(old.question(old_row), old.digest_at(old_row))
            asked.append(row)
        traces.entries.append(OutputTrace(entry.target, entry.digest, asked.tobytes(), entry.problems))
    return traces


def find_valid_traces(
    traces: TraceTable, stale: AbstractSet[int], targets: Mapping[str, Target], intact: Mapping[str, File]
) -> list[OutputTrace]:
    """Return the entries that are still valid: same target, same answers, and the bytes are still published.

    ``targets`` are today's by output; ``intact`` are the published files by path.
    """
    askers = find_askers(traces.entries, stale) if stale else set()
    return [
        entry
        for number, entry in enumerate(traces.entries)
        if number not in askers
        and ((target := targets.get(entry.target.output)) is entry.target or target == entry.target)
        and (file := intact.get(entry.target.output)) is not None
        and file.digest == entry.digest
    ]
