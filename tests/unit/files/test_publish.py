from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.file_names import MARKER
from sitegen.core.problems import ProblemError, error
from sitegen.publish import exchange as exchange_module
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.output import Output
from sitegen.publish.publication import prepare_standby, publish
from sitegen.publish.tree import survey
from sitegen.sources import SourceFile, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitegen.publish.tree import Tree

    Publish = Callable[[Mapping[str, bytes]], Tree]

OLD = {"index.html": b"home", "blog/a/index.html": b"a", "blog/b/index.html": b"b", "css/site.css": b"{}"}
NEW = OLD | {"index.html": b"home 2", "blog/c/index.html": b"c"}


def site_of(output: Output) -> dict[str, bytes]:
    """The published files, the marker aside."""
    live = Path(output.live)
    found = {path.relative_to(live).as_posix(): path for path in live.rglob("*") if not path.is_dir()}
    assert [path for path in live.rglob("*") if path.is_dir() and not any(path.iterdir())] == []
    return {path: file.read_bytes() for path, file in found.items() if path != MARKER}


def stats_of(output: Output) -> dict[str, tuple[int, ...]]:
    """What any write below the output or beside it would change."""
    roots = (Path(output.live), Path(output.state))
    paths = [path for root in roots for path in (root, *root.rglob("*"))]
    found = {str(path): path.lstat() for path in paths}
    return {path: (status.st_ino, status.st_mtime_ns, status.st_ctime_ns) for path, status in found.items()}


def test_a_first_publish_makes_the_directory(output: Output, publish_all: Publish) -> None:
    """All files, and nothing else."""
    publish_all(OLD)
    assert site_of(output) == OLD


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
def test_any_site_can_follow_any_other(output: Output, publish_all: Publish, after: dict[str, bytes]) -> None:
    """Three times each way, since two trees take turns."""
    for _ in range(3):
        publish_all(OLD)
        assert site_of(output) == OLD
        publish_all(after)
        assert site_of(output) == after


def test_what_is_returned_is_what_a_survey_finds(output: Output, publish_all: Publish) -> None:
    """So a server that publishes again and again need not survey."""
    publish_all(OLD)
    published = publish_all(NEW)
    assert survey(output) == published
    assert published.files["index.html"].digest == digest(b"home 2")


def test_kept_files_are_taken_over(output: Output, publish_all: Publish) -> None:
    """Only what changed is given; a kept file is the same file, not a copy."""
    live = publish_all(OLD)
    inode = (Path(output.live) / "css/site.css").stat().st_ino
    publish(output, live, [("index.html", b"home 2")], ["css/site.css"])
    assert site_of(output) == {"index.html": b"home 2", "css/site.css": b"{}"}
    assert (Path(output.live) / "css/site.css").stat().st_ino == inode


def test_a_build_without_changes_writes_nothing(output: Output, publish_all: Publish) -> None:
    """Neither in the output nor beside it; not even a time."""
    publish_all(OLD)
    with locked(output):
        live = publish_all(NEW)
    before = stats_of(output)
    with locked(output):
        publish_all(NEW)
        publish(output, live, (), list(NEW))
    assert stats_of(output) == before


def test_the_old_trees_files_are_not_written_into(output: Output, publish_all: Publish) -> None:
    """The trees share files, so a changed one is made anew: who has it open reads the old to its end."""
    publish_all(OLD)
    publish_all(OLD | {"x": b"x"})
    with (Path(output.live) / "index.html").open("rb") as reader:
        publish_all(NEW)
        publish_all(NEW | {"index.html": b"home 3"})
        assert reader.read() == b"home"


@pytest.mark.parametrize("first", [b"v1", b"v2"])
def test_an_edit_undone_gives_the_old_site(output: Output, publish_all: Publish, first: bytes) -> None:
    """The standby tree may hold the wanted bytes already."""
    for page in (first, b"v2", b"v1", b"v2", b"v2", b"v1"):
        publish_all(OLD | {"page": page})
        assert site_of(output) == OLD | {"page": page}


