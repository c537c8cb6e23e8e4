"""Another process may look at the trees: it finds what this one would, and need not live to tell."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.publish.output import Output
from sitegen.publish.publication import publish
from sitegen.publish.survey import Survey, _Fork
from sitegen.publish.tree import survey, survey_standby

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST = {"index.html": b"one", "blog/a/index.html": b"a", "blog/b/index.html": b"b"}
SECOND = {**FIRST, "index.html": b"two", "blog/c/index.html": b"c"}


@pytest.fixture
def published(output: Output, monkeypatch: pytest.MonkeyPatch) -> Output:
    """An output with both trees, which any process may have looked at, however small they are."""
    publish(output, survey(output), FIRST.items(), ())
    publish(output, survey(output), SECOND.items(), ())
    monkeypatch.setattr("sitegen.publish.survey._WORTH_A_FORK", 1)
    monkeypatch.setattr("sitegen.publish.survey.threading.active_count", lambda: 1)  # as in the command
    return output


def alter(root: Path) -> None:
    (root / "blog/a/index.html").write_bytes(b"altered")


def add(root: Path) -> None:
    (root / "blog/notes.txt").write_bytes(b"mine")


def remove_folder(root: Path) -> None:
    shutil.rmtree(root / "blog/b")


def put_a_file_in_its_place(root: Path) -> None:
    remove_folder(root)
    (root / "blog/b").write_bytes(b"a file")


def remove_all(root: Path) -> None:
    shutil.rmtree(root)


def leave(_root: Path) -> None:
    """Nothing happens."""


def count_handles() -> int:
    """Return how many files this process has open, where the system tells."""
    handles = Path("/proc/self/fd")
    return len(list(handles.iterdir())) if handles.exists() else 0


@pytest.mark.parametrize("happens", [leave, alter, add, remove_folder, put_a_file_in_its_place, remove_all])
@pytest.mark.parametrize("tree", ["live", "standby"])
def test_another_process_finds_the_same(
    published: Output, tree: str, happens: Callable[[Path], None]
) -> None:
    """Of either tree, whatever befell it."""
    happens(Path(getattr(published, tree)))
    with Survey(published, aside=True) as found:
        assert (found._fork is None) == (tree == "live" and happens is remove_all)
        live = survey(published)
        assert found.live == live
        assert found.standby == survey_standby(published, live.files)


def test_a_process_that_dies_is_not_missed(published: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the work is done here; and nothing of it is left behind."""
    begun: list[int] = []
    start = _Fork.__init__

    def start_and_kill(fork: _Fork, process: int, pipes: list[int]) -> None:
        os.kill(process, signal.SIGKILL)
        begun.append(process)
        start(fork, process, pipes)

    monkeypatch.setattr(_Fork, "__init__", start_and_kill)
    handles = count_handles()
    with Survey(published, aside=True) as found:
        assert found.live == survey(published)
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)
    assert count_handles() == handles


def test_one_process_is_enough_for_a_small_site(published: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """And for one with threads, which a fork would not have."""
    monkeypatch.setattr("sitegen.publish.survey.threading.active_count", lambda: 2)
    with Survey(published, aside=True) as found:
        assert found._fork is None
    monkeypatch.undo()
    with Survey(published, aside=True) as found:
        assert found._fork is None
