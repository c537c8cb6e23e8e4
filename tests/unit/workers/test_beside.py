"""What another process does while this one continues."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING, NoReturn

import pytest

from sitegen.workers.beside import called_beside

if TYPE_CHECKING:
    from pathlib import Path


def test_both_are_done_when_the_block_ends(tmp_path: Path) -> None:
    with called_beside((tmp_path / "a").mkdir):
        (tmp_path / "b").mkdir()
    assert ["a", "b"] == sorted(os.listdir(tmp_path))


def test_what_the_function_raises_concerns_nobody() -> None:
    """Nor does it run into the code after the block a second time."""
    reached = []
    with called_beside(lambda: 1 / 0):
        reached.append(os.getpid())
    assert [os.getpid()] == reached


def test_a_block_that_fails_ends_the_function(tmp_path: Path) -> None:
    def write_later() -> None:
        time.sleep(60)
        (tmp_path / "late").mkdir()

    began = time.monotonic()
    with pytest.raises(ValueError, match="told"), called_beside(write_later):
        raise ValueError("told")
    assert time.monotonic() - began < 30
    assert [] == os.listdir(tmp_path)


def test_without_another_process_the_block_runs_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> NoReturn:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    with called_beside((tmp_path / "a").mkdir):
        (tmp_path / "b").mkdir()
    assert ["b"] == os.listdir(tmp_path)
