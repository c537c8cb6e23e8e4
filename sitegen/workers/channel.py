"""Two pipes -> whole messages between a process and its fork."""

from __future__ import annotations

import os
import pickle
import select
import struct
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_LENGTH = struct.Struct("<Q")
_CHUNK = 1 << 20


class Channel:
    """One end of a connection; EOFError if the other end is gone, or silent in the middle of a message."""

    def __init__(self, incoming: int, outgoing: int, patience: float | None = None) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self._patience = patience  #: seconds of silence within a message; None: forever

    def send(self, data: bytes) -> None:
        """Send one message, a pickled value. BrokenPipeError when nobody will read it."""
        for part in (_LENGTH.pack(len(data)), data):
            view = memoryview(part)
            while view:
                view = view[os.write(self.outgoing, view[:_CHUNK]) :]

    def send_value(self, value: object) -> None:
        """Pickle a value and send it as one message. BrokenPipeError if nobody will read it."""
        self.send(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))

    def receive(self) -> Any:  # noqa: ANN401  what was sent
        """Wait for a message; return its value."""
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        return pickle.loads(self._read(length))  # noqa: S301  from a fork of this process

    def _read(self, length: int) -> bytearray:
        data = bytearray()
        while len(data) < length:
            if self._patience is not None and not wait_for([self.incoming], self._patience):
                raise EOFError
            part = os.read(self.incoming, min(_CHUNK, length - len(data)))
            if not part:
                raise EOFError
            data += part
        return data

    def close(self) -> None:
        """Close both pipes."""
        os.close(self.incoming)
        os.close(self.outgoing)


def wait_for(descriptors: Iterable[int], seconds: float) -> list[int]:
    """Return those that can be read from, as soon as there is one, or after this many seconds."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return [descriptor for descriptor, _ in poll.poll(seconds * 1000)]


def open_channel() -> tuple[Channel, Channel]:
    """Return the two ends of a connection: of the supervisor, and of its fork."""
    (read_here, write_there), (read_there, write_here) = os.pipe(), os.pipe()
    return Channel(read_here, write_here, patience=60), Channel(read_there, write_there)
