"""A disk that is full fails the build, leaves the old site, and keeps nothing of the new one."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sitegen.core.problems import ProblemError
from sitegen.publish.claim import claim
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey

PUBLISH_TOO_MUCH = """
import os, sys
from pathlib import Path
from sitegen.core.problems import ProblemError
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.publication import publish
from sitegen.publish.tree import survey
folder = Path(sys.argv[1])
output = claim(folder / "public", folder)
old = {f"{page}/index.html": b"old" * 1000 for page in range(20)}
def free():
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize
with locked(output):
    publish(output, survey(output), old.items(), ())
    before = free()
    try:
        publish(output, survey(output), ((f"{page}/index.html", b"new" * 10_000) for page in range(100)), ())
    except ProblemError as cause:
        print(cause.problems[0].code, cause.problems[0].message)
    assert free() == before, (free(), before)
    live = survey(output)
    assert not live.lost and not live.extra and len(live.files) == 21, live
    small = {f"{page}/index.html": b"new" for page in range(20)}
    publish(output, live, small.items(), ())
    assert (folder / "public/3/index.html").read_bytes() == b"new"
"""


def test_a_small_file_system_that_runs_full(tmp_path: Path) -> None:
    """On a real one, of two megabytes, in a mount namespace of its own."""
    unshare = shutil.which("unshare")
    private = [str(unshare), "--map-root-user", "--mount", "sh", "-c"]
    mount = f"mount -t tmpfs -o size=2m none '{tmp_path}'"
    if unshare is None or subprocess.run([*private, mount], check=False, capture_output=True).returncode:
        pytest.skip("this system lets no one mount")
    script = f'{mount} && exec "$@"'
    command = [*private, script, "sh", sys.executable, "-c", PUBLISH_TOO_MUCH, str(tmp_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (
        "output-unwritable cannot be published: no space left on device\n",
        "",
    )


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_write_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """Half a file is written, then the system gives up."""
    output = claim(tmp_path / "public", tmp_path)
    publish(output, survey(output), [("a", b"old"), ("b", b"old")], ())
    write = os.write

    def fail(handle: int, data: bytes) -> int:
        if data != b"half":
            return write(handle, data)
        write(handle, b"ha")
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fail)
        with pytest.raises(ProblemError, match=r"\[output-unwritable\]"):
            publish(output, survey(output), [("a", b"new"), ("b", b"half"), ("c", b"c")], ())
    assert (tmp_path / "public/a").read_bytes() == b"old"
    assert Path(output.standby).exists() is (code == errno.EIO)
    publish(output, survey(output), [("a", b"new"), ("b", b"new new")], ())
    assert sorted(path.name for path in (tmp_path / "public").iterdir()) == [".sitegen-output", "a", "b"]
    assert (tmp_path / "public/b").read_bytes() == b"new new"


def test_a_short_write_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system may take fewer bytes than it is given."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:3]))
    output = claim(tmp_path / "public", tmp_path)
    publish(output, survey(output), [("a", b"0123456789")], ())
    assert (tmp_path / "public/a").read_bytes() == b"0123456789"
