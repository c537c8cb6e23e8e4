"""Where a directory stays in its place, its files are replaced one by one: each whole, all in an order."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.file_names import MARKER
from sitegen.core.problems import ProblemError, error
from sitegen.publish import exchange as exchange_module
from sitegen.publish.claim import claim
from sitegen.publish.cleaning import clean
from sitegen.publish.lock import locked
from sitegen.publish.manifest import distrust
from sitegen.publish.output import Output
from sitegen.publish.publication import describe_strategy, publish
from sitegen.publish.tree import survey
from tests.linked_site import find_faults, make_linked_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.publish.tree import Tree

OLD = {"index.html": b"home", "blog/a/index.html": b"a", "blog/b/index.html": b"b", "css/site.css": b"{}"}
NEW = OLD | {"index.html": b"home 2", "blog/c/index.html": b"c"}
STATE = ".sitegen-publish"


@pytest.fixture(params=["asked for", "mount point"])
def output(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Output:
    """An output that stays in place: because it was asked for, or because it looks like a mount point."""
    public = tmp_path / "public"
    public.mkdir()
    if request.param == "asked for":
        return claim(public, tmp_path, in_place=True)
    monkeypatch.setattr("sitegen.publish.strategy._read_mounts", lambda: frozenset((str(public),)))
    return claim(public, tmp_path)


def publish_all(output: Output, files: Mapping[str, bytes]) -> Tree:
    with locked(output):
        return publish(output, survey(output), files.items(), ())


def site_of(output: Output) -> dict[str, bytes]:
    """The published files, the marker and what sitegen keeps aside."""
    live = Path(output.live)
    found = {path.relative_to(live).as_posix(): path for path in live.rglob("*") if not path.is_dir()}
    empty = [path for path in live.rglob("*") if path.is_dir() and not any(path.iterdir())]
    assert empty == []
    return {
        path: file.read_bytes()
        for path, file in found.items()
        if path != MARKER and not path.startswith(f"{STATE}/")
    }


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(NEW, id="changed and added"),
        pytest.param({"index.html": b"home"}, id="removed with their directories"),
        pytest.param({}, id="nothing left"),
        pytest.param({"blog": b"a file where directories were"}, id="directory becomes file"),
        pytest.param({"index.html/index.html": b"x", "css/site.css/x": b"y"}, id="file becomes directory"),
        pytest.param({"Index.html": b"x", "blog/a/b/c/d.html": b"deep"}, id="renamed"),
    ],
)
def test_any_site_can_follow_any_other(output: Output, after: dict[str, bytes]) -> None:
    """The directory stays the same one, and a survey finds what was returned."""
    inode = Path(output.live).stat().st_ino
    for site in (OLD, after, OLD, after):
        published = publish_all(output, site)
        assert site_of(output) == site
        assert survey(output) == published
        assert Path(output.live).stat().st_ino == inode


def test_a_file_that_is_the_same_stays_the_same(output: Output) -> None:
    """Only what changed is replaced, and who has an old file open reads it to its end."""
    live = publish_all(output, OLD)
    inode = (Path(output.live) / "css/site.css").stat().st_ino
    with (Path(output.live) / "index.html").open("rb") as reader:
        with locked(output):
            publish(output, live, [("index.html", b"home 2")], ["css/site.css"])
        assert reader.read() == b"home"
    assert site_of(output) == {"index.html": b"home 2", "css/site.css": b"{}"}
    assert (Path(output.live) / "css/site.css").stat().st_ino == inode


def test_a_build_without_changes_writes_nothing(output: Output) -> None:
    """Not even a time."""
    publish_all(output, NEW)
    before = {path: path.lstat() for path in Path(output.live).rglob("*")}
    published = publish_all(output, NEW)
    assert {path: path.lstat() for path in Path(output.live).rglob("*")} == before
    assert describe_strategy(output, published, published) == ()


def test_a_build_that_fails_changes_nothing(output: Output) -> None:
    """Though its files were written as they came: they had no names yet, and are gone."""
    live = publish_all(output, OLD)

    def render() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"half"
        yield "blog/z/index.html", b"new"
        staged = [path for path in Path(output.state).rglob("*") if path.parent.name == "new"]
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (*staged, Path(output.state, "new"))}
        assert modes == {0o600, 0o700}
        raise ProblemError(error("template-undefined", "no such thing"))

    with pytest.raises(ProblemError, match="template-undefined"), locked(output):
        publish(output, live, render(), ())
    assert site_of(output) == OLD
    assert survey(output) == live
    assert not Path(output.state, "new").exists()


def test_at_no_step_does_a_reader_find_a_gap(output: Output) -> None:
    """Before each operation on the file system, all that can be reached is whole and there."""
    faults: list[str] = []
    steps = 0

    def look(event: str, _: object) -> None:
        nonlocal steps
        if is_looking and event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir"):
            steps += 1
            faults.extend(find_faults(Path(output.live)))

    is_looking = False
    sys.addaudithook(look)
    for number in (1, 2, 3, 1):
        is_looking = True
        publish_all(output, make_linked_site(number))
        is_looking = False
        assert [*find_faults(Path(output.live))] == []
    assert faults == []
    assert steps > 200


def test_what_sitegen_did_not_make_stays(output: Output) -> None:
    """Beside the site and in its folders, hidden or not, and in a folder that the site no longer has."""
    live = Path(output.live)
    (live / "lost+found").mkdir()
    publish_all(output, OLD)
    foreign = {"uploads/cat.jpg": b"cat", ".git/config": b"git", "blog/a/notes.txt": b"mine"}
    for path, data in foreign.items():
        (live / path).parent.mkdir(exist_ok=True)
        (live / path).write_bytes(data)
    found = survey(output)
    assert found.extra == ()
    publish_all(output, {"index.html": b"home"})
    shutil.rmtree(live / "lost+found")
    assert site_of(output) == {"index.html": b"home"} | foreign
    publish_all(output, OLD)
    assert site_of(output) == OLD | foreign
    with locked(output):
        assert set(clean(output)) == foreign.keys()
    assert site_of(output) == foreign


@pytest.mark.parametrize(
    ("stands", "published"),
    [
        pytest.param("about/index.html", "about/index.html", id="a file"),
        pytest.param("about", "about/index.html", id="a file where a folder is needed"),
        pytest.param("about/mine.txt", "about", id="a folder where a file is needed"),
    ],
)
def test_what_stands_in_the_way_stops_the_build(output: Output, stands: str, published: str) -> None:
    """It is named, and nothing has changed."""
    publish_all(output, OLD)
    (Path(output.live) / stands).parent.mkdir(exist_ok=True)
    (Path(output.live) / stands).write_bytes(b"by hand")
    with pytest.raises(ProblemError, match=rf"public/{stands}: error: is in the way of the site"):
        publish_all(output, NEW | {published: b"ours"})
    assert site_of(output) == OLD | {stands: b"by hand"}
    publish_all(output, NEW)
    assert site_of(output) == NEW | {stands: b"by hand"}


def test_a_link_is_not_followed(output: Output, tmp_path: Path) -> None:
    """One that took a folder's place stops the build; one that took a file's place is replaced."""
    publish_all(output, OLD)
    live = Path(output.live)
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/page").write_bytes(b"precious")
    (live / "index.html").unlink()
    (live / "index.html").symlink_to(tmp_path / "victim/page")
    publish_all(output, OLD)
    assert not (live / "index.html").is_symlink()
    shutil.rmtree(live / "blog")
    (live / "blog").symlink_to(tmp_path / "victim")
    with pytest.raises(ProblemError, match=r"public/blog: error: is in the way of the site"):
        publish_all(output, NEW)
    assert {path.name: path.read_bytes() for path in (tmp_path / "victim").iterdir()} == {"page": b"precious"}


def test_damage_is_repaired(output: Output) -> None:
    """Files that are altered, gone or no longer to be read; what has the right bytes stays."""
    publish_all(output, OLD)
    live = Path(output.live)
    (live / "index.html").write_bytes(b"HOME")
    shutil.rmtree(live / "blog/a")
    os.utime(live / "css/site.css", ns=(1, 1))
    (live / "css/site.css").chmod(0o600)
    inode = (live / "css/site.css").stat().st_ino
    assert survey(output).lost == {"index.html", "blog/a/index.html", "css/site.css"}
    publish_all(output, OLD)
    assert site_of(output) == OLD
    status = (live / "css/site.css").stat()
    assert (status.st_ino, stat.S_IMODE(status.st_mode)) == (inode, 0o644)


def test_without_a_manifest_bytes_are_compared(output: Output) -> None:
    """As in a volume that was copied: what differs is replaced, what is not the site's is named and stays."""
    publish_all(output, OLD)
    live = Path(output.live)
    inodes = {path: (live / path).stat().st_ino for path in OLD}
    shutil.rmtree(output.state)
    (live / "uploads").mkdir()
    (live / "uploads/cat.jpg").write_bytes(b"cat")
    before = survey(output)
    assert before.files == {}
    site = {path: data for path, data in OLD.items() if path != "blog/b/index.html"} | {"index.html": b"2"}
    published = publish_all(output, site)
    assert site_of(output) == site | {"blog/b/index.html": b"b", "uploads/cat.jpg": b"cat"}
    assert published.extra == ("blog/b/index.html", "uploads/cat.jpg")
    assert "blog/b/index.html, uploads/cat.jpg. They stay" in describe_strategy(output, before, published)[-1]
    same = {path for path in OLD if (live / path).stat().st_ino == inodes[path]}
    assert same == {"blog/a/index.html", "css/site.css", "blog/b/index.html"}


