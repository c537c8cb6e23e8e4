"""An OpenAPI document, 3.0 or 3.1, in YAML or JSON -> Markdown: its operations and schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from sitegen.core.slugs import anchor
from sitegen.reference.example import make_example
from sitegen.reference.request import Generated
from sitegen.reference.schemas import describe_schema, list_properties
from sitegen.reference.tables import code, write_fence, write_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.reference.schemas import Node

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_UNREADABLE = "reference-unreadable"


def document_description(path: str, files: Mapping[str, bytes], level: int = 2) -> Generated:
    """Return the operations and schemas of the document at a path, from the site's folder."""
    data = files.get(path)
    if data is None:
        hint = "name it, or its folder, in reference.paths"
        return Generated(fault=("reference-unknown", f"there is no {path!r} in reference.paths", hint))
    try:
        document = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe one
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        position = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else path
        message = f"{position} is neither YAML nor JSON: {getattr(cause, 'problem', cause)}"
        return Generated(fault=(_UNREADABLE, message, "correct the file"))
    except (RecursionError, ValueError) as cause:
        return Generated(fault=(_UNREADABLE, f"{path} can't be read: {cause}", "correct the file"))
    version = str(document.get("openapi", "")) if isinstance(document, dict) else ""
    if not version.startswith("3."):
        hint = "convert it to OpenAPI 3, for instance by swagger2openapi"
        return Generated(fault=(_UNREADABLE, f"{path} is not an OpenAPI 3 document", hint))
    writer = _Writer(document, level)
    try:
        return Generated("\n".join(writer.write()))
    except (
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as cause:  # a list for a table
        reason = "it is nested too deeply" if isinstance(cause, RecursionError) else cause
        message = f"{path} doesn't have the form of OpenAPI: {reason}"
        return Generated(fault=(_UNREADABLE, message, "check it with a validator of OpenAPI"))


class _Writer:
    """Writes one document."""

    def __init__(self, document: dict[str, Any], level: int) -> None:
        self._document = document
        self._level = level

    def write(self) -> Iterator[str]:
        """Yield the lines."""
        yield from ("::: reference", ":::", "")
        for server in _list(self._document.get("servers")):
            yield from (f"Server: `{server.get('url', '')}` {_text(server.get('description'))}".rstrip(), "")
        by_tag: dict[str, list[tuple[str, str, Node, Node]]] = {}
        for path, item in _dict(self._document.get("paths")).items():
            shared = self._resolve(item)
            for method in _METHODS:
                if isinstance(operation := shared.get(method), dict):
                    tag = next(iter(operation.get("tags") or ()), "")
                    by_tag.setdefault(str(tag), []).append((method, str(path), operation, shared))
        described = {tag.get("name"): tag for tag in _list(self._document.get("tags"))}
        order = [*described, *(tag for tag in by_tag if tag not in described)]
        for tag in order:
            operations = by_tag.get(str(tag), ())
            if tag and operations:
                yield from self._heading(str(tag), 0, f"tag-{anchor(str(tag))}")
                yield from self._prose(described.get(tag, {}).get("description"))
            for operation in operations:
                yield from self._operation(*operation, below=bool(tag))
        yield from self._schemas()

    def _heading(self, text: str, depth: int, label: str) -> Iterator[str]:
        yield from (f'{"#" * min(self._level + depth, 6)} {text} {{id="{label}"}}', "")

    def _prose(self, text: object) -> Iterator[str]:
        if isinstance(text, str) and text.strip():
            yield from (*text.strip().split("\n"), "")

    def _resolve(self, node: object) -> Node:
        """Return what a node refers to within the document."""
        for _ in range(10):
            if not isinstance(node, dict):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str) or not reference.startswith("#/"):
                return node
            node = self._document
            for part in reference[2:].split("/"):
                name = part.replace("~1", "/").replace("~0", "~")
                node = node.get(name) if isinstance(node, dict) else None
        return {}

    def _operation(
        self, method: str, path: str, operation: Node, shared: Node, *, below: bool
    ) -> Iterator[str]:
        label = str(operation.get("operationId") or anchor(f"{method} {path}"))
        summary = _text(operation.get("summary"))
        yield from self._heading(summary or f"`{method.upper()} {path}`", int(below), label)
        struck = " [deprecated]{.badge}" if operation.get("deprecated") else ""
        yield from ("{.signature}", f"[{method.upper()}]{{.k}} `{path}`{struck}", "")
        yield from self._prose(operation.get("description"))
        yield from self._parameters([*_list(shared.get("parameters")), *_list(operation.get("parameters"))])
        body = self._resolve(operation.get("requestBody"))
        if body:
            yield from ("**Request body**" + (" (required)" if body.get("required") else ""), "")
            yield from self._prose(body.get("description"))
            yield from self._content(body)
        yield from self._responses(_dict(operation.get("responses")))

    def _parameters(self, nodes: list[Node]) -> Iterator[str]:
        parameters = [self._resolve(node) for node in nodes]
        if not parameters:
            return
        yield from ("**Parameters**", "", "| name | in | type | description |", "| --- | --- | --- | --- |")
        for parameter in parameters:
            kind = describe_schema(parameter.get("schema", {}))
            required = "required. " if parameter.get("required") else ""
            text = (required + _text(parameter.get("description"))).strip()
            yield write_row(code(str(parameter.get("name", ""))), str(parameter.get("in", "")), kind, text)
        yield ""

    def _responses(self, responses: Node) -> Iterator[str]:
        for status, node in responses.items():
            response = self._resolve(node)
            yield from (f"**Response {status}**: {_text(response.get('description'))}", "")
            yield from self._content(response)

    def _content(self, holder: Node) -> Iterator[str]:
        """Yield the type and an example of each form of a body."""
        for media, node in _dict(holder.get("content")).items():
            schema = node.get("schema", {}) if isinstance(node, dict) else {}
            yield from (f"`{media}`: {describe_schema(schema)}", "")
            if "$ref" not in schema:
                yield from list_properties(schema)
            example = self._example(node)
            if example is not None:
                text = (
                    example
                    if isinstance(example, str)
                    else json.dumps(example, indent=2, ensure_ascii=False, default=str)
                )
                yield from (*write_fence("json" if "json" in str(media) else "text", text), "")

    def _example(self, node: Node) -> object:
        if "example" in node:
            return node["example"]
        for example in _dict(node.get("examples")).values():
            return self._resolve(example).get("value")
        return make_example(node.get("schema", {}), self._resolve)

    def _schemas(self) -> Iterator[str]:
        schemas = _dict(_dict(self._document.get("components")).get("schemas"))
        if not schemas:
            return
        yield from self._heading("Schemas", 0, "schemas")
        for name, node in schemas.items():
            yield from self._heading(f"`{name}`", 1, f"schema-{name}")
            schema = _dict(node)
            yield from self._prose(schema.get("description"))
            if not schema.get("properties"):
                yield from (describe_schema(schema), "")
            yield from list_properties(schema)


def _text(value: object) -> str:
    """Return a description as one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _dict(value: object) -> Node:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Node]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
