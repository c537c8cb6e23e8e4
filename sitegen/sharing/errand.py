"""Work with a store -> done in a process of its own, which is ended when its time is over.

Threads, TLS, and the libraries of object stores stay out of the process that forks workers, and whatever
hangs there, such as a name server, hangs no build.
"""

from __future__ import annotations

import os
import select
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from sitegen.store import StoreError
from sitegen.workers.worker import fork

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.sharing.settings import SharedCache
    from sitegen.store import Store

    Report = Callable[["Message"], None]
    Job = Callable[[Store, Report], None]

_CHUNK = 1 << 16
_SIZE_BYTES = 4


class Message(msgspec.Struct, frozen=True, array_like=True):
    """What an errand reports."""

    milestone: str  #: "" only checks whether the build still waits
    number: int = 0
    trouble: tuple[str, ...] = ()  #: what was wrong in the store


END = "end"  #: the milestone of an errand that did everything
ALIVE = Message("")
FAILED = "failed"  #: that of one whose store failed: ``trouble`` says how


class Errand:
    """A process that uses a store, and reports its milestones."""

    def __init__(self, shared: SharedCache, do: Job, seconds: float) -> None:
        """``seconds`` is how long others may wait for it, all together."""
        reading, writing = os.pipe()
        self._process = fork()
        if not self._process:
            os.close(reading)
            _be_errand(shared, do, writing)
        os.close(writing)
        self._pipe = reading
        self._pending = b""
        self.seconds_left = seconds
        self.is_late = False  #: its time was over
        self.messages: list[Message] = []

    def wait_for(self, milestone: str) -> bool:
        """Return whether a milestone was reached; what takes too long is ended."""
        while not any(message.milestone == milestone for message in self.messages):
            if not self._receive():
                return False
        return True

    @property
    def has_failed(self) -> bool:
        """Whether it has ended without doing everything."""
        return self._pipe < 0 and not any(message.milestone == END for message in self.messages)

    @property
    def trouble(self) -> tuple[str, ...]:
        """What was wrong with the store or its content; first, that it was late."""
        reported = tuple(text for message in self.messages for text in message.trouble)
        if self.is_late:
            return ("it took too long", *reported)
        return reported or (("the process that used it has ended",) if self.has_failed else ())

    def _receive(self) -> bool:
        """Read a report; return False at the end of the process."""
        if self._pipe < 0:
            return False
        started = time.monotonic()
        is_ready = bool(select.select([self._pipe], [], [], max(0.0, self.seconds_left))[0])
        self.seconds_left -= time.monotonic() - started
        piece = os.read(self._pipe, _CHUNK) if is_ready else b""
        if not piece:
            self.is_late = not is_ready
            self.close()
            return False
        self._pending += piece
        while (end := _SIZE_BYTES + int.from_bytes(self._pending[:_SIZE_BYTES], "big")) <= len(self._pending):
            self.messages.append(msgspec.msgpack.decode(self._pending[_SIZE_BYTES:end], type=Message))
            self._pending = self._pending[end:]
        return True

    def close(self) -> None:
        """End the process, even if it isn't done."""
        if self._pipe < 0:
            return
        os.close(self._pipe)
        self._pipe = -1
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _be_errand(shared: SharedCache, do: Job, pipe: int) -> None:
    """Do the work and end the process; never return into the build's code."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build ends it
        parent = os.getppid()

        def report(message: Message) -> None:
            if os.getppid() != parent:  # nobody waits any more, and the cache is no longer locked
                os._exit(1)
            if not message.milestone:
                return
            data = msgspec.msgpack.encode(message)
            os.write(pipe, len(data).to_bytes(_SIZE_BYTES, "big") + data)

        try:
            store = shared.open()
            do(store, report)
            report(Message(END, trouble=tuple(store.doubts)))
        except StoreError as failure:
            report(Message(FAILED, trouble=(str(failure),)))
        except OSError as failure:  # an error of the cache's folder, such as a full disk
            report(Message(FAILED, trouble=(failure.strerror or str(failure),)))
    finally:
        os._exit(0)
