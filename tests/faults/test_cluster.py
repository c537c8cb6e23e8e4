"""A cluster that loses processes, hosts, its network or its store: the right site, or one error.

The full size draws a hundred faults from a seed; `make test` leaves clusters of several processes out.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import psutil
import pytest

from tests.site_maker import SiteFolder, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

PAGES = 60
FAULTS = 100
#: Seconds that a cluster or a store may be away in these builds; after `LIMIT` a build counts as hanging.
PATIENCE = 20
LIMIT = 400
#: How the processes of a worker, and those beside them, are known.
WORKER = "spawn_main"
SUPERVISOR = "sitegen.cluster.supervisor"
#: Each page takes a while, so that faults come while it is converted.
SLOW = """\
import time
from sitegen.ext import Extension

def wait(page):
    time.sleep(0.1)
    return page.text

extension = Extension(texts={"wait": wait})
"""
BUILD = f"""\
import sys
from sitegen.cluster import connection, pieces
from sitegen.__main__ import begin
connection.PATIENCE = pieces.PATIENCE = {PATIENCE}
sys.argv[0] = "sitegen"
begin()
"""


class Hosts:
    """A scheduler and workers as processes, and the store that they share."""

    def __init__(self, folder: Path, namespaces: tuple[str, ...] = ("", ""), host: str = "127.0.0.1") -> None:
        self.store = folder / "store"
        self.store.mkdir()
        self._folder = folder
        self._namespaces = namespaces
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self._host = host
        self.address = f"tcp://{host}:{self._port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start()

    def start(self) -> None:
        scheduler = ("dask_scheduler", "--host", self._host, "--port", str(self._port), "--no-dashboard")
        self._run(self._namespaces[0], *scheduler)
        for namespace in self._namespaces:
            self._run(namespace, "dask_worker", self.address, "--nthreads", "1", "--no-dashboard")

    def _run(self, namespace: str, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        if module == "dask_worker":
            command += ["--local-directory", str(self._folder / "scratch")]
        inside = ["ip", "netns", "exec", namespace] if namespace else []
        environment = os.environ | {
            "PYTHONDONTWRITEBYTECODE": "",
            "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "12s",
            "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "10s",
        }
        with open(self._folder / "hosts.log", "ab") as log:
            self.processes.append(
                subprocess.Popen([*inside, *command], env=environment, stdout=log, stderr=log)
            )

    def stop(self) -> None:
        for process in self.processes:
            for each in (*children_of(process.pid), process):
                with suppress(psutil.NoSuchProcess, ProcessLookupError):
                    os.kill(each.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()

    def find(self, part: str) -> list[psutil.Process]:
        """Return the processes of these hosts whose command line has a part."""
        matches = []
        for process in self.processes:
            for child in children_of(process.pid):
                with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                    if part in " ".join(child.cmdline()):
                        matches.append(child)
        return matches


def children_of(pid: int) -> list[psutil.Process]:
    try:
        children: list[psutil.Process] = psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return children


class Complaint(NamedTuple):
    """What a test needs of a Problem."""

    code: str
    message: str
    hint: str


class Report(NamedTuple):
    code: int
    problems: list[Complaint]
    seconds: float


class Building:
    """A build on the cluster, as a process."""

    def __init__(self, site: SiteFolder, hosts: Hosts, folder: Path, namespace: str = "") -> None:
        inside = ["ip", "netns", "exec", namespace] if namespace else []
        command = [
            *inside, sys.executable, "-c", BUILD, "build", "--root", str(site.root),
            "--cluster", hosts.address, "--output", str(folder / "public"),
            "--cache", str(folder / "cache"), "--force", "--json",
        ]  # fmt: skip
        environment = os.environ | {
            "SITEGEN_CACHE_REMOTE": str(hosts.store),
            "SITEGEN_CACHE_MODE": "write",
            "SOURCE_DATE_EPOCH": "1764590400",
        }
        self._started = time.monotonic()
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)

    def wait_until_working(self, hosts: Hosts, seconds: float) -> None:
        """Wait until a worker has started, and then this many seconds."""
        until = time.monotonic() + LIMIT
        while not hosts.find(SUPERVISOR) and self.process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.2)
        time.sleep(seconds)

    def finish(self) -> Report:
        output, _ = self.process.communicate(timeout=LIMIT)
        seconds = time.monotonic() - self._started
        return Report(
            self.process.returncode, [Complaint(*row[4:7]) for row in json.loads(output)["problems"]], seconds
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    site = SiteFolder(
        tmp_path_factory.mktemp("faults") / "site",
        {"sitegen.toml": 'base_url = "https://example.org"\n', "extensions/slow.py": SLOW},
    )
    for number in range(PAGES):
        site.write(f"content/blog/p{number}.md", f"# Page {number}\n\nText of [one](p0.md).\n")
    return site


@pytest.fixture(scope="module")
def expected(site: SiteFolder) -> dict[str, bytes]:
    output = site.root.with_name("expected")
    command = [sys.executable, "-m", "sitegen", "build", "--root", str(site.root), "--output", str(output)]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1764590400"}
    subprocess.run([*command, "--cache", f"{output}-cache"], env=environment, check=True)
    return read_tree(output)


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    hosts = Hosts(tmp_path)
    yield hosts
    hosts.stop()


def kill(rng: random.Random, hosts: Hosts, _: Building, part: str) -> None:
    if targets := hosts.find(part):
        with suppress(psutil.NoSuchProcess):
            rng.choice(targets).kill()


def kill_client(_: random.Random, __: Hosts, building: Building) -> None:
    for child in children_of(building.process.pid):
        with suppress(psutil.NoSuchProcess):
            if "sitegen.cluster.dispatcher" in " ".join(child.cmdline()):
                child.kill()


def pause(rng: random.Random, hosts: Hosts, _: Building) -> None:
    """Stop a worker for a while, as a host that swaps does."""
    targets = hosts.find(WORKER)
    if targets:
        target = rng.choice(targets)
        with suppress(psutil.NoSuchProcess):
            target.suspend()
            time.sleep(rng.uniform(1, 8))
            target.resume()


def restart(rng: random.Random, hosts: Hosts, _: Building) -> None:
    """End the scheduler and all workers, and start them again."""
    hosts.stop()
    time.sleep(rng.uniform(0, 2))
    hosts.start()


def lose_store(rng: random.Random, hosts: Hosts, _: Building) -> None:
    """Take the store away, for less or longer than a build waits."""
    away = hosts.store.with_name("away")
    hosts.store.rename(away)
    time.sleep(rng.choice((1, 5, PATIENCE + 6)))
    shutil.rmtree(hosts.store, ignore_errors=True)  # what was put meanwhile
    away.rename(hosts.store)


def empty_store(_: random.Random, hosts: Hosts, __: Building) -> None:
    shutil.rmtree(hosts.store / "cas", ignore_errors=True)


KINDS: dict[str, Callable[[random.Random, Hosts, Building], None]] = {
    "worker": partial(kill, part=WORKER),
    "supervisor": partial(kill, part=SUPERVISOR),
    "client": kill_client,
    "pause": pause,
    "restart": restart,
    "store away": lose_store,
    "store emptied": empty_store,
}


def judge(report: Report, output: Path, expected: dict[str, bytes], before: object) -> None:
    """The right site, or one error and the site as it was; never a hang."""
    if report.code == 0:
        assert read_tree(output) == expected
        return
    assert [problem.code for problem in report.problems] == ["cluster-failed"]
    assert report.problems[0].hint
    assert (read_tree(output) if output.exists() else {}) == before


@pytest.mark.parametrize("seed", range(FAULTS))
def test_faults_end_right_or_with_one_error(
    seed: int, site: SiteFolder, expected: dict[str, bytes], hosts: Hosts, tmp_path: Path
) -> None:
    """Whatever is lost at whatever moment."""
    rng = random.Random(seed)
    kind = sorted(KINDS)[seed % len(KINDS)]
    output = tmp_path / "public"
    building = Building(site, hosts, tmp_path)
    building.wait_until_working(hosts, rng.uniform(0, 6))
    KINDS[kind](rng, hosts, building)
    report = building.finish()
    judge(report, output, expected, {})
    if report.code:
        assert kind in {"client", "store away", "store emptied", "restart"}


def test_a_cluster_without_workers_is_not_waited_for(site: SiteFolder, hosts: Hosts, tmp_path: Path) -> None:
    """One error after a while, which says so, and the site of the last build."""
    for process in hosts.processes[1:]:
        process.kill()
    report = Building(site, hosts, tmp_path).finish()
    assert [problem.code for problem in report.problems] == ["cluster-failed"]
    assert "worker" in report.problems[0].message
    assert not (tmp_path / "public").exists()


@pytest.fixture
def network() -> Iterator[tuple[str, str]]:
    """Two hosts with a cable between them, as network namespaces."""
    names = (f"sg{os.getpid()}a", f"sg{os.getpid()}b")
    try:
        for name in names:
            subprocess.run(["ip", "netns", "add", name], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs the right to create network namespaces")
    commands = [f"link add v0 netns {names[0]} type veth peer name v0 netns {names[1]}"]
    for number, name in enumerate(names, 1):
        commands += [
            f"-n {name} addr add 10.97.0.{number}/24 dev v0",
            f"-n {name} link set v0 up",
            f"-n {name} link set lo up",
        ]
    for command in commands:
        subprocess.run(["ip", *command.split()], check=True)
    yield names
    for name in names:
        subprocess.run(["ip", "netns", "del", name], check=True)


@pytest.mark.parametrize("seconds", [3, 40])
def test_a_network_that_splits(
    seconds: int,
    network: tuple[str, str],
    site: SiteFolder,
    expected: dict[str, bytes],
    tmp_path: Path,
) -> None:
    """The worker behind the cable is lost for a while, or given up: the other one does its work."""
    hosts = Hosts(tmp_path, network, "10.97.0.1")
    try:
        building = Building(site, hosts, tmp_path, network[0])
        building.wait_until_working(hosts, 2)
        subprocess.run(["ip", "-n", network[1], "link", "set", "v0", "down"], check=True)
        time.sleep(seconds)
        subprocess.run(["ip", "-n", network[1], "link", "set", "v0", "up"], check=True)
        report = building.finish()
    finally:
        hosts.stop()
    assert report.code == 0, report.problems
    judge(report, tmp_path / "public", expected, {})
