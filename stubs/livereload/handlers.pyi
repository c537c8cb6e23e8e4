from typing import ClassVar

from tornado.websocket import WebSocketHandler

class LiveReloadHandler(WebSocketHandler):
    waiters: ClassVar[set[LiveReloadHandler]]
    DEFAULT_RELOAD_TIME: ClassVar[int]
    def send_message(self, message: dict[str, object]) -> None: ...
