from __future__ import annotations

import ctypes  # noqa: F401  publishing loads it late, when nobody may not read a Python that lies in root's home
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.files import Output, Tree, claim, publish, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_NOBODY = 65534


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return claim(tmp_path / "public", tmp_path)


@pytest.fixture
def publish_all(output: Output) -> Callable[[Mapping[str, bytes]], Tree]:
    """Publish a site of these files and no others."""

    def publish_files(files: Mapping[str, bytes]) -> Tree:
        return publish(output, survey(output), files.items(), ())

    return publish_files


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A directory of one's own, and no right to override permissions."""
    folder = Path(tempfile.mkdtemp())
    user = os.geteuid()
    if user == 0:
        os.chown(folder, _NOBODY, -1)
        os.seteuid(_NOBODY)
    yield folder
    os.seteuid(user)
    shutil.rmtree(folder)
