"""A request's Host and Origin -> whether it may be answered.

A page of another site can make the reader's browser send requests to this server: to its address, or to
a host name of that site that resolves to this machine (DNS rebinding). In the first case, the page can't
read the response, because it has no CORS headers. In the second, the Host header isn't one of our names.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

#: A Host header whole; `urlsplit` would pass over what is between a bracket and the port.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/?#@\\]+)(?::([0-9]{1,5}))?")
LOCAL = ("127.0.0.1", "localhost", "::1")


def name_in(header: str) -> str:
    """Return the name of a Host header, in lower case; "" if it isn't valid."""
    match = _HOST.fullmatch(header)
    return match[1].strip("[]").lower() if match else ""


def is_own_host(header: str, names: Collection[str]) -> bool:
    """Return whether a Host header names this server; ``*.example.org`` stands for any name before that.

    The port may be any: a container or tunnel has another one, and no rebinding changes the name.
    """
    name = name_in(header)
    return bool(name) and any(
        name.endswith(allowed[1:].lower()) if allowed.startswith("*.") else name == allowed.lower()
        for allowed in names
    )


def is_own_origin(origin: str, host: str) -> bool:
    """Return whether an Origin header is that of a page which came from the host of the same request."""
    return origin.lower() in {f"http://{host}".lower(), f"https://{host}".lower()}


def is_local(host: str) -> bool:
    """Return whether an address to listen on can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
