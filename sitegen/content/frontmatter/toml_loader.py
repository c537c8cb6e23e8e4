"""TOML front matter -> Entries."""

from __future__ import annotations

import re
from datetime import date, time
from math import isfinite
from typing import TYPE_CHECKING

from frontmatter.default_handlers import BaseHandler

from sitegen.config.toml import KeyPath, TomlError, read_toml
from sitegen.content.frontmatter.nodes import MAX_INTEGER, MIN_INTEGER, Entries, Fault, Node, unusable_number

if TYPE_CHECKING:
    from collections.abc import Mapping


class Toml(BaseHandler):
    """Front matter between two lines of ``+++``; python-frontmatter's needs an abandoned library."""

    def __init__(self) -> None:
        super().__init__(fm_boundary=re.compile(r"^\+\+\+[^\S\n]*$", re.MULTILINE))

    def load(self, fm: str) -> Entries:
        """Return the members of a TOML document, and what is wrong with it."""
        entries = Entries()
        try:
            toml = read_toml(fm)
        except TomlError as problem:
            code = "front-matter-nesting" if problem.is_too_deep else "front-matter-syntax"
            entries.faults.append(Fault(problem.index, code, problem.message, problem.hint))
            return entries
        for name, value in toml.values.items():
            entries[name] = _node(value, (name,), 0, toml.places, entries.faults)
        return entries


def _node(
    value: object,
    path: KeyPath,
    outer: int,
    places: Mapping[KeyPath, int],
    faults: list[Fault],
) -> Node:
    index = places.get(path, outer)
    if isinstance(value, dict):
        members = {
            name: _node(member, (*path, name), index, places, faults) for name, member in value.items()
        }
        return Node("mapping", members, "", index)
    if isinstance(value, list):
        items = [_node(item, (*path, position), index, places, faults) for position, item in enumerate(value)]
        return Node("list", items, "", index)
    return _scalar(value, index, faults)


def _scalar(value: object, index: int, faults: list[Fault]) -> Node:
    if isinstance(value, str):
        return Node("text", value, value, index)
    if isinstance(value, bool):
        return Node("bool", value, str(value).lower(), index)
    if isinstance(value, (date, time)):  # a datetime is a date too
        text = value.isoformat()
        return Node("text" if isinstance(value, time) else "date", text, text, index)
    if isinstance(value, int) and MIN_INTEGER <= value <= MAX_INTEGER:
        return Node("int", value, str(value), index)
    if isinstance(value, float) and isfinite(value):
        return Node("float", value, str(value), index)
    faults.append(unusable_number(hex(value) if isinstance(value, int) else str(value), index))
    return Node("bad", None, "", index)
