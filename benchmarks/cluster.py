"""A corpus on a cluster -> how long it takes, beside a local build: ``python -m benchmarks.cluster POSTS``.

Both have two cores: the local build two workers, the cluster two workers with one core each, which run before
the build begins, as those of a cluster do. Compared are the bytes, the time, and the processor time of all
processes together, which means something on a busy machine, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from filecmp import cmp
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import psutil

from benchmarks.corpus import write_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MOMENT = {"SOURCE_DATE_EPOCH": "1790000000"}
PORT = 18_786


class Cost(NamedTuple):
    """What a build took."""

    seconds: float
    processor: float  #: seconds, of the build and all its children
    memory: int  #: the largest resident size of the build's own process, bytes


def run_build(root: Path, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Build from nothing into a folder of that name beside the corpus."""
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--root",
        str(root),
        "--quiet",
        "--lenient",
        "--force",
    ]
    command += ["--output", str(root.with_name(name)), "--cache", str(root.with_name(f"{name}-cache"))]
    started = time.perf_counter()
    process = subprocess.Popen([*command, *arguments], env={**os.environ, **MOMENT, **environment})
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the build {name} failed")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def start_cluster(workers: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a scheduler and workers."""
    address = f"tcp://127.0.0.1:{PORT}"
    scheduler = ("dask_scheduler", "--host", "127.0.0.1", "--port", str(PORT), "--no-dashboard")
    worker = ("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
    for module, *arguments in (scheduler, *(workers * (worker,))):
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        if module == "dask_worker":
            command += ["--local-directory", str(folder / "scratch")]
        yield subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def count_time(processes: Sequence[subprocess.Popen[bytes]]) -> float:
    """Return the seconds of processor time of processes and all that they started."""
    seconds = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(process.pid)
            for each in (parent, *parent.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    seconds += sum(each.cpu_times()[:4])
    return seconds


def have_same_bytes(first: Path, second: Path) -> bool:
    """Return whether two folders have the same files, to the byte."""
    names = [
        sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        for folder in (first, second)
    ]
    return names[0] == names[1] and all(cmp(first / name, second / name, shallow=False) for name in names[0])


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("posts", type=int)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sitegen-cluster-") as place:
        folder = Path(place)
        root = folder / "site"
        write_corpus(root, options.posts)
        local = run_build(root, "local", ("--jobs", str(options.workers)), {})
        hosts = list(start_cluster(options.workers, folder))
        try:
            time.sleep(10)
            before = count_time(hosts)
            shared = {"SITEGEN_CACHE_REMOTE": str(folder / "store"), "SITEGEN_CACHE_MODE": "write"}
            (folder / "store").mkdir()
            there = run_build(root, "cluster", ("--cluster", f"tcp://127.0.0.1:{PORT}"), shared)
            working = count_time(hosts) - before
        finally:
            for process in hosts:
                process.terminate()
                process.wait()
        is_same = have_same_bytes(folder / "local", folder / "cluster")
    show("local", local.seconds, local.processor, local.memory)
    show("cluster", there.seconds, there.processor + working, there.memory)
    print(f"  of it: build {there.processor:.1f} s, workers and scheduler {working:.1f} s")
    ratios = there.seconds / local.seconds, (there.processor + working) / local.processor
    print(
        f"{options.posts} posts: time x {ratios[0]:.2f}, processor time x {ratios[1]:.2f},"
        f" same bytes: {is_same}"
    )


def show(name: str, seconds: float, processor: float, memory: int) -> None:
    """Print one line."""
    print(f"{name:8} {seconds:8.1f} s {processor:8.1f} s of processor time {memory / 1e6:8.0f} MB")


if __name__ == "__main__":
    main()
