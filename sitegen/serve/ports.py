"""An address to listen on -> sockets: on the given port, or the next free one."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from tornado.netutil import bind_sockets

from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from sitegen.core.problems import Problem

#: How many ports are tried.
_TRIES = 20


def listen(hosts: Sequence[str], port: int, say: Callable[[str], None]) -> tuple[list[socket.socket], int]:
    """Return sockets that listen on all the hosts, and their port; ProblemError if no port is free."""
    for candidate in range(port, min(port + _TRIES, 65_536)):
        try:
            sockets = _bind_all(hosts, candidate)
        except PermissionError as cause:
            raise ProblemError(_refused(hosts, candidate, cause)) from cause
        except OSError as cause:
            if cause.errno != errno.EADDRINUSE:
                raise ProblemError(_refused(hosts, candidate, cause)) from cause
            continue
        taken: int = sockets[0].getsockname()[1]
        if port not in (0, taken):
            say(f"Port {port} is in use; taking {taken}.")
        return sockets, taken
    raise ProblemError(
        error(
            "no-port",
            f"ports {port} to {min(port + _TRIES, 65_536) - 1} are all in use",
            hint="name another with --port, or 0 for any",
        )
    )


def _bind_all(hosts: Sequence[str], port: int) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    try:
        for host in hosts:
            sockets += bind_sockets(port, address=host)
            port = sockets[0].getsockname()[1]
    except OSError:
        for bound in sockets:
            bound.close()
        raise
    return sockets


def _refused(hosts: Sequence[str], port: int, cause: OSError) -> Problem:
    return error(
        "no-port",
        f"cannot listen on {' and '.join(hosts)}, port {port}: {(cause.strerror or str(cause)).lower()}",
        hint="name another address with --host, or another port with --port",
    )
