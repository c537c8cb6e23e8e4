"""What a worker is doing -> memory that it shares with its supervisor, and a timer that ends it in time.

A worker announces each item before it starts on it. The operating system ends a worker that computes for
longer than the item may take; nothing is raised inside it. The supervisor then reads here what it was doing.
The timer counts processor time, so a busy machine changes nothing.
"""

from __future__ import annotations

import mmap
import signal
import struct
import time
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Number of the item, phase, and the label of what is done in that phase.
_FIELDS = struct.Struct("<IB16s")
_PHASE = struct.Struct("<B16s")
_PHASE_AT = 4
_TIME = struct.Struct("<d")
_TIME_AT = 24
NO_LABEL = bytes(16)


class Phase(IntEnum):
    """What is being done with an item."""

    WORKING = 0
    FRONT_MATTER = 1
    HIGHLIGHTING = 2


class Progress:
    """The shared memory of one worker, made before it is forked."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, _TIME_AT + _TIME.size)
        self._begun = 0.0  #: processor time that this process had taken when it was ready for work

    def begin(self) -> None:
        """Count the processor time of this process from now on."""
        self._begun = time.process_time()

    def start(self, item: int) -> None:
        """Record that the work on an item begins."""
        _FIELDS.pack_into(self._memory, 0, item, Phase.WORKING, NO_LABEL)

    def enter(self, phase: Phase, label: bytes = NO_LABEL) -> None:
        """Record what is being done with the item."""
        _PHASE.pack_into(self._memory, _PHASE_AT, phase, label)

    def read(self) -> tuple[int, Phase, bytes]:
        """Return the number of the item, its phase and label."""
        item, phase, label = _FIELDS.unpack_from(self._memory)
        return item, Phase(phase), label

    def note_time(self) -> None:
        """Record how much processor time this process has taken for its work."""
        _TIME.pack_into(self._memory, _TIME_AT, time.process_time() - self._begun)

    def read_time(self) -> float:
        """Return the recorded processor time, in seconds."""
        (taken,) = _TIME.unpack_from(self._memory, _TIME_AT)
        return float(taken)

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()


#: Where this process reports what it does; None: nothing supervises or limits it.
_current: list[Progress] = []


def announce_in(progress: Progress) -> None:
    """Make this process a worker that announces what it does."""
    _current[:] = [progress]


def start_item(item: int, seconds: float) -> None:
    """Announce an item, and start the timer that ends this process after ``seconds`` of processor time."""
    _current[0].start(item)
    signal.setitimer(signal.ITIMER_PROF, seconds)


def end_items() -> None:
    """Compute without a limit again."""
    signal.setitimer(signal.ITIMER_PROF, 0)
    _current[0].note_time()


@contextmanager
def phase(kind: Phase, label: bytes = NO_LABEL, seconds: float = 0) -> Iterator[None]:
    """Announce what the block does; with ``seconds`` it may take no longer, even if the item still may."""
    if not _current:
        yield
        return
    left = signal.getitimer(signal.ITIMER_PROF)[0] if seconds else 0.0
    if seconds and seconds >= left:  # the item's own limit is reported first
        yield
        return
    _current[0].enter(kind, label)
    if seconds:
        signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        if seconds:
            used = seconds - signal.setitimer(signal.ITIMER_PROF, 0)[0]
            signal.setitimer(signal.ITIMER_PROF, max(left - used, 0.001))
        _current[0].enter(Phase.WORKING)
