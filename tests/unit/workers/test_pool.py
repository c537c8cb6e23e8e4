"""Work given to processes: results in order, and what dies or overruns costs one item, never the rest."""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import re
import signal
import sys
import time
import weakref
from errno import EAGAIN
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.core.problems import ProblemError
from sitegen.workers import pool as pools
from sitegen.workers.channel import Channel, open_channel
from sitegen.workers.on_demand import WORTH_A_POOL, Workers, split
from sitegen.workers.pool import Job, Overrun, Pool, Work
from sitegen.workers.progress import Phase, phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts and limits what a process has")
LABEL = b"a block of code!"


class Telling(Work[Job, Any]):
    """Gives the Overrun as the result."""

    def recover(self, job: Job, overrun: Overrun) -> list[Any]:
        return [overrun.kind, *job.items]


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(2, 100_000_000)
    yield pool
    pool.close()


def run(
    pool: Pool, function: Callable[[Any, Any], Any], items: Iterable[Any], seconds: float = 60
) -> list[Any]:
    work = Telling(function)
    work.seconds = seconds
    return list(pool.run(work, [Job(tuple(batch)) for batch in split(list(items), 2)]))


def double(_: Job, number: int) -> int:
    return 2 * number


def test_results_come_in_order(pool: Pool) -> None:
    assert [2 * number for number in range(1000)] == run(pool, double, range(1000))
    assert [2 * number for number in range(10)] == run(pool, double, range(10))


def test_nothing_to_do(pool: Pool) -> None:
    assert run(pool, double, []) == []


