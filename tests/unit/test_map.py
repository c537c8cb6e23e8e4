"""ARCHITECTURE.md is a whole map: every module is on it, and what it points to is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "sitegen"
MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def is_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()


def test_every_module_is_on_the_map() -> None:
    """A new module or package needs a line, and one that is gone loses its own."""
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or is_package(path)}
    table = re.search(r"^\| module \|.*?^$", MAP, re.MULTILINE | re.DOTALL)
    assert table is not None
    names = re.findall(r"^\| (`[^|]+) \|", table[0], re.MULTILINE)
    mapped = [name for cell in names for name in re.findall(r"`(\w+)`", cell)]
    assert there - {"__init__", "__main__"} == set(mapped)
    assert len(mapped) == len(set(mapped))


def test_every_path_that_the_map_names_exists() -> None:
    """Tests, records and sources can be found where the map says."""
    named = re.findall(r"`((?:tests|content|layouts|docs|benchmarks)/[\w./-]*)`|\]\((\w[\w./-]+)\)", MAP)
    paths = {first or second for first, second in named}
    assert [] == sorted(path for path in paths if not (ROOT / path).exists())
