"""The real command, ended at random moments: published is the old site or the new one, to the byte."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGES = 60  #: enough for workers of its own
#: The same moment for every build.
EPOCH = 1764600000
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH)}


def write_site(site: SiteFolder, number: int) -> None:
    """Write a site whose every page tells its number; pages and tags come and go with it."""
    site.write("sitegen.toml", f'title = "Site {number}"\n')
    for page in range(PAGES):
        place = f"content/blog/p{page}.md"
        if page == number % PAGES:
            (site.root / place).unlink(missing_ok=True)
        else:
            text = f"# Page {page} of {number}\n\n```python\nx = {number}\n```\n"
            site.write(place, f"---\ntags: [t{number % 3}]\n---\n{text}")


def start(site: SiteFolder, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sitegen", "build", "--quiet", "--jobs", "2", *arguments]
    return subprocess.Popen(
        command, cwd=site.root, env=ENVIRONMENT, stderr=subprocess.DEVNULL, start_new_session=True
    )


def wait_for_all(process: subprocess.Popen[bytes]) -> None:
    """Wait until a build and all its workers are gone; AssertionError when one outlives it for long."""
    process.wait(timeout=60)
    for _ in range(1_000):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.03)
    os.killpg(process.pid, signal.SIGKILL)
    raise AssertionError("a worker outlived its build")


def build_clean(site: SiteFolder, folder: Path) -> dict[str, bytes]:
    """Return what a build from nothing publishes; without a cache, since it is built elsewhere."""
    return site.publish(force=True, output=folder, now=datetime.fromtimestamp(EPOCH, UTC))


def kill_at_random(site: SiteFolder, kind: signal.Signals, rounds: int) -> set[bool]:
    """Build again and again, ended by a signal at random moments; return whether the new site came out."""
    chance = random.Random(f"{kind.name} {rounds}")
    elsewhere = site.root.parent / "elsewhere"
    other = SiteFolder(site.root.parent / "other")
    write_site(site, 0)
    began = time.perf_counter()
    assert start(site).wait(timeout=120) == 0
    reach = time.perf_counter() - began  # how late a moment may lie; a machine is not always as fast
    old, outcomes = read_tree(site.root / "public"), set()
    for number in range(1, 1 + rounds):
        write_site(site, number)
        write_site(other, number)
        process = start(site)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.2, 1) * reach)
        process.send_signal(kind)
        wait_for_all(process)
        found = read_tree(site.root / "public")
        new = found != old
        reach *= 0.9 if new else 1.1
        if new:
            assert found == build_clean(other, elsewhere)
        outcomes.add(new)
        old = found
    assert start(site).wait(timeout=120) == 0
    assert read_tree(site.root / "public") == build_clean(other, elsewhere)
    left = {path.name for path in site.root.iterdir()}
    assert left == {"content", "sitegen.toml", "public", ".sitegen-cache", ".sitegen-publish-public"}
    return outcomes


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_build_ended_at_any_moment_leaves_old_or_new(make_site: Maker, kind: signal.Signals) -> None:
    """Three moments each."""
    assert kill_at_random(make_site({}), kind, rounds=3) <= {False, True}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_hundred_builds_ended_at_any_moment_leave_old_or_new(
    make_site: Maker, kind: signal.Signals
) -> None:
    """A hundred moments each, some before the exchange of the trees and some after it."""
    assert kill_at_random(make_site({}), kind, rounds=100) == {False, True}


def kill_in_place_at_random(site: SiteFolder, kind: signal.Signals, rounds: int) -> None:
    """Build in place again and again, ended at random moments: every file is an old or a new one."""
    chance = random.Random(f"{kind.name} {rounds} in place")
    elsewhere = site.root.parent / "elsewhere"
    other = SiteFolder(site.root.parent / "other")
    write_site(site, 0)
    write_site(other, 0)
    (site.root / "public").mkdir()
    began = time.perf_counter()
    assert start(site, "--publish", "in-place").wait(timeout=120) == 0
    reach = time.perf_counter() - began
    old = build_clean(other, elsewhere)
    assert read_tree(site.root / "public") == old
    for number in range(1, 1 + rounds):
        write_site(site, number)
        write_site(other, number)
        new = build_clean(other, elsewhere)
        process = start(site, "--publish", "in-place")
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, 1.05) * reach)
        process.send_signal(kind)
        wait_for_all(process)
        found = read_tree(site.root / "public")
        for path, data in found.items():
            assert data in (old.get(path), new.get(path)), path
        assert start(site, *(["--publish", "in-place"] if number % 3 else [])).wait(timeout=120) == 0
        assert read_tree(site.root / "public") == new
        old = new
    left = {path.name for path in site.root.iterdir()}
    assert left == {"content", "sitegen.toml", "public", ".sitegen-cache", ".sitegen-publish-public"}


@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_a_build_in_place_ended_at_any_moment_is_completed(make_site: Maker, kind: signal.Signals) -> None:
    """Three moments each; the next build may exchange the folder."""
    kill_in_place_at_random(make_site({}), kind, rounds=3)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [signal.SIGKILL, signal.SIGTERM])
def test_twenty_builds_in_place_ended_at_any_moment_are_completed(
    make_site: Maker, kind: signal.Signals
) -> None:
    """Twenty moments each."""
    kill_in_place_at_random(make_site({}), kind, rounds=20)