def test_a_file_is_copied_from_where_it_is(output: Output, tmp_path: Path) -> None:
    """A path stands for a file's bytes; the copy is not linked to it, so editing it changes no site."""
    source = tmp_path / "film.mp4"
    source.write_bytes(b"film" * 500_000)
    live = publish(output, survey(output), [("film.mp4", SourceFile(str(tmp_path), "film.mp4"))], ())
    assert live.files["film.mp4"].digest == digest(b"film" * 500_000)
    again = publish(output, live, [("film.mp4", SourceFile(str(tmp_path), "film.mp4"))], ())
    assert again == live
    source.write_bytes(b"cut")
    assert site_of(output) == {"film.mp4": b"film" * 500_000}


def test_a_copied_file_that_is_missing_is_named(output: Output, tmp_path: Path) -> None:
    """The Problem names the source, not the output."""
    with pytest.raises(ProblemError, match=r"film\.mp4: error: cannot be read: no such file"):
        publish(output, survey(output), [("film.mp4", SourceFile(str(tmp_path), "film.mp4"))], ())


def test_modes_do_not_hang_on_the_umask(output: Output) -> None:
    """0644 and 0755, so that a server under another user can read the site."""
    old = os.umask(0o077)
    try:
        publish(output, survey(output), OLD.items(), ())
    finally:
        os.umask(old)
    live = Path(output.live)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (live, *live.rglob("*")) if path.is_dir()}
    assert modes == {0o755}
    assert {stat.S_IMODE(path.stat().st_mode) for path in live.rglob("*") if path.is_file()} == {0o644}


def test_damage_is_noticed_and_repaired(output: Output, publish_all: Publish) -> None:
    """A survey names what is lost and what is foreign; the next publish sets it right."""
    publish_all(NEW)
    live = Path(output.live)
    (live / "index.html").write_bytes(b"HOME 2")
    (live / "css/site.css").unlink()
    (live / "blog/a/index.html").unlink()
    (live / "blog/a").rmdir()
    (live / "blog/notes.txt").write_bytes(b"mine")
    (live / "extra/deep").mkdir(parents=True)
    found = survey(output)
    assert found.lost == {"index.html", "css/site.css", "blog/a/index.html"}
    assert found.extra == ("blog/notes.txt", "extra")
    publish(output, found, [(path, NEW[path]) for path in found.lost], NEW.keys() - found.lost)
    assert site_of(output) == NEW
    assert not (live / "extra").exists()


def test_damage_to_shared_files_does_not_come_back(output: Output, publish_all: Publish) -> None:
    """A file edited in place is edited in the standby tree too; it is noticed there as well."""
    publish_all(OLD)
    publish_all(NEW)
    (Path(output.live) / "css/site.css").write_bytes(b"edited")
    for site in (NEW, OLD, NEW, OLD):
        publish_all(site)
        assert site_of(output) == site


def test_a_directory_that_was_emptied_does_not_stay(output: Output, publish_all: Publish) -> None:
    """As a kill leaves it in the standby tree, half-way through removing it."""
    publish_all(NEW)
    publish_all(NEW | {"x": b"x"})
    (Path(output.standby) / "blog/c/index.html").unlink()
    publish_all(OLD)
    assert site_of(output) == OLD


def test_a_directory_replaced_by_a_link_is_noticed(
    output: Output, publish_all: Publish, tmp_path: Path
) -> None:
    """What lies behind a link is not the site."""
    publish_all(OLD)
    (Path(output.live) / "blog").rename(tmp_path / "blog")
    (Path(output.live) / "blog").symlink_to(tmp_path / "blog")
    assert survey(output).lost == {"blog/a/index.html", "blog/b/index.html"}
    publish_all(OLD)
    assert site_of(output) == OLD
    assert not (Path(output.live) / "blog").is_symlink()
    publish_all(NEW)
    assert (tmp_path / "blog/a/index.html").read_bytes() == b"a"


@pytest.mark.parametrize("damage", [b"", b"garbage", None])
def test_a_damaged_manifest_costs_only_time(
    output: Output, publish_all: Publish, damage: bytes | None
) -> None:
    """Nothing is believed then; all is made again."""
    publish_all(OLD)
    publish_all(NEW)
    for manifest in Path(output.state).glob("*.tree"):
        manifest.write_bytes(manifest.read_bytes()[:-1] if damage is None else damage)
    assert survey(output).files == {}
    publish_all(NEW)
    assert site_of(output) == NEW


