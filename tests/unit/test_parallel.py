"""Work given to processes: in order, whoever does it; a worker that dies ends the build, never hangs it."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
import weakref
from collections import Counter
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import active_children, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.errors import ProblemError
from sitegen.parallel import WORTH_A_POOL, Workers, run_jobs, split

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


def die_telling(_: int) -> str:
    """Have the worker killed in the middle of telling what came of its job."""

    def send(self: Connection, buffer: bytes, *_: object) -> None:
        os.write(self.fileno(), bytes(buffer)[: len(buffer) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = send  # type: ignore[attr-defined]  # in this process alone, which ends
    return "x" * 1000


@pytest.mark.parametrize("job", [die, die_telling])
def test_a_worker_that_is_killed_at_any_moment_is_a_problem(job: Callable[[int], object]) -> None:
    """The pool's own thread would wait for the rest of a message for ever, and its end with it."""
    with pytest.raises(ProblemError) as raised, Workers(2) as workers:
        list(workers.run(partial(only_elsewhere, os.getpid(), job), range(1000), 1000))
    assert [problem.code for problem in raised.value.problems] == ["worker-died"]
    for child in active_children():
        child.join(60)
    assert active_children() == []


def only_elsewhere(here: int, job: Callable[[int], object], number: int) -> object:
    return number if os.getpid() == here else job(number)


def who(_: int) -> int:
    time.sleep(0.01)
    return os.getpid()


def test_this_process_is_one_of_those_that_work() -> None:
    """The processes are one fewer than wished for, and results still come in order."""
    with Workers(2) as workers:
        found = set(workers.run(who, range(30), WORTH_A_POOL))
        assert (2, True) == (len(found), os.getpid() in found)
        assert [2 * number for number in range(1000)] == list(workers.run(double, range(1000), 1000))


def test_few_pages_are_not_worth_a_process() -> None:
    with Workers(2) as workers:
        assert {os.getpid()} == set(workers.run(who, range(3), 3))
        assert workers.for_pages(3) is None


LEARNED: list[int] = []


def learn(number: int) -> list[int]:
    LEARNED.append(number)
    return LEARNED[:1]


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="what is spawned begins anew")
def test_workers_begin_with_what_the_first_job_has_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lexers that it made, say: making them again would be a third of the work on a small site."""
    monkeypatch.setattr(sys.modules[__name__], "LEARNED", [])
    with Workers(2) as workers:
        assert [[0]] * 30 == list(workers.run(learn, range(30), WORTH_A_POOL, warm=True))


def test_a_worker_that_is_killed_is_a_problem_to_the_process_that_helps() -> None:
    parent = os.getpid()
    with Workers(2) as workers, pytest.raises(ProblemError) as raised:
        list(workers.run(partial(die_unless, parent), range(1000), 1000))
    assert [problem.code for problem in raised.value.problems] == ["worker-died"]


def die_unless(parent: int, _: int) -> int:
    return 0 if os.getpid() == parent else die(0)


def test_what_a_job_raises_here_ends_the_run() -> None:
    """A bug is a bug, in whichever process it shows."""
    with Workers(2) as workers, pytest.raises(ZeroDivisionError):
        list(workers.run(invert, range(30), WORTH_A_POOL, warm=True))


def invert(number: int) -> float:
    return 1 / number


class Knot:
    """Holds itself, as frames of templates do: only a look for garbage lets go of it."""

    def __init__(self) -> None:
        self.itself = self


KNOTS: list[weakref.ref[Knot]] = []


def tie(_: int) -> tuple[int, int]:
    """Leave a knot that was in use when somebody looked for garbage; return how many there are already."""
    left = sum(knot() is not None for knot in KNOTS)
    knot = Knot()
    KNOTS.append(weakref.ref(knot))
    gc.collect(0)
    return os.getpid(), left


def test_a_worker_keeps_nothing_of_its_jobs() -> None:
    with Workers(2) as workers:
        results = list(workers.run(tie, range(60), 60))
    others = [left for process, left in results if process != os.getpid()]
    assert others
    assert set(others) == {0}


def test_work_is_cut_whole() -> None:
    """Every item once, in order, whatever the number of workers and the size of the first job."""
    for count in (0, 1, 7, 1000):
        for workers in (1, 2, 16):
            for first in (1, 8, 1000):
                jobs = split(range(count), workers, first)
                assert [item for job in jobs for item in job] == list(range(count))
                assert all(jobs)
                assert first >= len(jobs[0]) if jobs else True


def test_a_process_that_had_workers_takes_turns_as_before() -> None:
    """Threads of the process that builds are its own matter again."""
    before = sys.getswitchinterval()
    with Workers(2) as workers:
        assert [1, 2, 3] == list(workers.run(abs, [-1, -2, -3], WORTH_A_POOL))
        assert before > sys.getswitchinterval()
    assert before == sys.getswitchinterval()


def test_a_process_that_helps_leaves_no_worker_and_itself_nothing_to_do() -> None:
    """Of many equal jobs both do a good part: here, who did what."""
    with Workers(2) as workers:
        done = Counter(workers.run(_who, [0.01] * 60, WORTH_A_POOL))
    assert 60 == done.total()
    assert 15 <= min(done.values())
    assert 2 == len(done)


def _who(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


@pytest.mark.skipif("fork" not in get_all_start_methods(), reason="what is spawned takes its time")
def test_dismissed_workers_end_and_others_take_their_place() -> None:
    """Nobody waits for them to end; work that comes after all is done by new ones."""
    interval = sys.getswitchinterval()
    with Workers(2) as workers:
        assert list(workers.run(double, range(60), 60)) == [2 * number for number in range(60)]
        before = {process.pid for process in active_children()}
        workers.dismiss()
        assert sys.getswitchinterval() == interval
        deadline = time.monotonic() + 60  # the pool's own thread waits for them, not this one
        while before & {process.pid for process in active_children()}:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert list(workers.run(double, range(60), 60)) == [2 * number for number in range(60)]
        assert {process.pid for process in active_children()} - before
    assert active_children() == []
