"""A limit in seconds -> OutOfTimeError in the code that overran it.

A regular expression that backtracks cannot be asked to stop, but CPython's engine lets signals
in. So the limit is a timer of the operating system, which counts the process's own time: a busy
machine does not change what is built. Signals reach the main thread only: elsewhere
(a thread pool) `can_interrupt` is False and callers bound their work otherwise.
"""

from __future__ import annotations

import signal
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_MAIN = threading.main_thread()
#: One entry for each open limit: only the outermost sets the handler, which is slow.
_OPEN: list[None] = []


class OutOfTimeError(BaseException):  # libraries catch Exception, and would go on
    """Raised inside `time_limit` when its seconds are over."""


def can_interrupt() -> bool:
    """Tell whether `time_limit` works here: in the main thread of a system with timers."""
    return hasattr(signal, "setitimer") and threading.current_thread() is _MAIN


def _raise(_signal: int, _frame: FrameType | None) -> None:
    raise OutOfTimeError


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Run the block for at most that many seconds; nested limits end at the earliest.

    Raises OutOfTimeError inside the block. Does nothing where `can_interrupt` is False.
    """
    if not can_interrupt():
        yield
        return
    started = time.process_time()
    nested = bool(_OPEN)
    before = None if nested else signal.signal(signal.SIGVTALRM, _raise)
    _OPEN.append(None)
    outer, _interval = signal.getitimer(signal.ITIMER_VIRTUAL)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, min(outer, seconds) if outer else seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _OPEN.pop()
        if not nested:
            signal.signal(signal.SIGVTALRM, before)
        if outer:
            left = outer - (time.process_time() - started)
            signal.setitimer(signal.ITIMER_VIRTUAL, max(left, 0.001))
