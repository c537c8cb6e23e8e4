"""Bad input 64: whatever way a file changes, it is reported, a burst as one; editors' litter is not."""

from __future__ import annotations

import os
import queue
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest

from sitegen.serve.watch import SourceWatcher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONG = 30.0  # seconds: for a machine that does other work
_SHORT = 0.5


class Watched:
    """A folder with one tree, content/, and what is reported of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.reports: queue.Queue[frozenset[str]] = queue.Queue()
        self.watcher = SourceWatcher([root], self.reports.put)
        self.watcher.aim([root / "content", root / "static"])
        self._threads = [
            threading.Thread(target=run) for run in (self.watcher.watch_folders, self.watcher.watch_trees)
        ]

    def start(self) -> None:
        self.begin()
        self.settle()

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def settle(self) -> None:
        """Return when both threads surely watch."""
        for place in (self.root, self.root / "content"):
            number = 0
            while True:
                number += 1
                (place / "probe").write_text(str(number))
                if any(str(place / "probe") in report for report in self.drain()):
                    break
        self.drain()

    def drain(self) -> list[frozenset[str]]:
        """Return every report until it is quiet."""
        found = []
        while True:
            try:
                found.append(self.reports.get(timeout=_SHORT))
            except queue.Empty:
                return found

    def next(self) -> set[str]:
        """Return the next report, by path in the folder."""
        return {os.path.relpath(path, self.root) for path in self.reports.get(timeout=_LONG)}

    def stop(self) -> None:
        self.watcher.stop()
        for thread in self._threads:
            thread.join(_LONG)
            assert not thread.is_alive()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """A folder being watched."""
    (tmp_path / "content" / "blog").mkdir(parents=True)
    (tmp_path / "content" / "blog" / "a.md").write_text("old")
    found = Watched(tmp_path)
    found.start()
    yield found
    found.stop()


def test_a_save_by_renaming_is_one_report_of_the_file(watched: Watched) -> None:
    """The file beside it, which is hidden, is no part of the report."""
    spare = watched.root / "content/blog/.a.md.swp"
    spare.write_text("new")
    spare.replace(watched.root / "content/blog/a.md")
    assert watched.next() == {"content/blog/a.md"}
    assert watched.drain() == []


def test_a_burst_is_one_report(watched: Watched) -> None:
    """What a checkout of another branch does: many files at once."""
    for number in range(50):
        (watched.root / f"content/blog/{number}.md").write_text("text")
    expected = {f"content/blog/{number}.md" for number in range(50)}
    reports = [{os.path.relpath(path, watched.root) for path in report} for report in watched.drain()]
    assert set().union(*reports) == expected
    assert len(reports) <= 3  # one, unless the machine paused in the middle of it


def test_an_older_file_in_its_place_is_noticed(watched: Watched) -> None:
    """`mv` keeps the time of the file: it is older than the one that it replaces."""
    older = watched.root / "older"
    older.write_text("older")
    os.utime(older, (1_000_000_000, 1_000_000_000))
    watched.drain()
    older.replace(watched.root / "content/blog/a.md")
    reported = set().union(*watched.drain())
    assert str(watched.root / "content/blog/a.md") in reported


def test_new_and_deleted_directories_are_noticed(watched: Watched) -> None:
    """And what is written into a new one later."""
    folder = watched.root / "content/new"
    folder.mkdir()
    assert "content/new" in watched.next()
    watched.drain()
    (folder / "b.md").write_text("text")
    assert watched.next() == {"content/new/b.md"}
    shutil.rmtree(folder)
    assert "content/new" in watched.next()


def test_a_tree_may_come_and_go(watched: Watched) -> None:
    """static/ was not there when watching began; content/ goes, as with another branch, and is back."""
    (watched.root / "static").mkdir()
    assert "static" in watched.next()
    watched.drain()
    (watched.root / "static/x.txt").write_text("text")
    assert watched.next() == {"static/x.txt"}
    (watched.root / "content").rename(watched.root / "elsewhere")
    watched.drain()
    (watched.root / "elsewhere").rename(watched.root / "content")
    watched.drain()
    (watched.root / "content/blog/a.md").write_text("newer")
    assert watched.next() == {"content/blog/a.md"}


def test_litter_is_not_reported(watched: Watched) -> None:
    """Swap files, backups, compiled Python."""
    for name in (".a.md.swp", "a.md~", "4913.swp", "#a.md#", "__pycache__", "x.pyc"):
        (watched.root / "content/blog" / name).write_text("litter")
    assert watched.drain() == []


def test_what_may_not_be_read_is_watched_as_soon_as_it_may(as_nobody: Path) -> None:
    """Meanwhile the watcher says why it sees nothing."""
    closed = as_nobody / "content/closed"
    closed.mkdir(parents=True)
    closed.chmod(0)
    watched = Watched(as_nobody)
    watched.begin()
    try:
        while "ermission denied" not in watched.watcher.refusal:
            time.sleep(0.02)
        closed.chmod(0o755)
        watched.settle()
        assert watched.watcher.refusal == ""
    finally:
        watched.stop()


@pytest.mark.parametrize(
    ("cause", "shown"),
    [
        (OSError(28, "OS file watch limit reached"), "sysctl fs.inotify.max_user_watches="),
        (OSError(28, "No space left on device"), "sysctl fs.inotify.max_user_watches="),
        (OSError(24, "Too many open files"), "sysctl fs.inotify.max_user_instances="),
        (RuntimeError("Error creating watcher: Too many open files (os error 24)"), "max_user_instances="),
        (RuntimeError("error in underlying watcher"), "error in underlying watcher"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
    ],
)
def test_07_a_refusal_is_told_and_the_system_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: Exception, shown: str
) -> None:
    """Whichever limit is reached, and in whichever form watchfiles reports it."""
    told: list[str] = []
    watcher = SourceWatcher([tmp_path], lambda _: None)

    def watch(*_: object, **__: object) -> Iterator[set[object]]:
        told.append(watcher.refusal)
        if len(told) == 1:
            raise cause
        yield set()
        told.append(watcher.refusal)
        watcher.stop()

    monkeypatch.setattr("sitegen.serve.watch.watch", watch)
    monkeypatch.setattr("sitegen.serve.watch._TRY_AGAIN", 0.01)
    watcher.watch_folders()
    before, refused, after = told
    assert (before, shown in refused, after) == ("", True, "")
