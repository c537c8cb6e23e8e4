"""Requests that no browser sends: whatever a client says, the preview answers, and never with a 500."""

from __future__ import annotations

import asyncio
import json
import random
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from tornado.httputil import parse_response_start_line
from tornado.testing import AsyncHTTPTestCase, ExpectLog, gen_test

from sitegen.publish.manifest import File
from sitegen.serve.application import MOST_CONNECTIONS, make_application, make_server
from sitegen.serve.origin import LOCAL
from sitegen.serve.preview import Edition, Preview
from sitegen.serve.report import State
from sitegen.serve.websocket import MOST_CLIENTS, LiveHandler

if TYPE_CHECKING:
    from pathlib import Path

    from tornado.httpclient import HTTPResponse
    from tornado.httpserver import HTTPServer
    from tornado.web import Application

FILES = {
    "index.html": b"<!doctype html><html><head></head><body>Text</body></html>",
    "404.html": b"<html><head></head><body>Nothing here</body></html>",
    "clip.mp4": bytes(range(100)),
    "empty.css": b"",
    "feed.json": b"{}",
}
GONE = "gone.css"  # published, and no longer in the folder
TARGETS = (
    "/",
    "/clip.mp4",
    "/empty.css",
    "/feed.json",
    f"/{GONE}",
    "/nowhere",
    "/livereload",
    "/__sitegen__/client.js",
    "/__sitegen__/",
    "/__sitegen__/%ff",
    "/%00",
    "/%ff",
    "/%0a",
    "//evil.example",
    "*",
    "?",
    "http://evil.example/",
    "/" + "a" * 5_000,
    "/clip.mp4?v=1",
    "/\x7f",
    "/\xe9",
)
METHODS = (
    "GET",
    "GET",
    "GET",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "CONNECT",
    "F",
    "",
)
DATES = (
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Mon, 01 Jan 0001 00:00:00 +2359",
    "0",
    "",
    "\xff",
)
RANGES = (
    "bytes=0-",
    "bytes=-1",
    "bytes=-0",
    "bytes=5-2",
    "bytes=0-0,5-9",
    "bytes=-",
    "bytes=a-b",
    "bytes=99999999999999999999999-",
    "bytes=-99999999999999999999999",
    "bytes=--1",
    "bytes= 1 - 2",
    "bytes",
    "bytes=\u0661-\u0662",
    "lines=1-2",
    "=",
)
HEADERS: dict[str, tuple[str, ...]] = {
    "If-Modified-Since": DATES,
    "If-Unmodified-Since": DATES,
    "If-None-Match": ("*", '"a"', 'W/"a", "b"', '"', "\xff", ""),
    "If-Match": ("*", '"a"', ""),
    "If-Range": ('"a"', *DATES),
    "Range": RANGES,
    "Accept-Encoding": ("gzip", "br;q=x", "*;q=0", "\xff", ""),
    "Accept-Language": ("de", "\xff", "*" * 500),
    "Expect": ("100-continue", "nothing"),
    "Content-Length": ("0", "3", "-1", "x", "99999999", "\u0663"),
    "Transfer-Encoding": ("chunked", "gzip", "chunked, chunked"),
    "Content-Type": (
        "multipart/form-data; boundary=",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ),
    "Cookie": ("a=b", "=;;==", '"\\999"', "\xff"),
    "Host": ("evil.example", "", "[::1", "127.0.0.1", "a\tb"),
    "Origin": ("null", "http://evil.example", "\xff"),
    "Connection": ("close", "Upgrade", "keep-alive", ""),
    "Upgrade": ("websocket", "h2c", ""),
    "Sec-WebSocket-Version": ("13", "8", "x", ""),
    "Sec-WebSocket-Key": ("dGhlIHNhbXBsZSBub25jZQ==", "x", ""),
    "Sec-WebSocket-Protocol": ("a, b", ",", ""),
    "Sec-WebSocket-Extensions": ("permessage-deflate; server_max_window_bits=99", "a; b; c=", ";", ","),
    "Sec-Fetch-Dest": ("document", "iframe", "\xff"),
    "X-Http-Method-Override": ("DELETE",),
    "X-Long": ("x" * 60_000, "x" * 70_000),
}
#: Ends a body that is shorter than it was said to be.
MORE = b"\r\n" * 8
BODIES = (b"", b"xyz", b"3\r\nabc\r\n0\r\n\r\n", b"--\r\n\r\n", b"\x00\xff")


