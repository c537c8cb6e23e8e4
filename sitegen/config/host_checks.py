"""The options about hosts -> what is wrong with them, beyond their types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config.hosts import Headers, Privacy, Serve
    from sitegen.config.toml import KeyPath

#: Kinds of hosts for which headers can be written (sitegen.plan.policy).
HOSTS = ("netlify", "nginx", "apache", "caddy")
_HOST = lazy_compile(r"(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*(?::\d{1,5})?\Z")
_HASH = lazy_compile(r"sha(?:256-[A-Za-z0-9+/]{43}=|384-[A-Za-z0-9+/]{64}|512-[A-Za-z0-9+/]{86}==)\Z")


def find_host_mistakes(
    privacy: Privacy, headers: Headers, serve: Serve
) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of the key, message, hint) of each mistake."""
    for value in privacy.allow_inline:
        if value not in ("all", "style-attributes") and not _HASH.match(value):
            message = f"{value!r} is not a hash, style-attributes or all"
            yield ("privacy", "allow_inline"), message, "copy the hash from the message of the build"
    for name in serve.allowed_hosts:
        if not _HOST.match(name) or ":" in name:
            message = f"{name!r} is not the name of a host"
            yield ("serve", "allowed_hosts"), message, "write it as devbox or *.example.org, without a port"
    for name in headers.files:
        if name not in HOSTS:
            meant = nearest(name, HOSTS)
            hint = f"did you mean '{meant}'?" if meant else f"choose from {', '.join(HOSTS)}"
            yield ("headers", "files"), f"no headers can be written for {name!r}", hint
    for key in ("allow_hosts", "allow_scripts"):
        for host in getattr(privacy, key):
            if not _HOST.match(host):
                message = f"{host!r} is not the name of a host"
                yield ("privacy", key), message, "write it as img.example.org or *.example.org"
