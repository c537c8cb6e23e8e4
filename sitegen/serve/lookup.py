"""The address of a request -> the published file that answers it: found by name, not by a path on disk."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Container

NOT_FOUND_PAGE = "404.html"
_CONTROL = re.compile("[\x00-\x1f\x7f]")


class Answer(NamedTuple):
    """How to answer: with a file (status 200 or 404), a redirect (302), or not at all."""

    status: int
    path: str = ""  #: of the published file; "" without one
    location: str = ""  #: for 302


def find(path: str, base_path: str, files: Container[str]) -> Answer:
    """Return the answer to a request for ``path``: still percent-encoded, without its query.

    Only names that were published can be found, so nothing outside the site can.
    """
    try:
        requested = unquote_to_bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        return Answer(400)
    if _CONTROL.search(requested) or not requested.startswith("/"):
        return Answer(400)
    if base_path and not requested.startswith(f"{base_path}/"):
        elsewhere = requested in ("/", base_path)
        return Answer(302, location=f"{quote(base_path)}/") if elsewhere else _missing(files)
    return _find_name(requested[len(base_path) + 1 :], base_path, files)


def _find_name(name: str, base_path: str, files: Container[str]) -> Answer:
    is_directory = name.endswith("/") or not name
    for candidate in (f"{name}index.html",) if is_directory else (name, f"{name}.html"):
        if candidate in files:
            return Answer(200, candidate)
    if not is_directory and f"{name}/index.html" in files:
        # Built from the parts, not taken from the request: `//other.example` must not become an address.
        return Answer(302, location=quote(f"{base_path}/{name}/"))
    return _missing(files)


def _missing(files: Container[str]) -> Answer:
    return Answer(404, NOT_FOUND_PAGE if NOT_FOUND_PAGE in files else "")
