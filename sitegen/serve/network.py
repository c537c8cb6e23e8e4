"""Where to listen -> addresses, a warning about the risk, and a QR code for a phone."""

from __future__ import annotations

import ipaddress
import socket
from io import StringIO

import msgspec

from sitegen.core.problems import ProblemError, error
from sitegen.serve.origin import LOCAL, is_local

#: Reserved for examples (RFC 5737): only used to look up a route; nothing is sent.
_ELSEWHERE = ("192.0.2.1", 9)


class Listening(msgspec.Struct, frozen=True):
    """Where the server listens and what it may be called."""

    hosts: tuple[str, ...]
    names: frozenset[str]  #: names that a Host header may have
    shown: str  #: for the address that is shown
    lan: str = ""  #: this machine's address for other devices


def choose(host: str, *, lan: bool) -> Listening:
    """Return where to listen; ProblemError if ``lan`` is set and there is no network."""
    if lan:
        lan_address = find_lan_address()
        return Listening(
            ("127.0.0.1", lan_address), frozenset((*LOCAL, lan_address)), "127.0.0.1", lan_address
        )
    if is_local(host):
        return Listening((host,), frozenset((*LOCAL, host)), host)
    any_address = host in ("0.0.0.0", "::", "")  # noqa: S104  compared with, not listened on
    lan_address = find_lan_address() if any_address else host
    return Listening(
        (host,), frozenset((*LOCAL, host, lan_address)), "127.0.0.1" if any_address else host, lan_address
    )


def find_lan_address() -> str:
    """Return this machine's address in its network; ProblemError when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ELSEWHERE)
            address = str(probe.getsockname()[0])
        except OSError:
            address = ""
    if not address or ipaddress.ip_address(address).is_loopback:
        raise ProblemError(
            error("no-network", "this machine has no address in a network", hint="serve without --lan")
        )
    return address


def draw_code(address: str) -> str:
    """Return a QR code as text for a terminal."""
    import segno

    text = StringIO()
    segno.make(address, micro=False).terminal(text, compact=True)
    return text.getvalue()


def warn(address: str) -> str:
    """Return a warning for users who open a preview to a network."""
    return (
        f"Anyone in this network can read the preview, drafts included, at {address} – "
        "over plain HTTP, without a password."
    )
