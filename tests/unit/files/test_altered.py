"""What is changed by hand is noticed and put right, whatever its size and time say; links cost no look."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.publish import comparison
from sitegen.publish.claim import claim
from sitegen.publish.manifest import File
from sitegen.publish.output import Output
from sitegen.publish.publication import prepare_standby, publish
from sitegen.publish.survey import Survey
from sitegen.publish.tree import survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.publish.tree import Tree

    Publish = Callable[[Mapping[str, bytes]], Tree]

SITE = {"index.html": b"home", "blog/a/index.html": b"a", "blog/b/index.html": b"b"}


def modes_of(root: Path) -> set[tuple[str, int]]:
    """Return the kinds and permissions of everything in a tree."""
    found = [path.stat().st_mode for path in (root, *root.rglob("*"))]
    return {("folder" if stat.S_ISDIR(mode) else "file", stat.S_IMODE(mode)) for mode in found}


def change_unseen(path: Path, data: bytes) -> None:
    """Write as many bytes as were there, and give the file its old time, as ``touch -r`` does."""
    before = path.stat()
    assert len(data) == before.st_size
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture
def closer_looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Tell which files are read by a survey."""
    looked: list[str] = []
    look = comparison._look_closer

    def note(path: str, root: int, file: File) -> File | None:
        looked.append(path)
        return look(path, root, file)

    monkeypatch.setattr(comparison, "_look_closer", note)
    return looked


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_bytes_changed_at_equal_size_and_time_are_noticed(
    output: Output, publish_all: Publish, rounds: int
) -> None:
    """In a file that both trees share, too."""
    for number in range(rounds):
        publish_all({**SITE, "round": b"%d" % number})
    change_unseen(Path(output.live, "index.html"), b"EVIL")
    assert survey(output).lost == {"index.html"}
    for _ in range(2):
        publish_all(SITE)
        assert Path(output.live, "index.html").read_bytes() == b"home"
        assert survey(output).is_intact


@pytest.mark.parametrize("mode", [0o600, 0o666, 0o4755, 0o000])
def test_a_files_permissions_are_put_right(output: Output, publish_all: Publish, mode: int) -> None:
    """Of a file that nobody else may read, readers get nothing."""
    publish_all(SITE)
    Path(output.live, "blog/a/index.html").chmod(mode)
    found = survey(output)
    assert (found.is_intact, found.lost) == (False, frozenset({"blog/a/index.html"}))
    for _ in range(2):
        publish_all(SITE)
        assert modes_of(Path(output.live)) == {("folder", 0o755), ("file", 0o644)}


@pytest.mark.parametrize("tree", ["live", "standby"])
@pytest.mark.parametrize("path", ["", "blog", "blog/a"])
@pytest.mark.parametrize("mode", [0o700, 0o757, 0o500])
def test_a_folders_permissions_are_put_right(
    output: Output, publish_all: Publish, tree: str, path: str, mode: int
) -> None:
    """Though nothing in it was added or removed."""
    publish_all({**SITE, "old": b""})
    publish_all(SITE)
    Path(getattr(output, tree), path).chmod(mode)
    assert survey(output).altered == ((path,) if tree == "live" else ())
    for round_ in (b"1", b"2"):
        publish_all({**SITE, "round": round_})
        assert modes_of(Path(output.live)) == {("folder", 0o755), ("file", 0o644)}


def test_a_folder_closed_to_its_owner_is_opened(as_nobody: Path) -> None:
    """What lies in it cannot be looked at, and is made anew; what was put there does not come back."""
    output = claim(as_nobody / "public", as_nobody)
    publish(output, survey(output), SITE.items(), ())
    Path(output.live, "blog/stray.html").write_bytes(b"stray")
    Path(output.live, "blog").chmod(0)
    found = survey(output)
    assert found.lost == {"blog/a/index.html", "blog/b/index.html"}
    for round_ in (b"1", b"2"):
        publish(output, survey(output), {**SITE, "round": round_}.items(), ())
        assert modes_of(Path(output.live)) == {("folder", 0o755), ("file", 0o644)}
        assert not Path(output.live, "blog/stray.html").exists()


def test_a_link_from_elsewhere_costs_one_look(
    output: Output, publish_all: Publish, tmp_path: Path, closer_looks: list[str]
) -> None:
    """As `cp -al` makes for a backup: it changes the ctime, and no byte."""
    publish_all(SITE)
    (tmp_path / "backup").hardlink_to(Path(output.live, "index.html"))
    with Survey(output) as found:
        assert found.live.is_intact
    assert closer_looks == ["index.html"]
    with Survey(output) as found:
        assert found.live.is_intact
    assert closer_looks == ["index.html"]


def test_links_between_the_trees_cost_no_look(
    output: Output, publish_all: Publish, closer_looks: list[str]
) -> None:
    """The manifests are written when all links are made."""
    publish_all(SITE)
    publish_all({**SITE, "x": b""})
    live = publish_all({**SITE, "y": b""})
    prepare_standby(output, live)
    with Survey(output) as found:
        assert found.live.is_intact
        assert found.standby.files.keys() == live.files.keys()
    assert closer_looks == []


def test_an_edit_after_another_reads_few_files(
    output: Output, publish_all: Publish, closer_looks: list[str]
) -> None:
    """Those that the last two builds changed, and no others."""
    pages = {f"{number}/index.html": b"%d" % number for number in range(50)}
    prepare_standby(output, publish_all(pages))
    closer_looks.clear()
    for number in range(5):
        publish_all({**pages, f"{number}/index.html": b"edited"})
    assert len(closer_looks) <= 5 * 3


def test_two_trees_of_one_content_are_told_by_nothing_else(output: Output, publish_all: Publish) -> None:
    """The digest of a site hangs on its paths and bytes alone."""
    first = publish_all(SITE)
    other = publish_all({**SITE, "x": b""})
    again = publish_all(SITE)
    assert first.content == again.content != other.content
    assert survey(output).content == again.content
