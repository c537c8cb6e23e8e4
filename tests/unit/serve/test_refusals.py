"""What keeps a preview from beginning: each is a Problem with a remedy."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from sitegen.core.problems import ProblemError
from sitegen.serve import network, ports
from sitegen.serve.single import alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemError) as raised:
        call()
    return [problem.code for problem in raised.value.problems]


# Tornado leaves the socket that it could not bind to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_port_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_TRIES", 1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert codes(lambda: ports.listen(["127.0.0.1"], taken, print)) == ["no-port"]


def test_there_is_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "_ELSEWHERE", ("127.0.0.1", 9))
    assert codes(network.find_lan_address) == ["no-network"]


def test_the_site_is_served_already(tmp_path: Path) -> None:
    """The second server says where the first one is."""
    with alone(tmp_path) as tell:
        tell("127.0.0.1:8000")
        with pytest.raises(
            ProblemError, match=r"this site is being served at http://127.0.0.1:8000/ \[already-served\]"
        ):
            alone(tmp_path).__enter__()
