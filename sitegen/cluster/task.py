"""A batch on a Dask worker -> its outcome, from a process beside it.

A Dask worker has threads, so it can't fork. Each of its threads that is at work has a `supervisor` of its
own, a process that can. This module is all that the worker itself loads of sitegen.
"""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from contextlib import suppress
from tempfile import gettempdir

from sitegen.cluster.setup import describe_setup
from sitegen.workers.channel import Channel


class SupervisorLostError(Exception):
    """The process that did a batch has ended: Dask tries the batch again."""


class _Supervisor:
    """The process beside this worker that does batches."""

    def __init__(self) -> None:
        # -P: what is imported comes from the installation, not from the current folder.
        command = [sys.executable, "-P", "-m", "sitegen.cluster.supervisor"]
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=gettempdir(),
            start_new_session=True,  # Ctrl-C in a terminal reaches the build, which ends the rest
        )
        assert self._process.stdin  # noqa: S101  asked for above
        assert self._process.stdout  # noqa: S101  the same
        self._channel = Channel(self._process.stdout.fileno(), self._process.stdin.fileno())

    def do(self, shared: bytes, order: bytes) -> bytes:
        """Return the outcome of a batch; EOFError or OSError if the process has ended."""
        self._channel.send_value((shared, order))
        outcome: bytes = self._channel.receive()
        return outcome

    def end(self) -> None:
        """End the process; its forks end with it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()


#: Idle supervisors.
_idle: deque[_Supervisor] = deque()


def keep_bytes(data: bytes) -> bytes:
    """Return what all batches of a run share: a task of its own, so that Dask brings it to each worker."""
    return data


def run_batch(shared: bytes, order: bytes) -> bytes:
    """Return the outcome of a batch, encoded as `sitegen.cluster.supervisor` does."""
    try:
        supervisor = _idle.popleft()
    except IndexError:
        supervisor = _Supervisor()
    try:
        outcome = supervisor.do(shared, order)
    except (EOFError, OSError) as cause:
        supervisor.end()
        raise SupervisorLostError from cause
    _idle.append(supervisor)
    return outcome


def describe_worker(distributions: tuple[str, ...]) -> dict[str, str]:
    """Return what must be the same on this worker as where the build runs."""
    return describe_setup(distributions)
