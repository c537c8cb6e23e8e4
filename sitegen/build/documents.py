"""Content files -> Documents: unchanged files come from the last build, the rest are converted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.included import Gathering, may_include
from sitegen.build.salvage import restore
from sitegen.build.text_edit import find_text_edit
from sitegen.cache.snapshot import is_settled
from sitegen.config import Config
from sitegen.content.work import ConvertJob, convert_one, load_converter
from sitegen.core.codes import CODES
from sitegen.core.model import Document, Source
from sitegen.core.problems import error
from sitegen.core.progress import ignore_progress
from sitegen.sources import digest_source
from sitegen.sources.choose import is_document, site_path
from sitegen.workers.overruns import Overruns, explain
from sitegen.workers.pool import Overrun, Work
from sitegen.workers.progress import Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from sitegen.build.text_edit import TextEdit
    from sitegen.cache.snapshot import FileRecord
    from sitegen.cache.store import Store
    from sitegen.core.problems import Problem
    from sitegen.core.progress import OnProgress
    from sitegen.ext.registry import Extensions
    from sitegen.sources.inputs import Inputs
    from sitegen.workers.budget import Budget
    from sitegen.workers.on_demand import Workers

    AddReferences = Callable[[list[Source]], list[Source]]
    TakeStored = Callable[[list[Source]], Iterator[tuple[Document, bytes]]]

#: If the highlighting of this many blocks takes too long, no code of the page is highlighted.
_MOST_PLAIN = 3


class LastDocuments(msgspec.Struct):
    """What the last build recorded about the content."""

    documents: Mapping[str, Document]
    records: Mapping[str, FileRecord]
    changed: Collection[str]  #: paths of the files that may have changed
    recorded_at_ns: int
    problem_paths: tuple[str, ...] = ()  #: paths of those with Problems
    outdated: Collection[str] = ()  #: paths of those that include a file that may have changed
    keeps_last_good: bool = False  #: a page that can't be read keeps its last content


class Documents(Mapping[str, Document]):
    """Every document by path, sorted by path; unchanged ones are read from the cache when needed."""

    def __init__(
        self, paths: Iterable[str], fresh: Mapping[str, Document], last: Mapping[str, Document]
    ) -> None:
        self._paths = dict.fromkeys(paths)
        self.fresh = fresh  #: those that were converted now
        self._known = last

    def __getitem__(self, path: str) -> Document:
        return self.fresh[path] if path in self.fresh else self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def all(self) -> list[Document]:
        """Return every document, sorted by path; all unchanged ones are read at once."""
        found = {**dict(self._known.items()), **self.fresh}
        return [found[path] for path in self._paths]

    def changed(self) -> set[str]:
        """Return the paths of those that are new, changed or gone."""
        return self.fresh.keys() | set(self._known).difference(self._paths)

    def select(self, last: Iterable[str], test: Callable[[Document], object]) -> tuple[str, ...]:
        """Return the sorted paths of the documents that pass a test; ``last`` are those that did before.

        Only new and changed documents are looked at.
        """
        unchanged = {path for path in last if path in self and path not in self.fresh}
        fresh = (path for path, document in self.fresh.items() if test(document))
        return tuple(sorted(unchanged.union(fresh)))

    def find_text_edit(self) -> TextEdit | None:
        """Return what was edited since the last build, if only text of its documents was."""
        if len(self._known) != len(self) or not self.fresh.keys() <= self._known.keys():
            return None
        return find_text_edit(self._known, self.fresh)


def convert_documents(
    inputs: Inputs,
    last: LastDocuments,
    bodies: Store,
    workers: Workers,
    on_progress: OnProgress = ignore_progress,
    add_references: AddReferences | None = None,
    extensions: Extensions | None = None,
    take_stored: TakeStored | None = None,
) -> Documents:
    """Return every document; new bodies go to ``bodies``.

    ``add_references`` adds to sources what they document, where the site documents anything. ``take_stored``
    yields those conversions that others have done.
    """
    tree, config = inputs.content, inputs.config
    entries = {site_path(entry): entry for entry in tree.entries if is_document(entry)}
    workers.budget.allow(len(entries), sum(entry.stat.size for entry in entries.values()))
    unknown = (entries.keys() - set(last.documents)) | bodies.find_missing(entries.keys())
    unknown.update(_find_overrun(last))  # try these again: the machine may have been the cause
    sources: list[Source] = []
    gather = Gathering(inputs).gather if may_include(config) else None
    for path, entry in entries.items():
        is_known = path not in unknown
        is_settled_here = entry.path not in last.changed or is_settled(
            entry, last.records.get(entry.path), last.recorded_at_ns
        )
        if is_known and is_settled_here and path not in last.outdated:
            continue
        source = Source(path, tree.read(entry, config.limits.file_bytes))
        sources.append(gather(source) if gather else source)
    if add_references:
        sources = add_references(sources)
    sources = [
        source
        for source in sources
        if source.path in unknown or last.documents[source.path].digest != digest_source(source)
    ]
    fresh: dict[str, Document] = {}
    for document, body in take_stored(sources) if take_stored else ():
        fresh[document.path] = document
        bodies.add(document.path, body)
    sources = [source for source in sources if source.path not in fresh]
    for done, (document, body) in enumerate(convert_sources(sources, config, workers, extensions), 1):
        fresh[document.path] = document
        if last.keeps_last_good and document.path in last.documents and bodies.has(document.path):
            fresh[document.path] = restore(document, last.documents[document.path])
        if fresh[document.path] is document:
            bodies.add(document.path, body)
        on_progress("Reading", done, len(sources))
    return Documents(sorted(entries), fresh, last.documents)


def _find_overrun(last: LastDocuments) -> Iterator[str]:
    """Yield the documents that were not converted because a process was killed."""
    for path in last.problem_paths:
        if path in last.documents and any(
            CODES[problem.code].is_overrun for problem in last.documents[path].problems
        ):
            yield path


class ConvertWork(Work[ConvertJob, tuple[Document, bytes]]):
    """The conversion of a site's sources, limited for each page and for all together."""

    def __init__(self, config: Config, budget: Budget) -> None:
        super().__init__(convert_one, budget)
        self.config = config
        self.untried: list[Source] = []  #: pages that were not tried because the build took too long
        self._budget = budget
        self._overruns = Overruns(config.limits.page_seconds)
        self.seconds = self._overruns.seconds
        self.travels = True

    def trim(self, job: ConvertJob) -> ConvertJob | list[tuple[Document, bytes]]:
        """Leave out the remaining sources if too many exceeded their limit, or all together took too long."""
        if job.trouble or not (self._budget.is_spent or self._overruns.is_over):
            return job
        self.untried += job.items
        return []

    def leave_out_untried(self) -> Iterator[tuple[Document, bytes]]:
        """Yield the documents of all sources that were not tried, with the error that says why."""
        rest = f"{len(self.untried)} more pages were not converted"
        if self._budget.is_spent:
            code, message, hint = self._budget.explain(rest)
        else:
            code, message, hint = "too-slow", f"{rest}, because so many took too long", "fix those first"
        problem = error(code, message, path=self.config.paths.content, hint=hint)
        for source in self.untried:
            yield _leave_out(source, self.config, problem)

    def recover(self, job: ConvertJob, overrun: Overrun) -> ConvertJob | list[tuple[Document, bytes]]:
        """Convert the page without highlighting the code that took too long, or only its front matter."""
        if overrun.phase is Phase.HIGHLIGHTING and overrun.kind == "time":
            self._overruns.blocks += 1
            from sitegen.content.writer.highlight import ALL_CODE

            plain = job.plain | {overrun.label}
            most = plain if len(plain) <= _MOST_PLAIN else frozenset({ALL_CODE})
            return msgspec.structs.replace(job, plain=most)
        self._overruns.pages += 1
        self.seconds = self._overruns.seconds
        is_front = overrun.phase is Phase.FRONT_MATTER
        doing = "reading this front matter" if is_front else "converting this page"
        limits = self.config.limits
        code, message, hint = explain(overrun, doing, limits.page_memory_bytes)
        if overrun.kind == "time" and overrun.seconds < limits.page_seconds:
            message += "; it had no more, because other pages took too long"
        remedy = "simplify the patterns in its schema" if is_front else "split the page"
        trouble = (code, message, f"{remedy}, or {hint}")
        if not is_front and not job.trouble:
            return msgspec.structs.replace(job, plain=frozenset(), trouble=trouble)
        (source,) = job.items
        problem = error(
            *trouble[:2], path=f"{self.config.paths.content}/{source.path}", line=1, hint=trouble[2]
        )
        return [_leave_out(source, self.config, problem)]


def _leave_out(source: Source, config: Config, problem: Problem) -> tuple[Document, bytes]:
    from sitegen.content.convert import leave_out

    document, body = leave_out(source, config, problem)
    return document, msgspec.msgpack.encode(body)


def convert_sources(
    sources: Sequence[Source], config: Config, workers: Workers, extensions: Extensions | None = None
) -> Iterator[tuple[Document, bytes]]:
    """Yield each document with its encoded Body."""
    if not sources:
        return
    work = ConvertWork(config, workers.budget)
    is_ready = workers.is_started and workers.is_alone(len(sources))
    if not (is_ready or workers.travels(work, len(sources))):
        load_converter()
    batches = workers.split(sources, work, len(sources))
    jobs = (ConvertJob(tuple(batch), config, extensions=extensions) for batch in batches)
    yield from workers.run(work, jobs, len(sources))
    yield from work.leave_out_untried()
    if (
        workers.is_alone(len(sources)) and not workers.stays
    ):  # another worker, forked later, renders the few outputs
        workers.dismiss()  # to avoid copying the memory pages that both processes share
