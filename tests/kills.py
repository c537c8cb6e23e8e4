"""A function -> the same in a process of its own that is killed before any operation on the disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING
from unittest import mock

if TYPE_CHECKING:
    from collections.abc import Callable

#: Audit events of what changes a disk.
OPERATIONS = (
    "open",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "ctypes.dlopen",
    "ctypes.dlsym",
)
_WRITES = os.O_WRONLY | os.O_RDWR
NEVER = 0


def fork_to_die(operation: int, work: Callable[[], object]) -> int:
    """Do the work in a fork that is killed before its ``operation``-th change of the disk; return its id."""
    if child := os.fork():
        return child
    try:
        _die_before(operation)
        with mock.patch("sitegen.theme.assets._minify", _minify_elsewhere):
            work()
    finally:
        os._exit(0)


def _minify_elsewhere(media_type: str, data: bytes) -> bytes:
    """Minify in a new process: the library is written in Go, and a fork waits for its threads for ever."""
    code = (
        "import sys; from sitegen.theme.assets import _minify as f; p = sys.stdin.buffer.read(); "
        "sys.stdout.buffer.write(f(sys.argv[1], p))"
    )
    command = [sys.executable, "-c", code, media_type]
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=60)
    if done.returncode:
        raise ValueError(done.stderr.decode())
    return done.stdout


def wait_for(child: int) -> int:
    """Return the exit code of a fork; one that hangs is ended, and pytest shows where it hung."""
    for _ in range(12_000):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGABRT)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _die_before(operation: int) -> None:
    """Have this process killed before the operation of this number that changes the disk."""
    done = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event not in OPERATIONS:
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITES):
            return
        done += 1
        if done == operation:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
