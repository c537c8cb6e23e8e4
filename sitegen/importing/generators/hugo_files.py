"""Hugo's configuration, in one file or a folder of files -> one Node, as the published site has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.importing.generators.old_file import find_first, read_old_file
from sitegen.importing.generators.old_settings import Node, merge

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".toml", ".yaml", ".yml", ".json")
NAMES = tuple(f"{name}{suffix}" for name in ("hugo", "config") for suffix in SUFFIXES)
#: The later one wins: a site is published as production.
_FOLDERS = ("config/_default", "config/production")


def read_settings(folder: Path) -> tuple[Path, Node]:
    """Return (the first file, all settings): those of the file, and those of folders of files."""
    path = find_first(folder, NAMES)
    root = lower_keys(read_old_file(path)) if path else Node({})
    for top in _FOLDERS:
        parts = sorted((folder / top).glob("*")) if (folder / top).is_dir() else []
        for part in (part for part in parts if part.suffix in SUFFIXES):
            path = path or part
            root = merge(root, _read_part(part))
    return path or folder / NAMES[0], root


def _read_part(path: Path) -> Node:
    """Return what a file of a folder says, in its place: ``menus.de.toml`` is in ``languages.de.menus``."""
    node = lower_keys(read_old_file(path))
    name, _, language = path.stem.lower().partition(".")
    above = [] if name in ("hugo", "config") else [name]
    if language:
        above = ["languages", language, *(part for part in above if part != "languages")]
    for key in reversed(above):
        node = Node({key: node}, node.path, node.line)
    return node


def lower_keys(node: Node) -> Node:
    """Return settings whose names are in lower case at every level: Hugo reads them in any."""
    if isinstance(node.value, dict):
        items = {key.lower(): lower_keys(item) for key, item in node.value.items()}
        return msgspec.structs.replace(node, value=items)
    if isinstance(node.value, tuple):
        return msgspec.structs.replace(node, value=tuple(lower_keys(item) for item in node.value))
    return node
