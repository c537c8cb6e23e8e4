"""A Book -> the same, asked by page and changed output by output, for builds that cannot read it all."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from sitegen.cache.trace_table import Book, Entry, find_askers
from sitegen.cache.traces import OF_ITS_FILE, print_of
from sitegen.site.questions import Destination, ImageTarget, LinkTarget, PageAttribute

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.cache.traces import Witness
    from sitegen.plan.target import Target
    from sitegen.render.job import Rendered
    from sitegen.site.questions import Question


class BookIndex:
    """Which output asked what; begun from a Book, and kept up to date as outputs are rendered again."""

    def __init__(self, book: Book, targets: Iterable[Target]) -> None:
        self._book = Book(book.record())  # the book itself stays as it is on the disk
        self._places: dict[Question, int] = {}
        self._own: defaultdict[str, list[int]] = defaultdict(list)
        self._anchors: list[int] = []
        for place in range(len(book)):
            self._note(book.question(place), place)
        self.entries = {entry.target.output: entry for entry in book.entries}
        self.targets: defaultdict[str, list[Target]] = defaultdict(list)
        for target in targets:
            self.targets[target.node].append(target)

    def find_stale(self, changed: Collection[str], witness: Witness, *, anchors: bool) -> set[int]:
        """Return the places of the questions about the bodies of these pages that have other answers now.

        With ``anchors``, ids in some body came or went, so links to anchors are asked again, too.
        """
        doubtful = [place for id_ in changed for place in self._own[id_]]
        if anchors:
            doubtful += self._anchors
        book = self._book
        return {
            place
            for place in doubtful
            if print_of(witness.fingerprint(book.question(place))) != book.print_at(place)
        }

    def askers(self, stale: set[int]) -> list[Target]:
        """Return the targets that asked any of these questions."""
        if not stale:
            return []
        entries = list(self.entries.values())
        return [entries[number].target for number in sorted(find_askers(entries, stale))]

    def knows(self, question: Question) -> bool:
        """Tell whether a question was asked before."""
        return question in self._places

    def update(self, rendered: Iterable[tuple[Rendered, str]], stale: set[int], witness: Witness) -> None:
        """Take up outputs rendered now, each with its digest, and today's answers to what was stale."""
        book = self._book
        for place in stale:
            book.set_print(place, print_of(witness.fingerprint(book.question(place))))
        for one, digest in rendered:
            asked = array("I")
            for question in one.trace:
                if question not in self._places:
                    self._note(question, book.add(question, print_of(witness.fingerprint(question))))
                asked.append(self._places[question])
            entry = Entry(one.target, digest, asked.tobytes(), one.problems)
            self.entries[one.target.output] = entry

    def _note(self, question: Question, place: int) -> None:
        self._places[question] = place
        match question:
            case PageAttribute(id=id_, name=name) if name in OF_ITS_FILE:
                self._own[id_].append(place)
            case LinkTarget(target=address) | ImageTarget(target=address) | Destination(address=address):
                if "#" in address:
                    self._anchors.append(place)
