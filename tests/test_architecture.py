"""The house's rules that a machine can check: imports go down only, and each library has one home."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sitegen"

#: The rooms, from the ground up. A module imports, at run time and for types, its own room and rooms on lower
#: floors. A room is a package below ``sitegen``; "" is ``sitegen/__init__.py``.
FLOORS = (
    ("",),
    ("core",),
    ("config", "files", "workers", "images", "calculator"),
    ("sources", "html", "search", "content.dialects", "content.frontmatter", "content.markdown.highlight"),
    ("publish", "theme", "site", "importing.old_files", "html.standard", "content.markdown.parser"),
    ("plan", "render.views", "importing.generators", "content.markdown.writer"),
    ("render", "content.markdown"),
    ("cache", "content"),
    ("resources",),
    ("build",),
    ("check", "serve", "importing"),
    ("cli",),
)

#: Modules that catch everything, each with its reason.
BLIND = {
    "render/body.py",  # a site's own functions may raise anything: it is their author's mistake
    "serve/build_process.py",  # what the process that builds raises is raised again in the server
    "serve/threads.py",  # what a thread raises is raised again where its future is awaited
    "workers/worker.py",  # what a worker raises is raised again in its supervisor
}

#: The one home of each library, so that it can be replaced, and so that who needs none of it pays for none.
#: msgspec and the standard library are at home everywhere.
HOMES = {
    "frontmatter": ("content.frontmatter",),  # python-frontmatter
    "yaml": ("content.frontmatter", "theme", "importing.old_files"),
    "markdown_it": ("content.markdown", "content.markdown.parser", "content.markdown.writer"),
    "mdit_py_plugins": ("content.markdown.parser", "content.markdown.writer"),
    "pygments": ("content.markdown.highlight", "content.markdown.writer"),
    "jinja2": ("render", "theme"),
    "markupsafe": ("render", "render.views"),
    "PIL": ("images",),
    "resvg_py": ("images",),
    "minify": ("theme",),
    "livereload": ("serve",),
    "tornado": ("serve", "check"),
    "watchfiles": ("serve",),
    "tiktoken": ("calculator",),
    "segno": ("serve",),
}
EVERYWHERE = {"msgspec", *sys.stdlib_module_names}

MODULES = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*.py")
    if path.parent.name != "compiled"  # Jinja2 writes it
)


def find_imports(module: str) -> Iterator[str]:
    """Yield the absolute name of everything that a module imports, anywhere in it."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that they can be found by searching"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(dotted: str) -> str:
    """Return the room that a dotted name is in: ``sitegen.site.links.Links`` -> ``site``."""
    rooms = [""]
    for part in dotted.split(".")[1:]:
        room = f"{rooms[-1]}.{part}".lstrip(".")
        if not (PACKAGE / room.replace(".", "/")).is_dir():
            break
        rooms.append(room)
    return rooms[-1]


def room_of_module(module: str) -> str:
    return room_of(
        f"sitegen.{module.removesuffix('.py').removesuffix('__init__').strip('/').replace('/', '.')}"
    )


def floor_of(room: str) -> int:
    return next((floor for floor, rooms in enumerate(FLOORS) if room in rooms), -1)


IN_ROOMS = [module for module in MODULES if module != "__main__.py"]


def test_nothing_stands_outside_the_rooms() -> None:
    assert {module for module in MODULES if "/" not in module} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("module", IN_ROOMS)
def test_every_room_has_a_floor(module: str) -> None:
    """A new room is given its place in the table above, with a thought."""
    assert floor_of(room_of_module(module)) >= 0


@pytest.mark.parametrize("module", IN_ROOMS)
def test_imports_go_down_only(module: str) -> None:
    """Within a room, modules may import each other."""
    here = room_of_module(module)
    rooms = {room_of(name) for name in find_imports(module) if name.split(".")[0] == "sitegen"} - {here}
    assert set() == {room for room in rooms if floor_of(room) >= floor_of(here)}


@pytest.mark.parametrize("module", MODULES)
def test_each_library_has_one_home(module: str) -> None:
    """And each library that is imported is in the table."""
    found = {name.split(".")[0] for name in find_imports(module)} - EVERYWHERE - {"sitegen"}
    strangers = {library for library in found if room_of_module(module) not in HOMES.get(library, ())}
    assert strangers == set()


def test_every_home_is_lived_in() -> None:
    """A library that nobody imports any more leaves the table (and pyproject.toml)."""
    imported = {name.split(".")[0] for module in MODULES for name in find_imports(module)}
    assert set(HOMES) - imported == set()


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_caught_blindly(module: str) -> None:
    """User mistakes are Problems, bugs raise: no bare ``except``, no ``except Exception``."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    blind = [
        node.lineno
        for node in handlers
        if node.type is None
        or any(
            isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"}
            for name in ast.walk(node.type)
        )
    ]
    assert bool(blind) == (module in BLIND)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_what_it_is(module: str) -> None:
    """Its first sentence says what it turns into what."""
    assert ast.get_docstring(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
