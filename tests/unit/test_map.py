"""ARCHITECTURE.md is a whole map: every room is on it, and what it points to is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "sitegen"
MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def test_every_room_is_on_the_map() -> None:
    """A new room needs a line, and one that is gone loses its own."""
    rooms = {path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py")} - {"."}
    table = re.search(r"^\| room \|.*?^$", MAP, re.MULTILINE | re.DOTALL)
    assert table is not None
    mapped = re.findall(r"^\| `([\w/]+)` \|", table[0], re.MULTILINE)
    assert sorted(rooms) == sorted(mapped)


def test_every_module_that_the_map_names_exists() -> None:
    """In "where to add what"."""
    names = re.findall(r"`((?:[a-z]+/)+\w+\.py)`", MAP)
    named = {name for name in names if not name.startswith(("tests/", "docs/", "benchmarks/", "sitegen/"))}
    assert [] == sorted(name for name in named if not (PACKAGE / name).is_file())


def test_every_path_that_the_map_names_exists() -> None:
    """Tests, records and sources can be found where the map says."""
    named = re.findall(
        r"`((?:tests|layouts|docs|benchmarks|content/(?:blog|docs|calculator))/[\w./-]*)`|\]\((\w[\w./-]+)\)",
        MAP,
    )
    paths = {first or second for first, second in named}
    assert [] == sorted(path for path in paths if not (ROOT / path).exists())
