"""A Preview -> the HTTP server that answers from it, with a limit on everything that a client may send."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

from tornado.httpserver import HTTPServer
from tornado.web import Application

from sitegen.serve.handlers import MissingHandler, OwnHandler, SiteHandler
from sitegen.serve.settings import OWN
from sitegen.serve.untrusted import UntrustedSiteHandler
from sitegen.serve.websocket import LARGEST_MESSAGE, LiveHandler

if TYPE_CHECKING:
    from typing import Any

    from tornado.iostream import IOStream

    from sitegen.serve.preview import Preview

#: More than a browser opens for every tab of a large session. Further connections are closed at once.
MOST_CONNECTIONS = 256
#: Bytes. A request of the preview has no body, and the longest address that browsers send is 2 MB.
_LARGEST_HEAD = 65_536
_LARGEST_BODY = 65_536
#: Seconds without a request after which a connection is closed; an open WebSocket is none of those.
_IDLE = 60.0
_PING_EVERY = 20.0


class PreviewServer(HTTPServer):
    """Serves up to `MOST_CONNECTIONS` connections at a time."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  tornado's interface
        """Start with no connections."""
        super().initialize(*args, **kwargs)
        self._streams: WeakSet[IOStream] = WeakSet()

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Serve a new connection, unless there are too many."""
        if sum(not stream_.closed() for stream_ in self._streams) >= MOST_CONNECTIONS:
            stream.close()
            return
        self._streams.add(stream)
        super().handle_stream(stream, address)


def make_application(preview: Preview) -> Application:
    """Return the web application of a preview."""
    given = {"preview": preview}
    return Application(
        [
            (r"/livereload", LiveHandler, given),
            (rf"{OWN}(.+)", OwnHandler, given),
            (r"/(.*)", UntrustedSiteHandler if preview.safe else SiteHandler, given),
        ],
        default_handler_class=MissingHandler,
        default_handler_args=given,
        log_function=lambda _: None,
        websocket_ping_interval=_PING_EVERY,
        websocket_max_message_size=LARGEST_MESSAGE,
    )


def make_server(application: Application) -> PreviewServer:
    """Return the server of an application; it doesn't listen yet."""
    return PreviewServer(
        application,
        max_header_size=_LARGEST_HEAD,
        max_body_size=_LARGEST_BODY,
        idle_connection_timeout=_IDLE,
        body_timeout=_IDLE,
    )