def who(_: Job, seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_others_work_and_this_process_does_not(pool: Pool) -> None:
    """What may never end must not be done where nobody can end it."""
    processes = set(run(pool, who, [0.01] * 60))
    assert 2 == len(processes)
    assert os.getpid() not in processes


ENDLESS = re.compile("(a|aa)+$")


def mostly_double(_: Job, number: int) -> int:
    """Double, but get lost in a single call of C with every number that ends in 3."""
    if number % 10 == 3:
        ENDLESS.match("a" * 60 + "b")
    return 2 * number


def test_an_item_that_takes_too_long_is_the_only_one_without_a_result(pool: Pool) -> None:
    expected: list[Any] = [2 * number for number in range(20)]
    expected[13:14] = ["time", 13]
    expected[3:4] = ["time", 3]
    assert expected == run(pool, mostly_double, range(20), seconds=0.2)


def lose_itself(_: Job, number: int) -> int:
    with phase(Phase.HIGHLIGHTING, LABEL, 0.05):
        ENDLESS.match("a" * 60 + "b")
    return number


class Asking(Telling):
    def recover(self, job: Job, overrun: Overrun) -> list[Any]:
        return [overrun.phase, overrun.label, [file for file, _ in overrun.places]]


def test_what_it_was_doing_is_known(pool: Pool) -> None:
    """Its phase, the label of that, and the lines of its code."""
    found, label, files = pool.run(Asking(lose_itself), [Job((1,))])
    assert (Phase.HIGHLIGHTING, LABEL) == (found, label)
    assert __file__ in files


def enter_and_leave(_: Job, number: int) -> int:
    for _turn in range(20):
        with phase(Phase.HIGHLIGHTING, LABEL, 0.05):
            pass
    return work_for(0.1, number)


def work_for(seconds: float, number: int) -> int:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return number


def test_the_limit_of_a_phase_ends_with_it(pool: Pool) -> None:
    assert run(pool, enter_and_leave, [7], seconds=5) == [7]


def spend_in_phases(_: Job, number: int) -> int:
    for _turn in range(50):
        with phase(Phase.HIGHLIGHTING, LABEL, 0.2):
            work_for(0.02, number)
    return number


def test_time_in_phases_counts(pool: Pool) -> None:
    """A page may not take its limit again and again, a little in each block of code."""
    assert run(pool, spend_in_phases, [7], seconds=0.3) == ["time", 7]


def die(_: Job, number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_telling(_: Job, number: int) -> object:
    return Deadly() if number == 3 else number


class Deadly:
    """Kills the worker that tells of it."""

    def __reduce__(self) -> Any:
        os.kill(os.getpid(), signal.SIGKILL)
        return str, ()


def crash(_: Job, number: int) -> int:
    if number == 3:
        faulthandler.disable()  # pytest enabled it
        os.kill(os.getpid(), signal.SIGSEGV)
    return number


def crash_in_trace(_: Job, number: int) -> int:
    """Do what faulthandler does when the timer runs out and the stack is one that it cannot walk."""
    if number == 3:
        links = Path("/proc/self/fd").iterdir()
        traces = [int(link.name) for link in links if "memfd:sitegen" in os.path.realpath(link)]
        os.write(max(traces), b"Stack (most recent call first):\n")
        faulthandler.disable()
        os.kill(os.getpid(), signal.SIGSEGV)
    return number


DEATHS = [
    (die, "killed"),
    (die_telling, "killed"),
    (crash, "crashed"),
    pytest.param(crash_in_trace, "time", marks=LINUX),
]


@pytest.mark.parametrize(("function", "kind"), DEATHS)
def test_a_worker_that_dies_costs_one_item(
    pool: Pool, function: Callable[[Job, int], Any], kind: str
) -> None:
    assert [0, 1, 2, kind, 3, 4, 5] == list(pool.run(Telling(function), [Job((0, 1, 2, 3, 4, 5))]))


def die_once(_: Job, path: str) -> str:
    if not Path(path).exists():
        Path(path).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return path


def test_a_worker_that_was_killed_for_no_reason_costs_nothing(pool: Pool, tmp_path: Path) -> None:
    """By hand, say: the item is tried again."""
    path = str(tmp_path / "tried")
    assert [path] == list(pool.run(Telling(die_once), [Job((path,))]))


def test_a_worker_that_was_killed_while_it_was_idle_costs_nothing(pool: Pool) -> None:
    processes = set(run(pool, who, [0.01] * 20))
    for process in processes:
        os.kill(process, signal.SIGKILL)
    assert [2 * number for number in range(20)] == run(pool, double, range(20))


def test_a_worker_that_dies_in_the_middle_of_a_message_is_dead(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, send = os.getpid(), Channel.send

    def send_half(channel: Channel, data: bytes) -> None:
        if os.getpid() == here:
            send(channel, data)
        else:
            os.write(channel.outgoing, len(data).to_bytes(8, "little") + data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(Channel, "send", send_half)
    assert list(pool.run(Telling(double), [Job((5,))])) == ["killed", 5]


def stop(_: Job, number: int) -> int:
    if number == 3:
        os.kill(os.getpid(), signal.SIGSTOP)
    return number


def test_a_worker_that_waits_for_ever_is_ended(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its timer counts no time in which it does not compute."""
    monkeypatch.setattr(pools, "_PATIENCE", (1, 0.2))
    monkeypatch.setattr(pools, "_LOOK_EVERY", 0.05)
    assert [0, 1, 2, "time", 3, 4, 5] == run(pool, stop, range(6), seconds=0.1)


TAKEN: list[bytearray] = []


def take(_: Job, size: int) -> int:
    TAKEN.append(bytearray(size))
    return size


@LINUX
def test_an_item_that_takes_too_much_memory_is_the_only_one_without_a_result(pool: Pool) -> None:
    assert [1, 2, "memory", 500_000_000, 4] == list(pool.run(Telling(take), [Job((1, 2, 500_000_000, 4))]))


@LINUX
def test_what_an_item_may_take_depends_on_no_other(pool: Pool) -> None:
    """Each of these fits, and they are done one after the other by workers that let go of nothing."""
    sizes = [70_000_000] * 8
    assert sizes == list(pool.run(Telling(take), [Job(tuple(sizes))]))


def take_all(_: Job, number: int) -> int:
    """Take memory in small pieces to the last, and keep it."""
    pieces: list[object] = TAKEN  # type: ignore[assignment]  # anything
    while True:
        pieces.append([number] * 100)


@LINUX
def test_memory_that_is_used_up_to_the_last_is_told_of(pool: Pool) -> None:
    """The worker ends, with or without a word of its own."""
    assert list(pool.run(Telling(take_all), [Job((5,))])) == ["memory", 5]


def invert(_: Job, number: int) -> float:
    return 1 / number


def test_a_bug_is_raised_here(pool: Pool) -> None:
    """With where it was raised there."""
    with pytest.raises(ZeroDivisionError) as raised:
        run(pool, invert, range(10))
    assert "in invert" in raised.value.__notes__[0]


class PickyError(Exception):
    def __init__(self, one: int, other: int) -> None:
        super().__init__(one + other)


def fail_pickily(_: Job, number: int) -> int:
    raise PickyError(number, number)


def test_a_bug_that_cannot_be_sent_is_raised_as_text(pool: Pool) -> None:
    with pytest.raises(RuntimeError, match="PickyError"):
        run(pool, fail_pickily, [1])


class Choosy(Telling):
    def trim(self, job: Job) -> Job:
        return Job(tuple(item for item in job.items if item % 2))


def test_what_is_not_worth_a_try_has_no_result(pool: Pool) -> None:
    jobs = [Job((0, 1, 2)), Job((4,)), Job((5, 6))]
    assert list(pool.run(Choosy(double), jobs)) == [2, 10]


class Plain(Work[Job, Any]):
    pass


def test_work_that_has_no_other_way_ends_in_a_problem(pool: Pool) -> None:
    with pytest.raises(ProblemError) as raised:
        list(pool.run(Plain(die), [Job((3,))]))
    assert [problem.code for problem in raised.value.problems] == ["worker-died"]


def test_no_process_to_be_had_is_a_problem(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise OSError(EAGAIN, os.strerror(EAGAIN))

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(ProblemError) as raised:
        run(pool, double, [1])
    assert [problem.code for problem in raised.value.problems] == ["worker-died"]


class Knot:
    """Holds itself, as frames of templates do: only a look for garbage lets go of it."""

    def __init__(self) -> None:
        self.itself = self


KNOTS: list[weakref.ref[Knot]] = []


def tie(_: Job, __: int) -> int:
    """Leave a knot that was in use when somebody looked for garbage; return how many there are already."""
    left = sum(knot() is not None for knot in KNOTS)
    knot = Knot()
    KNOTS.append(weakref.ref(knot))
    gc.collect(0)
    return left


def test_a_worker_keeps_nothing_of_its_jobs(pool: Pool) -> None:
    assert {0} == set(pool.run(Telling(tie), [Job((number,)) for number in range(30)]))


def test_a_run_that_was_left_does_not_disturb_the_next(pool: Pool) -> None:
    results = pool.run(Telling(who), [Job((0.01,))] * 20)
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    assert run(pool, double, range(5)) == [0, 2, 4, 6, 8]


def test_workers_end_with_their_supervisor() -> None:
    """Also when that is killed."""
    here, there = open_channel()
    if (supervisor := os.fork()) == 0:
        pool = Pool(2)
        processes = sorted(set(run(pool, who, [0.01] * 20)))
        there.send(pickle.dumps(processes))
        os.kill(os.getpid(), signal.SIGKILL)
    processes = here.receive()
    os.waitpid(supervisor, 0)
    deadline = time.monotonic() + 60
    while any(map(_lives, processes)):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    here.close()
    there.close()


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()


def test_little_work_is_done_by_one_worker() -> None:
    with Workers(2) as workers:
        jobs = [Job((0.01,))] * 10
        assert 1 == len(set(workers.run(Telling(who), jobs, WORTH_A_POOL - 1)))
        assert 2 == len(set(workers.run(Telling(who), jobs, WORTH_A_POOL)))


def test_little_work_that_is_bounded_is_done_here() -> None:
    with Workers(2) as workers:
        assert {os.getpid()} == set(workers.run_bounded(_find_process, range(3), 3))
        assert os.getpid() not in set(workers.run_bounded(_find_process, range(3), WORTH_A_POOL))


def _find_process(_: int) -> int:
    return os.getpid()


def test_a_worker_beside_this_process_has_all_that_is_here() -> None:
    here = {"answer": object()}
    with Workers(2) as workers:
        work = Telling(double)
        assert [True] == list(workers.run_beside(lambda _, name: name in here, work, [Job(("answer",))]))
        assert [8] == list(workers.run(work, [Job((4,))], 1))


def test_dismissed_workers_end_and_others_take_their_place() -> None:
    with Workers(2) as workers:
        (before,) = set(workers.run(Telling(who), [Job((0,))], 1))
        workers.dismiss()
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        (after,) = set(workers.run(Telling(who), [Job((0,))], 1))
    assert before != after


def test_work_is_cut_whole() -> None:
    """Every item once, in order, whatever the number of workers."""
    for count in (0, 1, 7, 1000):
        for workers in (1, 2, 16):
            jobs = split(range(count), workers)
            assert [item for job in jobs for item in job] == list(range(count))
            assert all(jobs)
