"""A link's destination -> a target in this site, or its form in an attribute."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import unquote

from markdown_it.common import normalize_url

from sitegen.core.text import lazy_compile

_PLAIN_URL = lazy_compile(r"[A-Za-z0-9._~:/?#@!$'()*+,;=-]*")
#: Decoding these would make a character of a name into a separator.
_KEPT = lazy_compile(r"%(23|25|3[fF])")


def decode_target(url: str) -> str:
    """Return a URL of this site with its percent-encoding undone: ``/a%20b`` -> ``/a b``.

    ``%23``, ``%3F`` and ``%25`` stay, so that ``#`` and ``?`` still separate.
    """
    if "%" not in url:
        return url
    return unquote(_KEPT.sub(r"%25\1", url))


@lru_cache(maxsize=4096)
def encode_url(url: str) -> str:
    """Return an external URL for an HTML attribute: encoded as CommonMark asks, and escaped."""
    if _PLAIN_URL.fullmatch(url):
        return url
    encoded = normalize_url.normalizeLink(url)
    return encoded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
