"""A schema of OpenAPI -> its type in words, and a table of its properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.reference.tables import code, write_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Node = Mapping[str, Any]

_COMBINED = {"allOf": " and ", "oneOf": " or ", "anyOf": " or "}
_BOUNDS = (
    ("minimum", "at least {}"), ("maximum", "at most {}"), ("exclusiveMinimum", "more than {}"),
    ("exclusiveMaximum", "less than {}"), ("minLength", "{} characters or more"),
    ("maxLength", "{} characters or less"), ("pattern", "like {}"), ("default", "default {}"),
)  # fmt: skip
_SHOWN_AS_CODE = ("pattern", "default")


def describe_schema(schema: object) -> str:
    """Return a type in words: ``array of [Pet](#schema-Pet)``."""
    if not isinstance(schema, dict):
        return "any"
    reference = schema.get("$ref")
    if isinstance(reference, str):
        name = reference.rpartition("/")[2]
        return f"[{name}](#schema-{name})" if reference.startswith("#/components/schemas/") else f"`{name}`"
    for key, word in _COMBINED.items():
        if isinstance(parts := schema.get(key), list):
            return word.join(describe_schema(part) for part in parts)
    if "enum" in schema:
        return " or ".join(code(str(value)) for value in schema["enum"])
    if "const" in schema:
        return code(str(schema["const"]))
    kind = schema.get("type", "object" if "properties" in schema else "any")
    kinds = kind if isinstance(kind, list) else [kind]
    text = " or ".join(_name_type(str(one), schema) for one in kinds)
    return f"{text} or null" if schema.get("nullable") else text


def _name_type(kind: str, schema: Node) -> str:
    if kind == "array":
        return f"array of {describe_schema(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {describe_schema(schema['additionalProperties'])}"
    form = schema.get("format")
    return f"{kind} ({form})" if form else kind


def list_properties(schema: Node, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Yield a table of an object's properties, those of objects in it included."""
    rows = list(_list_rows(schema, prefix, depth))
    if rows:
        yield from ("| property | type | description |", "| --- | --- | --- |", *rows, "")


def _list_rows(schema: Node, prefix: str, depth: int) -> Iterator[str]:
    parts = [part for part in schema.get("allOf", ()) if isinstance(part, dict) and "$ref" not in part]
    for part in (schema, *parts):
        required = part.get("required") or ()
        properties = part.get("properties")
        for name, below in (properties if isinstance(properties, dict) else {}).items():
            node = below if isinstance(below, dict) else {}
            details = ["required"] if name in required else []
            details += [
                text.format(code(str(node[key])) if key in _SHOWN_AS_CODE else node[key])
                for key, text in _BOUNDS
                if key in node
            ]
            description = " ".join(str(node.get("description", "")).split())
            text = ". ".join(filter(None, (", ".join(details), description)))
            yield write_row(code(f"{prefix}{name}"), describe_schema(node), text)
            inner = node.get("items", node) if node.get("type") == "array" else node
            if isinstance(inner, dict) and "properties" in inner and depth < 4:
                mark = "[]." if inner is not node else "."
                yield from _list_rows(inner, f"{prefix}{name}{mark}", depth + 1)
