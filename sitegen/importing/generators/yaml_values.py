"""YAML text -> a Node; tags such as ``!ENV`` and ``!!python/name:`` are kept as names and never followed."""

from __future__ import annotations

import re
from typing import Any

import yaml

from sitegen.core.problems import ProblemError, error
from sitegen.importing.generators.old_settings import Node, merge

#: A few aliases can expand to gigabytes.
_MOST_NODES = 200_000
_MOST_DEPTH = 60
_STANDARD = "tag:yaml.org,2002:"
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)\Z")
_TRUE = frozenset(("yes", "true", "on"))


def read_yaml(text: str, path: str) -> Node:
    """Return the first document of a YAML text; ProblemError when it isn't YAML."""
    try:
        root = next(iter(yaml.compose_all(text, Loader=yaml.SafeLoader)), None)
    except yaml.MarkedYAMLError as mistake:
        mark = mistake.problem_mark or mistake.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise _wrong(path, str(mistake.problem or mistake.context), line, column) from mistake
    except (yaml.YAMLError, ValueError, RecursionError) as mistake:
        raise _wrong(path, str(mistake).splitlines()[0][:120], 0, 0) from mistake
    return _Reading(path).node(root, 0) if root is not None else Node({}, path, 1)


def _wrong(path: str, message: str, line: int, column: int) -> ProblemError:
    hint = "correct it, so that the old generator reads it, too"
    return ProblemError(error("import-syntax", message, path=path, line=line, column=column, hint=hint))


class _Reading:
    """One file, and how much was read of it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._count = 0

    def node(self, node: yaml.Node, depth: int) -> Node:
        self._count += 1
        line = node.start_mark.line + 1
        if self._count > _MOST_NODES or depth > _MOST_DEPTH:
            raise _wrong(self._path, "its aliases expand to too many values", line, 0)
        tag = "" if node.tag.startswith(_STANDARD) and "python" not in node.tag else node.tag
        if isinstance(node, yaml.MappingNode):
            value: Any = self._mapping(node, depth)
        elif isinstance(node, yaml.SequenceNode):
            value = tuple(self.node(item, depth + 1) for item in node.value)
        else:
            value = _scalar(node)
        return Node(value, self._path, line, tag.removeprefix(_STANDARD))

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Node]:
        items: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key, item in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            read = self.node(item, depth + 1)
            if name == "<<":
                for part in read.parts:
                    merged = merge(part, Node(merged)).value
            else:
                items[name] = read
        return merged | items


def _scalar(node: yaml.Node) -> object:
    """Return a value as Python has it; what is no plain value is text."""
    text = str(node.value)
    kind = node.tag.removeprefix(_STANDARD)
    if kind == "null" or (node.tag.startswith("!") and not text):
        return None
    if kind == "bool":
        return text.lower() in _TRUE
    if kind == "int" and _INT.match(text) and len(text) < 18:
        return int(text.replace("_", ""))
    if kind == "float":
        try:
            return float(text.replace("_", ""))
        except ValueError:
            return text
    return text
