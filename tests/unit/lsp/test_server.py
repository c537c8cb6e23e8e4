"""What the server does while the client is silent."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from sitegen.lsp.server import Server

if TYPE_CHECKING:
    import pytest


def test_a_bug_in_the_work_does_not_end_the_server(capsys: pytest.CaptureFixture[str]) -> None:
    """It is reported, and not tried again for ever."""

    def fail(_: object) -> None:
        raise RuntimeError("no process can be forked")

    server = Server(lambda _: cast("Any", None))
    server.site = cast("Any", SimpleNamespace(build=fail, judge=fail, texts={}))
    server._is_ready = True
    server._unjudged = {"/a.md": None}
    assert [server.work(), server.work(), server.work()] == [True, True, False]
    assert capsys.readouterr().err.count("\nRuntimeError: no process") == 2
