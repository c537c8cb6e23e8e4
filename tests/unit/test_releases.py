"""Releases of distributions, without loading them."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from sitegen.core import releases

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["jinja2", "tdewolff_minify", "markdown_it_py"])
def test_the_release_is_the_one_that_the_standard_library_finds(name: str) -> None:
    assert f"{name}-{version(name)}" == releases.find_release(name)


def test_the_first_on_the_path_is_the_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Python takes the first module that it finds; archives and folders that are not there are passed."""
    for place, number in (("b", "2.0"), ("a", "1.0")):
        (tmp_path / place / f"Example-{number}.dist-info").mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "none"), str(tmp_path / "b"), str(tmp_path / "a")])
    monkeypatch.setattr(releases, "list_releases", releases.list_releases.__wrapped__)
    assert "example-2.0" == releases.find_release("example")
    assert "" == releases.find_release("other")
