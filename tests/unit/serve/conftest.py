"""A real server for tests of what it is as a process."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.served import Served, write_notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A site of three posts, not yet served."""
    found = Served(tmp_path / "site")
    write_notes(found)
    yield found
    found.end(signal.SIGKILL)
