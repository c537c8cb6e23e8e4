"""States of the preview -> open browsers, over livereload's protocol with one command more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from livereload.handlers import LiveReloadHandler
from tornado.escape import json_decode
from tornado.websocket import WebSocketClosedError

from sitegen.serve.guard import is_own_host, is_own_origin

if TYPE_CHECKING:
    from sitegen.serve.preview import Preview
    from sitegen.serve.report import State

_LARGEST_MESSAGE = 65_536


class LiveHandler(LiveReloadHandler):  # type: ignore[misc]  # livereload publishes no types
    """One browser that is connected.

    A browser that says in its ``info`` that it has the plugin ``sitegen`` gets our States as
    ``{"command": "sitegen", …}``; any other client of livereload gets plain ``reload`` messages.
    """

    DEFAULT_RELOAD_TIME = 0
    preview: Preview

    def initialize(self, preview: Preview) -> None:
        """Remember what is previewed."""
        self.preview = preview
        self.speaks_sitegen = False

    def prepare(self) -> None:
        """Refuse a request that was made under another name."""
        if not is_own_host(self.request.host, self.preview.names, self.preview.port):
            self.set_status(403)
            self.finish()

    def check_origin(self, origin: str) -> bool:
        """Refuse pages of other sites."""
        return is_own_origin(origin, self.request.host)

    def on_message(self, message: str | bytes) -> None:
        """Go through livereload's handshake; what is not of it is ignored."""
        if len(message) > _LARGEST_MESSAGE:
            self.close(1009)
            return
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

    def tell(self, state: State) -> None:
        """Send a State."""
        try:
            self.write_message(
                msgspec.json.encode({"command": "sitegen", **msgspec.to_builtins(state)}).decode()
            )
        except WebSocketClosedError:
            LiveReloadHandler.waiters.discard(self)


def broadcast(state: State) -> None:
    """Tell every browser; those that know only livereload, by ``reload`` when there is something new."""
    others = set()
    for waiter in LiveReloadHandler.waiters.copy():
        if isinstance(waiter, LiveHandler) and waiter.speaks_sitegen:
            waiter.tell(state)
        else:
            others.add(waiter)
    if others and state.phase == "built":
        message = {"command": "reload", "path": state.goto or "/", "liveCSS": True, "liveImg": True}
        for waiter in others:
            waiter.send_message(message)
