"""Two checkouts, shared outputs and caches, builds at once, kills and hands that meddle: never a stale site.

Every build has other options than the one before. Whatever happened, what a build publishes is what a clean
build with its options makes, and after a kill the old site or the new one is there. Outside of its output
and its cache nothing changes: not the sources, not the other site, not a file with a second name.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from unittest import mock

import msgspec
import pytest

from sitegen.build.run import build
from sitegen.config import Publish
from sitegen.site.visibility import Show
from sitegen.workers.pool import Job, Pool, Work
from tests.kills import NEVER, fork_to_die, wait_for
from tests.site_maker import NOW, SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.build.options import BuildOptions, BuildResult

#: How many random runs `make test-adversary` makes, and how many steps each has, from and to.
RUNS = int(os.environ.get("ADVERSARY_RUNS", "1000"))
STEPS = 4, 16
#: What clean builds made: most runs ask for the same ones. Emptied when so many are known.
REFERENCES: dict[object, Mapping[str, bytes]] = {}
_MOST_REFERENCES = 500
_SOURCES = ("sitegen.toml", "content", "static", "layouts")
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
        (folder / "links").mkdir()
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
        self.log.append(str(wishes))
        self.build_and_compare(wishes, now)

    def build_and_compare(self, wishes: BuildOptions, now: datetime) -> None:
        """Build; the output is that of a clean build, and nothing else changes."""
        before = self.look(wishes)
        result = run(wishes, now)
        assert result.ok, (self.log, result.problems)
        assert published(wishes) == self.clean(wishes, now), self.log
        assert self.look(wishes) == before, self.log

    def kill(self) -> None:
        """Kill a build before any change of the disk; another one, with other options, puts all right."""
        wishes, now = self.choose()
        before, around = published(wishes), self.look(wishes)
        operation = self.chance.choice([self.chance.randint(1, 60), self.chance.randint(1, 200)])
        self.log.append(f"{operation} {wishes}")
        child = fork_to_die(operation, partial(run, wishes, now))
        assert wait_for(child) in {0, -signal.SIGKILL}
        after = published(wishes)
        assert self.look(wishes) == around, self.log
        if after != before and wishes.publish is not Publish.IN_PLACE:
            assert after == self.clean(wishes, now), self.log
        other, later = self.choose()
        if self.chance.random() < 0.7:
            output = other.output if other.safe else wishes.output  # a safe build needs one outside the site
            other = msgspec.structs.replace(other, root=wishes.root, output=output)
        self.log.append(str(other))
        self.build_and_compare(other, later)

    def collide(self) -> None:
        """Build twice at once."""
        pair = [self.choose() for _ in range(2)]
        self.log.append(str(pair))
        before = self.look(*(wishes for wishes, _ in pair))
        children = [fork_to_die(NEVER, partial(run, *one)) for one in pair]
        assert [wait_for(child) for child in children] == [0, 0], self.log
        for wishes, _ in pair:
            rivals = [one for one in pair if place_of(one[0]) == place_of(wishes)]
            assert published(wishes) in [self.clean(*one) for one in rivals], self.log
        assert self.look(*(wishes for wishes, _ in pair)) == before, self.log

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
                self.count += 1
                (self.folder / f"links/{self.count}").hardlink_to(path)
            case _ if path.name != ".sitegen-output":
                path.unlink()

    def rest(self) -> None:
        """Let the clock of the disk go on."""
        time.sleep(0.02)

    def choose(self) -> tuple[BuildOptions, datetime]:
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

    def clean(self, wishes: BuildOptions, now: datetime) -> Mapping[str, bytes]:
        """Return what a clean build makes of the same."""
        sources = [path for name in _SOURCES for path in walk(wishes.root / name) if path.is_file()]
        texts = frozenset((str(path.relative_to(wishes.root)), path.read_bytes()) for path in sources)
        key = (texts, wishes.base_url, wishes.show, wishes.safe, now)
        if key not in REFERENCES:
            if len(REFERENCES) == _MOST_REFERENCES:
                REFERENCES.clear()
            REFERENCES[key] = self.build_clean(wishes, now)
        return REFERENCES[key]

    def build_clean(self, wishes: BuildOptions, now: datetime) -> Mapping[str, bytes]:
        """Build into a folder that is removed again."""
        clean = self.folder / "clean"
        with mock.patch.object(Pool, "run", _work_here):
            assert run(msgspec.structs.replace(wishes, output=clean, force=True, forget=True), now).ok
        tree = read_tree(clean)
        shutil.rmtree(clean)
        shutil.rmtree(self.folder / ".sitegen-publish-clean")
        return tree

    def look(self, *builds: BuildOptions) -> dict[str, tuple[object, ...]]:
        """Return name, bytes, mode and time of each file but those that these builds may change."""
        skipped = {path for wishes in builds for path in own_folders(wishes)}
        files = [path for path in walk(self.folder, skipped) if not path.is_dir()]
        return {
            str(path): (status.st_mode, status.st_mtime_ns, path.read_bytes())
            for path, status in ((path, path.lstat()) for path in files)
        }


def walk(top: Path, skipped: Collection[Path] = ()) -> Iterator[Path]:
    """Yield a path and all below it, but for some folders."""
    if top in skipped or not os.path.lexists(top):
        return
    yield top
    if top.is_dir() and not top.is_symlink():
        for path in top.iterdir():
            yield from walk(path, skipped)


def own_folders(wishes: BuildOptions) -> tuple[Path, ...]:
    """Return the folders that a build may change."""
    output = place_of(wishes)
    cache = wishes.cache or wishes.root / ".sitegen-cache"
    return output, output.with_name(f".sitegen-publish-{output.name}"), cache


def run(wishes: BuildOptions, now: datetime) -> BuildResult:
    """Build with files that have settled: a build may find that it has nothing to do."""
    later = partial(_tell_later, time.time_ns)
    with mock.patch("time.time_ns", later):
        return build(wishes, now=now)


def _work_here(pool: Pool, work: Work[Any, Any], jobs: Iterable[Job]) -> Iterator[Any]:
    """Do without workers, which cost more than the work: a reference needs no limits."""
    function = work.function or pool._inherited
    assert function is not None
    for job in jobs:
        for item in job.items:
            yield function(job, item)


def _tell_later(clock: Callable[[], int]) -> int:
    return clock() + 3600 * 1_000_000_000


def place_of(wishes: BuildOptions) -> Path:
    """Return where a build publishes."""
    return wishes.output or wishes.root / "public"


def published(wishes: BuildOptions) -> Mapping[str, bytes]:
    """Return what is published there now."""
    place = place_of(wishes)
    return read_tree(place) if place.exists() else {}


def play(folder: Path, seed: int) -> None:
    """Let some things happen, chosen by a number."""
    world = World(folder, seed)
    for _ in range(world.chance.randint(*STEPS)):
        world.step()
    for site in world.sites:  # at last, a plain build of each
        wishes = site.options(lenient=True)
        world.build_and_compare(wishes, NOW)


@pytest.mark.parametrize("seed", range(2))
def test_no_build_leaves_a_stale_site(tmp_path: Path, seed: int) -> None:
    """A sample of random runs."""
    play(tmp_path, seed)


@pytest.mark.adversary
@pytest.mark.parametrize("seed", range(100, 100 + RUNS))
def test_no_build_leaves_a_stale_site_however_often(tmp_path: Path, seed: int) -> None:
    """As many as were asked for."""
    play(tmp_path, seed)
    shutil.rmtree(tmp_path)
