"""The work of a build -> done by supervised workers; bounded work is done by this process."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from sitegen.workers.budget import Budget
from sitegen.workers.pool import J, Job, Pool, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

#: The fewest jobs for each worker, so that one slow job leaves no worker idle for long.
_JOBS_A_WORKER = 12
#: The largest job: bounds the memory that is in flight, and what is done again when a worker dies.
_JOB_SIZE = 250
#: A second worker costs as much as it saves on this many pages: its start, and memory that it must copy.
WORTH_A_POOL = 48


class Batches(Protocol):
    """Does batches of work: the pool of this machine, or a cluster."""

    @property
    def count(self) -> int:
        """Return how many batches can be done at once."""

    def run(self, work: Work[J, R], jobs: Iterable[J]) -> Iterator[R]:
        """Yield the result of every item, in order; jobs are taken only as workers come free."""

    def close(self) -> None:
        """End all work."""


class Workers:
    """The workers of one build: none until there is something to do."""

    def __init__(
        self,
        count: int,
        memory: int | None = None,
        budget: Budget | None = None,
        cluster: Batches | None = None,
    ) -> None:
        """Work with up to ``count`` processes besides this one, each with ``memory`` bytes for an item.

        A ``cluster`` does what can be done on other hosts, if it is much.
        """
        self.count = max(1, count)
        self._cluster = cluster
        self.budget = budget or Budget(inf, 0)
        self._memory = memory
        self._pool = Pool(self.count, memory)
        self._trusted = Pool(self.count)
        self.is_started = False  #: a prepared worker is waiting
        self.stays = False  #: between one use and the next, so that an edit doesn't start a worker

    def start_early(self, prepare: Callable[[], None]) -> None:
        """Start a worker that prepares itself while this process gets its work ready."""
        self.is_started = True
        self._pool.start(prepare)

    def run(self, work: Work[J, R], jobs: Iterable[J], pages: int) -> Iterator[R]:
        """Yield the result of every item, in order; ``pages`` says how much work all of them are."""
        self._pool.count = self._count_for(pages)
        return self._choose(work, pages).run(work, jobs)

    def split(self, items: Sequence[T], work: Work[Any, Any], pages: int) -> list[Sequence[T]]:
        """Cut the items of some work into jobs for the workers or the cluster."""
        executor = self._choose(work, pages)
        return split(items, self.count if executor is self._pool else executor.count)

    def travels(self, work: Work[Any, Any], pages: int) -> bool:
        """Return whether other machines do the work on this many pages, with data from a store."""
        return self._choose(work, pages) is not self._pool

    def _choose(self, work: Work[Any, Any], pages: int) -> Batches:
        if self._cluster is not None and work.travels and pages >= WORTH_A_POOL:
            return self._cluster
        return self._pool

    def run_beside(
        self, function: Callable[[Any, Any], R], work: Work[J, R], jobs: Iterable[J]
    ) -> Iterator[R]:
        """Do some work in one worker, a fork of this process, to which nothing has to be sent."""
        pool = Pool(1, self._memory, function)
        given, work.function = work.function, None
        try:
            yield from pool.run(work, jobs)
        finally:
            work.function = given
            pool.close()

    def run_bounded(self, function: Callable[[T], R], items: Iterable[T], pages: int) -> Iterator[R]:
        """Yield the result of each item, in order, of work that is bounded by itself; little is done here."""
        if self.count < 2 or pages < WORTH_A_POOL:
            return map(function, items)
        work: Work[Job, R] = Work(partial(_apply, function))
        return self._trusted.run(work, (Job((item,)) for item in items))

    def is_alone(self, pages: int) -> bool:
        """Return whether a single worker of this machine does the work on this many pages."""
        return self._count_for(pages) == 1 and (self._cluster is None or pages < WORTH_A_POOL)

    def _count_for(self, pages: int) -> int:
        return self.count if pages >= WORTH_A_POOL else 1

    def dismiss(self) -> None:
        """End the workers; new work makes new ones."""
        self.is_started = False
        self._pool.close()
        self._trusted.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.dismiss()
        if self._cluster is not None:
            self._cluster.close()


def _apply(function: Callable[[T], R], _: Job, item: T) -> R:
    return function(item)


def split(items: Sequence[T], workers: int) -> list[Sequence[T]]:
    """Cut work into jobs: enough of them to keep every worker busy, none too large."""
    least = 1 if workers > 1 else _JOBS_A_WORKER
    size = max(least, min(_JOB_SIZE, -(-len(items) // (workers * _JOBS_A_WORKER))))
    cuts = (*range(0, len(items), size), len(items))
    return [items[start:end] for start, end in pairwise(cuts)]
