"""Outputs on mounts of their own, as containers have them: what tests elsewhere imitate, on a real system."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
from tests.linked_site import make_linked_site

PRIVATE = ["--map-root-user", "--mount", "sh", "-ec"]
ROOT = Path(__file__).parents[2]


def run(folder: Path, mounts: str, script: str) -> str:
    """Run a script in a mount namespace of its own, with ``folder`` as its argument; return what it says."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("this system has no unshare")
    place = ["sh", str(folder)]
    if subprocess.run([unshare, *PRIVATE, mounts, *place], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no one mount")
    command = [unshare, *PRIVATE, f'{mounts}\nexec "$2" -c "$3" "$1"', *place, sys.executable, script]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


KILLS = """
import itertools, signal, sys
from pathlib import Path
from tests.faults.test_kill_in_place import kill_before_each, publish_undisturbed, signal_at_random
folder = Path(sys.argv[1])
inode = (folder / "public").stat().st_ino
publish_undisturbed(folder, 1, "linked")
total = publish_undisturbed(folder, 2, "linked")
kill_before_each(folder, range(1, total, total // 8), "linked")
signal_at_random(folder, signal.SIGKILL, 5, "linked")
assert (folder / "public").stat().st_ino == inode
print(*sorted(path.name for path in folder.iterdir()))
"""
BIND = 'mkdir -p "$1/volume" "$1/public"; mount --bind "$1/volume" "$1/public"'
#: What the volume of a new disk looks like.
TMPFS = 'mkdir -p "$1/public"; mount -t tmpfs none "$1/public"; mkdir "$1/public/lost+found"'
READ_ONLY = f'{BIND}; mount --bind "$1" "$1"; {BIND}; mount -o remount,bind,ro "$1"'
#: An image holds a site that was built with it; what runs in a container of it builds again.
OVERLAY = """
mkdir -p "$1/site/public" "$1/image" "$1/changes"
mount -t tmpfs none "$1/changes"
mkdir -p "$1/changes/upper" "$1/changes/work"
cp -a "$1/built/." "$1/image"
layers="lowerdir=$1/image,upperdir=$1/changes/upper,workdir=$1/changes/work"
mount -t overlay -o "userxattr,$layers" none "$1/site"
"""


@pytest.mark.parametrize(
    ("mounts", "beside"),
    [
        pytest.param(BIND, "public volume", id="bind mount"),
        pytest.param(TMPFS, "public", id="file system of its own"),
        pytest.param(READ_ONLY, "public volume", id="parent that is read-only"),
    ],
)
def test_a_volume_is_published_without_a_gap(tmp_path: Path, mounts: str, beside: str) -> None:
    """Chosen by itself, killed and completed, under the eyes of a reader; nothing is left beside it."""
    assert run(tmp_path, mounts, KILLS) == f"{beside}\n"


IN_AN_IMAGE = """
import sys
from pathlib import Path
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
from tests.faults.test_kill_in_place import kill_before_each, publish_undisturbed, watched
from tests.linked_site import make_linked_site
folder = Path(sys.argv[1]) / "site"
with watched(folder) as looks:
    total = publish_undisturbed(folder, 2, "linked")
    print(claim(folder / "public", folder).strategy.reason)
    kill_before_each(folder, range(1, total, total // 5), "linked")
assert looks
"""


def test_a_site_in_an_image_is_published_again(tmp_path: Path) -> None:
    """An overlay exchanges no directory that its lower layer holds: files are replaced in the same build."""
    (tmp_path / "built").mkdir()
    output = claim(tmp_path / "built/public", tmp_path)
    with locked(output):
        publish(output, survey(output), make_linked_site(1).items(), ())
    assert run(tmp_path, OVERLAY, IN_AN_IMAGE) == "is on a file system that cannot exchange it as a whole\n"


TWO_CONTAINERS = """
import os, sys
from pathlib import Path
from sitegen.publish.claim import claim
from sitegen.publish.cleaning import clean
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
folder = Path(sys.argv[1])
first, second = (claim(folder / name / "public", folder / name) for name in ("first", "second"))
def build(output, site):
    with locked(output):
        before = survey(output)
        return before, publish(output, before, site.items(), ())
build(first, {"old.html": b"1", "same.html": b"s"})
before, after = build(second, {"new.html": b"2", "same.html": b"s"})
print(sorted(before.files), before.files["same.html"] == after.files["same.html"])
print(sorted(path.name for path in (folder / "first/public").iterdir()))
with locked(first, wait=0):
    try:
        pid = os.fork()
        if not pid:
            with locked(second, wait=0):
                print("both at once")
    except Exception as refusal:
        print(str(refusal).partition(" by process")[0], flush=True)
    finally:
        if not pid:
            os._exit(0)
    os.waitpid(pid, 0)
with locked(second):
    print(clean(second), sorted(path.name for path in (folder / "first/public").iterdir()))
"""
TWO_BINDS = """
mkdir -p "$1/volume" "$1/first/public" "$1/second/public"
mount --bind "$1/volume" "$1/first/public"
mount --bind "$1/volume" "$1/second/public"
"""


def test_what_a_container_knew_lies_in_the_volume(tmp_path: Path) -> None:
    """The next container knows what is ours, and two at once keep each other out."""
    assert run(tmp_path, TWO_BINDS, TWO_CONTAINERS).splitlines() == [
        "['.sitegen-output', 'old.html', 'same.html'] True",
        "['.sitegen-output', '.sitegen-publish', 'new.html', 'same.html']",
        "public: error: is locked",
        "() []",
    ]


MOUNT_WITHIN = """
import sys
from pathlib import Path
from sitegen.core.problems import ProblemError
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
folder = Path(sys.argv[1])
output = claim(folder / "public", folder)
print(output.strategy.reason)
def build(site):
    with claim(folder / "public", folder) as output, locked(output):
        publish(output, survey(output), site.items(), ())
for number in (b"1", b"2", b"3"):
    build({"index.html": number})
try:
    build({"index.html": b"4", "media/ours.jpg": b"jpg"})
except ProblemError as refusal:
    print(refusal)
print((folder / "public/index.html").read_bytes(), (folder / "public/media/cat.jpg").read_bytes())
"""
BLANKS = 'mkdir -p "$1/volume" "$1/a b/c\\\\d/public"; mount --bind "$1/volume" "$1/a b/c\\\\d/public"'
IN_BLANKS = """
import sys
from pathlib import Path
from sitegen.publish.claim import claim
folder = Path(sys.argv[1], "a b", chr(99) + chr(92) + "d")
print(claim(folder / "public", folder).strategy)
"""


def test_a_mount_point_with_blanks_in_its_path_is_known(tmp_path: Path) -> None:
    """The kernel writes them in another way."""
    expected = "Strategy(is_in_place=True, is_inside=True, reason='is a mount point')\n"
    assert run(tmp_path, BLANKS, IN_BLANKS) == expected


TMPFS_WITHIN = """
mkdir -p "$1/public"; echo > "$1/public/.sitegen-output"; mkdir -p "$1/public/media"
mount -t tmpfs none "$1/public/media"; echo -n cat > "$1/public/media/cat.jpg"
"""


def test_what_is_mounted_in_the_output_stays(tmp_path: Path) -> None:
    """It is neither carried off nor emptied, and nothing is published into it."""
    is_mounted = "is another mount point, but a site must be on one file system"
    assert run(tmp_path, TMPFS_WITHIN, MOUNT_WITHIN).splitlines() == [
        "holds a mount point, media",
        f"public/media: error: {is_mounted} [output-not-ours]",
        "    hint: unmount it, or give what is published there another address",
        "b'3' b'cat'",
    ]


SEEN_ELSEWHERE = """
import sys
from pathlib import Path
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
from tests.faults.test_kill_in_place import watched
from tests.linked_site import make_linked_site
folder, way = Path(sys.argv[1]), sys.argv[1:]
def build(number, in_place):
    with claim(folder / "public", folder, in_place=in_place) as output, locked(output):
        publish(output, survey(output), make_linked_site(number).items(), ())
    return number
def seen():
    home = (folder / "served/public/index.html").read_bytes()
    return next(number for number in range(9) if make_linked_site(number)["index.html"] == home)
with watched(folder / "served") as looks:
    for number in (1, 2, 3, 4):
        build(number, True)
        assert seen() == number, (seen(), number)
assert looks
build(5, False)
print("after an exchange, seen elsewhere is site", seen())
"""
SERVED = """
mkdir -p "$1/public" "$1/served/public"; mount --bind "$1/public" "$1/served/public"
"""


def test_a_container_that_serves_the_directory_sees_each_build(tmp_path: Path) -> None:
    """In place. After an exchange it holds on to the old directory, as the manual says."""
    assert run(tmp_path, SERVED, SEEN_ELSEWHERE) == "after an exchange, seen elsewhere is site 4\n"
