"""A schema of OpenAPI -> an example: its own, or a value of its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.reference.schemas import Node

_DEEPEST = 6
_VALUES = {"integer": 0, "number": 0.0, "boolean": True, "null": None}
_STRINGS = {
    "date": "2026-01-31", "date-time": "2026-01-31T12:00:00Z", "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "email": "name@example.org", "uri": "https://example.org/", "binary": "(bytes)",
}  # fmt: skip


def make_example(schema: object, resolve: Callable[[object], Node], above: tuple[str, ...] = ()) -> object:
    """Return an example of a schema; None if nothing is known about its type.

    ``above`` names the schemas that it is in: one that holds itself ends there.
    """
    node = resolve(schema)
    for key in ("example", "default", "const"):
        if key in node:
            return node[key]
    if isinstance(values := node.get("examples") or node.get("enum"), list) and values:
        return values[0]
    name = str(schema.get("$ref", "")) if isinstance(schema, dict) else ""
    if len(above) > _DEEPEST or (name and name in above):
        return None
    above = (*above, name)
    if isinstance(parts := node.get("allOf"), list):
        merged: dict[str, object] = {}
        for part in (*parts, {key: value for key, value in node.items() if key != "allOf"}):
            example = make_example(part, resolve, above)
            merged |= example if isinstance(example, dict) else {}
        return merged
    for key in ("oneOf", "anyOf"):
        if isinstance(parts := node.get(key), list) and parts:
            return make_example(parts[0], resolve, above)
    return _make_value(node, resolve, above)


def _make_value(node: Node, resolve: Callable[[object], Node], above: tuple[str, ...]) -> object:
    kind = node.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or "properties" in node:
        properties = node.get("properties")
        values = {
            str(name): make_example(below, resolve, above)
            for name, below in (properties.items() if isinstance(properties, dict) else ())
        }
        return {name: value for name, value in values.items() if value is not None}
    if kind == "array":
        item = make_example(node.get("items", {}), resolve, above)
        return [] if item is None else [item]
    if kind == "string":
        return _STRINGS.get(str(node.get("format")), "string")
    return _VALUES.get(str(kind))
