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


def test_every_name_in_where_to_add_what_exists() -> None:
    """A table, function or class that was renamed would send a newcomer looking for it."""
    table = re.search(r"^## Where to add what.*?^## ", MAP, re.MULTILINE | re.DOTALL)
    assert table is not None
    named = set(re.findall(r"`(\w+)`", table[0])) - {"import", "read_NAME"}
    modules = [*PACKAGE.rglob("*.py"), *ROOT.glob("tests/**/*.py")]
    code = "\n".join(module.read_text("utf-8") for module in modules)
    bound = set(re.findall(r"(?:def |class |^ *)(\w+)\b", code, re.MULTILINE))
    assert named - bound == set()


def test_every_path_that_the_map_names_exists() -> None:
    """Tests, records and sources can be found where the map says."""
    named = re.findall(
        r"`((?:tests|layouts|docs|benchmarks|content/(?:blog|docs|calculator))/[\w./-]*)`|\]\((\w[\w./-]+)\)",
        MAP,
    )
    paths = {first or second for first, second in named}
    assert [] == sorted(path for path in paths if not (ROOT / path).exists())


def test_every_module_that_a_decision_names_exists() -> None:
    """A record that holds points to code that is there; one that is replaced tells of its time."""
    records = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/adr").glob("0*.md")}
    missing = {
        name: gone
        for name, text in records.items()
        if "\nReplaced by " not in text and (gone := [path for path in _modules(text) if not _exists(path)])
    }
    assert missing == {}


def _modules(text: str) -> list[str]:
    """Return the paths of modules in code; ``a/{b,c}.py`` is two."""
    paths = re.findall(r"`([a-z_]+/[a-z_/]*)(\w+|\{[\w,]+\})\.py`", text)
    return [f"{folder}{name}.py" for folder, names in paths for name in names.strip("{}").split(",")]


def _exists(path: str) -> bool:
    return (ROOT / path).is_file() or (PACKAGE / path).is_file()
