"""A directory held by its handle: what stands in it cannot lead anywhere else."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    (tmp_path / "state").mkdir()
    with Folder.open(str(tmp_path / "state")) as held:
        yield held


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "file").write_text("precious", "utf-8")
    return tmp_path / "victim"


def test_what_is_written_is_read_again_whatever_stood_there(folder: Folder) -> None:
    """A file, a directory full of files, nothing at all: the new file takes its place."""
    folder.enter("a/b/full", create=True).close()
    for data in (b"instead of a directory", b"instead of a file"):
        folder.write("a/b", data)
        assert folder.read("a/b") == data
    folder.write("c/d", b"instead of nothing")
    assert folder.read("c/d") == b"instead of nothing"
    assert folder.list_names() == ["a", "c"]


@pytest.mark.parametrize(
    "use",
    [
        lambda folder: folder.read("link/file"),
        lambda folder: folder.write("link/file", b"x"),
        lambda folder: folder.write("link/new/file", b"x"),
        lambda folder: folder.remove("link/file"),
        lambda folder: folder.enter("link"),
        lambda folder: folder.enter("link", create=True),
        lambda folder: folder.enter("link/deeper", create=True),
        lambda folder: folder.stat("link/file"),
        lambda folder: folder.open_file("link/file", os.O_RDWR | os.O_CREAT),
    ],
)
def test_no_directory_is_entered_through_a_link(
    folder: Folder, victim: Path, use: Callable[[Folder], object]
) -> None:
    """Not to read, write, remove or look, and nothing behind the link changes."""
    Path(folder.path, "link").symlink_to(victim)
    with pytest.raises(ProblemError) as caught:
        use(folder)
    assert [problem.code for problem in caught.value.problems] == ["state-link"]
    assert [path.name for path in victim.iterdir()] == ["file"]
    assert (victim / "file").read_text("utf-8") == "precious"


def test_a_link_at_a_files_name_is_refused_or_replaced_never_followed(folder: Folder, victim: Path) -> None:
    """Opening it is an error; writing and removing deal with the link itself."""
    Path(folder.path, "link").symlink_to(victim / "file")
    for flags in (os.O_RDONLY, os.O_RDWR | os.O_CREAT, os.O_WRONLY | os.O_TRUNC):
        with pytest.raises(ProblemError):
            folder.open_file("link", flags)
    folder.write("link", b"ours")
    assert folder.read("link") == b"ours"
    Path(folder.path, "other").symlink_to(victim)
    folder.remove("other")
    folder.remove("never-there")
    assert folder.list_names() == ["link"]
    assert (victim / "file").read_text("utf-8") == "precious"


def test_a_link_at_the_spare_name_is_not_followed(folder: Folder, victim: Path) -> None:
    """The name under which a file is prepared may be a trap, too."""
    Path(folder.path, ".state.new").symlink_to(victim / "file")
    folder.write("state", b"ours")
    assert folder.list_names() == ["state"]
    assert (victim / "file").read_text("utf-8") == "precious"


def test_a_file_with_another_name_is_not_written_into(folder: Folder, victim: Path) -> None:
    """A hard link may lead to somebody else's file: it may be read and replaced only."""
    os.link(victim / "file", f"{folder.path}/lock")
    with pytest.raises(FileNotFoundError):
        folder.open_file("lock", os.O_RDWR | os.O_CREAT)
    assert folder.read("lock") == b"precious"
    folder.write("lock", b"ours")
    assert (victim / "file").read_text("utf-8") == "precious"


def test_a_pipe_or_a_directory_at_a_files_name_does_not_block(folder: Folder) -> None:
    """Neither is read or written; writing a file replaces both."""
    os.mkfifo(f"{folder.path}/pipe")
    folder.enter("directory", create=True).close()
    for name in ("pipe", "directory"):
        for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR):
            with pytest.raises(FileNotFoundError):
                folder.open_file(name, flags)
        folder.write(name, b"ours")
        assert folder.read(name) == b"ours"


@pytest.mark.parametrize("name", ["..", "a/../b", "/etc", "./a", "a//b", "a/", "a\0b"])
def test_a_name_that_leads_out_is_a_bug(folder: Folder, name: str) -> None:
    """Names are ours, so such a name is no user's mistake."""
    with pytest.raises(ValueError, match="not a relative"):
        folder.enter(name)


def test_a_directory_that_was_moved_is_still_the_one_that_was_opened(folder: Folder, tmp_path: Path) -> None:
    """Whoever swaps the directory for a link after it was opened gains nothing."""
    (tmp_path / "state").rename(tmp_path / "moved")
    (tmp_path / "state").symlink_to(tmp_path / "victim")
    folder.write("file", b"ours")
    assert (tmp_path / "moved" / "file").read_bytes() == b"ours"


def test_a_write_that_fails_leaves_what_was_there(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk, for one: and nothing half-written beside it."""
    folder.write("a", b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", refuse)
        with pytest.raises(OSError, match="No space left"):
            folder.write("a", b"new")
    assert (folder.read("a"), folder.list_names()) == (b"old", ["a"])


def test_a_signal_while_a_directory_is_let_go_of_closes_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception may come right after the system has closed the handle, whose number another file gets."""
    folder = Folder.open(str(tmp_path))
    handle, close = folder.handle, os.close

    def close_and_raise(number: int) -> None:
        close(number)
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "close", close_and_raise)
    with pytest.raises(KeyboardInterrupt):
        folder.close()
    monkeypatch.undo()
    other = os.open(tmp_path, os.O_RDONLY)
    assert other == handle
    folder.close()
    assert os.fstat(other)
    close(other)
