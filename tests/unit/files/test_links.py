"""Whatever link somebody lays into the folders that sitegen writes, nothing behind it is read or changed."""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from sitegen.core.problems import ProblemError
from sitegen.publish.claim import claim
from sitegen.publish.cleaning import clean
from sitegen.publish.lock import locked
from sitegen.publish.manifest import UNSETTLED, File, Manifest, describe_file, load_manifest
from sitegen.publish.output import Output
from sitegen.publish.publication import prepare_standby, publish
from sitegen.publish.tree import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD = {"index.html": b"old", "blog/a/index.html": b"a", "blog/b/index.html": b"b"}
EXPECTED = {"state-link", "output-not-ours"}
NEW = {"index.html": b"new", "blog/a/index.html": b"a 2", "blog/b/index.html": b"b"}


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A folder of somebody else, with files whose names a site may have."""
    folder = tmp_path / "victim"
    for path in ("index.html", "a/index.html", "b/index.html", "blog/a/index.html", "lock"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("precious", "utf-8")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Output:
    """An output that was published to twice, so that all that sitegen makes is there."""
    (tmp_path / "site").mkdir()
    output = claim(tmp_path / "site/public", tmp_path / "site")
    with locked(output):
        publish(output, survey(output), OLD.items(), ())
        publish(output, survey(output), NEW.items(), ())
    return output


def look_at(folder: Path) -> dict[str, tuple[object, ...]]:
    """Everything that tells whether a folder was touched."""
    found: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (data, status.st_mode, status.st_mtime_ns, status.st_ino, status.st_nlink)
    return found


def use(output: Output) -> None:
    """Do all that a build and a clean do, as far as it goes."""
    for files in (OLD, NEW, OLD):
        try:
            again = claim(Path(output.live), Path(output.live).parent)
            with locked(again, wait=0.2):
                live = publish(again, survey(again), files.items(), ())
                prepare_standby(again, live)
        except ProblemError as failure:
            assert {problem.code for problem in failure.problems} <= EXPECTED  # noqa: PT017
    try:
        with locked(output, wait=0.2):
            clean(output)
    except ProblemError as failure:
        assert {problem.code for problem in failure.problems} <= EXPECTED  # noqa: PT017


def put_link(path: Path, target: Path) -> None:
    """Put a link in the place of whatever stands there."""
    if path.exists() or path.is_symlink():
        path.rename(path.with_name(f"{path.name}-moved-away"))
    path.symlink_to(target)


@pytest.mark.parametrize("leads_to", ["folder", "file", "nowhere"])
@pytest.mark.parametrize(
    "name",
    [
        "public",
        "public/blog",
        "public/blog/a",
        "public/.sitegen-output",
        "public/index.html",
        ".sitegen-publish-public",
        ".sitegen-publish-public/standby",
        ".sitegen-publish-public/standby/blog",
        ".sitegen-publish-public/standby/blog/a",
        ".sitegen-publish-public/standby/blog/a/index.html",
        ".sitegen-publish-public/spare",
        ".sitegen-publish-public/lock",
        ".sitegen-publish-public/.gitignore",
    ],
)
def test_nothing_behind_a_link_changes(site: Output, victim: Path, name: str, leads_to: str) -> None:
    """At every name and level, whether the link leads to a folder, to a file or nowhere."""
    target = {"folder": victim, "file": victim / "index.html", "nowhere": victim / "new"}[leads_to]
    put_link(Path(site.live).parent / name, target)
    before = look_at(victim)
    use(site)
    assert look_at(victim) == before


@pytest.mark.parametrize("which", ["live", "standby"])
def test_a_manifest_that_is_a_link_is_not_followed(site: Output, victim: Path, which: str) -> None:
    """Neither read nor written."""
    inode = Path(getattr(site, which)).stat().st_ino
    put_link(Path(site.state, f"{inode}.tree"), victim / "index.html")
    put_link(Path(site.state, f".{inode}.tree.new"), victim / "lock")
    before = look_at(victim)
    use(site)
    assert look_at(victim) == before


@pytest.mark.parametrize("name", ["lock", ".gitignore", "standby/index.html", "standby/blog/a/index.html"])
def test_a_hard_link_is_not_written_into(site: Output, victim: Path, name: str) -> None:
    """It is another name of somebody's file: the name goes, the file stays."""
    path = Path(site.state, name)
    path.unlink()
    os.link(victim / "index.html", path)
    before = {path: facts[:3] for path, facts in look_at(victim).items()}
    use(site)
    assert {path: facts[:3] for path, facts in look_at(victim).items()} == before


@pytest.mark.parametrize("name", ["lock", ".gitignore", "standby/index.html", "standby", "spare"])
def test_a_pipe_does_not_hold_up_a_build(site: Output, name: str) -> None:
    """It is taken away, or it is a Problem."""
    path = Path(site.state, name)
    if path.exists():
        path.rename(path.with_name("moved-away"))
    os.mkfifo(path)
    output = claim(Path(site.live), Path(site.live).parent)
    try:
        with locked(output, wait=0.2):
            publish(output, survey(output), OLD.items(), ())
    except ProblemError as failure:
        assert [problem.code for problem in failure.problems] == ["output-unwritable"]  # noqa: PT017
    else:
        assert Path(site.live, "index.html").read_bytes() == b"old"


