"""ARCHITECTURE.md is true: every module stands on its floor, and every library in its room."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PACKAGE = ROOT / "sitegen"
#: The package's own name is where its version is; __main__ is one line above all.
GROUND = {"__init__", "__main__"}


@cache
def rooms() -> dict[str, int]:
    """Each module or package below sitegen, and the floor that the map gives it."""
    floors: dict[str, int] = {}
    for floor, names in re.findall(r"^\| (\d+) \| ([^|]+) \|", MAP, re.MULTILINE):
        floors |= dict.fromkeys(re.findall(r"`(\w+)`", names), int(floor))
    return floors


@cache
def imports() -> dict[str, set[str]]:
    """What the modules of each room import, by first names: ``sitegen.errors``, ``jinja2``."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                found[room] |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found[room].add(node.module)
    return found


def test_every_module_is_on_the_map() -> None:
    """A new room needs a line, and a room that is gone loses its own."""
    there = {
        path.name.removesuffix(".py")
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or is_package(path)
    }
    assert there - GROUND == set(rooms())


def is_package(path: Path) -> bool:
    return (path / "__init__.py").is_file()


def test_imports_go_down_only() -> None:
    """A room imports lower floors alone."""
    upward = [
        f"{room} imports {other}"
        for room, names in imports().items()
        if room not in GROUND
        for other in sorted({name.split(".")[1] for name in names if name.startswith("sitegen.")})
        if other != room and rooms()[other] >= rooms()[room]
    ]
    assert [] == upward


def test_libraries_stay_in_their_rooms() -> None:
    """A library that the map confines is imported nowhere else; msgspec is at home everywhere."""
    table = re.search(r"\| library \| room \|\n.*?\n\n", MAP, re.DOTALL)
    assert table is not None
    allowed = {
        (library, room)
        for libraries, homes in re.findall(r"^\| (`.+) \| (.+) \|$", table[0], re.MULTILINE)
        for library in re.findall(r"`(\w+)`", libraries)
        for room in re.findall(r"`(\w+)`", homes)
    }
    used = {
        (top, room)
        for room, names in imports().items()
        for top in {name.split(".")[0] for name in names}
        if top not in sys.stdlib_module_names and top not in {"sitegen", "msgspec"}
    }
    assert allowed == used


def test_every_path_that_the_map_names_exists() -> None:
    """Tests, records and sources can be found where the map says."""
    named = re.findall(r"`((?:tests|content|layouts|docs|benchmarks)/[\w./-]*)`|\]\((\w[\w./-]+)\)", MAP)
    paths = {first or second for first, second in named}
    assert [] == sorted(path for path in paths if not (ROOT / path).exists())
