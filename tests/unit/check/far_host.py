"""A host of the web that answers as it is told: well, badly, or with malice."""

from __future__ import annotations

import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

#: What is sent, in pieces or as a whole; or a function of all requests so far that says it.
Sent = bytes | Iterable[bytes]
Answer = Sent | Callable[[list[str]], Sent]

#: Seconds after which malice ends by itself: longer than any request of a test may take.
_LONG = 20.0


class FarHost:
    """Listens on a port of this machine, and remembers every request."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[str] = []  #: "HEAD /a", in the order in which they came
        self.times: list[float] = []
        self.over = threading.Event()
        host = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    host.serve(self.rfile.readline(65536), self.connection)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def serve(self, line: bytes, connection: socket.socket) -> None:
        """Answer one request; what nobody has told it about is good."""
        method, path, *_ = line.decode("latin-1").split()
        self.requests.append(f"{method} {path}")
        self.times.append(time.monotonic())
        answer = self.answers.get(path, say(200))
        if callable(answer):
            answer = answer(self.requests)
        for part in [answer] if isinstance(answer, bytes) else answer:
            connection.sendall(part)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)

    def drip(self, start: bytes = b"") -> Iterable[bytes]:
        """Send a letter now and then, for ever."""
        yield start
        begun = time.monotonic()
        while not self.over.wait(0.05) and time.monotonic() - begun < _LONG:
            yield b"x"

    def pour(self, start: bytes) -> Iterable[bytes]:
        """Send as much as is taken, for ever."""
        yield start
        begun = time.monotonic()
        while not self.over.is_set() and time.monotonic() - begun < _LONG:
            yield b"10000\r\n" + b"x" * 65536 + b"\r\n"

    def close(self) -> None:
        """Stop listening."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()


def say(status: int, *headers: str, body: bytes = b"") -> bytes:
    """Return a whole answer."""
    head = "".join(f"{header}\r\n" for header in (*headers, f"Content-Length: {len(body)}"))
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body
