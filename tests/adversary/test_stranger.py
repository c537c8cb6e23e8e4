"""Whatever a stranger's folder holds, a command changes nothing outside of its own folders."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from tests.adversary.traps import ANYWHERE, STRANGERS
from tests.adversary.world import World, age, find_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

RUNS = 1_000
#: Runs of one test, and tests in `make test`.
BATCH, SAMPLE = 20, 1
#: Seconds after which a command hangs.
_PATIENCE = 120
RACER = Path(__file__).parent / "racer.py"


def list_commands(world: World, chance: random.Random) -> tuple[list[str], ...]:
    """Return what is tried with a stranger's folder, and with one's own that a stranger has been in."""
    root = ["--root", str(world.stranger), "-q", "-j", "1"]
    out, cache = ["--output", str(world.out)], ["--cache", str(world.cache)]
    way = ["--publish", chance.choice(("swap", "in-place"))]
    safe = (
        ["build", "--safe", *root],
        ["build", "--safe", *root, *out, *way],
        ["build", "--safe", *root, *out, *cache, "--force"],
        ["build", "--safe", *root, *out, "--verify", "--lenient"],
        ["check", "--safe", *root],
        ["check", "--safe", *root, *cache, "--lenient"],
    )
    trusting = (
        ["build", *root],
        ["build", *root, *way, "--lenient"],
        ["build", *root, "--force", "--lenient"],
        ["build", *root, *out, "--lenient"],
        ["build", *root, *cache, "--verify", "--lenient"],
        ["check", *root, "--lenient"],
        ["check", *root, "--update-baseline", "--lenient"],
        ["clean", *root[:3]],
        ["new", "page", "blog/new", *root[:3]],
        ["schema", str(world.stranger / chance.choice(("content", "public", "x/y"))), *root[:3]],
    )
    return (*safe, *trusting)


def run(command: list[str]) -> None:
    """Run a command in this process. It ends with 0 or 1, in time; anything else is a bug of ours."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"hangs: {command}")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_PATIENCE)
    try:
        assert main(command) in {0, 1}
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def try_command(world: World, command: list[str]) -> None:
    """Run a command: outside of its own folders nothing changes, and no secret is published."""
    published = [world.named, world.tmp, *([] if "--safe" in command else [world.stranger / "public"])]
    before, known = world.look(*list_allowed(world, command)), find_secrets(*published)
    run(command)
    after = world.look(*list_allowed(world, command))
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    assert changed == [], command
    assert find_secrets(*published) - known == set(), command  # what a trap has put there is known


def list_allowed(world: World, command: list[str]) -> tuple[Path, ...]:
    """Return where a command may change anything."""
    own = () if "--safe" in command else (world.stranger,)
    return (world.named, world.tmp, *own)


def try_once(folder: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw a world and a command, and try it twice: the second time finds what the first has left."""
    chance = random.Random(number)
    world = World(folder)
    monkeypatch.setattr("tempfile.tempdir", str(world.tmp))
    command = chance.choice(list_commands(world, chance))
    if chance.random() < 0.5:  # what a build has left is there, and then a trap is laid in it
        run(["build", "--root", str(world.stranger), "-q", "-j", "1"])
    traps = STRANGERS if "--safe" in command else ANYWHERE
    for trap in chance.choices(traps, k=chance.randrange(1, 5)):
        trap(world, chance)
    age(world.victim)
    for _ in range(2):
        try_command(world, command)
    world.remove()


@pytest.mark.parametrize("batch", range(SAMPLE))
def test_a_few_strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """Names, bytes, modes and times of everything outside are as before."""
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        try_once(tmp_path / str(number), number, monkeypatch)


@pytest.mark.adversary
@pytest.mark.slow
@pytest.mark.parametrize("batch", range(SAMPLE, RUNS // BATCH))
def test_a_thousand_strangers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """The same, until it is a thousand."""
    for number in range(batch * BATCH, (batch + 1) * BATCH):
        try_once(tmp_path / str(number), number, monkeypatch)


@pytest.fixture
def race(tmp_path: Path) -> Iterator[World]:
    """A world in which another process swaps folders of the site for links and back, all the time."""
    world = World(tmp_path / "world")
    command = [sys.executable, str(RACER), str(world.stranger), str(world.victim)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as racer:
        assert racer.stdout is not None
        assert racer.stdout.readline() == b"racing\n"
        yield world
        racer.kill()


def race_once(world: World, monkeypatch: pytest.MonkeyPatch, rounds: int) -> None:
    """Let commands run while the other process is at it; only the victim's folders are compared."""
    chance = random.Random(rounds)
    monkeypatch.setattr("tempfile.tempdir", str(world.tmp))
    own = (world.stranger, world.named, world.tmp)
    before = world.look(*own)
    for _ in range(rounds):
        command = chance.choice(list_commands(world, chance))
        run(command)
        assert world.look(*own) == before, command
        assert find_secrets(world.named, world.tmp) == set(), command


def test_a_short_race(race: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the victim's changes, and nothing of theirs is published."""
    race_once(race, monkeypatch, rounds=6)


@pytest.mark.adversary
@pytest.mark.slow
def test_a_long_race(race: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, for longer."""
    race_once(race, monkeypatch, rounds=300)