def test_a_copy_of_a_site_knows_its_files_by_their_bytes(output: Output, tmp_path: Path) -> None:
    """Inodes and times are new then: in an image, or in a volume that was restored."""
    publish_all(output, NEW | {"old/index.html": b"old", "edited.html": b"ours"})
    live = Path(output.live)
    (live / "uploads").mkdir()
    (live / "uploads/cat.jpg").write_bytes(b"cat")
    (live / "edited.html").write_bytes(b"by hand")
    shutil.copytree(live, tmp_path / "copy")
    live.rename(tmp_path / "original")
    (tmp_path / "copy").rename(live)
    before = survey(output)
    assert before.files == {}
    published = publish_all(output, OLD)
    assert site_of(output) == OLD | {"uploads/cat.jpg": b"cat", "edited.html": b"by hand"}
    assert published.extra == ("edited.html", "uploads/cat.jpg")


def test_force_believes_nothing_but_what_is_ours(output: Output) -> None:
    """Every file is compared again, and one that the new site has not is removed all the same."""
    publish_all(output, NEW)
    live = Path(output.live)
    times = (live / "index.html").stat()
    (live / "index.html").write_bytes(b"HOME 2")
    os.utime(live / "index.html", ns=(times.st_atime_ns, times.st_mtime_ns))
    with locked(output):
        distrust(output)
        assert survey(output).files == {}
        publish(output, survey(output), OLD.items(), ())
    assert site_of(output) == OLD


