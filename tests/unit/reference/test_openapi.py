"""OpenAPI documents -> Markdown."""

from __future__ import annotations

import json
import random

import pytest

from sitegen.reference.example import make_example
from sitegen.reference.openapi import document_description
from sitegen.reference.schemas import describe_schema

PETS = {
    "openapi": "3.1.0",
    "paths": {
        "/pets/{id}": {
            "parameters": [{"$ref": "#/components/parameters/id"}],
            "get": {
                "operationId": "getPet",
                "summary": "Find a pet",
                "responses": {
                    "200": {
                        "description": "A pet",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    }
                },
            },
            "delete": {"deprecated": True, "responses": {"204": {"description": "Gone"}}},
        }
    },
    "components": {
        "parameters": {"id": {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}},
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "description": "Its | name"},
                    "born": {"type": "string", "format": "date"},
                    "friends": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}},
                },
            }
        },
    },
}


def write(document: object) -> str:
    made = document_description("pets.json", {"pets.json": json.dumps(document).encode()})
    assert made.fault is None
    return made.markdown


def test_operations_have_their_parameters_and_answers() -> None:
    text = write(PETS)
    assert '## Find a pet {id="getPet"}' in text
    assert "[GET]{.k} `/pets/{id}`" in text
    assert "| `id` | path | integer | required. |" in text
    assert "**Response 200**: A pet\n\n`application/json`: [Pet](#schema-Pet)" in text
    assert "[DELETE]{.k} `/pets/{id}` [deprecated]{.badge}" in text


def test_schemas_are_tables_to_which_types_lead() -> None:
    text = write(PETS)
    assert '### `Pet` {id="schema-Pet"}' in text
    assert r"| `name` | string | required, 1 characters or more. Its \| name |" in text
    assert "| `friends` | array of [Pet](#schema-Pet) |" in text


def test_signs_of_markdown_stay_in_their_cell_or_block() -> None:
    """A pattern often has ``|``, and an example may hold a code block."""
    fields = {
        "a|b": {"enum": ["x|y", "`z`"]},
        "c": {"type": "string", "pattern": "^(d|e)$", "default": "f|g"},
    }
    media = {"text/plain": {"schema": {"properties": fields}, "example": "```\nmine\n```"}}
    answer = {"200": {"description": "a | b", "content": media}}
    text = write({"openapi": "3.1.0", "paths": {"/": {"get": {"summary": "c | d", "responses": answer}}}})
    assert r"| `a\|b` | `x\|y` or `` `z` `` |  |" in text
    assert r"| `c` | string | like `^(d\|e)$`, default `f\|g` |" in text
    assert "\n````text\n```\nmine\n```\n````\n" in text
    assert "## c | d {" in text


def test_an_example_is_made_of_a_schema_that_gives_none() -> None:
    """One that holds itself ends there."""
    assert '"born": "2026-01-31",\n  "friends": []' in write(PETS)


@pytest.mark.parametrize(
    ("schema", "words", "example"),
    [
        ({"type": "integer", "format": "int64"}, "integer (int64)", 0),
        ({"type": ["string", "null"]}, "string or null", "string"),
        ({"enum": ["a", "b"]}, "`a` or `b`", "a"),
        ({"oneOf": [{"type": "boolean"}, {"type": "number"}]}, "boolean or number", True),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "object of integer", {}),
        ({"type": "string", "example": "x"}, "string", "x"),
        (
            {"allOf": [{"properties": {"a": {"const": 1}}}, {"example": {"b": 2}}]},
            "object and any",
            {"a": 1, "b": 2},
        ),
        (True, "any", None),
    ],
)
def test_types(schema: object, words: str, example: object) -> None:
    assert describe_schema(schema) == words
    assert make_example(schema, lambda node: node if isinstance(node, dict) else {}) == example


def make_deep(levels: int) -> bytes:
    schema = '{"type": "array", "items": ' * levels + "{}" + "}" * levels
    return b'{"openapi": "3.0.0", "components": {"schemas": {"A": %s}}}' % schema.encode()


def spoil(node: object, dice: random.Random) -> object:
    """Return a document of which some values are of another type, or refer to themselves."""
    if dice.random() < 0.06:
        return dice.choice([None, 5, "x", [], {}, [1], {"a": 1}, {"$ref": "#/paths"}, {"$ref": "#/"}, 1e999])
    if isinstance(node, dict):
        return {key: spoil(value, dice) for key, value in node.items()}
    return [spoil(value, dice) for value in node] if isinstance(node, list) else node


@pytest.mark.parametrize("seed", range(10))
def test_any_document_gives_markdown_or_a_fault(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(30):
        document = spoil(PETS, dice)
        made = document_description("pets.yaml", {"pets.yaml": json.dumps(document).encode()})
        assert bool(made.markdown) != (made.fault is not None)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: [\n", "is neither YAML nor JSON"),
        (b"swagger: '2.0'", "is not an OpenAPI 3 document"),
        (b"openapi: 3.0.0\npaths: {/: {get: {tags: 1}}}", "doesn't have the form of OpenAPI"),
        (make_deep(600), "it is nested too deeply"),
        (b'{"openapi": "3.0.0", "x": !!python/object/apply:os.system ["id"]}', "is neither YAML nor JSON"),
    ],
)
def test_what_is_no_openapi_is_a_fault(data: bytes, message: str) -> None:
    made = document_description("pets.yaml", {"pets.yaml": data})
    assert made.fault is not None
    assert message in made.fault[1]
