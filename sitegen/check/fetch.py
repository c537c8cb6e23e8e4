"""An address of the web -> the Reply of its server: one request, bounded in time and size."""

from __future__ import annotations

import logging
import ssl
import zlib
from ipaddress import ip_address
from re import compile as pattern
from socket import AF_UNSPEC, EAI_AGAIN, AddressFamily, gaierror
from typing import Any

from tornado.httpclient import HTTPError, HTTPRequest
from tornado.iostream import UnsatisfiableReadError
from tornado.netutil import DefaultLoopResolver
from tornado.simple_httpclient import HTTPStreamClosedError, HTTPTimeoutError, SimpleAsyncHTTPClient

from sitegen import __version__
from sitegen.check.replies import Reply

USER_AGENT = f"sitegen/{__version__} (link check; asks once for each address)"
#: Bytes that are read of a page, to find an id in it; of any other response only a few are read.
_PAGE_BYTES, _OTHER_BYTES = 1_000_000, 65_536
_ID = pattern(r"""[\s"'](?:id|name)\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))""")


class PrivateAddressError(OSError):
    """A name resolves to a private network, which content must not reach."""


class _PublicResolver(DefaultLoopResolver):
    """Refuses names that don't resolve to the public internet."""

    async def resolve(
        self,
        host: str,
        port: int,
        family: AddressFamily = AF_UNSPEC,
    ) -> list[tuple[int, Any]]:
        """Return the public addresses of a host."""
        addresses = await super().resolve(host, port, family)
        public = [address for address in addresses if ip_address(address[1][0].partition("%")[0]).is_global]
        if not public:
            raise PrivateAddressError(f"{host} is in a private network")
        return public


class Fetcher:
    """Sends requests, to private networks only if that is allowed."""

    def __init__(self, connections: int, *, private: bool, anchors: bool) -> None:
        resolver = DefaultLoopResolver() if private else _PublicResolver()
        self._reads = anchors
        self._client = SimpleAsyncHTTPClient(
            force_instance=True,
            max_clients=connections,
            resolver=resolver,
            max_body_size=_PAGE_BYTES if anchors else _OTHER_BYTES,
        )
        logging.getLogger("tornado").setLevel(logging.CRITICAL)  # Problems report what servers do wrong

    def close(self) -> None:
        """End every connection."""
        self._client.close()

    async def fetch(self, url: str, method: str, seconds: float) -> Reply:
        """Send one request without following redirects; return the response, or why it failed."""
        head: list[str] = []
        try:
            request = HTTPRequest(
                url,
                method,
                headers={"Accept": "text/html,*/*;q=0.8"},
                user_agent=USER_AGENT,
                connect_timeout=seconds,
                request_timeout=seconds,
                follow_redirects=False,
                decompress_response=False,  # a small answer may be a large one: see _decompress
                header_callback=head.append,
            )
            response = await self._client.fetch(request, raise_error=False)
        except _FAILURES as cause:
            return _read_head(head) if head else _explain(cause)
        is_page = self._reads and method == "GET"
        return _read_head(head, response.body if is_page else None)


def _read_head(head: list[str], body: bytes | None = None) -> Reply:
    """Return the Reply of a response's header lines; the first has the status."""
    headers = _headers(head)
    return Reply(
        int(head[0].split()[1]),
        headers.get("location", ""),
        headers.get("retry-after", ""),
        ids=None if body is None else _find_ids(body, headers),
    )


def _headers(head: list[str]) -> dict[str, str]:
    parts = (line.rstrip("\r\n").partition(":") for line in head[1:])
    return {name.lower(): value.strip() for name, _, value in parts}  # a later header counts


#: What tornado raises if there is no complete response.
_FAILURES = (OSError, ValueError, HTTPError, UnsatisfiableReadError)
#: Exception -> (words for the message, whether a retry may help); the first that fits counts.
_FAULTS: tuple[tuple[type[BaseException], str, bool], ...] = (
    (ssl.SSLCertVerificationError, "its certificate is not valid", False),
    (ssl.SSLError, "a secure connection to it fails", False),
    (HTTPTimeoutError, "it did not answer in time", True),
    (HTTPStreamClosedError, "it closed the connection, or its answer isn't valid HTTP", True),
    (ConnectionRefusedError, "it refuses connections", True),
    (UnsatisfiableReadError, "its answer isn't valid HTTP", False),
    (OSError, "it cannot be reached", True),
    (BaseException, "it isn't a valid address", False),
)


def _explain(cause: BaseException) -> Reply:
    """Return the Reply that says in a few words why there was no response."""
    if isinstance(cause, PrivateAddressError):
        return Reply(fault=str(cause))
    if isinstance(cause, gaierror):
        return Reply(fault="there is no such host", passing=cause.errno == EAI_AGAIN)
    _, fault, passing = next(row for row in _FAULTS if isinstance(cause, row[0]))
    return Reply(fault=fault, passing=passing)


def _find_ids(body: bytes, headers: dict[str, str]) -> frozenset[str] | None:
    if "html" not in headers.get("content-type", "html"):
        return None
    if headers.get("content-encoding", "identity") != "identity":
        try:
            body = _decompress(body)
        except zlib.error:
            return None
    text = body.decode("utf-8", "replace")
    return frozenset(double or single or bare for double, single, bare in _ID.findall(text))


def _decompress(body: bytes) -> bytes:
    """Return the beginning of a body that a server compressed although we didn't ask for it."""
    return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, _PAGE_BYTES)
