"""Who is answered: requests under the server's own names and port, pages of the server's own origin."""

from __future__ import annotations

import pytest

from sitegen.serve.network import choose
from sitegen.serve.origin import LOCAL, is_local, is_own_host, is_own_origin


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "LOCALHOST:8000", "[::1]:8000"])
def test_own_hosts(host: str) -> None:
    """Every name of this machine that a browser may have used."""
    assert is_own_host(host, LOCAL)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:8000",
        "127.0.0.1.evil.example:8000",
        "",
        "user@localhost:8000",
        "localhost:8000/path",
        "localhost:8000:8000",
        "[::1:8000",
        "192.168.0.7:8000",
    ],
)
def test_foreign_hosts(host: str) -> None:
    """Bad input 60: a name that is not ours was made to point here."""
    assert not is_own_host(host, LOCAL)


@pytest.mark.parametrize("host", ["localhost", "localhost:3000", "127.0.0.1:8001"])
def test_any_port_will_do(host: str) -> None:
    """A container is reached by another one, and no foreign name becomes ours by its port."""
    assert is_own_host(host, LOCAL)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost:8000", True),
        ("HTTP://LOCALHOST:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://localhost:8000", True),
        ("https://localhost", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
    ],
)
def test_origins(origin: str, expected: bool) -> None:
    """Bad input 61: a WebSocket is opened only by a page that came from the same host and port."""
    assert is_own_origin(origin, "localhost:8000") == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104  not listened on
        ("a.example", False),
    ],
)
def test_local_addresses(host: str, expected: bool) -> None:
    """Only loopback addresses are this machine's own."""
    assert is_local(host) == expected


def test_unless_told_only_this_machine_is_served() -> None:
    """Bad input 65: nothing is shared without being asked for."""
    where = choose("127.0.0.1", lan=False)
    assert (where.hosts, where.lan) == (("127.0.0.1",), "")
    assert choose("10.1.2.3", lan=False).lan == "10.1.2.3"
