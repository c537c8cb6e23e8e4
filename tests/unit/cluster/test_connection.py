"""What a build hears of its cluster -> how it goes on."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

from sitegen.cluster import Cluster, connection

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

#: A process in the place of the client: the only worker goes away once all is ready.
_DISPATCHER = """
import os
from sitegen.workers.channel import Channel
channel = Channel(os.dup(0), os.dup(1))
channel.receive()
for message in (("threads", 1), ("ready", {}), ("threads", 0)):
    channel.send_value(message)
os.read(0, 1)
"""


def test_a_worker_that_goes_away_for_a_moment_holds_nothing_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dask starts another one: until then, batches wait in the cluster, not in the build."""
    real = subprocess.Popen

    def start(_: Any, **options: Any) -> subprocess.Popen[bytes]:
        return real([sys.executable, "-c", _DISPATCHER], **options)

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(connection, "PATIENCE", 10.0)
    monkeypatch.setattr(connection, "_SILENCE", 0.0)
    cluster = Cluster("tcp://host.test:8786", 1 << 30, str(tmp_path / "cluster"), str(tmp_path / "store"))
    try:
        assert cluster.count == 1
        assert cluster.receive(1.0) is None
        assert cluster.count == 1
    finally:
        cluster.close()
