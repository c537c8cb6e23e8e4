"""Whatever ends a build that replaces files in place: readers find no gap, and the next build ends it."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.file_names import MARKER
from tests.linked_site import find_faults, make_linked_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SCRIPT = Path(__file__).with_name("publish_numbered.py")
NEVER = 0
_PARTS = 10
STATE = ".sitegen-publish"


def start(folder: Path, number: int, way: str, die_at: int = NEVER) -> subprocess.Popen[str]:
    """Return a process that is about to publish."""
    command = [sys.executable, str(SCRIPT), str(folder), str(number), str(die_at), way]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def publish_undisturbed(folder: Path, number: int, way: str) -> int:
    """Publish, and see that nothing else is left; return how many operations on the file system it took."""
    process = start(folder, number, way)
    output, _ = process.communicate()  # with a timeout it loses what was read with the first line
    assert process.returncode == 0
    assert read_site(folder) == make_linked_site(number)
    public = folder / "public"
    directories = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_dir()}
    expected = {parent.as_posix() for path in make_linked_site(number) for parent in Path(path).parents} - {
        "."
    }
    assert directories - {STATE, "lost+found"} == expected
    states = [path for path in (public / STATE, folder / ".sitegen-publish-public") if path.exists()]
    left = {path.name for state in states for path in state.iterdir() if path.suffix != ".tree"}
    assert left <= {"lock", ".gitignore", "in-place"}
    return int(output)


def read_site(folder: Path) -> dict[str, bytes]:
    """Return all files that a server would find, the marker aside."""
    public = folder / "public"
    paths = [path for path in public.rglob("*") if not path.is_dir()]
    names = {path.relative_to(public).as_posix(): path for path in paths}
    hidden = (f"{STATE}/", "lost+found/")
    return {
        name: path.read_bytes()
        for name, path in names.items()
        if name != MARKER and not name.startswith(hidden)
    }


def check_mixture(folder: Path, numbers: Iterable[int]) -> None:
    """Fail where anything but a file of one of these sites is published, or a reader finds a gap."""
    sites = [make_linked_site(number) for number in numbers]
    for path, data in read_site(folder).items():
        assert data in [site.get(path) for site in sites], path
    assert [*find_faults(folder / "public")] == []


def kill_before_each(folder: Path, operations: Iterable[int], way: str) -> None:
    """Publish again and again, killed before the given operations, each time followed by another site."""
    for number, operation in enumerate(operations, start=3):
        publish_undisturbed(folder, number, way)
        process = start(folder, number + 1, way, operation)
        process.communicate(timeout=60)
        assert process.returncode in (-signal.SIGKILL, 0)
        check_mixture(folder, (number, number + 1))
    publish_undisturbed(folder, 1, way)


@contextmanager
def watched(folder: Path) -> Iterator[list[int]]:
    """Have the published site read in one go after the other meanwhile; fail where a reader finds a gap."""
    faults: list[str] = []
    looks: list[int] = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            faults.extend(find_faults(folder / "public"))
            looks.append(1)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        yield looks
    finally:
        is_over.set()
        reader.join()
    assert faults == []


def signal_at_random(folder: Path, kind: signal.Signals, rounds: int, way: str) -> None:
    """Publish again and again under the eyes of a reader, ended by a signal at random moments."""
    chance = random.Random(f"{kind.name} {rounds} {way}")
    publish_undisturbed(folder, 1, way)
    began = time.perf_counter()
    publish_undisturbed(folder, 2, way)
    reach = time.perf_counter() - began
    with watched(folder) as looks:
        seen = {2}
        for number in range(3, 3 + rounds):
            seen.add(number)
            process = start(folder, number, way)
            with suppress(subprocess.TimeoutExpired):
                process.wait(chance.uniform(0, reach))
            process.send_signal(kind)
            process.communicate(timeout=60)
            check_mixture(folder, seen)
    assert len(looks) > rounds
    publish_undisturbed(folder, 1, way)


def test_a_kill_before_any_operation_leaves_no_gap(tmp_path: Path) -> None:
    """Steps spread over the whole of a publish, and its last ones."""
    (tmp_path / "public").mkdir()
    publish_undisturbed(tmp_path, 1, "in-place")
    total = publish_undisturbed(tmp_path, 2, "in-place")
    spread = range(1, total, total // 10)
    kill_before_each(tmp_path, itertools.chain(spread, range(total - 4, total + 1)), "in-place")


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
def test_a_kill_before_every_operation_leaves_no_gap(tmp_path: Path, part: int) -> None:
    """Each of some hundreds, in parts that end before a test counts as hanging."""
    (tmp_path / "public").mkdir()
    publish_undisturbed(tmp_path, 1, "in-place")
    total = publish_undisturbed(tmp_path, 2, "in-place")
    kill_before_each(tmp_path, range(1 + part, total + 1, _PARTS), "in-place")


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_at_any_moment_leaves_no_gap(tmp_path: Path, kind: signal.Signals) -> None:
    """Five moments each."""
    signal_at_random(tmp_path, kind, 5, "in-place")


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_hundred_signals_leave_no_gap(tmp_path: Path, kind: signal.Signals) -> None:
    """A hundred moments each."""
    signal_at_random(tmp_path, kind, 100, "in-place")


def test_a_kill_during_the_first_publish_is_made_up_for(tmp_path: Path) -> None:
    """The directory is there and empty, as a new volume is."""
    (tmp_path / "whole/public").mkdir(parents=True)
    total = publish_undisturbed(tmp_path / "whole", 1, "in-place")
    for operation in range(1, total + 1, total // 12):
        folder = tmp_path / str(operation)
        (folder / "public").mkdir(parents=True)
        start(folder, 1, "in-place", operation).communicate(timeout=60)
        check_mixture(folder, (1,))
        publish_undisturbed(folder, 2, "in-place")
