"""The address of an HTTP cache -> a backend: `/ac/<digest>` and `/cas/<digest>`, as bazel-remote has them."""

from __future__ import annotations

from base64 import b64encode
from http import HTTPStatus
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from sitegen import __version__
from sitegen.store.model import StoreError

if TYPE_CHECKING:
    from sitegen.store.model import Table

#: Seconds without a byte, after which a request fails.
_TIMEOUT = 20.0


class _NoRedirects(HTTPRedirectHandler):
    """A store that sends builds elsewhere, such as to an address in a private network, isn't followed."""

    def redirect_request(self, *_: object) -> None:
        """Leave the answer as the error that it is."""


class HttpBackend:
    """Requests to one host, by GET, PUT and HEAD; through the proxy that the environment names, if any."""

    def __init__(self, address: str, token: str) -> None:
        """``token`` is sent with each request: as a password if it is ``user:password``."""
        self._address = address.rstrip("/")
        self._headers = {"User-Agent": f"sitegen/{__version__}"}
        if token:
            scheme = f"Basic {b64encode(token.encode()).decode()}" if ":" in token else f"Bearer {token}"
            self._headers["Authorization"] = scheme
        self._opener: OpenerDirector = build_opener(_NoRedirects, HTTPHandler, HTTPSHandler)

    def get(self, table: Table, key: str, limit: int) -> bytes | None:
        """Return the body of an answer, at most ``limit + 1`` bytes; None for 404."""
        return self._request("GET", table, key, None, limit)

    def put(self, table: Table, key: str, data: bytes) -> None:
        """Store a body."""
        if self._request("PUT", table, key, data, 0) is None:
            raise StoreError("it answers 404 to what should be stored")

    def has(self, table: Table, key: str) -> bool:
        """Return whether the answer to HEAD is one of success."""
        return self._request("HEAD", table, key, None, 0) is not None

    def _request(self, method: str, table: Table, key: str, data: bytes | None, limit: int) -> bytes | None:
        address = f"{self._address}/{table}/{key}"
        request = Request(address, data, self._headers, method=method)  # noqa: S310  open_store checks the scheme
        if data is not None:
            request.add_header("Content-Type", "application/octet-stream")
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                body: bytes = answer.read(limit + 1)
                return body
        except HTTPError as cause:
            cause.close()
            if cause.code == HTTPStatus.NOT_FOUND:
                return None
            is_redirect = cause.code // 100 == HTTPStatus.FOUND // 100
            hint = ", a redirect, which isn't followed" if is_redirect else f" {cause.reason}"
            raise StoreError(f"it answers {cause.code}{hint}") from cause
        except URLError as cause:
            raise StoreError(str(cause.reason)) from cause
        except (OSError, HTTPException) as cause:
            raise StoreError(str(cause) or type(cause).__name__) from cause