@pytest.mark.parametrize(
    "leads_to", ["../../victim/index.html", "/etc/hostname", "blog/../../../victim/lock"]
)
@pytest.mark.parametrize("which", ["live", "standby"])
def test_a_manifest_names_nothing_outside(site: Output, victim: Path, which: str, leads_to: str) -> None:
    """Whoever writes one cannot have other files removed, taken over or listed."""
    inode = Path(getattr(site, which)).stat().st_ino
    body = msgspec.msgpack.encode(
        Manifest({leads_to: File(8, 0, 0, 0, 0, "")}, {"": UNSETTLED, "blog/../../../victim": UNSETTLED})
    )
    sealed = b"sitegen tree 2\n" + zlib.crc32(body).to_bytes(4, "big") + body
    Path(site.state, f"{inode}.tree").write_bytes(sealed)
    assert load_manifest(site, inode) == Manifest()
    before = look_at(victim)
    use(site)
    assert look_at(victim) == before


def test_a_manifest_of_another_shape_is_none(site: Output) -> None:
    """Its checksum says nothing about who wrote it."""
    inode = Path(site.live).stat().st_ino
    body = msgspec.msgpack.encode([{"index.html": "no file"}, 3])
    sealed = b"sitegen tree 2\n" + zlib.crc32(body).to_bytes(4, "big") + body
    Path(site.state, f"{inode}.tree").write_bytes(sealed)
    assert load_manifest(site, inode) == Manifest()


def test_a_manifest_lists_every_folder_on_the_way(site: Output, victim: Path) -> None:
    """A file behind a folder that is not listed might lie behind a link."""
    Path(site.live, "linked").symlink_to(victim)
    inode = Path(site.live).stat().st_ino
    stolen = describe_file((victim / "index.html").stat(), "0" * 32)
    body = msgspec.msgpack.encode(Manifest({"linked/index.html": stolen}, {"": UNSETTLED}))
    sealed = b"sitegen tree 2\n" + zlib.crc32(body).to_bytes(4, "big") + body
    Path(site.state, f"{inode}.tree").write_bytes(sealed)
    assert survey(site).files == {}


@pytest.mark.parametrize("moment", ["before the first file", "after the first file"])
@pytest.mark.parametrize("name", ["blog", "blog/a"])
@pytest.mark.parametrize("which", ["live", "standby"])
def test_a_folder_swapped_for_a_link_meanwhile_is_not_entered(
    site: Output, victim: Path, which: str, name: str, moment: str
) -> None:
    """After the trees were looked at, and while they are written."""
    live = survey(site)
    before = look_at(victim)

    def changes() -> Iterator[tuple[str, bytes]]:
        if moment == "before the first file":
            put_link(Path(getattr(site, which), name), victim / name)
        yield "index.html", b"newer"
        if moment == "after the first file":
            put_link(Path(getattr(site, which), name), victim / name)
        yield "blog/a/index.html", b"a 3"
        yield "blog/a/more.html", b"a 4"

    kept = {"blog/b/index.html"}
    try:
        publish(site, live, changes(), kept)
    except ProblemError as failure:
        assert [problem.code for problem in failure.problems] == ["state-link"]  # noqa: PT017
    assert look_at(victim) == before


def test_the_folder_is_written_that_was_opened(site: Output, victim: Path) -> None:
    """Whoever swaps what holds the trees for a link gains nothing."""
    before = look_at(victim)
    parent = Path(site.live).parent

    def changes() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"newer"
        parent.rename(parent.with_name("moved"))
        parent.symlink_to(victim)
        yield "a/index.html", b"newer"

    publish(site, survey(site), changes(), ())
    assert (parent.with_name("moved") / "public/a/index.html").read_bytes() == b"newer"
    assert look_at(victim) == before


@pytest.mark.parametrize("name", ["out", "deep/out", "deep/deeper/out"])
def test_a_linked_output_says_what_to_do(tmp_path: Path, victim: Path, name: str) -> None:
    """Below the site's folder, at every level."""
    root = tmp_path / "site"
    for level in range(len(Path(name).parts)):
        link = root.joinpath(*Path(name).parts[: level + 1])
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(victim)
        with pytest.raises(ProblemError) as caught:
            claim(root / name, root)
        problem = caught.value.problems[0]
        assert (problem.code, problem.path) == ("state-link", str(link))
        assert "--output" in problem.hint
        link.unlink()


def test_what_a_link_in_the_site_leads_to_stays_when_all_is_removed(
    site: Output, victim: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sitegen clean` removes the rest, names the links, and ends with 1."""
    from sitegen.cli import main

    root = Path(site.live).parent
    for name in (".sitegen-cache", ".sitegen-serve"):
        (root / name).symlink_to(victim)
    before = look_at(victim)
    assert main(["clean", "--root", str(root)]) == 1
    said = capsys.readouterr().err
    assert said.count("[state-link]") == 2
    assert sorted(path.name for path in root.iterdir()) == [".sitegen-cache", ".sitegen-serve"]
    assert look_at(victim) == before
