"""An address as written -> whether it leaves the site, which host it names, and whether that can be one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile

#: Browsers take a backslash for a slash.
_ELSEWHERE = lazy_compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]{2}")
#: Addresses that need no closer look: nearly all.
_SOUND = lazy_compile(r"(?:https?:)?//(?:[^\s/?#:@\[\]]|\[[0-9a-f:.]+\])|mailto:\S", re.IGNORECASE)
_HOST_AND_PORT = lazy_compile(r"(?:localhost|[\w-]+(?:\.[\w-]+)+):\d{2,5}(?:[/?#]|\Z)")
_WEB = ("http", "https")
_USUAL_PORTS = {"http": ":80", "https": ":443"}
#: Misspelt schemes of the web.
_LIKE_WEB = frozenset(("shttp", "mailtos", "ttp"))
_ALIKE = 0.75
#: Names that nobody can have (RFC 2606, RFC 6761), and those of this machine and its network.
_NOBODY = (
    "localhost",
    "test",
    "example",
    "invalid",
    "local",
    "internal",
    "example.com",
    "example.net",
    "example.org",
)


#: Where each project of a user or group has a folder beside the pages of that user.
_SHARED = (".github.io", ".gitlab.io", ".codeberg.page")


def is_shared(host: str) -> bool:
    """Return whether a host has the pages of many projects, each below a folder."""
    return host.endswith(_SHARED)


def is_elsewhere(address: str) -> bool:
    """Return whether an address leaves the site: it has a scheme, or names a host."""
    return _ELSEWHERE.match(address) is not None


@lru_cache(maxsize=8)
def match_below(addresses: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of paths with a final slash (``docs/latest/``) at or below some addresses.

    ``*`` in an address stands for any part of a name.
    """
    forms = (re.escape(address.strip("/")).replace(r"\*", "[^/]*") for address in addresses)
    return re.compile(f"(?:{'|'.join(forms)})/" if addresses else "(?!)")


def host_of(address: str) -> str:
    """Return the host that an address names, as browsers compare hosts; "" if it names none.

    It is in lower case, without a user's name, and with a port only where that isn't the usual one.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    return host.removesuffix(_USUAL_PORTS.get(parts.scheme, "\n"))


def is_on_another_host(address: str, own_host: str) -> bool:
    """Return whether an address leads away from the site at ``own_host``."""
    scheme = address.partition(":")[0].lower()
    if scheme not in _WEB and not address.startswith("//"):
        return is_elsewhere(address)
    return host_of(address) not in {"", own_host}


def is_nobodys(host: str) -> bool:
    """Return whether a host's name is reserved, or below a reserved one: nobody can have it on the web."""
    return any(host == name or host.endswith(f".{name}") for name in _NOBODY)


def explain_nowhere(url: str, *, embed: bool = False) -> tuple[str, str] | None:
    """Return (message, hint) for an external address that can't work for any reader, or None.

    None: it may lead somewhere. With ``embed`` it is of something that the page is to show, which only
    the web's schemes can give.
    """
    if _SOUND.match(url):
        return None
    shown = f"{url[:60]}…" if len(url) > 60 else url
    scheme, _, rest = url.partition(":")
    scheme = scheme.lower()
    is_known = scheme in {*_WEB, "mailto", *_LIKE_WEB}
    meant = "" if is_known else nearest(scheme, (*_WEB, "mailto"), cutoff=_ALIKE)
    on_a_machine = len(scheme) == 1 or url.startswith("\\\\")
    is_web = scheme in _WEB or url.startswith("//")
    faults = (
        (on_a_machine, "only exists on one machine", "put the file beside the page, and link to that"),
        ("\\" in url[:2], "begins with a backslash, which browsers treat as a slash", "use / instead"),
        (_HOST_AND_PORT.match(url), "has no scheme", f"did you mean http://{shown}?"),
        (is_web, "names no host", "write https:// and the name of the host"),
        (scheme == "mailto" and not rest, "has no address", "write the address after it"),
        (meant, "has a scheme that doesn't exist", f"did you mean {meant}:{rest[:60]}?"),
        (embed, "can't be shown by a browser", "link to a file of the site, or to an https address"),
    )
    return next(((f"{shown!r} {fault}", hint) for holds, fault, hint in faults if holds), None)
