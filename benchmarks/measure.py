"""A command -> how long it took, the work of the processors, and the memory of all its processes."""

from __future__ import annotations

import os
import platform
import subprocess
import threading
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: What a build leaves in the folder of a site.
OUTPUTS = (".sitegen-cache", ".sitegen-publish-public", "public")
#: Seconds after which a file's times prove that it is what it was.
SETTLED = 2.5
_SAMPLE_SECONDS = 0.05
#: How much longer than a look takes is the rest after it. The kernel walks through all pages of a process
#: for it: with 2.7 GB that took 40 ms of one processor, at every look.
_REST = 50


class Sample(NamedTuple):
    """One run, or the medians of some."""

    wall: float  #: seconds
    cpu: float  #: seconds, user and system, of the process and all that it waited for
    memory: float  #: MiB at the peak, pages shared between its processes counted once


class FailedCommandError(Exception):
    """A command under measurement ended with an error: its figures would mean nothing."""


def run(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None) -> Sample:
    """Run a command in a folder. Raises FailedCommandError with what it said."""
    log = folder / ".benchmark.log"
    with log.open("wb") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(environment or {})}, stdout=said, stderr=said
        )
        meter = _Meter(process.pid)
        meter.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    meter.stop()
    if process.returncode:
        raise FailedCommandError(f"{' '.join(map(str, command))}\n{log.read_text(errors='replace')[-2000:]}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, meter.peak)


def put_aside(root: Path, names: Iterable[str]) -> None:
    """Take away what an earlier build left, without removing it: it moves to a folder beside the site's.

    For up to five minutes, ext4 passes over each inode that was removed before it gives one to a new file.
    What is removed right before a run would so be paid for by that run, in kernel time.
    """
    trash = root.with_name(f"{root.name}.aside")
    trash.mkdir(exist_ok=True)
    for name in names:
        if (root / name).exists():
            (root / name).rename(trash / f"{time.time_ns()}")


def middle(samples: Sequence[Sample]) -> Sample:
    """Return the median of each figure; the peak of memory."""
    return Sample(
        median(sample.wall for sample in samples),
        median(sample.cpu for sample in samples),
        max(sample.memory for sample in samples),
    )


def find_pause(took: float) -> float:
    """Return how many seconds to rest after a look that took this many: looks must not slow what they see."""
    return max(_SAMPLE_SECONDS, _REST * took)


class _Meter(threading.Thread):
    """Watches the proportional memory of a process and its descendants; Linux only, elsewhere 0."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._pid = pid
        self._over = threading.Event()

    def run(self) -> None:
        took = 0.0
        while not self._over.wait(find_pause(took)):
            began = time.thread_time()
            self.peak = max(self.peak, sum(map(_proportional, _family(self._pid))))
            took = time.thread_time() - began

    def stop(self) -> None:
        """End the watch."""
        self._over.set()
        self.join()


def _family(pid: int) -> list[int]:
    found = [pid]
    for process in found:
        for children in Path("/proc", str(process), "task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:  # it ended meanwhile
                continue
    return found


def _proportional(pid: int) -> float:
    """Return the MiB of one process, with its share of what it shares."""
    try:
        lines = Path("/proc", str(pid), "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def describe_machine() -> str:
    """Return what the figures were measured on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.release()}, {platform.machine()}, {cores} cores, {_processor()}, "
        f"Python {platform.python_version()}; load average at the end {load:.1f}"
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown"
    )
