"""The rules of this code that a machine can check. Each test names everything that breaks its rule."""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "sitegen"

#: The rooms, from the ground up. A module imports, at run time and for types, its own room and rooms on lower
#: floors. A room is a package below ``sitegen``; "" is ``sitegen/__init__.py``.
FLOORS = (
    ("",),
    ("core",),
    ("config", "workers", "images", "calculator", "store"),
    ("reference", "ext"),
    ("sources", "html", "content.dialects", "content.frontmatter"),
    ("publish", "theme", "site", "content.parser", "importing.generators"),
    ("plan", "content.writer"),
    ("render", "content"),
    ("cache",),
    ("resources",),
    ("sharing",),
    ("cluster",),
    ("build",),
    ("check", "serve", "importing", "moving"),
    ("deploy", "lsp"),
    ("cli",),
)

#: Modules that catch everything, each with its reason.
BLIND = {
    "ext/load.py",  # an extension may raise anything: it is its author's mistake
    "lsp/server.py",  # an exception in work that waits must not end the server: it is logged
    "render/directive_code.py",  # a site's own functions may raise anything: it is their author's mistake
    "serve/build_process.py",  # what the process that builds raises is raised again in the server
    "serve/threads.py",  # what a thread raises is raised again where its future is awaited
    "workers/worker.py",  # what a worker raises is raised again in its supervisor
}

#: The one home of each library, so that it can be replaced, and so that who needs none of it pays for none.
#: msgspec and the standard library are at home everywhere.
HOMES = {
    "frontmatter": ("content.frontmatter",),  # python-frontmatter
    "yaml": ("content.frontmatter", "theme", "importing.generators", "reference"),
    "griffe": ("reference",),
    "anyascii": ("core",),
    "typer": ("reference",),
    "markdown_it": ("content", "content.parser", "content.writer"),
    "mdit_py_plugins": ("content.parser", "content.writer"),
    "math_core": ("content.writer",),
    "liquid": ("content.dialects",),  # python-liquid
    "pygments": ("content.writer",),
    "jinja2": ("render", "theme", "content.dialects"),
    "markupsafe": ("render",),
    "PIL": ("images",),
    "resvg_py": ("images",),
    "minify": ("theme",),
    "livereload": ("serve",),
    "tornado": ("serve", "check"),
    "watchfiles": ("serve",),
    "tiktoken": ("calculator",),
    "segno": ("serve",),
    "boto3": ("deploy",),
    "dask": ("cluster",),
    "distributed": ("cluster",),
    "botocore": ("deploy",),
    "obstore": ("store",),
    "pygls": ("lsp",),
    "lsprotocol": ("lsp",),
}
EVERYWHERE = {"msgspec", *sys.stdlib_module_names}

#: Types without a public name, imported for the type checker alone.
PRIVATE_TYPES = {"pygments.token._TokenType"}

#: Names that don't say what a value is.
VAGUE = frozenset(
    ["found", "one", "said", "known", "made", "kept", "own", "other", "others", "wanted", "place", "what"]
)

MODULES = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*.py")
    if path.parent.name != "compiled"  # Jinja2 writes it
)
IN_ROOMS = [module for module in MODULES if module != "__main__.py"]


@cache
def read(module: str) -> str:
    return (PACKAGE / module).read_text(encoding="utf-8")


@cache
def parse(module: str) -> ast.Module:
    return ast.parse(read(module))


def find_imports(module: str) -> Iterator[str]:
    """Yield the absolute name of everything that a module imports, anywhere in it."""
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute, so that they can be found by searching"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
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


def find_lines(pattern: str) -> list[str]:
    """Return ``module:line`` of each match, except in the theme's compiled templates."""
    return [
        f"{module}:{number}"
        for module in MODULES
        for number, line in enumerate(read(module).splitlines(), 1)
        if re.search(pattern, line)
    ]


def find_bound_names(module: str) -> Iterator[tuple[int, str]]:
    """Yield (line, name) of each variable, parameter, function and class."""
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.lineno, node.name


