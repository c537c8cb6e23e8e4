"""A limit in seconds, or in bytes -> OutOfTimeError, or MemoryError, in the code that overran it.

A regular expression that backtracks cannot be asked to stop, but CPython's engine lets signals
in. So the limit is a timer of the operating system, which counts the process's own time: a busy
machine does not change what is built. Signals reach the main thread only; in another thread
(the preview's) a watchdog counts that thread's time and interrupts it between two steps of Python.
Either interrupts again until the block has ended.
There `can_interrupt` is False, and callers bound their regular expressions otherwise.

Neither ends a single step of C, such as a text padded to a thousand million characters. What such a step
can do in its time grows with the memory that it may use, which the operating system limits.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_MAIN = threading.main_thread()
#: One entry for each open limit: only the outermost sets the handler, which is slow.
_OPEN: list[None] = []

#: Python lets nothing out of a finaliser or a callback of the garbage collector. Where the first
#: interruption fell into one, the next comes after so many seconds: long enough for a block to end.
_AGAIN = 0.1


#: The number of data and stack pages among those of /proc/self/statm, and their size.
_DATA = 5
_PAGE = 4096 if not hasattr(os, "sysconf") else os.sysconf("SC_PAGE_SIZE")
#: One entry for each open limit of memory: only the outermost counts.
_LIMITED: list[None] = []


class OutOfTimeError(BaseException):  # libraries catch Exception, and would go on
    """Raised inside `time_limit` when its seconds are over."""


def can_interrupt() -> bool:
    """Tell whether `time_limit` stops everything here: in the main thread of a system with timers."""
    return hasattr(signal, "setitimer") and threading.current_thread() is _MAIN


def _raise(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTimeError


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Run the block for at most that many seconds; nested limits end at the earliest.

    Raises OutOfTimeError inside the block.
    """
    if not can_interrupt():
        with _watched(seconds):
            yield
        return
    started = time.process_time()
    nested = bool(_OPEN)
    before = None if nested else signal.signal(signal.SIGVTALRM, _raise)
    _OPEN.append(None)
    outer, _interval = signal.getitimer(signal.ITIMER_VIRTUAL)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, min(outer, seconds) if outer else seconds, _AGAIN)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _OPEN.pop()
        if not nested:
            signal.signal(signal.SIGVTALRM, before)
        if outer:
            left = outer - (time.process_time() - started)
            signal.setitimer(signal.ITIMER_VIRTUAL, max(left, 0.001), _AGAIN)


@contextmanager
def _watched(seconds: float) -> Iterator[None]:
    watchdog = _Watchdog(threading.get_ident(), seconds)
    watchdog.start()
    try:
        yield
    finally:
        watchdog.call_off()


class _Watchdog(threading.Thread):
    """Raises OutOfTimeError in another thread when that has worked for so many seconds."""

    def __init__(self, watched: int, seconds: float) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._watched = watched
        self._deadline = _worked(watched) + seconds
        self._over = threading.Event()
        self._turn = threading.Lock()  # it must not bite when the block has ended

    def run(self) -> None:
        """Wait until the time is over or the block has ended."""
        while (left := self._deadline - _worked(self._watched)) > 0:
            if self._over.wait(left + 0.01):
                return
        while not self._over.is_set():
            with self._turn:
                if not self._over.is_set():
                    _interrupt(self._watched)
            self._over.wait(_AGAIN)

    def call_off(self) -> None:
        """Take back an interruption that is on its way: the block has ended."""
        with suppress(OutOfTimeError), self._turn:
            self._over.set()
            _interrupt(self._watched, withdraw=True)


@contextmanager
def memory_limit(size: int) -> Iterator[None]:
    """Let this process take at most so many bytes more than it has, in the block; the outermost counts.

    Raises MemoryError inside the block. Only Linux counts what a process has; elsewhere nothing is limited.
    """
    if _LIMITED or sys.platform != "linux":
        yield
        return
    import resource  # noqa: PLC0415  not every system has it

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    wanted = min((_count_memory() + size, *bounds))
    _LIMITED.append(None)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
        yield
    finally:
        _LIMITED.pop()
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _count_memory() -> int:
    """Return how many bytes of data this process has, as RLIMIT_DATA counts them (a little more)."""
    handle = os.open("/proc/self/statm", os.O_RDONLY)
    try:
        return int(os.read(handle, 200).split()[_DATA]) * _PAGE
    finally:
        os.close(handle)


def _worked(thread: int) -> float:
    """Return the seconds that a thread has computed, or where they are not counted, those that passed."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic()
    return time.clock_gettime(time.pthread_getcpuclockid(thread))


def _interrupt(thread: int, *, withdraw: bool = False) -> None:
    import ctypes  # noqa: PLC0415  only in a thread, as those of a preview are

    raised = None if withdraw else ctypes.py_object(OutOfTimeError)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
