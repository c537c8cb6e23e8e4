"""Jobs -> results, over an executor and in this process; a worker that dies is an error, never a hang."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections import deque
from functools import partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Self, TypeVar

from sitegen.errors import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor, Future, ProcessPoolExecutor
    from multiprocessing.process import BaseProcess

J = TypeVar("J")
R = TypeVar("R")
T = TypeVar("T")

#: How many jobs each worker gets at the least, so that one slow job leaves no worker idle for long.
_JOBS_A_WORKER = 12
#: The largest job: bounds the memory that is in flight.
_JOB_SIZE = 250
#: How many jobs may be done or under way for each process, while the next result is waited for.
_IN_FLIGHT = 4
#: Seconds after which a process that works lets its thread that talks to the workers have a turn. With
#: Python's own 5 ms, each of the hundred reads and writes of a job waited so long, and the workers with
#: them: 10,000 posts took 19.0 s, and take 14.0.
_SWITCH = 0.0005
#: After so many more values than before, a worker looks among them for garbage: some ten pages.
_GARBAGE_CHECK = 20_000
#: Seconds without a result after which this process looks whether its workers live.
_PATIENCE = 1.0
#: A second process costs as much as it saves on this many pages: its start, and memory that it must copy.
WORTH_A_POOL = 48


def run_jobs(
    function: Callable[[J], R],
    jobs: Iterable[J],
    executor: Executor | None,
    workers: int = 1,
    *,
    helping: bool = False,
) -> Iterator[R]:
    """Yield the result of each job, in order. Without an executor, this process works.

    Jobs are taken from their iterable only as workers come free: what a result teaches can shape the
    jobs still to come, and few are in memory at a time. A process that is ``helping``, one of the
    ``workers``, does one itself whenever it would have to wait for the next result; so the others must
    be given no more than keeps them busy, or they would have all of the jobs and it none.
    """
    if executor is None:
        yield from map(function, jobs)
        return
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415  not when nothing changed

    pending: deque[Future[R]] = deque()
    coming = iter(jobs)
    most = _IN_FLIGHT * workers if helping else workers + 2
    ahead = 2 * (workers - 1) if helping else most
    work = partial(_work, function) if helping else function
    try:
        while True:
            under_way = sum(not future.done() for future in pending)
            wanted = max(0, min(ahead - under_way, most - len(pending)))
            pending.extend([executor.submit(work, job) for job in islice(coming, wanted)])
            if not pending:
                return
            if helping and not pending[0].done() and len(pending) < most:
                own = [_do(function, job) for job in islice(coming, 1)]
                pending.extend(own)
                if own:
                    continue
            yield _await(pending.popleft(), executor)
    except BrokenProcessPool as broken:
        raise ProblemError(
            error(
                "worker-died",
                "a worker process ended before its work was done",
                hint="was it killed for lack of memory? try --jobs 1",
            )
        ) from broken


def _await(future: Future[R], executor: Executor) -> R:
    """Return a job's result; BrokenProcessPool when a worker died, also in the middle of telling its own.

    For that case the pool has no eyes: its thread waits for the rest of the message for ever.
    """
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415  not when nothing changed

    while True:
        try:
            return future.result(timeout=_PATIENCE)
        except TimeoutError:
            if future.done():  # the job's own
                raise
            if any(process.exitcode is not None for process in _processes_of(executor)):
                raise BrokenProcessPool from None


def _processes_of(executor: Executor) -> list[BaseProcess]:
    """Return the processes of a pool, of which the library tells nobody before Python 3.14."""
    return list((getattr(executor, "_processes", None) or {}).values())


def _do(function: Callable[[J], R], job: J) -> Future[R]:
    """Do a job here, as workers do theirs: a command looks for no garbage, and templates leave some."""
    from concurrent.futures import Future  # noqa: PLC0415  not when nothing changed

    done: Future[R] = Future()
    if gc.isenabled():
        done.set_result(function(job))
        return done
    gc.freeze()  # what was there before is not looked at
    done.set_result(function(job))
    gc.collect(0)
    return done


def _work(function: Callable[[J], R], job: J) -> R:
    """Do a job in a worker of our own, and let go of all that it leaves.

    The page under way when a worker looks for garbage outlives that look, and holds its whole job. With
    nothing but those looks, a worker kept five megabytes of each job.
    """
    result = function(job)
    gc.collect(1)
    return result


def split(items: Sequence[T], workers: int, first: int = _JOB_SIZE) -> list[Sequence[T]]:
    """Cut work into jobs: enough of them to keep every worker busy, none too large, the first no larger."""
    size = max(1, min(_JOB_SIZE, -(-len(items) // (workers * _JOBS_A_WORKER))))
    cuts = (0, *range(min(first, size), len(items), size), len(items))
    return [items[start:end] for start, end in pairwise(cuts) if start < end]


class Workers:
    """The processes that help with a build: none until there is work enough to be worth them.

    Forked where the system can, they start with everything that is imported here, and this process
    is one of those that work: each fork must copy what it touches. A caller's own executor is used
    instead when one is given, for ``least`` pages or more.
    """

    def __init__(self, count: int, executor: Executor | None = None, *, least: int = 0) -> None:
        self.count = max(1, count)
        self._given = executor
        self._least = least
        self._own: ProcessPoolExecutor | None = None
        self._interval = 0.0  # of this process before it had workers

    def run(
        self, function: Callable[[J], R], jobs: Iterable[J], pages: int, *, warm: bool = False
    ) -> Iterator[R]:
        """Yield the result of each job, in order; ``pages`` says how much work all of them are.

        With ``warm`` the first job is done here before any worker is forked, which then knows what that
        job has learned: it should be a small one.
        """
        coming = iter(jobs)
        if warm and self._own is None and self._is_worth_forks(pages):
            yield from map(function, islice(coming, 1))
        executor = self.for_pages(pages)
        yield from run_jobs(
            function, coming, executor, self.count, helping=executor is not None and executor is self._own
        )

    def _is_worth_forks(self, pages: int) -> bool:
        return self._given is None and self.count > 1 and pages >= WORTH_A_POOL

    def for_pages(self, pages: int) -> Executor | None:
        """Return who should do the work on so many pages; None: this process."""
        if self._given is not None:
            return self._given if pages >= self._least else None
        if self._own is None and not self._is_worth_forks(pages):
            return None
        if self._own is None:
            import multiprocessing  # noqa: PLC0415  not when nothing changed
            from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  the same

            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
            self._own = ProcessPoolExecutor(self.count - 1, multiprocessing.get_context(method), _begin_work)
            self._interval = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH)
        return self._own

    def __enter__(self) -> Self:
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        if raised is not None and self._own is not None:
            # Nothing they do is wanted, and waiting for one that died as it told of its work is for ever.
            for process in _processes_of(self._own):
                process.kill()
            for process in _processes_of(self._own):
                process.join(_PATIENCE)  # a dead child is nobody's when this process has ended
        self.dismiss(wait=raised is None)

    def dismiss(self, *, wait: bool = False) -> None:
        """Let the workers end while this process goes on alone; new work makes new ones."""
        if self._own is not None:
            self._own.shutdown(wait=wait, cancel_futures=True)
            sys.setswitchinterval(self._interval)
            self._own = None


def _begin_work() -> None:
    """Make a fork a worker: a signal ends it at once and without a word, the build tells of it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _end_with_the_build()
    _look_for_garbage_seldom()


def _end_with_the_build() -> None:
    """End this worker when the build is killed: it would wait for work for ever."""
    import multiprocessing  # noqa: PLC0415  loaded by whoever made this process
    import threading  # noqa: PLC0415  the same

    if (build := multiprocessing.parent_process()) is None:
        return

    def wait() -> None:
        build.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _look_for_garbage_seldom() -> None:
    """Keep a worker small, although a command looks for no garbage: templates leave some on each page."""
    gc.freeze()
    gc.set_threshold(_GARBAGE_CHECK, 50, 50)
    gc.enable()


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
