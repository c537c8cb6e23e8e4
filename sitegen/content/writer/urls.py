"""A link's destination -> a target in this site, or its form in an attribute."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it.common import normalize_url

from sitegen.core.hosts import is_elsewhere
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.token import Token

_PLAIN_URL = lazy_compile(r"[A-Za-z0-9._~:/?#@!$'()*+,;=-]*")
#: Decoding these would make a character of a name into a separator.
_KEPT = lazy_compile(r"%(23|25|3[fF])")

#: Classes of images that no click enlarges: ours, and those of MkDocs.
_NOT_ENLARGED = frozenset(("no-lightbox", "off-glb", "skip-lightbox"))


def decode_target(url: str, *, backslashes: bool = False) -> str:
    """Return a URL of this site with its percent-encoding undone: ``/a%20b`` -> ``/a b``.

    ``%23``, ``%3F`` and ``%25`` stay, so that ``#`` and ``?`` still separate. With ``backslashes``
    they count as slashes, as for browsers where nothing encodes them: in HTML, and with older generators.
    """
    if backslashes:
        url = url.replace("\\", "/")
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


def is_enlarged(image: Token, url: str) -> bool:
    """Return whether a click shows an image in full size: not in a link, nor where its author says no."""
    classes = str(image.attrs.get("class", "")).split()
    return not image.meta.get("is_linked") and _NOT_ENLARGED.isdisjoint(classes) and not is_elsewhere(url)
