"""A link's destination -> safe or not, external or a target in this site, and its form in an attribute."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

from markdown_it.common.normalize_url import normalizeLink as normalize_link  # noqa: N813  our spelling

_EXTERNAL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\\\")
_UNSAFE = ("javascript:", "vbscript:", "data:", "file:")
#: Browsers skip these when they look for the scheme; so does whoever hides one.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060\ufeff]+")
_PLAIN_URL = re.compile(r"[A-Za-z0-9._~:/?#@!$'()*+,;=-]*")
#: Decoding these would make a character of a name into a separator.
_KEPT = re.compile(r"%(23|25|3[fF])")


def is_unsafe(url: str) -> bool:
    """Tell whether a URL could run code or smuggle content, however its scheme is coded."""
    if ":" not in url and "%" not in url and "&" not in url:
        return False
    bare = _IGNORED.sub("", unquote(unescape(url))).lower()
    return bare.startswith(_UNSAFE)


def is_external(url: str) -> bool:
    """Tell whether a URL leaves the site: it has a scheme, or begins with //."""
    return _EXTERNAL.match(url) is not None


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
    encoded = normalize_link(url)
    return encoded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
