"""A limit in seconds ends what overran it, wherever the interruption fell."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress

import pytest

from sitegen.budget import OutOfTimeError, time_limit


def work(seconds: float) -> None:
    """Compute for so many seconds of the process's own time."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def let_go_and_work() -> None:
    """Let go of a value, whose finaliser runs, and compute."""
    Careless()
    work(5)


class Careless:
    """Its finaliser works, and Python swallows what is raised in one."""

    def __del__(self) -> None:
        work(0.2)


@pytest.fixture
def swallowed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda what: names.append(what.exc_type.__name__))
    return names


def test_what_overruns_its_limit_is_ended() -> None:
    """Within the block, by an exception that no library catches."""
    with pytest.raises(OutOfTimeError), time_limit(0.02):
        work(5)


def test_an_interruption_that_is_swallowed_comes_again(swallowed: list[str]) -> None:
    """The first falls into a finaliser."""
    with pytest.raises(OutOfTimeError), time_limit(0.02):
        let_go_and_work()
    assert swallowed[0] == "OutOfTimeError"


def test_a_watchdog_bites_again(swallowed: list[str]) -> None:
    """In a thread, where no timer reaches: the first bite falls into a finaliser, too."""
    ended: list[bool] = []

    def overrun() -> None:
        with suppress(OutOfTimeError), time_limit(0.02):
            let_go_and_work()
            ended.append(False)
        ended.append(True)

    thread = threading.Thread(target=overrun)
    thread.start()
    thread.join()
    assert (swallowed[0], ended) == ("OutOfTimeError", [True])


def test_nothing_is_interrupted_after_the_block() -> None:
    """Nor between the end of an inner limit and that of the outer one."""
    with time_limit(10):
        with time_limit(0.2):
            work(0.01)
        work(0.3)
    work(0.3)
