"""A published folder -> a host on the loopback that serves it compressed, with its headers."""

from __future__ import annotations

import gzip
import mimetypes
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_COMPRESSED = ("text/", "application/json", "application/xml", "image/svg+xml", "text/javascript")


@contextmanager
def hosted(root: Path, headers: Mapping[str, str]) -> Iterator[str]:
    """Serve a folder while the context lasts; the value is its address."""

    @cache
    def load(path: str) -> tuple[int, str, bytes]:
        file = (root / path.lstrip("/")).resolve()
        if file.is_dir():
            file /= "index.html"
        status = 200 if file.is_relative_to(root.resolve()) and file.is_file() else 404
        file = file if status == 200 else root / "404.html"
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        data = file.read_bytes()
        return status, kind, gzip.compress(data, 9, mtime=0) if kind.startswith(_COMPRESSED) else data

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, data = load(unquote(urlsplit(self.path).path))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            text = kind.startswith("text/")
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
            self.send_header("Content-Length", str(len(data)))
            if kind.startswith(_COMPRESSED):
                self.send_header("Content-Encoding", "gzip")
            if self.path.startswith("/assets/"):
                self.send_header("Cache-Control", "public, max-age=31536000, immutable")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing: the judges speak."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
