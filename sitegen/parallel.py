"""Jobs -> results, over an executor or in this process; a worker that dies is an error, never a hang."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeVar

from sitegen.errors import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

J = TypeVar("J")
R = TypeVar("R")
T = TypeVar("T")

#: How many jobs each worker gets at the least, so that one slow job leaves no worker idle for long.
_JOBS_A_WORKER = 12
#: The largest job: bounds the memory that is in flight.
_JOB_SIZE = 250
#: Starting processes takes as long as this many pages do.
_WORTH_A_POOL = 24


def run_jobs(function: Callable[[J], R], jobs: Sequence[J], executor: Executor | None) -> Iterator[R]:
    """Yield the result of each job, in order. Without an executor, or for one job, this process works."""
    if executor is None or len(jobs) < 2:
        yield from map(function, jobs)
        return
    try:
        futures = [executor.submit(function, job) for job in jobs]
        for future in futures:
            yield future.result()
    except BrokenProcessPool as broken:
        raise ProblemError(
            error(
                "worker-died",
                "a worker process ended before its work was done",
                hint="was it killed for lack of memory? try --jobs 1",
            )
        ) from broken


def split(items: Sequence[T], workers: int) -> list[Sequence[T]]:
    """Cut work into jobs: enough of them to keep every worker busy, none too large."""
    size = max(1, min(_JOB_SIZE, -(-len(items) // (workers * _JOBS_A_WORKER))))
    return [items[start : start + size] for start in range(0, len(items), size)]


class Workers:
    """The processes that help with a build: none until there is work enough to be worth them.

    Forked where the system can, they start with everything that is imported here. A caller's own
    executor is used instead when one is given.
    """

    def __init__(self, count: int, executor: Executor | None = None) -> None:
        self.count = max(1, count)
        self._given = executor
        self._own: ProcessPoolExecutor | None = None

    def for_pages(self, pages: int) -> Executor | None:
        """Return who should do the work on so many pages; None: this process."""
        if self._given is not None:
            return self._given
        if self.count < 2 or (self._own is None and pages < _WORTH_A_POOL):
            return None
        if self._own is None:
            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            self._own = ProcessPoolExecutor(self.count, mp_context=multiprocessing.get_context(method))
        return self._own

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
