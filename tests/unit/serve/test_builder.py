"""Wishes for builds: one build at a time, none lost, the last state built last."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from sitegen.serve.debounce import Builder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Recorder:
    """Records what it was asked to build; a build ends when it is let go."""

    def __init__(self) -> None:
        self.hints: list[frozenset[str] | None] = []
        self.checks = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)

    def work(self, hints: frozenset[str] | None) -> None:
        self.hints.append(hints)
        self.begun.release()
        assert self.go_on.acquire(timeout=30)

    def check(self) -> float | None:
        self.checks.release()
        return None


def run(builder: Builder, act: Callable[[], None]) -> None:
    """Run a builder on a thread while something happens."""
    thread = threading.Thread(target=builder.run)
    thread.start()
    try:
        act()
    finally:
        builder.stop()
        thread.join(30)
    assert not thread.is_alive()


def test_wishes_during_a_build_become_one() -> None:
    """A hundred saves while a build runs are one build more, with all their hints."""
    recorder = Recorder()
    builder = Builder(recorder.work, recorder.check)

    def act() -> None:
        builder.ask(["first"])
        assert recorder.begun.acquire(timeout=30)
        for number in range(100):
            builder.ask([str(number % 3)])
        recorder.go_on.release()
        assert recorder.begun.acquire(timeout=30)
        recorder.go_on.release()

    run(builder, act)
    assert recorder.hints == [frozenset({"first"}), frozenset({"0", "1", "2"})]


def test_a_burst_is_built_when_it_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several files, or one that is gone, may be the beginning of more: a checkout is one build."""
    monkeypatch.setattr("sitegen.serve.debounce._QUIET", 1.0)
    recorder = Recorder()
    builder = Builder(recorder.work, recorder.check)
    gone = str(tmp_path / "gone.md")

    def act() -> None:
        builder.ask([gone])
        assert not recorder.begun.acquire(timeout=0.2)
        builder.ask(["b", "c"])
        recorder.go_on.release()
        assert recorder.begun.acquire(timeout=30)

    run(builder, act)
    assert recorder.hints == [frozenset({gone, "b", "c"})]


def test_one_file_that_is_saved_waits_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a burst would be waited for."""
    monkeypatch.setattr("sitegen.serve.debounce._QUIET", 600.0)
    monkeypatch.setattr("sitegen.serve.debounce._LONGEST_BURST", 600.0)
    saved = tmp_path / "a.md"
    saved.write_text("text")
    recorder = Recorder()
    builder = Builder(recorder.work, recorder.check)

    def act() -> None:
        builder.ask([str(saved)])
        recorder.go_on.release()
        assert recorder.begun.acquire(timeout=30)

    run(builder, act)
    assert recorder.hints == [frozenset({str(saved)})]


def test_a_wish_without_hints_outweighs_those_with_hints() -> None:
    """If anything may have changed, then no list of what did is complete."""
    recorder = Recorder()
    builder = Builder(recorder.work, recorder.check)

    def act() -> None:
        builder.ask(["a"])
        builder.ask()
        builder.ask(["b"])
        recorder.go_on.release(2)
        assert recorder.begun.acquire(timeout=30)

    builder.ask()
    run(builder, act)
    assert recorder.hints[0] is None


def test_the_disk_is_looked_at_once_when_it_is_quiet() -> None:
    """A watcher may have missed something: so much is checked after a build, and then no more."""
    recorder = Recorder()
    builder = Builder(recorder.work, recorder.check)

    def act() -> None:
        builder.ask(["a"])
        recorder.go_on.release()
        assert recorder.checks.acquire(timeout=30)

    run(builder, act)
    assert recorder.hints == [frozenset({"a"})]


def test_a_bug_in_a_build_is_not_swallowed() -> None:
    """What a build raises ends the thread that builds, and with it the server."""

    def fail(_: frozenset[str] | None) -> None:
        raise ZeroDivisionError

    builder = Builder(fail, lambda: None)
    builder.ask()
    with pytest.raises(ZeroDivisionError):
        builder.run()