def test_an_empty_volume_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what a file system puts there, or with what a build left that was killed before its first file."""
    public = tmp_path / "public"
    (public / "lost+found").mkdir(parents=True)
    (public / STATE).mkdir()
    monkeypatch.setattr("sitegen.publish.strategy._read_mounts", lambda: frozenset((str(public),)))
    output = claim(public, tmp_path)
    publish_all(output, OLD)
    assert {path.name for path in public.iterdir()} == {
        *("lost+found", STATE, MARKER),
        *("index.html", "blog", "css"),
    }
    assert stat.S_IMODE((public / STATE).stat().st_mode) == 0o700
    assert not Path(tmp_path, ".sitegen-publish-public").exists()


@pytest.mark.parametrize("code", [errno.EXDEV, errno.EBUSY])
def test_where_the_system_refuses_to_exchange_files_are_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """In the same build, with a notice; the next build knows, and --force tries again."""
    output = claim(tmp_path / "public", tmp_path)
    publish_all(output, OLD)
    inode = Path(output.live).stat().st_ino
    with monkeypatch.context() as refusing:
        refusing.setattr(exchange_module, "_exchange_at_once", lambda *_: code)
        before = survey(output)
        published = publish_all(output, NEW)
    assert site_of(output) == NEW
    assert survey(output) == published
    (notice,) = describe_strategy(output, before, published)
    assert notice.startswith(
        "public is on a file system that cannot exchange it as a whole, so its files were"
    )
    assert not Path(output.standby).exists()
    for site in (OLD, {"only": b"1"}, NEW):
        again = claim(tmp_path / "public", tmp_path)
        assert again.strategy.is_in_place
        publish_all(again, site)
        assert site_of(again) == site
        assert Path(output.live).stat().st_ino == inode
    again = claim(tmp_path / "public", tmp_path)
    with locked(again):
        distrust(again)
        publish(again, survey(again), OLD.items(), ())
    assert site_of(again) == OLD
    assert Path(output.live).stat().st_ino != inode


def test_another_directory_of_that_name_is_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is remembered of one says nothing of the next."""
    output = claim(tmp_path / "public", tmp_path)
    publish_all(output, OLD)
    with monkeypatch.context() as refusing:
        refusing.setattr(exchange_module, "_exchange_at_once", lambda *_: errno.EXDEV)
        publish_all(output, NEW)
    Path(output.live).rename(tmp_path / "aside")
    (tmp_path / "public").mkdir()
    again = claim(tmp_path / "public", tmp_path)
    assert not again.strategy.is_in_place
    publish_all(again, OLD)
    assert site_of(again) == OLD


