"""Targets and files -> what is published: rendered or copied if something changed, else kept."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.salvage import is_broken
from sitegen.cache.trace_table import Fingerprints, OutputTrace, TraceTable
from sitegen.cache.traces import RenderedOutput, find_stale, find_valid_traces
from sitegen.core.problems import Problem, ProblemError
from sitegen.core.progress import ignore_progress
from sitegen.render.schedule import render_all
from sitegen.site.questions import AssetUrl
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.core.progress import OnProgress
    from sitegen.plan.target import Target
    from sitegen.publish.manifest import File
    from sitegen.render.job import RenderJob
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.questions import Question
    from sitegen.theme.load import Materials
    from sitegen.workers.on_demand import Workers


class Reuse(msgspec.Struct, frozen=True):
    """Which outputs of the last build are still valid."""

    entries: list[OutputTrace]
    waiting: list[Target]  #: those that aren't, or are new: to be rendered
    stale: dict[int, bytes]  #: rows of the trace table whose answers have changed, with today's digests


def find_reusable(
    targets: Sequence[Target],
    traces: TraceTable,
    answers: SiteAnswers,
    changed: Collection[str],
    intact: Mapping[str, File],
    fingerprints: Fingerprints,
) -> Reuse:
    """Return what is still valid and what must be rendered; ``intact`` are the published files by path."""
    stale = find_stale(traces, answers, changed, fingerprints) if traces.entries else {}
    entries = find_valid_traces(traces, stale.keys(), {target.output: target for target in targets}, intact)
    kept = {entry.target.output: entry.target for entry in entries}
    # If two targets claim one output, the one that isn't kept is rendered, to report its Problems.
    return Reuse(entries, [target for target in targets if kept.get(target.output) != target], stale)


class Collected:
    """The results of rendering, collected while the bytes stream to the disk."""

    def __init__(
        self,
        problems: Iterable[Problem],
        fatal: Callable[[Sequence[Problem]], bool],
        weigh: Callable[[Iterable[Problem]], Iterable[Problem]],
        substitute: Callable[[str], bytes | None] | None = None,
    ) -> None:
        """``substitute`` returns what is published instead of a broken output; None: nothing is."""
        self.problems = list(weigh(problems))
        self.rendered: list[RenderedOutput] = []
        self.questions: dict[Question, int] = {}  #: all that were asked, each with a number of its own
        self._fatal = fatal
        self._weigh = weigh
        self._substitute = substitute

    def render(
        self,
        waiting: Sequence[Target],
        answers: SiteAnswers,
        blank: RenderJob,
        workers: Workers,
        on_progress: OnProgress = ignore_progress,
    ) -> Iterator[tuple[str, bytes]]:
        """Yield (path, bytes) of every target; with an error anywhere, raise ProblemError at the end."""
        for rendered in render_all(waiting, answers, blank, workers):
            self.problems += self._weigh(rendered.problems)
            numbers = self.questions
            asked = array("I", (numbers.setdefault(question, len(numbers)) for question in rendered.trace))
            self.rendered.append(
                RenderedOutput(rendered.target, digest(rendered.data), asked, rendered.problems)
            )
            data: bytes | None = rendered.data
            if self._substitute and is_broken(rendered):
                data = self._substitute(rendered.target.output)
            if data is not None:
                yield rendered.target.output, data
            on_progress("Rendering", len(self.rendered), len(waiting))
        if self.is_fatal():
            raise ProblemError(*self.problems)

    def is_fatal(self) -> bool:
        """Return whether the Problems known by now keep the site from being published."""
        return self._fatal(self.problems)

    def assets(self, traces: TraceTable, kept: Sequence[OutputTrace]) -> set[str]:
        """Return the names of the assets that any page asked for, in this or an earlier build."""
        names = {row: question.name for row, question in traces.others() if type(question) is AssetUrl}
        unasked = set(names)
        # Outputs of one template mostly ask for the same assets.
        for entry in chain({entry.target.template: entry for entry in kept}.values(), kept):
            if not unasked:
                break
            unasked.difference_update(entry.rows)
        asked = {name for row, name in names.items() if row not in unasked}
        return asked | {question.name for question in self.questions if type(question) is AssetUrl}


def asset_changes(
    materials: Materials, asked: Collection[str], taken: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the assets to publish: each folder of the site's own, and those of the theme in use.

    A path that is ``taken`` by a file of the site, such as its own favicon.ico, stays that file.
    """
    assets = materials.assets
    used = {assets.folders[name] for name in (*asked, *materials.own_assets) if name in assets.folders}
    for folder in sorted(used):
        yield from (one for one in assets.outputs[folder].items() if one[0] not in taken)
