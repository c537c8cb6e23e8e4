from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.publish.claim import claim
from sitegen.publish.output import Output
from sitegen.publish.publication import publish
from sitegen.publish.tree import Tree, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


@pytest.fixture
def output(tmp_path: Path) -> Output:
    return claim(tmp_path / "public", tmp_path)


@pytest.fixture
def publish_all(output: Output) -> Callable[[Mapping[str, bytes]], Tree]:
    """Publish a site of these files and no others."""

    def publish_files(files: Mapping[str, bytes]) -> Tree:
        return publish(output, survey(output), files.items(), ())

    return publish_files
