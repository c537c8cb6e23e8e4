"""States of the preview -> open browsers, over livereload's protocol with one more command."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from livereload.handlers import LiveReloadHandler
from tornado.escape import json_decode
from tornado.websocket import WebSocketClosedError

from sitegen.serve.origin import is_own_host, is_own_origin

if TYPE_CHECKING:
    from types import TracebackType

    from sitegen.serve.preview import Preview
    from sitegen.serve.report import State

#: Bytes of one message; tornado closes the connection on a larger one.
LARGEST_MESSAGE = 65_536
#: A client sends two messages when it connects, and answers a ping every twenty seconds. These limits, for a
#: burst and for each second, are far higher, and too low to slow down the event loop.
_BURST = 100
_PER_SECOND = 1.0
#: Open WebSockets. A browser has one for each tab.
MOST_CLIENTS = 128
_POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1


class TooManyMessagesError(Exception):
    """Raised in a callback to end its connection: tornado closes that at once and reads no more of it."""


class LiveHandler(LiveReloadHandler):
    """One browser that is connected.

    A browser that says in its ``info`` that it has the plugin ``sitegen`` gets our States as
    ``{"command": "sitegen", …}``; any other client of livereload gets plain ``reload`` messages.
    """

    clients: ClassVar[set[LiveHandler]] = set()
    preview: Preview

    def initialize(self, preview: Preview) -> None:
        """Store the preview."""
        self.preview = preview
        self.speaks_sitegen = False
        self._count = 0
        self._opened = 0.0

    def prepare(self) -> None:
        """Refuse requests under another name, and requests over the limit."""
        if not is_own_host(self.request.host, self.preview.names):
            self.set_status(403)
            self.finish()
        elif len(self.clients) >= MOST_CLIENTS:
            self.set_status(503)
            self.finish()

    def open(self) -> None:
        """Count this client among those that are connected."""
        self._opened = asyncio.get_running_loop().time()
        self.clients.add(self)

    def on_close(self) -> None:
        """Forget this client."""
        self.clients.discard(self)
        super().on_close()

    def check_origin(self, origin: str) -> bool:
        """Refuse pages of other sites."""
        return is_own_origin(origin, self.request.host)

    def on_message(self, message: str | bytes) -> None:
        """Handle livereload's handshake; ignore anything else."""
        self._count_message()
        try:
            values: Any = json_decode(message)
        except ValueError:
            return
        if not isinstance(values, dict) or not isinstance(values.get("command"), str):
            return
        super().on_message(message)
        plugins = values.get("plugins")
        if values["command"] == "info" and isinstance(plugins, dict) and "sitegen" in plugins:
            self.speaks_sitegen = True
            LiveReloadHandler.waiters.add(self)
            self.tell(self.preview.state)

    def on_ping(self, data: bytes) -> None:
        """Count the ping, because each one is answered."""
        self._count_message()

    def on_pong(self, data: bytes) -> None:
        """Count the pong: a client may send more of them than we asked for."""
        self._count_message()

    def _count_message(self) -> None:
        self._count += 1
        seconds = asyncio.get_running_loop().time() - self._opened
        if self._count > _BURST + _PER_SECOND * seconds:
            self.close(_POLICY_VIOLATION)
            raise TooManyMessagesError

    def log_exception(
        self,
        typ: type[BaseException] | None,
        value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Don't log a client that was cut off; log everything else."""
        if not isinstance(value, TooManyMessagesError):
            super().log_exception(typ, value, tb)

    def tell(self, state: State) -> None:
        """Send a State."""
        try:
            self.write_message(
                msgspec.json.encode({"command": "sitegen", **msgspec.to_builtins(state)}).decode()
            )
        except WebSocketClosedError:
            LiveReloadHandler.waiters.discard(self)


def broadcast(state: State) -> None:
    """Send a State to every browser; plain livereload clients get `reload` if anything changed."""
    full_waiters = set()
    for waiter in LiveReloadHandler.waiters.copy():
        if isinstance(waiter, LiveHandler) and waiter.speaks_sitegen:
            waiter.tell(state)
        else:
            full_waiters.add(waiter)
    if full_waiters and state.phase == "built":
        message = {"command": "reload", "path": state.goto or "/", "liveCSS": True, "liveImg": True}
        for waiter in full_waiters:
            waiter.send_message(message)
