"""Responses over real sockets: headers, types, ranges, refusals; and the WebSocket's handshake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.testing import AsyncHTTPTestCase, gen_test
from tornado.websocket import websocket_connect

from sitegen.publish.manifest import File
from sitegen.serve.application import make_application
from sitegen.serve.origin import LOCAL
from sitegen.serve.preview import Edition, Preview
from sitegen.serve.report import State
from sitegen.serve.websocket import broadcast

if TYPE_CHECKING:
    from pathlib import Path

    from tornado.httpclient import HTTPResponse
    from tornado.web import Application

PAGE = b"<!doctype html><html><head><title>A</title></head><body>Text</body></html>"
CONTENT = {
    "index.html": PAGE,
    "404.html": b"<html><head></head><body>Nothing here</body></html>",
    "clip.mp4": bytes(range(100)),
    "a.js": b"export {};",
    "feed.json": b"{}",
    "icon.svg": b"<svg/>",
}


class TestServer(AsyncHTTPTestCase):
    """One site of six files."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        for path, data in CONTENT.items():
            (tmp_path / path).write_bytes(data)
        (tmp_path / "secret.txt").write_text("not published")
        self.folder = str(tmp_path)

    def get_app(self) -> Application:
        self.preview = Preview(self.folder, frozenset(LOCAL), State("built", "1-1"))
        files = {path: File(len(data), 0, 0, 0, 0, "") for path, data in CONTENT.items()}
        self.preview.show(
            Edition(files=files, sources={"index.html": "_index.md"}, fresh={"feed.json": b"[1]"})
        )
        return make_application(self.preview)

    def ask(self, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.fetch(path, method=method, headers=named, follow_redirects=False)

    def test_a_page_has_the_module_and_is_kept_by_nobody(self) -> None:
        """The module stands in the head, knows its page, and the file's own bytes are around it."""
        answer = self.ask("/")
        script = b'<script type="module" blocking="render" src="/__sitegen__/client.js"'
        script += b' data-revision="1-1" data-page="_index.md"></script>\n'
        assert answer.body == PAGE.replace(b"</head>", script + b"</head>")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Etag" not in answer.headers
        assert "Last-Modified" not in answer.headers

    def test_media_types(self) -> None:
        """They are the same on every machine."""
        types = {
            path: self.ask(f"/{path}").headers["Content-Type"] for path in ("a.js", "icon.svg", "clip.mp4")
        }
        assert types == {
            "a.js": "text/javascript; charset=utf-8",
            "icon.svg": "image/svg+xml; charset=utf-8",
            "clip.mp4": "video/mp4",
        }

    def test_media_is_served_in_ranges(self) -> None:
        """A player may jump; a range beyond the end is refused."""
        answer = self.ask("/clip.mp4", Range="bytes=10-19")
        assert (answer.code, answer.body) == (206, bytes(range(10, 20)))
        assert answer.headers["Content-Range"] == "bytes 10-19/100"
        assert self.ask("/clip.mp4", Range="bytes=200-300").code == 416

    def test_what_is_newer_than_the_folder_wins(self) -> None:
        """An edition may hold files that are not on the disk yet."""
        assert self.ask("/feed.json").body == b"[1]"

    def test_what_is_missing_has_the_own_404_page(self) -> None:
        """With its status; and so has what lies in the folder but was not published."""
        for path in ("/missing/", "/secret.txt", "/%2e%2e/secret.txt"):
            answer = self.ask(path)
            assert answer.code == 404
            assert b"Nothing here" in answer.body

    def test_refusals(self) -> None:
        """Bad input 60 and 63: a foreign Host, a NUL, and methods that change things."""
        assert self.ask("/", Host="evil.example").code == 403
        assert self.ask("/__sitegen__/client.js", Host="evil.example").code == 403
        assert self.ask("/livereload", Host="evil.example").code == 403
        assert self.ask("/%00").code == 400
        assert self.fetch("/", method="POST", body="").code == 405

    def test_other_sites_cannot_read(self) -> None:
        """Bad input 62: no CORS, and scripts may be loaded by the own pages alone."""
        for path in ("/", "/a.js", "/__sitegen__/client.js"):
            headers = self.ask(path, Origin="http://evil.example").headers
            assert "Access-Control-Allow-Origin" not in headers
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_only_the_own_modules_are_handed_out(self) -> None:
        """Nothing else can be reached under their prefix."""
        assert b"connect(" in self.ask("/__sitegen__/client.js").body
        assert self.ask("/__sitegen__/../../../pyproject.toml").code == 404
        assert self.ask("/__sitegen__/nothing.js").code == 404

    def test_head_has_no_body(self) -> None:
        """The same headers, and nothing after them."""
        answer = self.ask("/", "HEAD")
        assert (answer.code, answer.body) == (200, b"")

    def test_before_the_first_build(self) -> None:
        """There is a page that waits, under the policy of the site."""
        self.preview.show(Edition())
        answer = self.ask("/")
        assert answer.code == 503
        assert b"/__sitegen__/client.js" in answer.body
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")

    async def connect(self, **headers: str) -> Any:
        address = f"http://127.0.0.1:{self.get_http_port()}/livereload"
        return await websocket_connect(HTTPRequest(address.replace("http", "ws", 1), headers=headers))

    @gen_test  # type: ignore[untyped-decorator,unused-ignore]  # tornado's own
    async def test_a_foreign_origin_gets_no_connection(self) -> None:
        """Bad input 61."""
        with pytest.raises(HTTPClientError, match="403"):
            await self.connect(Origin="http://evil.example")

    @gen_test  # type: ignore[untyped-decorator,unused-ignore]  # the same
    async def test_a_browser_is_told_the_state(self) -> None:
        """livereload's handshake, then the State now, then every other."""
        socket = await self.connect(Origin=f"http://127.0.0.1:{self.get_http_port()}")
        await socket.write_message("not json")
        await socket.write_message(json.dumps({"command": "hello"}))
        assert json.loads(await socket.read_message())["command"] == "hello"
        await socket.write_message(json.dumps({"command": "info", "url": "", "plugins": {"sitegen": {}}}))
        first = json.loads(await socket.read_message())
        broadcast(State("built", "1-2", 12, goto="/blog/a/"))
        second = json.loads(await socket.read_message())
        assert (first["phase"], first["revision"]) == ("built", "1-1")
        assert (second["revision"], second["milliseconds"], second["goto"]) == ("1-2", 12, "/blog/a/")
        socket.close()

    @gen_test  # type: ignore[untyped-decorator,unused-ignore]  # the same
    async def test_any_other_client_of_livereload_is_told_to_reload(self) -> None:
        """Its protocol is spoken as it is."""
        socket = await self.connect()
        await socket.write_message(json.dumps({"command": "info", "url": "http://127.0.0.1/"}))
        await socket.write_message(json.dumps({"command": "hello"}))
        await socket.read_message()
        broadcast(State("building", "1-1"))
        broadcast(State("built", "1-2"))
        told = json.loads(await socket.read_message())
        assert told == {"command": "reload", "path": "/", "liveCSS": True, "liveImg": True}
        socket.close()


class TestStrangers(TestServer):
    """The same site of a stranger: what differs is what may run."""

    def get_app(self) -> Application:
        super().get_app()
        self.preview.safe = True
        return make_application(self.preview)

    def test_a_page_has_the_module_and_is_kept_by_nobody(self) -> None:
        """It has no module, since nothing runs in it; in its frame, its links lead the window elsewhere."""
        assert self.ask("/").body == PAGE
        assert self.ask("/", Sec_Fetch_Dest="iframe").body == PAGE.replace(
            b"</head>", b'<base target="_top">\n</head>'
        )

    def test_before_the_first_build(self) -> None:
        """There is a page that waits, in a frame like any other."""
        self.preview.show(Edition())
        answer = self.ask("/", Sec_Fetch_Dest="document")
        assert (answer.code, b"<iframe " in answer.body) == (503, True)
        assert b"<script" not in self.ask("/", Sec_Fetch_Dest="iframe").body

    def test_every_file_is_sandboxed(self) -> None:
        """Without scripts, whatever its type, whoever asks, and however it is answered."""
        for path in ("/", "/nowhere", "/a.js", "/icon.svg", "/clip.mp4", "/feed.json", "/%00"):
            for purpose in ("", "iframe", "image", "script", "worker", "DOCUMENT"):
                headers = self.ask(path, Sec_Fetch_Dest=purpose).headers
                policy = headers["Content-Security-Policy"].split("; ")
                assert policy[0].split()[0] == "sandbox", (path, purpose)
                assert "allow-scripts" not in policy[0]
                assert headers["X-Content-Type-Options"] == "nosniff"
        assert (
            self.ask("/icon.svg", Sec_Fetch_Dest="document").headers["Content-Security-Policy"] == "sandbox"
        )

    def test_the_page_around_it_holds_nothing_of_the_stranger(self) -> None:
        """Not even its own address; only modules of ours run in it, and nobody may frame it."""
        host = f"127.0.0.1:{self.get_http_port()}"
        for path in ("/", "/nowhere?%3Cscript%3E"):
            answer = self.ask(path, Sec_Fetch_Dest="document")
            assert answer.body.replace(b"404", b"") == self.ask("/", Sec_Fetch_Dest="document").body
            policy = answer.headers["Content-Security-Policy"]
            assert f"; script-src http://{host}/__sitegen__/; " in policy
            assert policy.endswith("frame-ancestors 'none'")
