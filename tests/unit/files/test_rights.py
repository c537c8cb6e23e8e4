"""A prepared output keeps its owner, group and bits, whatever is published there and by whom."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.output import Output
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OLD = {"index.html": b"home", "blog/a/index.html": b"a", "css/site.css": b"{}"}
NEW = OLD | {"index.html": b"home 2", "blog/c/index.html": b"c"}
LAST = NEW | {"index.html": b"home 3"}
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
GROUP, OWNER = 54321, 12345  #: that nobody has


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user can come to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(params=[False, True], ids=["swap", "in place"])
def output(request: pytest.FixtureRequest, shared_folder: Path) -> Output:
    return claim(shared_folder / "public", shared_folder, in_place=request.param)


def publish_all(output: Output, files: Mapping[str, bytes]) -> None:
    with locked(output):
        publish(output, survey(output), files.items(), ())


def walk(output: Output) -> Iterator[tuple[str, os.stat_result]]:
    """The published directory and all in it."""
    live = Path(output.live)
    yield "", live.stat()
    for path in live.rglob("*"):
        yield path.relative_to(live).as_posix(), path.stat()


def modes_of(output: Output) -> tuple[set[str], set[str]]:
    """The modes of directories, and those of files."""
    kinds: tuple[set[str], set[str]] = (set(), set())
    for _, status in walk(output):
        kinds[stat.S_ISREG(status.st_mode)].add(oct(stat.S_IMODE(status.st_mode)))
    return kinds


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        *((mode, mode) for mode in (0o2775, 0o2755, 0o775, 0o1775)),
        pytest.param(0o2770, 0o2775, id="readers let in"),
        pytest.param(0o700, 0o755, id="as mktemp makes it"),
        pytest.param(0o777, 0o775, id="strangers shut out"),
    ],
)
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_the_bits_of_a_prepared_directory_stay(output: Output, mode: int, expected: int, umask: int) -> None:
    """On it and, after every build that writes there, on the folders below it; whatever the umask."""
    Path(output.live).mkdir()
    Path(output.live).chmod(mode)
    before = os.umask(umask)
    try:
        for site in (OLD, NEW, LAST):
            publish_all(output, site)
            assert modes_of(output) == ({oct(expected)}, {"0o644"})
    finally:
        os.umask(before)


def test_bits_that_are_given_later_reach_every_folder_that_is_made(output: Output) -> None:
    """Both trees get them, one after the other."""
    publish_all(output, OLD)
    publish_all(output, NEW)
    Path(output.live).chmod(0o2775)
    publish_all(output, LAST)
    publish_all(output, NEW | {"new/page.html": b"new"})
    directories = {path: status for path, status in walk(output) if stat.S_ISDIR(status.st_mode)}
    made = {"", "new"} if output.strategy.is_in_place else directories.keys()
    assert {oct(stat.S_IMODE(directories[path].st_mode)) for path in made} == {"0o2775"}


@needs_root
@pytest.mark.parametrize("mode", [0o2775, 0o775])
def test_the_group_and_the_owner_stay(output: Output, mode: int) -> None:
    """Of everything, where root builds: files that both trees share, too, whenever they were given."""
    publish_all(output, OLD)
    publish_all(output, NEW)
    os.chown(output.live, OWNER, GROUP)
    Path(output.live).chmod(mode)
    publish_all(output, LAST)
    publish_all(output, NEW | {"new/page.html": b"new"})
    found = {path: (status.st_uid, status.st_gid) for path, status in walk(output)}
    made = {"", "new", "new/page.html"} if output.strategy.is_in_place else found.keys()
    assert {found[path] for path in made} == {(OWNER, GROUP)}
    assert Path(output.live).stat().st_mode & 0o7777 == mode


@needs_root
def test_the_owner_can_build_after_root(shared_folder: Path, output: Output) -> None:
    """What sitegen keeps beside the output is his, too."""
    Path(output.live).mkdir()
    os.chown(shared_folder, OWNER, GROUP)
    os.chown(output.live, OWNER, GROUP)
    publish_all(output, OLD)
    publish_all(output, NEW)
    assert build_as(OWNER, [GROUP], output, "1") == ""
    assert Path(output.live, "index.html").read_bytes() == b"1"


@needs_root
def test_two_builders_of_a_group_take_turns(shared_folder: Path, output: Output) -> None:
    """Though both have a umask that hides what they make."""
    for folder in (shared_folder, Path(output.live)):
        folder.mkdir(exist_ok=True)
        os.chown(folder, OWNER, GROUP)
        folder.chmod(0o2775)
    for number, builder in enumerate((OWNER, OWNER + 1, OWNER, OWNER + 1)):
        assert build_as(builder, [GROUP], output, str(number)) == ""
        assert Path(output.live, "index.html").read_bytes() == str(number).encode()
        status = Path(output.live).stat()
        assert (status.st_gid, oct(status.st_mode & 0o7777)) == (GROUP, "0o2775")


@needs_root
def test_a_group_that_the_builder_is_not_in_is_kept(shared_folder: Path) -> None:
    """A new directory could not have it, so the old one stays and its files are replaced."""
    public = shared_folder / "public"
    public.mkdir()
    os.chown(shared_folder, OWNER, OWNER)
    os.chown(public, OWNER, GROUP)
    public.chmod(0o2775)
    output = claim(public, shared_folder)
    for number in range(3):
        assert build_as(OWNER, [], output, str(number)) == ""
        assert (public / "index.html").read_bytes() == str(number).encode()
        status = public.stat()
        assert (status.st_gid, oct(status.st_mode & 0o7777)) == (GROUP, "0o2775")
    way = claim(public, shared_folder).strategy
    assert way.reason == "has a group or owner that you cannot give to a new folder"


BUILD = """
import os, sys, tempfile
from pathlib import Path
from sitegen.core.problems import ProblemError
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
uid, gids, live, in_place, content = sys.argv[1:]
def build(live, number):
    with claim(Path(live), Path(live).parent, in_place=bool(in_place)) as output, locked(output):
        site = {"index.html": number.encode(), "blog/a/index.html": b"a", f"{number}/index.html": b"x"}
        publish(output, survey(output), site.items(), ())
with tempfile.TemporaryDirectory() as folder:  # has everything imported that is
    build(folder + "/public", "1")
    build(folder + "/public", "2")
groups = [int(gid) for gid in gids.split()]
os.setgroups(groups)
os.setresgid(int(uid), int(uid), int(uid))
os.setresuid(int(uid), int(uid), int(uid))
os.umask(0o077)
try:
    build(live, content)
except ProblemError as cause:
    print(cause)
"""


def build_as(user: int, groups: list[int], output: Output, content: str) -> str:
    """Publish as a user of these groups; return the Problems."""
    way = "yes" if output.strategy.is_in_place else ""
    arguments = [str(user), " ".join(map(str, groups)), output.live, way, content]
    done = subprocess.run(
        [sys.executable, "-c", BUILD, *arguments], check=True, capture_output=True, text=True, cwd="/"
    )
    return done.stdout


def test_the_access_list_of_the_directory_stays(tmp_path: Path) -> None:
    """And its other extended attributes, where the file system has any."""
    output = claim(tmp_path / "public", tmp_path)
    publish_all(output, OLD)
    try:
        os.setxattr(output.live, "user.deploy", b"by hand")
    except (OSError, AttributeError):
        pytest.skip("this file system has no extended attributes")
    publish_all(output, NEW)
    publish_all(output, LAST)
    assert os.getxattr(output.live, "user.deploy") == b"by hand"