def test_the_state_beside_the_output_can_be_deleted(output: Output, publish_all: Publish) -> None:
    """The marker says that the directory is ours; the next publish makes all anew."""
    publish_all(OLD)
    publish_all(NEW)
    Path(output.state).rename(f"{output.state}-away")
    publish_all(OLD)
    assert site_of(output) == OLD


def test_an_error_while_rendering_leaves_the_old_site(output: Output, publish_all: Publish) -> None:
    """Changes come one by one; what ends them early ends the publish."""
    live = publish_all(OLD)

    def render() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"half"
        raise ProblemError(error("template-undefined", "no such thing"))

    for _ in range(2):
        with pytest.raises(ProblemError, match="template-undefined"):
            publish(output, live, render(), ())
        assert site_of(output) == OLD
        assert survey(output) == live
    publish_all(NEW)
    assert site_of(output) == NEW


def test_a_path_that_is_file_and_directory_is_an_error(output: Output, publish_all: Publish) -> None:
    """Both in one site cannot be."""
    publish_all(OLD)
    with pytest.raises(
        ProblemError, match=r"public/a: error: would be a file and a directory \[output-conflict\]"
    ):
        publish_all({"a": b"", "a/b": b""})
    assert site_of(output) == OLD


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a/../b", "./a", "", "a/", "a\0b", "x" * 256])
def test_a_path_that_leaves_the_tree_is_a_bug(output: Output, path: str) -> None:
    """Routes are checked long before; here nothing is mended."""
    with pytest.raises(ValueError, match=r"not a relative, normal path|a name longer than 255 bytes"):
        publish(output, survey(output), [(path, b"")], ())


def test_a_path_published_twice_is_a_bug(output: Output) -> None:
    """One of the two would be lost."""
    with pytest.raises(ValueError, match=r"published twice: 'a'"):
        publish(output, survey(output), [("a", b"1"), ("a", b"2")], ())


def test_a_prepared_standby_tree_changes_nothing_but_time(output: Output, publish_all: Publish) -> None:
    """It shares every file with the live one."""
    live = publish_all(OLD)
    prepare_standby(output, live)
    assert site_of(output) == OLD
    assert (Path(output.standby) / "index.html").samefile(Path(output.live) / "index.html")
    publish_all(NEW)
    assert site_of(output) == NEW


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EINVAL, errno.ENOTSUP])
def test_without_an_exchange_two_renames_do(
    output: Output, publish_all: Publish, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """On systems and file systems that cannot exchange two directories in one step."""
    monkeypatch.setattr(exchange_module, "_exchange_at_once", lambda *_: code)
    for site in (OLD, NEW, OLD, {}, NEW):
        publish_all(site)
        assert site_of(output) == site


def test_an_exchange_by_steps_that_was_cut_off_is_undone(output: Output, publish_all: Publish) -> None:
    """After the first rename the old site comes back; after the second the new one stays."""
    publish_all(OLD)
    publish_all(NEW)
    names = (output.live_name, output.standby_name, output.spare_name)
    output.live_name.rename(output.spare_name)
    exchange_module.recover(*names)
    assert site_of(output) == NEW
    output.standby_name.rename(output.spare_name)
    exchange_module.recover(*names)
    assert site_of(output) == NEW
    publish_all(OLD)
    assert site_of(output) == OLD


@pytest.mark.parametrize("code", [errno.EPERM, errno.EMLINK])
def test_without_hard_links_files_are_copied(
    output: Output, publish_all: Publish, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """On file systems that have none."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refuse)
    for site in (OLD, NEW, OLD):
        publish_all(site)
        assert site_of(output) == site


def test_an_output_below_a_link_of_the_users_is_the_links_target(tmp_path: Path) -> None:
    """Outside the site's folder links are the user's own: it stays, and what it leads to is replaced."""
    (tmp_path / "www").mkdir()
    (tmp_path / "public").symlink_to("www")
    output = claim(tmp_path / "public", tmp_path / "site")
    publish(output, survey(output), OLD.items(), ())
    assert (tmp_path / "public").is_symlink()
    assert (tmp_path / "www/index.html").read_bytes() == b"home"
