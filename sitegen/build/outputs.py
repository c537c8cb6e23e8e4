"""Targets and files -> what is published: rendered or copied now where something changed, else kept."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.salvage import is_broken
from sitegen.cache.trace_table import Book, Entry, Stock
from sitegen.cache.traces import Made, find_stale, keep_entries
from sitegen.core.problems import Problem, ProblemError
from sitegen.core.progress import tell_nobody
from sitegen.render.schedule import render_all
from sitegen.site.questions import AssetUrl
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sitegen.core.progress import Tell
    from sitegen.plan.target import Target
    from sitegen.publish.manifest import File
    from sitegen.render.job import RenderJob
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.questions import Question
    from sitegen.theme.load import Materials
    from sitegen.workers.staff import Workers


class Reuse(msgspec.Struct, frozen=True):
    """Which outputs of the last build still hold."""

    entries: list[Entry]
    waiting: list[Target]  #: those that do not, or are new


def find_reusable(
    targets: Sequence[Target],
    book: Book,
    answers: SiteAnswers,
    changed: Collection[str],
    intact: Mapping[str, File],
    stock: Stock,
) -> Reuse:
    """Return what holds and what must be rendered; ``intact`` are the published files by path."""
    stale = find_stale(book, answers, changed, stock) if book.entries else set()
    entries = keep_entries(book, stale, {target.output: target for target in targets}, intact)
    kept = {entry.target.output: entry.target for entry in entries}
    # Of two that claim one output, the one that is not kept has Problems of its own to tell.
    return Reuse(entries, [target for target in targets if kept.get(target.output) != target])


class Collected:
    """What comes of rendering, gathered while the bytes stream on to the disk."""

    def __init__(
        self,
        problems: Iterable[Problem],
        fatal: Callable[[Sequence[Problem]], bool],
        weigh: Callable[[Iterable[Problem]], Iterable[Problem]],
        stand_in: Callable[[str], bytes | None] | None = None,
    ) -> None:
        """``stand_in`` returns what is published in the place of a broken output; None: nothing is."""
        self.problems = list(weigh(problems))
        self.rendered: list[Made] = []
        self.questions: dict[Question, int] = {}  #: all that were asked, each with a number of its own
        self._fatal = fatal
        self._weigh = weigh
        self._stand_in = stand_in

    def render(
        self,
        waiting: Sequence[Target],
        answers: SiteAnswers,
        blank: RenderJob,
        workers: Workers,
        tell: Tell = tell_nobody,
    ) -> Iterator[tuple[str, bytes]]:
        """Yield (path, bytes) of every target; with an error anywhere, end in a ProblemError."""
        for rendered in render_all(waiting, answers, blank, workers):
            self.problems += self._weigh(rendered.problems)
            numbers = self.questions
            asked = array("I", (numbers.setdefault(question, len(numbers)) for question in rendered.trace))
            self.rendered.append(Made(rendered.target, digest(rendered.data), asked, rendered.problems))
            data: bytes | None = rendered.data
            if self._stand_in and is_broken(rendered):
                data = self._stand_in(rendered.target.output)
            if data is not None:
                yield rendered.target.output, data
            tell("Rendering", len(self.rendered), len(waiting))
        if self.is_fatal():
            raise ProblemError(*self.problems)

    def is_fatal(self) -> bool:
        """Tell whether the Problems known by now keep the site from being published."""
        return self._fatal(self.problems)

    def assets(self, book: Book, kept: Sequence[Entry]) -> set[str]:
        """Return the names of the assets that any page asked for, now or at the build it is kept from."""
        names = {place: question.name for place, question in book.others() if type(question) is AssetUrl}
        unasked = set(names)
        # Outputs of one template mostly ask for the same assets.
        for entry in chain({entry.target.template: entry for entry in kept}.values(), kept):
            if not unasked:
                break
            unasked.difference_update(entry.places)
        asked = {name for place, name in names.items() if place not in unasked}
        return asked | {question.name for question in self.questions if type(question) is AssetUrl}


def asset_changes(
    materials: Materials, asked: Collection[str], taken: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the assets to publish: each folder of the site's own, and those of the theme in use.

    A path that is ``taken`` by a file of the site stays that file: a favicon.ico of its own.
    """
    assets = materials.assets
    used = {assets.folders[name] for name in (*asked, *materials.own_assets) if name in assets.folders}
    for folder in sorted(used):
        yield from (one for one in assets.outputs[folder].items() if one[0] not in taken)
