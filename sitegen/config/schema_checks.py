"""Well-typed schemas -> the mistakes that they can still have, each with the path of its key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from sitegen.config.schemas import BUILT_IN, SYNONYMS, TEXTS, Field, FieldType, Schema, own_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.config.toml import KeyPath

#: Keys that aren't fields: they contain others, or are only partly read.
_NO_FIELDS = frozenset({"extra", "taxonomies", "published"})
_NUMBERS = frozenset({FieldType.INTEGER, FieldType.NUMBER})
_WORDS = frozenset({FieldType.TEXT, FieldType.URL, FieldType.PAGE, FieldType.FILE})
#: Constraint -> the types that it can bound, and how a message calls them.
_BOUNDS: dict[str, tuple[frozenset[FieldType], str]] = {
    "min": (_NUMBERS, "numbers"),
    "max": (_NUMBERS, "numbers"),
    "min_length": (_WORDS, "texts"),
    "max_length": (_WORDS, "texts"),
    "pattern": (_WORDS, "texts"),
    "enum": (_WORDS | _NUMBERS, "texts and numbers"),
}
#: The TOML type of each field type.
_MADE: dict[FieldType, tuple[type, ...]] = {
    FieldType.INTEGER: (int,),
    FieldType.NUMBER: (int, float),
    FieldType.BOOLEAN: (bool,),
    FieldType.MAPPING: (dict,),
    FieldType.ANY: (object,),
}
_PAIRS = (("min", "max"), ("min_length", "max_length"), ("min_items", "max_items"))


def find_schema_mistakes(
    schemas: Mapping[str, Schema], taxonomies: tuple[str, ...]
) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of the key, message, hint) of each mistake in well-typed schemas."""
    for folder, schema in schemas.items():
        here: KeyPath = ("schemas", folder)
        if folder != folder.strip("/") or any(part in ("", ".", "..") for part in folder.split("/")[1:]):
            yield here, f"{folder!r} is not the path of a folder below content", "write it as blog/notes"
        for name, field in schema.fields.items():
            for key, message, hint in _mistakes(name, field, taxonomies):
                yield (*here, "fields", name, key), message, hint


def _mistakes(name: str, field: Field, taxonomies: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield (option of the field, message, hint)."""
    if name in _NO_FIELDS:
        yield (
            "",
            f"'{name}' cannot be a field: it is a front matter key with a meaning",
            "choose another name",
        )
        return
    if name in SYNONYMS and name not in taxonomies:
        ours = SYNONYMS[name]
        yield "", f"'{name}' is another word for '{ours}', and read as that", f"call the field '{ours}'"
        return
    built_in = TEXTS if name in taxonomies else BUILT_IN.get(name)
    if built_in is not None:
        field = msgspec.structs.replace(
            field, type=field.type or built_in.type, list=field.list or built_in.list
        )
        if (field.type, field.list) != (built_in.type, built_in.list):
            expected = f"a list of {built_in.type}s" if built_in.list else str(built_in.type)
            yield "type", f"'{name}' is sitegen's own key, and {expected}", "leave 'type' and 'list' out"
            return
        if field.default is not None:
            message = f"'{name}' is sitegen's own key, and has a default already"
            yield "default", message, "leave 'default' out"
    yield from _mistaken_bounds(field)
    yield from _mistaken_values(field)


def _mistaken_bounds(field: Field) -> Iterator[tuple[str, str, str]]:
    kind = own_type(field)
    for bound, (kinds, bounded) in _BOUNDS.items():
        if getattr(field, bound) not in (None, "", ()) and kind not in kinds:
            message = f"'{bound}' bounds {bounded}, and this field is of type {kind}"
            yield bound, message, f"leave '{bound}' out"
    if not field.list and (field.min_items is not None or field.max_items is not None):
        yield "min_items", "only a list has a number of entries", "add list = true"
    for least, most in _PAIRS:
        low, high = getattr(field, least), getattr(field, most)
        if low is not None and high is not None and low > high:
            yield least, f"'{least}' is more than '{most}'", "no value can be both"
    try:
        re.compile(field.pattern)
    except (re.error, OverflowError, RecursionError) as problem:
        message = f"'pattern' is not a regular expression: {problem}"
        yield "pattern", message, "in TOML, write it in single quotes: '…'"


def _mistaken_values(field: Field) -> Iterator[tuple[str, str, str]]:
    kind = own_type(field)
    wrong = [value for value in field.enum if not _is_of(kind, value)]
    if wrong and kind in _BOUNDS["enum"][0]:
        message = f"the enum has {wrong[0]!r}, and this field is of type {kind}"
        yield "enum", message, "give each value the field's type"
    if field.default is None:
        return
    values = field.default if field.list else [field.default]
    if not isinstance(values, list) or not all(_is_of(kind, value) for value in values):
        expected = f"a list of type {kind}" if field.list else f"of type {kind}"
        yield "default", f"the default is not {expected}", "give it the field's type"


def _is_of(kind: FieldType, value: object) -> bool:
    if isinstance(value, bool):  # which Python takes for a number
        return kind in (FieldType.BOOLEAN, FieldType.ANY)
    return isinstance(value, _MADE.get(kind, (str,)))