def test_nothing_stands_outside_the_rooms() -> None:
    assert {module for module in MODULES if "/" not in module} == {"__init__.py", "__main__.py"}


def test_every_room_has_a_floor() -> None:
    """A new room is given its place in the table above, with a thought."""
    assert [] == [module for module in IN_ROOMS if floor_of(room_of_module(module)) < 0]


def test_imports_go_down_only() -> None:
    """Within a room, modules may import each other."""
    upward = []
    for module in IN_ROOMS:
        here = room_of_module(module)
        imported = {room_of(name) for name in find_imports(module) if name.split(".")[0] == "sitegen"}
        upward += [
            f"{module} imports {room}" for room in imported - {here} if floor_of(room) >= floor_of(here)
        ]
    assert upward == []


def test_each_library_has_one_home() -> None:
    """And each library that is imported is in the table."""
    strangers = []
    for module in MODULES:
        libraries = {name.split(".")[0] for name in find_imports(module)} - EVERYWHERE - {"sitegen"}
        room = room_of_module(module)
        strangers += [f"{module}: {library}" for library in libraries if room not in HOMES.get(library, ())]
    assert strangers == []


def test_every_home_is_lived_in() -> None:
    """A library that nobody imports any more leaves the table (and pyproject.toml)."""
    imported = {name.split(".")[0] for module in MODULES for name in find_imports(module)}
    assert set(HOMES) - imported == set()


def test_nothing_is_caught_blindly() -> None:
    """User mistakes are Problems, bugs raise: no bare ``except``, no ``except Exception``."""
    blind = set()
    for module in MODULES:
        for node in ast.walk(parse(module)):
            if isinstance(node, ast.ExceptHandler):
                names = {name.id for name in ast.walk(node.type or node) if isinstance(name, ast.Name)}
                if node.type is None or names & {"Exception", "BaseException"}:
                    blind.add(module)
    assert blind == BLIND


def test_a_module_opens_with_what_it_is() -> None:
    """Its first sentence says what it turns into what."""
    assert [] == [module for module in MODULES if not ast.get_docstring(parse(module))]


def test_exceptions_to_the_linter_are_rare_and_explained() -> None:
    """At most three in a thousand lines, each with its reason; none is for the private parts of others."""
    lines = sum(read(module).count("\n") for module in MODULES)
    assert len(find_lines(r"# noqa")) <= lines * 3 / 1000
    assert find_lines(r"# noqa(?!: [A-Z]+\d+(, [A-Z]+\d+)*  \w)") == []
    assert find_lines(r"# noqa.*SLF001") == []


def test_exceptions_to_the_type_checker_are_rare_and_explained() -> None:
    """At most ten, each with its reason on the line."""
    assert len(find_lines(r"# type: ignore")) <= 10
    assert find_lines(r"# type: ignore(?!\[[a-z, -]+\]  # \w)") == []


def test_no_private_name_of_others_is_imported() -> None:
    private = [
        f"{module}: {name}"
        for module in MODULES
        for name in find_imports(module)
        if name not in PRIVATE_TYPES
        and any(part.startswith("_") and not part.endswith("__") for part in name.split("."))
    ]
    assert private == []


def test_modules_are_short() -> None:
    """At most 300 lines. Split a longer one by what belongs together."""
    long = [f"{module}: {lines}" for module in MODULES if (lines := read(module).count("\n")) > 300]
    assert long == []


def test_functions_fit_on_a_screen() -> None:
    """At most 60 lines."""
    long = [
        f"{module}: {node.name}"
        for module in MODULES
        for node in ast.walk(parse(module))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        if (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert long == []


def test_names_say_what_a_value_is() -> None:
    """At most one in a hundred bound names is one of the vague ones."""
    names = [(module, line, name) for module in MODULES for line, name in find_bound_names(module)]
    vague = [f"{module}:{line}: {name}" for module, line, name in names if name.strip("_") in VAGUE]
    assert len(vague) <= len(names) / 100, vague
