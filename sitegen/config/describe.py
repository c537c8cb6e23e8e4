"""The types of the configuration -> words about them, for the manual and for messages."""

from __future__ import annotations

from enum import StrEnum
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Meta

from sitegen.config.schemas import Scalar
from sitegen.config.site_config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS: dict[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple[str, ...]: "a list of texts",
    tuple[Scalar, ...]: "a list of texts and numbers",
    Any: "any value",
    dict[str, str]: "a table of texts",
    dict[str, Any]: "a table",
    dict[str, dict[str, Any]]: "a table of tables",
}
_PLURALS: dict[Any, str] = {int: "whole numbers"}


#: Stands for a name that the user chooses, in the key of an option.
NAMED = "NAME"


class OptionRow(NamedTuple):
    """One line of the manual's table."""

    key: str  #: dotted: ``markdown.toc_depth``; ``menu[].name`` in a list of tables
    type: str  #: in words: ``a whole number, at least 0``
    default: str  #: as TOML; "" without one
    description: str


def describe_options() -> tuple[OptionRow, ...]:
    """Return every option, in the order of the types in ``options.py``."""
    return tuple(_describe(Config, ""))


def describe_type(annotation: Any) -> str:
    """Return what a value must be: ``a whole number, at least 0``."""
    kind, meta = unwrap(annotation)
    if table_of(kind) is not None:
        return "a list of tables" if get_origin(kind) is tuple else "a table"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "one of " + ", ".join(kind)
    if get_origin(kind) is tuple and kind not in _WORDS:
        item, inner = unwrap(get_args(kind)[0])
        return f"a list of {_PLURALS[item]}{_bounds(inner)}"
    return _WORDS[kind] + _bounds(meta)


def unwrap(annotation: Any) -> tuple[Any, Meta]:
    """Return the bare type of an annotation, without ``| None``, and its metadata."""
    meta = Meta()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, annotation_meta = get_args(annotation)
            meta = annotation_meta if meta == Meta() else meta
        elif get_origin(annotation) in (Union, UnionType):
            annotation = get_args(annotation)[0]
            _, inner = unwrap(annotation)
            return unwrap(annotation)[0], Meta(ge=inner.ge, le=inner.le, description=meta.description)
        else:
            return annotation, meta


def table_of(kind: Any) -> type[msgspec.Struct] | None:
    """Return the struct that a table, or each table of a list or of a table of tables, is read into."""
    if get_origin(kind) is tuple:
        kind = get_args(kind)[0]
    elif get_origin(kind) is dict:
        kind = get_args(kind)[1]
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None


def _describe(table: type[msgspec.Struct], prefix: str) -> Iterator[OptionRow]:
    hints = get_type_hints(table, include_extras=True)
    for field in msgspec.structs.fields(table):
        kind, meta = unwrap(hints[field.name])
        key = prefix + field.name
        inner = table_of(kind)
        if inner is table:  # a tree: each entry has entries of the same type
            yield OptionRow(
                key, describe_type(hints[field.name]), "", "The entries below it, with the same keys"
            )
            continue
        if inner:
            yield from _describe(inner, key + _below(kind))
            continue
        yield OptionRow(key, describe_type(hints[field.name]), _default(field), meta.description or "")


def _below(kind: Any) -> str:
    """Return what is between the key of a table, or of tables, and the keys in it."""
    if isinstance(kind, type):
        return "."
    return f".{NAMED}." if get_origin(kind) is dict else "[]."


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is NODEFAULT and field.default_factory is NODEFAULT:
        return ""
    value = field.default_factory() if field.default is NODEFAULT else field.default
    if value is None:
        return ""
    if isinstance(value, dict):
        return "{}"
    import json

    return json.dumps(value)  # the scalars and lists of TOML are written as in JSON


def _bounds(meta: Meta) -> str:
    parts = []
    if meta.ge is not None and meta.le is not None:
        parts.append(f"from {meta.ge} to {meta.le}")
    elif meta.ge is not None:
        parts.append(f"at least {meta.ge}")
    if meta.gt is not None:
        most = "" if meta.le is None else f" and at most {meta.le}"
        parts.append(f"more than {meta.gt}{most}")
    if meta.min_length is not None:
        parts.append("not empty")
    return "".join(f", {part}" for part in parts)