class PreviewCase(AsyncHTTPTestCase):
    """One site of five files, one of which has vanished."""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        for path, data in FILES.items():
            (tmp_path / path).write_bytes(data)
        self.folder = str(tmp_path)

    def get_app(self) -> Application:
        self.preview = Preview(self.folder, frozenset(LOCAL), State("built", "1-1"))
        files = {path: File(len(data), 0, 0, 0, 0, "") for path, data in FILES.items()} | {
            GONE: File(1, 0, 0, 0, 0, "")
        }
        self.preview.show(Edition(files=files, fresh={"feed.json": b"[1]"}))
        return make_application(self.preview)

    def get_http_server(self) -> HTTPServer:
        return make_server(self._app)

    async def send(self, request: bytes) -> bytes:
        """Send bytes; return the first line of the answer, empty where the server hung up."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.get_http_port())
        try:
            writer.write(request)
            return await asyncio.wait_for(reader.readline(), 20)
        except ConnectionError:
            return b""
        finally:
            await close(writer)

    async def open_socket(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection after the handshake of a WebSocket."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.get_http_port())
        lines = (
            "GET /livereload HTTP/1.1",
            f"Host: 127.0.0.1:{self.get_http_port()}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        )
        writer.write("\r\n".join((*lines, "", "")).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101 "):
            await close(writer)
            raise ConnectionRefusedError(head)
        return reader, writer


class TestRequests(PreviewCase):
    """Requests that are not what a browser sends."""

    def ask(self, path: str, **headers: str) -> HTTPResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.fetch(path, headers=named, follow_redirects=False)

    def test_a_condition_is_no_reason_to_fail(self) -> None:
        """Nothing has a date or a version here, so that every conditional request gets the whole file."""
        for date in ("Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"):
            answer = self.ask("/clip.mp4", If_Modified_Since=date)
            assert (answer.code, answer.body) == (200, FILES["clip.mp4"])
        assert self.ask("/clip.mp4", If_None_Match="*").code == 200

    def test_a_file_that_vanished_may_be_asked_for_again(self) -> None:
        """A build is exchanging the folder at this moment."""
        answer = self.ask(f"/{GONE}")
        assert (answer.code, answer.headers["Retry-After"]) == (503, "1")

    @gen_test  # type: ignore[untyped-decorator,unused-ignore]  # tornado's own
    async def test_a_target_that_is_no_path_gets_the_same_treatment(self) -> None:
        """The same guard looks at it."""
        host = f"localhost:{self.get_http_port()}"
        own = await self.send(f"OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        foreign = await self.send(b"OPTIONS * HTTP/1.1\r\nHost: evil.example\r\n\r\n")
        assert (own, foreign) == (b"HTTP/1.1 404 Not Found\r\n", b"HTTP/1.1 403 Forbidden\r\n")

    @gen_test(timeout=60)  # type: ignore[untyped-decorator,unused-ignore]  # tornado's own
    async def test_no_request_is_answered_with_a_500(self) -> None:
        """Random methods, addresses, headers and bodies; an exception would be logged, too."""
        chance = random.Random(12)
        host = f"127.0.0.1:{self.get_http_port()}"
        statuses = set()
        with ExpectLog("tornado.application", ".*", required=False) as log:
            for _ in range(2_000):
                request = make_request(chance, host)
                answer = await self.send(request)
                if answer:
                    status = parse_response_start_line(answer.decode("latin-1").strip()).code
                    assert status < 500 or status == 503, request
                    statuses.add(status)
                assert not log.matched, request
        assert statuses >= {200, 400, 403, 404, 405}


def make_request(chance: random.Random, host: str) -> bytes:
    """Return the bytes of a random request."""
    headers = [("Host", host)] * (chance.random() < 0.9)
    for name in chance.sample(sorted(HEADERS), chance.randrange(5)):
        headers += [(name, chance.choice(HEADERS[name]))] * chance.choice((1, 1, 1, 2))
    lines = [f"{chance.choice(METHODS)} {chance.choice(TARGETS)} {chance.choice(('HTTP/1.1', 'HTTP/1.0'))}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + chance.choice(BODIES) + MORE


class TestFloods(PreviewCase):
    """Clients that send more than a browser would."""

    @gen_test(timeout=60)  # type: ignore[untyped-decorator,unused-ignore]  # tornado's own
    async def test_a_client_that_talks_too_much_is_cut_off(self) -> None:
        """Small messages, pings and pongs alike; few of them are read, and nothing is logged."""
        hello = json.dumps({"command": "hello"}).encode()
        with ExpectLog("tornado.application", ".*", required=False) as log:
            for opcode, payload in ((TEXT, b""), (TEXT, hello), (BINARY, b"x"), (PING, b""), (PONG, b"")):
                reader, writer = await self.open_socket()
                assert len(LiveHandler.clients) == 1
                writer.write(frame(opcode, payload) * 118_000)
                answers = await read_until_closed(reader)
                assert answers.count(b"livereload-tornado") <= 150
                assert not LiveHandler.clients
                await close(writer)
        assert not log.matched

    @gen_test(timeout=60)  # type: ignore[untyped-decorator,unused-ignore]  # the same
    async def test_a_message_that_is_too_large_ends_its_connection(self) -> None:
        """In one frame or in many, of which the last never comes."""
        for flood in (frame(TEXT, b"x" * 65_537), fragments(b"x" * 1_000, 100)):
            reader, writer = await self.open_socket()
            writer.write(flood)
            await read_until_closed(reader)
            assert not LiveHandler.clients
            await close(writer)

    @gen_test(timeout=60)  # type: ignore[untyped-decorator,unused-ignore]  # the same
    async def test_so_many_clients_and_no_more(self) -> None:
        """One that leaves makes room for the next."""
        sockets = [await self.open_socket() for _ in range(MOST_CLIENTS)]
        with pytest.raises(ConnectionRefusedError, match="503"):
            await self.open_socket()
        await close(sockets.pop()[1])
        while len(sockets) < MOST_CLIENTS:
            with suppress(ConnectionRefusedError):
                sockets.append(await self.open_socket())
        for _, writer in sockets:
            await close(writer)

    @gen_test(timeout=60)  # type: ignore[untyped-decorator,unused-ignore]  # the same
    async def test_so_many_connections_and_no_more(self) -> None:
        """Those that say nothing count, too; one that ends makes room for the next."""
        where = ("127.0.0.1", self.get_http_port())
        request = f"GET /clip.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{where[1]}\r\n\r\n".encode()
        writers = [(await asyncio.open_connection(*where))[1] for _ in range(MOST_CONNECTIONS)]
        assert await self.send(request) == b""
        await close(writers.pop())
        answer = b""
        while not answer:
            answer = await self.send(request)
        assert answer == b"HTTP/1.1 200 OK\r\n"
        for writer in writers:
            await close(writer)


TEXT, BINARY, PING, PONG = 0x1, 0x2, 0x9, 0xA
_FINAL = _MASKED = 0x80


def frame(opcode: int, payload: bytes, *, final: bool = True) -> bytes:
    """Return a WebSocket frame as browsers send it, with a mask that changes nothing."""
    size = len(payload)
    length = bytes([_MASKED | size]) if size < 126 else struct.pack(">BQ", _MASKED | 127, size)
    return bytes([opcode | _FINAL * final]) + length + bytes(4) + payload


def fragments(payload: bytes, count: int) -> bytes:
    """Return the frames of a message that does not end."""
    return frame(TEXT, payload, final=False) + frame(0, payload, final=False) * (count - 1)


async def read_until_closed(reader: asyncio.StreamReader) -> bytes:
    """Return what the server still says before it hangs up."""
    parts = []
    with suppress(ConnectionError):
        while part := await asyncio.wait_for(reader.read(65_536), 30):
            parts.append(part)
    return b"".join(parts)


async def close(writer: asyncio.StreamWriter) -> None:
    """Hang up."""
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
