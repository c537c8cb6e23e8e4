"""Whatever ends a build, the published site is the old one or the new one, and the next build succeeds."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.core.file_names import MARKER

if TYPE_CHECKING:
    from collections.abc import Iterable

SCRIPT = Path(__file__).with_name("publish_numbered.py")
NEVER = 0
spec = spec_from_file_location("publish_numbered", SCRIPT)
assert spec is not None
assert spec.loader is not None
numbered = module_from_spec(spec)
spec.loader.exec_module(numbered)


def start(folder: Path, number: int, die_at: int = NEVER) -> subprocess.Popen[str]:
    """Return a process that is about to publish."""
    command = [sys.executable, str(SCRIPT), str(folder), str(number), str(die_at)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def publish_undisturbed(folder: Path, number: int) -> int:
    """Return how many operations on the file system it took."""
    output, _ = start(folder, number).communicate()  # a timeout loses what was read with the first line
    assert published_number(folder) == number
    return int(output)


def published_number(folder: Path) -> int:
    """Return which site is published; fail when it is none of them to the last byte, or a mixture."""
    public = folder / "public"
    files = {path.relative_to(public).as_posix(): path for path in public.rglob("*") if not path.is_dir()}
    found = {path: file.read_bytes() for path, file in files.items() if path != MARKER}
    number = int(next(path for path in found if path.startswith("only-")).partition("/")[0][5:])
    assert found == numbered.make_site(number)
    directories = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_dir()}
    expected = {parent.as_posix() for path in found for parent in Path(path).parents} - {"."}
    assert directories == expected
    return number


def kill_before_each(folder: Path, operations: Iterable[int]) -> set[bool]:
    """Publish again and again, killed before the given operations; return whether the new site came out."""
    old = 2
    outcomes: set[bool] = set()
    for number, operation in enumerate(operations, start=3):
        process = start(folder, number, operation)
        process.communicate(timeout=60)
        assert process.returncode in (-signal.SIGKILL, 0)
        found = published_number(folder)
        assert found in (old, number)
        outcomes.add(found == number)
        old = found
    publish_undisturbed(folder, 1)
    return outcomes


def signal_at_random(folder: Path, kind: signal.Signals, rounds: int) -> None:
    """Publish again and again, ended by a signal at random moments."""
    chance = random.Random(f"{kind.name} {rounds}")
    publish_undisturbed(folder, 1)
    process = start(folder, 2)
    ready = time.perf_counter()
    process.communicate(timeout=60)
    duration = time.perf_counter() - ready
    old = 2
    for number in range(3, 3 + rounds):
        process = start(folder, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0, duration))
        process.send_signal(kind)
        process.communicate(timeout=60)
        found = published_number(folder)
        assert found in (old, number)
        old = found
    publish_undisturbed(folder, 1)


def test_a_kill_before_any_operation_leaves_old_or_new(tmp_path: Path) -> None:
    """Ten steps spread over the whole of a publish, and its last ones, where the exchange is."""
    publish_undisturbed(tmp_path, 1)
    total = publish_undisturbed(tmp_path, 2)
    spread = range(1, total, total // 6)
    assert kill_before_each(tmp_path, itertools.chain(spread, range(total - 4, total + 1))) <= {False, True}


@pytest.mark.slow
def test_a_kill_before_every_operation_leaves_old_or_new(tmp_path: Path) -> None:
    """Each of some two hundred."""
    publish_undisturbed(tmp_path, 1)
    total = publish_undisturbed(tmp_path, 2)
    assert kill_before_each(tmp_path, range(1, total + 1)) == {False, True}


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_signal_at_any_moment_leaves_old_or_new(tmp_path: Path, kind: signal.Signals) -> None:
    """Five moments each."""
    signal_at_random(tmp_path, kind, rounds=5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_hundred_signals_leave_old_or_new(tmp_path: Path, kind: signal.Signals) -> None:
    """A hundred moments each."""
    signal_at_random(tmp_path, kind, rounds=100)


def test_a_kill_during_the_first_publish_leaves_nothing_or_all(tmp_path: Path) -> None:
    """There is no old site then."""
    total = publish_undisturbed(tmp_path / "whole", 1)
    for operation in (1, total // 3, total // 2, total - 2, total - 1, total):
        folder = tmp_path / str(operation)
        start(folder, 1, operation).communicate(timeout=60)
        assert not (folder / "public").exists() or published_number(folder) == 1
        publish_undisturbed(folder, 2)
