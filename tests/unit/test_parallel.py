"""Work given to processes: in order, whoever does it; a worker that dies ends the build, never hangs it."""

from __future__ import annotations

import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.errors import ProblemError
from sitegen.parallel import run_jobs, split

if TYPE_CHECKING:
    from collections.abc import Callable


class Later(Executor):
    """Another's executor: it works when it is asked for a result, the last job first."""

    def submit(self, function: Callable[..., Any], /, *values: Any, **names: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(function(*values, **names))
        return future


def double(number: int) -> int:
    return 2 * number


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def test_results_come_in_order() -> None:
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for executor in (None, threads, processes, Later()):
            assert list(run_jobs(double, range(5), executor)) == [0, 2, 4, 6, 8]


def test_a_worker_that_is_killed_is_a_problem() -> None:
    with (
        ProcessPoolExecutor(2, get_context("spawn")) as processes,
        pytest.raises(ProblemError) as raised,
    ):
        list(run_jobs(die, range(4), processes))
    assert [problem.code for problem in raised.value.problems] == ["worker-died"]


def test_work_is_cut_whole() -> None:
    """Every item once, in order, whatever the number of workers."""
    for count in (0, 1, 7, 1000):
        for workers in (1, 2, 16):
            assert [item for job in split(range(count), workers) for item in job] == list(range(count))
