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

#: From the ground up. A module imports, at run time and for types, its own layer and those below it.
#: A layer is written as modules and packages below ``sitegen``; "" is ``sitegen/__init__.py``.
LAYERS = (
    # What everything speaks: problems, plain values, and text without meaning.
    (
        "",
        "errors",
        "model",
        "text",
        "suggest",
        "addresses",
        "hosts",
        "htmltags",
        "slugs",
        "theme",
        "workers",
        "releases",
        "interpreter",
    ),
    # What a user configured. It knows which front matter keys there are, and no file.
    ("toml", "config"),
    # Bytes from and to the disk; nothing of what they mean.
    ("files",),
    # The code of a site's own functions.
    ("owncode",),
    # One file, converted: pure functions of its bytes and the configuration.
    ("frontmatter", "images", "data", "starter", "findings"),
    ("markdown",),
    ("dialects",),
    # Prices, plans and tokens of language models; it knows no page.
    ("calculator",),
    ("llms",),
    ("convert", "assets", "readers"),
    # All files together: where everything is and how it hangs together.
    ("site",),
    # What is to be made of it, and what a template may see.
    ("headers", "search", "plan", "fields", "request", "sources", "passive", "inputs"),
    ("view", "apart"),
    ("metadata",),
    ("render", "materials", "prepare"),
    # What the last build knew. It holds the values of all the stages above.
    ("cache",),
    ("salvage",),
    ("documents", "outputs", "copies", "copied", "pictures", "cards"),
    ("session",),
    # The pipeline, and what surrounds it.
    ("pipeline", "revise"),
    ("build", "further"),
    ("verify", "check"),
    # Who calls it.
    ("serve",),
    ("cli",),
    ("__main__",),
)

#: Imports that go up, each with its reason.
UPWARDS = {
    "llms.py": {"view"},  # for types alone: it writes the text of one file, and the list of all pages
}
#: Modules that catch everything, each with its reason.
BLIND = {
    "render/fill.py",  # a site's own functions may raise anything: it is their author's mistake
    "serve/build_process.py",  # what the process that builds raises is raised again in the server
    "serve/threads.py",  # what a thread raises is raised again where its future is awaited
    "workers/worker.py",  # what a worker raises is raised again in its supervisor
}

#: The one home of each library, so that it can be replaced, and so that who needs none of it pays for none.
#: msgspec and the standard library are at home everywhere.
HOMES = {
    "frontmatter": ("frontmatter",),  # python-frontmatter
    "yaml": ("frontmatter", "data"),
    "markdown_it": ("markdown",),
    "mdit_py_plugins": ("markdown",),
    "pygments": ("markdown",),
    "jinja2": ("render",),
    "markupsafe": ("render", "view", "metadata"),
    "PIL": ("images",),
    "resvg_py": ("images",),
    "minify": ("assets",),
    "livereload": ("serve",),
    "tornado": ("serve", "check"),
    "watchfiles": ("serve",),
    "tiktoken": ("calculator",),
    "genai_prices": ("calculator",),
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
            yield str(node.module)
            # ``from sitegen.serve import ports`` imports a module, too.
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "sitegen")


def layer_name(dotted: str) -> str:
    """Return the name in LAYERS: ``sitegen.site.links`` -> ``site``."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 else ""


def name_of(module: str) -> str:
    return layer_name("sitegen." + module.removesuffix(".py").replace("/", ".")).removesuffix("__init__")


def level_of(name: str) -> int:
    return next((level for level, names in enumerate(LAYERS) if name in names), -1)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_has_a_layer(module: str) -> None:
    """A new module is given its place in the table above, with a thought."""
    assert level_of(name_of(module)) >= 0


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down_only(module: str) -> None:
    """Within a package, and within a layer, modules may import each other."""
    own = level_of(name_of(module))
    ours = {layer_name(name) for name in find_imports(module) if name.split(".")[0] == "sitegen"}
    above = {name for name in ours if level_of(name) > own}
    assert above == UPWARDS.get(module, set())


@pytest.mark.parametrize("module", MODULES)
def test_each_library_has_one_home(module: str) -> None:
    """And each library that is imported is in the table."""
    found = {name.split(".")[0] for name in find_imports(module)} - EVERYWHERE - {"sitegen"}
    strangers = {library for library in found if name_of(module) not in HOMES.get(library, ())}
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
