"""A cache that speaks HTTP as bazel-remote does, and can be told to misbehave."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class CacheServer(ThreadingHTTPServer):
    """Holds what is put into it, by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.entries: dict[str, bytes] = {}
        self.requests: list[tuple[str, str]] = []  #: method and path
        self.authorizations: set[str | None] = set()
        self.trouble = ""  #: how it misbehaves

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that go away."""


class _Handler(BaseHTTPRequestHandler):
    server: CacheServer

    def do_GET(self) -> None:
        data = self._look_up()
        if data is None:
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.server.trouble == "truncated":
            data = data[: len(data) // 2]
        if self.command == "GET":
            self.wfile.write(data)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        data = self.rfile.read(int(self.headers["Content-Length"]))
        if self._misbehaves():
            return
        self.server.entries[self.path] = data
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _look_up(self) -> bytes | None:
        if self._misbehaves():
            return None
        data = self.server.entries.get(self.path)
        if data is None:
            self._answer(404)
        return data

    def _misbehaves(self) -> bool:
        server = self.server
        server.requests.append((self.command, self.path))
        server.authorizations.add(self.headers["Authorization"])
        match server.trouble:
            case "500" | "403":
                self._answer(int(server.trouble))
            case "redirect":
                self._answer(302, Location=f"http://127.0.0.1:{server.server_port}/elsewhere")
            case "slow":
                time.sleep(2)
            case "drop":
                self.connection.shutdown(socket.SHUT_RDWR)
            case _:
                return False
        return True

    def _answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[CacheServer]:
    """Serve an empty cache."""
    with CacheServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
