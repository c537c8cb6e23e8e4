"""Published files -> what is found in each, by workers: what is in static/ may be anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sitegen.html.references import Fault, Findings
from sitegen.workers.overruns import explain
from sitegen.workers.pool import Job, Overrun, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.config import Limits
    from sitegen.workers.budget import Budget
    from sitegen.workers.on_demand import Workers

Reader = Callable[[str, bytes], Findings]

#: A job has at most this many files, and is full when they have this many bytes.
_MOST_FILES = 100
_MOST_BYTES = 4_000_000


class _ReadWork(Work["_ReadJob", Findings]):
    """The reading of files; a file that takes too long is abandoned."""

    def __init__(self, limits: Limits, budget: Budget) -> None:
        super().__init__(_read_one, budget)
        self._budget = budget
        self.seconds = limits.page_seconds
        self._memory = limits.page_memory_bytes

    def trim(self, job: _ReadJob) -> _ReadJob | list[Findings]:
        """Give up on the remaining files once the build's time budget is spent."""
        if not self._budget.is_spent:
            return job
        return [_give_up(*self._budget.explain("this file was not checked")) for _ in job.items]

    def recover(self, job: _ReadJob, overrun: Overrun) -> list[Findings]:
        """Report the file as unreadable."""
        return [_give_up(*explain(overrun, "checking this file", self._memory))]


def _give_up(code: str, message: str, hint: str) -> Findings:
    return Findings(faults=(Fault(code, message, hint=hint),), is_cut=True)


class _ReadJob(Job):
    """Some files, each with its path and bytes."""

    read: Reader


def _read_one(job: _ReadJob, file: tuple[str, bytes]) -> Findings:
    return job.read(*file)


def read_files(
    files: Iterable[tuple[str, bytes]], count: int, read: Reader, limits: Limits, workers: Workers
) -> Iterator[Findings]:
    """Yield what is in each of ``count`` files (path, bytes), in order."""
    jobs = (_ReadJob(batch, read) for batch in _batch(files, workers.budget))
    return workers.run(_ReadWork(limits, workers.budget), jobs, count)


def _batch(files: Iterable[tuple[str, bytes]], budget: Budget) -> Iterator[tuple[tuple[str, bytes], ...]]:
    batch: list[tuple[str, bytes]] = []
    size = 0
    for file in files:
        batch.append(file)
        size += len(file[1])
        budget.allow(1, len(file[1]))
        if size >= _MOST_BYTES or len(batch) >= _MOST_FILES:
            yield tuple(batch)
            batch, size = [], 0
    if batch:
        yield tuple(batch)
