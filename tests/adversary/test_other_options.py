"""Two checkouts, shared outputs and caches, builds at once, kills and hands that meddle: never a stale site.

Every build has other options than the one before. Whatever happened, what a build publishes is what a clean
build with its options makes, and after a kill the old site or the new one is there.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING
from unittest import mock

import msgspec
import pytest

from sitegen.build.run import build
from sitegen.config import Publish
from sitegen.site.visibility import Show
from tests.kills import NEVER, fork_to_die, wait_for
from tests.site_maker import NOW, SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.build.options import BuildResult, Options

#: How many random runs `make test-adversary` makes, and how many steps each has.
RUNS = int(os.environ.get("ADVERSARY_RUNS", "50"))
STEPS = 20
FILES = {
    "sitegen.toml": 'title = "{name}"\n',
    "content/_index.md": "Words of {name}.\n",
    "content/a.md": "---\ndate: 2025-01-01\n---\n# A\n\n[b](b.md) <b>{name}</b>\n",
    "content/b.md": "---\ndraft: true\n---\n# B\n\nA secret of {name}.\n",
    "content/c.md": "---\ndate: 2025-12-24\n---\n# C\n\nTo come.\n",
    "content/d.md": "---\nexpiry_date: 2025-11-30\n---\n# D\n\nOver.\n",
    "static/a.txt": "{name}\n",
}
_CHANGES = {
    "content/a.md": ["---\ndate: 2025-01-01\n---\n# A\n\nEdited {n}.\n", "# A{n}\n\n[c](c.md)\n"],
    "content/b.md": ["---\ndraft: {draft}\n---\n# B\n\nA secret {n}.\n"],
    "content/e.md": ["# E {n}\n", ""],
    "static/a.txt": ["{n}\n", ""],
    "layouts/partials/footer.html": ["<footer>{n}</footer>", ""],
    "sitegen.toml": ['title = "{n}"\n', 'title = "{n}"\nmarkdown.raw_html = "all"\n'],
}


class World:
    """Everything that builds can get in each other's way with."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.folder = folder
        self.sites = [SiteFolder(folder / name) for name in ("one", "two")]
        for site in self.sites:
            for path, text in FILES.items():
                site.write(path, text.format(name=site.root.name))
        self.count = 0
        self.log: list[str] = []

    def step(self) -> None:
        """Let one thing happen."""
        often, twice = [self.build] * 3, [self.edit, self.kill] * 2
        act = self.chance.choice([*often, *twice, self.collide, self.meddle, self.rest])
        self.log.append(act.__name__)
        act()

    def edit(self) -> None:
        """Change a file of one of the sites."""
        site, path = self.chance.choice(self.sites), self.chance.choice(list(_CHANGES))
        self.count += 1
        draft = self.chance.choice(("true", "false"))
        text = self.chance.choice(_CHANGES[path]).format(n=self.count % 7, draft=draft)
        if text:
            site.write(path, text)
        else:
            (site.root / path).unlink(missing_ok=True)

    def build(self) -> None:
        """Build, and compare with a clean build."""
        wishes, now = self.choose()
        result = run(wishes, now)
        self.log.append(str(wishes))
        assert result.ok, (self.log, result.problems)
        assert published(wishes) == self.clean(wishes, now), self.log

    def kill(self) -> None:
        """Kill a build before any change of the disk; another one, with other options, puts all right."""
        wishes, now = self.choose()
        before = published(wishes)
        operation = self.chance.choice([self.chance.randint(1, 60), self.chance.randint(1, 200)])
        self.log.append(f"{operation} {wishes}")
        child = fork_to_die(operation, partial(run, wishes, now))
        assert wait_for(child) in {0, -signal.SIGKILL}
        after = published(wishes)
        if after != before and wishes.publish is not Publish.IN_PLACE:
            assert after == self.clean(wishes, now), self.log
        other, later = self.choose()
        if self.chance.random() < 0.7:
            output = other.output if other.safe else wishes.output  # a safe build needs one outside the site
            other = msgspec.structs.replace(other, root=wishes.root, output=output)
        assert run(other, later).ok, self.log
        self.log.append(str(other))
        assert published(other) == self.clean(other, later), self.log

    def collide(self) -> None:
        """Build twice at once."""
        pair = [self.choose() for _ in range(2)]
        self.log.append(str(pair))
        children = [fork_to_die(NEVER, partial(run, *one)) for one in pair]
        assert [wait_for(child) for child in children] == [0, 0], self.log
        for wishes, _ in pair:
            rivals = [one for one in pair if place_of(one[0]) == place_of(wishes)]
            assert published(wishes) in [self.clean(*one) for one in rivals], self.log

    def meddle(self) -> None:
        """Change what is published, as a careless hand does."""
        wishes, _ = self.choose()
        files = sorted(path for path in place_of(wishes).rglob("*") if path.is_file())
        if not files:
            return
        path = self.chance.choice(files)
        before, data = path.stat(), path.read_bytes()
        how = self.chance.choice(["mode", "folder mode", "unseen", "touch", "link", "remove"])
        self.log.append(f"{how} {path}")
        match how:
            case "mode":
                path.chmod(0o600)
            case "folder mode":
                path.parent.chmod(0o700)
            case "unseen":
                path.write_bytes(bytes(byte ^ 1 for byte in data))
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
                if path.name == ".sitegen-output":  # without it the directory is no longer ours to write
                    path.write_bytes(data)
            case "touch":
                path.touch()
            case "link":
                (self.folder / "links").mkdir(exist_ok=True)
                self.count += 1
                (self.folder / f"links/{self.count}").hardlink_to(path)
            case _ if path.name != ".sitegen-output":
                path.unlink()

    def rest(self) -> None:
        """Let the clock of the disk go on."""
        time.sleep(0.02)

    def choose(self) -> tuple[Options, datetime]:
        """Return what a build is asked, at random, and for which moment."""
        chance = self.chance
        site = chance.choice(self.sites)
        own, shared = site.root / "public", self.folder / "www"
        output = chance.choice([None, own, shared, shared])
        wishes = site.options(
            output=output,
            cache=chance.choice([None, None, self.folder / "cache"]),
            base_url=chance.choice([None, None, "https://example.org/sub"]),
            show=Show(*(chance.random() < 0.3 for _ in range(3))),
            lenient=True,
            safe=output == shared and chance.random() < 0.4,  # in the site's folder it may not publish
            publish=chance.choice([None, None, None, Publish.IN_PLACE]),
            force=chance.random() < 0.1,
        )
        return wishes, NOW + timedelta(days=chance.choice([0, 0, 0, 30, -30]))

    def clean(self, wishes: Options, now: datetime) -> Mapping[str, bytes]:
        """Return what a clean build makes of the same."""
        clean = self.folder / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        assert run(msgspec.structs.replace(wishes, output=clean, force=True, forget=True), now).ok
        found = read_tree(clean)
        shutil.rmtree(self.folder / ".sitegen-publish-clean")
        return found


