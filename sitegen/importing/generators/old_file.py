"""A configuration file of another generator -> a Node, by its suffix."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen.config.toml import TomlError, read_toml
from sitegen.content.dialects.js_values import read_js
from sitegen.core.problems import ProblemError, error
from sitegen.core.text import decode
from sitegen.importing.generators.old_settings import Node
from sitegen.importing.generators.python_values import read_python
from sitegen.importing.generators.yaml_values import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sitegen.config.toml import KeyPath

_FENCED = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?\n)\1[ \t]*(?:\n|\Z)", re.DOTALL)
_FENCES = {"---": ".yaml", "+++": ".toml"}
_MOST_BYTES = 5_000_000
_SCRIPTS = (".js", ".cjs", ".mjs", ".ts", ".mts")
#: What a module takes from another one beside it: ``import a, { b as c } from "./file"``.
_IMPORT = re.compile(
    r"^[ \t]*import[ \t]+(?:([A-Za-z_$][\w$]*)[ \t]*,?[ \t]*)?(?:\{([^{}]*)\}[ \t]*)?"
    r"from[ \t]*[\"'](\.[^\"'\n]*)[\"']"
    r"|^[ \t]*(?:const|var|let)[ \t]+([A-Za-z_$][\w$]*)[ \t]*=[ \t]*require\([\"'](\.[^\"'\n]*)[\"']\)",
    re.MULTILINE,
)
#: Modules that take from modules, at most.
_MOST_DEPTH = 4


def find_first(folder: Path, names: Sequence[str]) -> Path | None:
    """Return the first of these files that a folder has."""
    return next((folder / name for name in names if (folder / name).is_file()), None)


def read_texts(content: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield the path below a folder and the text of each file with one of these suffixes, sorted by folder.

    A file that can't be read is left out: the build says what is wrong with it.
    """
    for folder, names, files in os.walk(content):
        names[:] = sorted(name for name in names if name != "node_modules" and name[0] != ".")
        for name in sorted(files):
            if name.endswith(suffixes):
                path = Path(folder, name)
                with suppress(ProblemError):
                    yield path.relative_to(content).as_posix(), read_text(path)


def read_old_file(path: Path) -> Node:
    """Return what a file says; ProblemError when it can't be read."""
    if path.suffix in _SCRIPTS:
        return _read_script(path, path.resolve().parent.parent, 0)
    shown = os.path.relpath(path)
    return _READERS.get(path.suffix, read_yaml)(read_text(path), shown)


def _read_script(path: Path, top: Path, depth: int) -> Node:
    """Return what a module says, with what it takes from other modules in the folder ``top``."""
    text = read_text(path)
    imported: dict[str, Node] = {}
    for match in _IMPORT.finditer(text) if depth < _MOST_DEPTH else ():
        file = _find_module(path.parent / (match[3] or match[5]), top)
        if file is None:
            continue
        module = _read_script(file, top, depth + 1) if file.suffix != ".json" else read_old_file(file)
        constants = module.items.get("$constants", Node({})).items
        if name := match[1] or match[4]:
            values = {key: node for key, node in module.items.items() if key != "$constants"}
            imported[name] = Node(values, module.path, module.line) if values else module
        for part in (match[2] or "").split(","):
            exported, _, local = part.strip().removeprefix("type ").partition(" as ")
            if exported in constants:
                imported[local.strip() or exported] = constants[exported]
    return read_js(text, os.path.relpath(path), imported)


def _find_module(path: Path, top: Path) -> Path | None:
    """Return the file of a module that is named with or without its suffix, or by its folder."""
    names = [path, *(path.with_name(path.name + suffix) for suffix in _SCRIPTS)]
    names += [path / f"index{suffix}" for suffix in _SCRIPTS]
    file = next((name.resolve() for name in names if name.is_file()), None)
    is_readable = file is not None and file.suffix in (*_SCRIPTS, ".json") and top in file.parents
    return file if is_readable else None


def read_front(path: Path) -> Node:
    """Return the front matter of a page between its fences; an empty Node without any that can be read."""
    try:
        text = read_text(path)
        match = _FENCED.match(text)
        if match:
            return _READERS.get(_FENCES[match[1]], read_yaml)(match[2], os.path.relpath(path))
    except ProblemError:  # the build says what is wrong with it
        pass
    return Node({})


def read_text(path: Path) -> str:
    r"""Return the text of a file with line ends ``\n``; ProblemError when it is too large or not UTF-8."""
    shown = os.path.relpath(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ProblemError(error("import-syntax", "it is too large for a configuration", path=shown))
        return decode(path.read_bytes())
    except (UnicodeError, OSError) as cause:
        hint = "it must be a UTF-8 file that you may read"
        raise ProblemError(
            error("import-syntax", f"it cannot be read: {cause}", path=shown, hint=hint)
        ) from cause


def _read_toml(text: str, shown: str) -> Node:
    try:
        toml = read_toml(text)
    except TomlError as mistake:
        line = text.count("\n", 0, mistake.index) + 1
        raise ProblemError(
            error("import-syntax", mistake.message, path=shown, line=line, hint=mistake.hint)
        ) from mistake
    return _place(toml.values, (), toml.places, text, shown)


def _place(value: Any, path: KeyPath, places: Mapping[KeyPath, int], text: str, shown: str) -> Node:  # noqa: ANN401  values of a configuration have many types
    line = text.count("\n", 0, places.get(path, 0)) + 1
    if isinstance(value, dict):
        value = {key: _place(item, (*path, key), places, text, shown) for key, item in value.items()}
    elif isinstance(value, list):
        items = enumerate(value)
        value = tuple(_place(item, (*path, number), places, text, shown) for number, item in items)
        value = tuple(Node(item.value, item.path, max(item.line, line)) for item in value)
    elif not isinstance(value, (str, int, float, bool)):
        value = str(value)
    return Node(value, shown, line)


def _read_json(text: str, shown: str) -> Node:
    """Read JSON, or JavaScript literals with comments and trailing commas."""
    try:
        json.loads(text)
    except ValueError:
        return read_js(f"export default {text}", shown)
    return read_yaml(text.replace("\t", "    "), shown)


_READERS: dict[str, Callable[[str, str], Node]] = {
    ".toml": _read_toml,
    ".json": _read_json,
    ".py": read_python,
}
