from typing import ClassVar

from tornado.websocket import WebSocketHandler

class LiveReloadHandler(WebSocketHandler):
    waiters: ClassVar[set[LiveReloadHandler]]
    def send_message(self, message: dict[str, object]) -> None: ...
