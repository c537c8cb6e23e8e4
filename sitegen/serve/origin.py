"""A request's Host and Origin -> whether it may be answered.

A page of another site can make the reader's browser ask this server: by its address, or by a name of
its own that it lets point here (DNS rebinding). The first is kept from reading anything by the
absence of CORS headers; the second shows in the Host header, which then is a name that is not ours.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

#: A Host header whole; `urlsplit` would pass over what stands between a bracket and the port.
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s\[\]:/?#@\\]+)(?::([0-9]{1,5}))?")
LOCAL = ("127.0.0.1", "localhost", "::1")


def is_own_host(header: str, names: Collection[str], port: int) -> bool:
    """Tell whether a Host header names this server by one of its names and its port."""
    found = _HOST.fullmatch(header)
    if found is None:
        return False
    name, number = found[1].strip("[]").lower(), int(found[2] or 80)
    return number == port and name in names


def is_own_origin(origin: str, host: str) -> bool:
    """Tell whether an Origin header is that of a page which came from the host of the same request."""
    return origin.lower() == f"http://{host}".lower()


def is_local(host: str) -> bool:
    """Tell whether an address to listen on can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