def test_the_two_ways_can_follow_each_other(tmp_path: Path) -> None:
    """Neither loses what the other remembers."""
    for number, in_place in enumerate((False, True, False, False, True, True, False)):
        output = claim(tmp_path / "public", tmp_path, in_place=in_place)
        site = NEW | {f"{number}/index.html": b"x"}
        before = survey(output)
        assert before.files.keys() - {MARKER} == set() if number == 0 else len(before.files) == len(site) + 1
        publish_all(output, site)
        assert site_of(output) == site


def test_a_parent_that_cannot_be_written_is_no_hindrance(as_nobody: Path) -> None:
    """What sitegen keeps lies in the output then."""
    public = as_nobody / "public"
    public.mkdir()
    as_nobody.chmod(0o500)
    output = claim(public, as_nobody)
    assert output.strategy.reason == "is in a folder that cannot be written"
    for site in (OLD, NEW):
        publish_all(output, site)
        assert site_of(output) == site
    assert [path.name for path in as_nobody.iterdir()] == ["public"]


def test_a_directory_that_holds_a_mount_point_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exchange would carry off what is mounted there, and the build after it would empty it."""
    public = tmp_path / "public"
    (public / "media").mkdir(parents=True)
    (public / MARKER).write_bytes(b"")
    monkeypatch.setattr("sitegen.publish.strategy._read_mounts", lambda: frozenset((f"{public}/media",)))
    output = claim(public, tmp_path)
    assert output.strategy.reason == "holds a mount point, media"
    assert Path(output.state).parent == tmp_path


def test_a_full_disk_changes_nothing(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is written before the first file gets its name."""
    publish_all(output, OLD)
    write = os.write

    def fail(handle: int, data: bytes) -> int:
        if data != b"half":
            return write(handle, data)
        write(handle, b"ha")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fail)
        with pytest.raises(ProblemError, match="free some space and build again; the site published before"):
            publish_all(output, {"a": b"new", "b": b"half"})
    assert site_of(output) == OLD
    assert not Path(output.state, "new").exists()


def test_a_refusal_on_the_way_says_that_the_site_is_mixed(
    output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next build completes it."""
    publish_all(output, OLD)
    replace = os.replace
    calls = 0

    def fail(source: str, target: str, **places: int) -> None:
        nonlocal calls
        calls += places.get("src_dir_fd") != places.get("dst_dir_fd")
        if calls > 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        replace(source, target, **places)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", fail)
        with pytest.raises(ProblemError, match=r"cannot be published whole: input/output error") as caught:
            publish_all(output, NEW)
    assert caught.value.problems[0].hint == "the next build completes the site"
    publish_all(output, OLD)
    assert site_of(output) == OLD


def test_what_a_killed_build_left_is_known(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that got its name and that the next site has not is removed, though no build ended with it."""
    publish_all(output, OLD)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("sitegen.publish.in_place.await_tick", die)
        with pytest.raises(KeyboardInterrupt):
            publish_all(output, NEW)
    assert site_of(output) == NEW
    publish_all(output, OLD)
    assert site_of(output) == OLD
