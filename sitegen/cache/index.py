"""A Book -> the same, asked by page and changed output by output, for builds that cannot read it all."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sitegen.cache.traces import Entry, facet_of, print_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.cache.traces import Book, Witness
    from sitegen.plan import Target
    from sitegen.render.work import Rendered
    from sitegen.site import Question


class BookIndex:
    """Which output asked what; begun from a Book, and kept up to date as outputs are rendered again."""

    def __init__(self, book: Book, targets: Iterable[Target]) -> None:
        self._places: dict[Question, int] = {}
        self._questions: list[Question] = []
        self._prints: list[str] = []
        self._own: defaultdict[str, list[int]] = defaultdict(list)
        self._anchors: list[int] = []
        for question, print_ in zip(book.questions, book.prints, strict=True):
            self._add(question, print_)
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
        return {
            place
            for place in doubtful
            if print_of(witness.fingerprint(self._questions[place])) != self._prints[place]
        }

    def askers(self, stale: set[int]) -> list[Target]:
        """Return the targets that asked any of these questions."""
        if not stale:
            return []
        return [entry.target for entry in self.entries.values() if not stale.isdisjoint(entry.asked)]

    def knows(self, question: Question) -> bool:
        """Tell whether a question was asked before."""
        return question in self._places

    def update(self, rendered: Iterable[tuple[Rendered, str]], stale: set[int], witness: Witness) -> None:
        """Take up outputs rendered now, each with its digest, and today's answers to what was stale."""
        for place in stale:
            self._prints[place] = print_of(witness.fingerprint(self._questions[place]))
        for one, digest in rendered:
            asked = []
            for question in one.trace:
                if question not in self._places:
                    self._add(question, print_of(witness.fingerprint(question)))
                asked.append(self._places[question])
            self.entries[one.target.output] = Entry(one.target, digest, asked, one.problems)

    def _add(self, question: Question, print_: str) -> None:
        place = self._places[question] = len(self._questions)
        self._questions.append(question)
        self._prints.append(print_)
        facet = facet_of(question)
        if facet == "page":
            self._own[question[1]].append(place)
        elif facet == "links" and "#" in question[2]:
            self._anchors.append(place)
