"""A TraceTable -> an index by page, updated output by output, for builds in memory."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING

from sitegen.cache.trace_table import OutputTrace, TraceTable, find_askers
from sitegen.cache.traces import OF_ITS_FILE, digest_of
from sitegen.site.questions import Destination, ImageTarget, LinkTarget, PageAttribute, TitleOfTarget

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.cache.traces import CurrentSite
    from sitegen.plan.target import Target
    from sitegen.render.job import Rendered
    from sitegen.site.questions import Question


class TraceIndex:
    """Which output asked what: starts from a TraceTable and is updated as outputs are rendered again."""

    def __init__(self, traces: TraceTable, targets: Iterable[Target]) -> None:
        self._traces = traces.copy()  # the table itself stays as it was saved
        self._rows: dict[Question, int] = {}
        self._own: defaultdict[str, list[int]] = defaultdict(list)
        self._anchors: list[int] = []
        self._titles: list[int] = []
        for row in range(len(traces)):
            self._note(traces.question(row), row)
        self.entries = {entry.target.output: entry for entry in traces.entries}
        self.targets: defaultdict[str, list[Target]] = defaultdict(list)
        for target in targets:
            self.targets[target.node].append(target)

    def find_stale(
        self, changed: Collection[str], site: CurrentSite, others: Iterable[Question] = (), *, anchors: bool
    ) -> set[int]:
        """Return the rows of the questions about the texts of these pages whose answers have changed.

        ``others`` are questions about other pages that may have other answers, too. ``anchors``: ids in some
        body were added or removed, so links to anchors are checked as well.
        """
        doubtful = [row for id_ in changed for row in self._own[id_]]
        doubtful += [self._rows[question] for question in others if question in self._rows]
        doubtful += self._titles  # a heading may say something else under the same id
        if anchors:
            doubtful += self._anchors
        traces = self._traces
        return {
            row
            for row in doubtful
            if digest_of(site.fingerprint(traces.question(row))) != traces.digest_at(row)
        }

    def askers(self, stale: set[int]) -> list[Target]:
        """Return the targets that asked any of these questions."""
        if not stale:
            return []
        entries = list(self.entries.values())
        return [entries[number].target for number in sorted(find_askers(entries, stale))]

    def knows(self, question: Question) -> bool:
        """Return whether a question was asked before."""
        return question in self._rows

    def update(self, rendered: Iterable[tuple[Rendered, str]], stale: set[int], site: CurrentSite) -> None:
        """Record outputs rendered now, each with its digest, and the new answers to stale questions."""
        traces = self._traces
        for row in stale:
            traces.set_digest(row, digest_of(site.fingerprint(traces.question(row))))
        for one, digest in rendered:
            asked = array("I")
            for question in one.trace:
                if question not in self._rows:
                    self._note(question, traces.add(question, digest_of(site.fingerprint(question))))
                asked.append(self._rows[question])
            entry = OutputTrace(one.target, digest, asked.tobytes(), one.problems)
            self.entries[one.target.output] = entry

    def _note(self, question: Question, row: int) -> None:
        self._rows[question] = row
        match question:
            case PageAttribute(id=id_, name=name) if name in OF_ITS_FILE:
                self._own[id_].append(row)
            case TitleOfTarget():
                self._titles.append(row)
            case LinkTarget(target=address) | ImageTarget(target=address) | Destination(address=address):
                if "#" in address:
                    self._anchors.append(row)
