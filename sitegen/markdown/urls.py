"""A link's destination -> safe or not, external or a target in this site, and its form in an attribute."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from markdown_it.common.normalize_url import normalizeLink as normalize_link  # noqa: N813  our spelling

from sitegen.suggest import nearest
from sitegen.text import lazy_compile

_EXTERNAL = lazy_compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//|\\\\")
#: What is as it should be: most of what there is.
_SOUND = lazy_compile(r"(?:https?:)?//(?:[^\s/?#:@\[\]]|\[[0-9a-f:.]+\])|mailto:\S", re.IGNORECASE)
_HOST_AND_PORT = lazy_compile(r"(?:localhost|[\w-]+(?:\.[\w-]+)+):\d{2,5}(?:[/?#]|\Z)")
_WEB = ("http", "https")
#: Schemes that are like one of the web's, and none of them.
_LIKE_WEB = frozenset(("shttp", "mailtos", "ttp"))
_ALIKE = 0.75
_PLAIN_URL = lazy_compile(r"[A-Za-z0-9._~:/?#@!$'()*+,;=-]*")
#: Decoding these would make a character of a name into a separator.
_KEPT = lazy_compile(r"%(23|25|3[fF])")


def is_external(url: str) -> bool:
    """Tell whether a URL leaves the site: it has a scheme, or begins with //."""
    return _EXTERNAL.match(url) is not None


def explain_nowhere(url: str, *, embed: bool = False) -> tuple[str, str] | None:
    """Return (message, hint) of an external URL that can lead nowhere, whoever reads it; None: it may.

    With ``embed`` it is of something that the page is to show, which only the web's schemes can give.
    """
    if _SOUND.match(url):
        return None
    shown = f"{url[:60]}…" if len(url) > 60 else url
    scheme, _, rest = url.partition(":")
    scheme = scheme.lower()
    known = scheme in {*_WEB, "mailto", *_LIKE_WEB}
    meant = "" if known else nearest(scheme, (*_WEB, "mailto"), cutoff=_ALIKE)
    on_a_machine = len(scheme) == 1 or url.startswith("\\\\")
    is_web = scheme in _WEB or url.startswith("//")
    faults = (
        (on_a_machine, "is a place on one machine", "put the file beside the page, and link to that"),
        (_HOST_AND_PORT.match(url), "has no scheme", f"did you mean http://{shown}?"),
        (is_web, "names no host", "write https:// and the name of the host"),
        (scheme == "mailto" and not rest, "names nobody", "write the address after it"),
        (meant, "has a scheme that there is not", f"did you mean {meant}:{rest[:60]}?"),
        (embed, "is nothing that a browser shows", "link to a file of the site, or to an https address"),
    )
    return next(((f"{shown!r} {fault}", hint) for holds, fault, hint in faults if holds), None)


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