def run(wishes: Options, now: datetime) -> BuildResult:
    """Build with files that have settled: a build may find that it has nothing to do."""
    later = partial(_tell_later, time.time_ns)
    with mock.patch("time.time_ns", later):
        return build(wishes, now=now)


def _tell_later(clock: Callable[[], int]) -> int:
    return clock() + 3600 * 1_000_000_000


def place_of(wishes: Options) -> Path:
    """Return where a build publishes."""
    return wishes.output or wishes.root / "public"


def published(wishes: Options) -> Mapping[str, bytes]:
    """Return what is published there now."""
    place = place_of(wishes)
    return read_tree(place) if place.exists() else {}


def play(folder: Path, seed: int) -> None:
    """Let twenty things happen, chosen by a number."""
    world = World(folder, seed)
    for _ in range(STEPS):
        world.step()
    for site in world.sites:  # at last, a plain build of each
        wishes = site.options(lenient=True)
        assert run(wishes, NOW).ok
        assert published(wishes) == world.clean(wishes, NOW), world.log


@pytest.mark.parametrize("seed", range(2))
def test_no_build_leaves_a_stale_site(tmp_path: Path, seed: int) -> None:
    """A sample of random runs."""
    play(tmp_path, seed)


@pytest.mark.adversary
@pytest.mark.parametrize("seed", range(100, 100 + RUNS))
def test_no_build_leaves_a_stale_site_however_often(tmp_path: Path, seed: int) -> None:
    """As many as were asked for."""
    play(tmp_path, seed)
