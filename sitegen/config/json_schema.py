"""A configuration -> JSON Schemas for editors: of sitegen.toml, and of the front matter of each section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.config.schemas import BUILT_IN, SYNONYMS, TEXTS, Field, FieldType, fields_for, own_type
from sitegen.config.site_config import Config

if TYPE_CHECKING:
    from collections.abc import Mapping

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: The name of the schema of pages for which the site declares nothing, and of that of sitegen.toml.
EVERY_PAGE, CONFIGURATION = "front-matter", "sitegen"

_TYPES: dict[FieldType, Any] = {
    FieldType.TEXT: ["string", "number"],  # a number is taken as it is written
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "number",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "string",
    FieldType.URL: "string",
    FieldType.PAGE: "string",
    FieldType.FILE: "string",
    FieldType.MAPPING: "object",
}
#: Patterns for texts, because editors would accept other dates and addresses than a build does.
_PATTERNS: dict[FieldType, str] = {
    FieldType.DATE: r"^\s*\d{4}[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])([Tt\s].*)?$",
    FieldType.URL: r"^\s*[Hh][Tt][Tt][Pp][Ss]?://[^/?#\s]",
}


def write_schemas(config: Config) -> dict[str, str]:
    """Return the text of each schema by the name of its file: ``blog-notes.json`` for blog/notes."""
    schemas = {CONFIGURATION: _describe_configuration()}
    schemas[EVERY_PAGE] = describe_folder(config, "")
    for folder in config.schemas:
        if folder:
            schemas[folder.removesuffix(".md").replace("/", "-")] = describe_folder(config, folder)
    return {
        f"{name}.json": msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"
        for name, schema in schemas.items()
    }


def _describe_configuration() -> dict[str, Any]:
    schema = msgspec.json.schema(Config)
    options = schema["$defs"]["Config"]["properties"]
    name, tables = {"type": "string"}, options["taxonomies"]
    short = {"type": "array", "items": {"anyOf": [name, tables["items"]]}}
    named = {"type": "object", "additionalProperties": {"type": "object"}}
    options["taxonomies"] = {"anyOf": [short, named]}  # the other two ways to write them
    return {"$schema": DIALECT, "title": "sitegen.toml", **schema}


def describe_folder(config: Config, folder: str) -> dict[str, Any]:
    """Return the schema of the front matter of the pages in a folder, or of one page (``blog/_index.md``)."""
    is_page = folder.endswith(".md")
    declared = fields_for(config.schemas, folder if is_page else f"{folder}/page.md".lstrip("/"))
    built_in = BUILT_IN | {taxonomy.name: TEXTS for taxonomy in config.taxonomies}
    fields = {name: _complete(field, built_in.get(name)) for name, field in declared.fields.items()}
    described = {
        name: _describe(field, alone=name in built_in, empty=not field.required and name != "title")
        for name, field in (built_in | fields).items()
    }
    below = {name: schema for name, schema in described.items() if name not in built_in}
    schema = config.schemas.get(folder)
    written = {
        "$schema": DIALECT,
        "title": f"Front matter of {folder}"
        if is_page
        else f"Front matter of pages in {folder or 'content'}/",
        "description": schema.description if schema else "",
        "type": "object",
        "properties": {
            **{word: described[ours] for word, ours in SYNONYMS.items()},
            **described,
            "extra": {"type": "object", "properties": below, "additionalProperties": not declared.closed},
            "taxonomies": {"type": "object"},
            "published": {"type": "boolean"},
        },
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": not declared.closed,
    }
    return _drop_empty(written)


def _complete(field: Field, built_in: Field | None) -> Field:
    return msgspec.structs.replace(field, type=built_in.type, list=built_in.list) if built_in else field


def _describe(field: Field, *, alone: bool, empty: bool) -> dict[str, Any]:
    """Return the schema of one value.

    ``alone``: one entry may stand for a list of one. ``empty``: a key without a value is one left out.
    """
    kind = own_type(field)
    item = {
        "type": _TYPES.get(kind),
        "enum": list(field.enum),
        "minimum": field.min,
        "maximum": field.max,
        "minLength": field.min_length,
        "maxLength": field.max_length,
        "pattern": f"^(?:{field.pattern})$" if field.pattern else _PATTERNS.get(kind),
    }
    around = {
        "minItems": field.min_items,
        "maxItems": field.max_items,
        "description": field.description,
        "default": field.default,
    }
    entry = _drop_empty(item)
    entries = {"type": "array", "items": entry}
    ways = ([entries, entry] if alone else [entries]) if field.list else [entry]
    if empty and kind is not FieldType.ANY:
        ways.append({"type": "null"})
    return (ways[0] if len(ways) == 1 else {"anyOf": ways}) | _drop_empty(around)


def _drop_empty(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema without the keywords that a field leaves open."""
    return {name: value for name, value in schema.items() if value not in (None, "", [])}
