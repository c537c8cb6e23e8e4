"""Front matter and the site's schema for it -> data for templates, and faults.

A declared key of the site's own is found at the top or below ``extra``. Its value is read by its type:
text and dates as they are written, numbers as numbers. What names a page or a file becomes a Link,
which is followed once all files are known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sitegen.config import BUILT_IN, Field, FieldType, own_type
from sitegen.content.frontmatter.dates import REMEDY, parse_date
from sitegen.content.frontmatter.nodes import KIND_NAMES, Fault, Node, plain
from sitegen.core.model import Link
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.config import Fields
    from sitegen.content.frontmatter.nodes import Entries
    from sitegen.core.text import LinePositions

_SCALARS = frozenset({"text", "int", "float", "date"})
_LINKS = frozenset({FieldType.PAGE, FieldType.FILE})
#: The kinds of nodes that a type is read from; of the others, texts.
_KINDS: dict[FieldType, frozenset[str]] = {
    FieldType.INTEGER: frozenset({"int"}),
    FieldType.NUMBER: frozenset({"int", "float"}),
    FieldType.BOOLEAN: frozenset({"bool"}),
    FieldType.DATE: frozenset({"date", "text"}),
    FieldType.MAPPING: frozenset({"mapping"}),
}
#: Words for the type of a field in messages, and the remedy.
_WANTED: dict[FieldType, tuple[str, str]] = {
    FieldType.TEXT: ("text", "write text; put text that looks like something else in quotes"),
    FieldType.INTEGER: ("a whole number", "write digits, without quotes"),
    FieldType.NUMBER: ("a number", "write digits, without quotes"),
    FieldType.BOOLEAN: ("true or false", "write true or false, without quotes"),
    FieldType.DATE: ("a date", REMEDY),
    FieldType.URL: ("a whole address", "write it as https://example.org/"),
    FieldType.PAGE: ("the path of a page", "write it as in a link: ../notes/a.md"),
    FieldType.FILE: ("the path of a file", "write it as in a link: cover.png"),
    FieldType.MAPPING: ("a mapping", "write 'key: value' lines below it"),
}


class Declared:
    """The values of one page's declared fields, while they are read."""

    def __init__(self, fields: Fields, taxonomies: Iterable[str], places: LinePositions) -> None:
        self.faults: list[Fault] = []
        self.values: dict[str, Any] = {}  #: of keys of the site's own
        self.links: list[Link] = []
        self.names = tuple(fields.fields)
        self._fields = fields
        self._own = frozenset((*BUILT_IN, *taxonomies))
        self._places = places

    def read(self, entries: Entries, canonical: Mapping[str, str], *, whole: bool) -> None:
        """Read a front matter; ``whole`` is False if some of its members could not be read.

        ``canonical`` has the keys as we call them, and as the author wrote them.
        """
        extra = entries.get("extra")
        below = extra.value if extra and extra.kind == "mapping" else {}
        for name, field in self._fields.fields.items():
            node = entries.get(canonical.get(name, name)) or below.get(name)
            if node is None or node.kind == "null":
                self._leave_out(name, field, node, whole=whole)
            elif node.kind != "bad":
                self._take(name, field, node)
        for name, node in below.items():
            self.refuse_unknown(name, node)

    def refuse_unknown(self, name: str, node: Node) -> bool:
        """Report an undeclared key, if the schema is closed; return whether it is undeclared."""
        if not self._fields.closed or name in self._fields.fields or name in self._own:
            return False
        meant = nearest(name[:80], (*self._fields.fields, *self._own))
        hint = f"did you mean '{meant}'?" if meant else "remove it, or declare it in sitegen.toml"
        self.faults.append(Fault(node.at, "field-unknown", f"the schema knows no key '{name[:60]}'", hint))
        return True

    def _leave_out(self, name: str, field: Field, node: Node | None, *, whole: bool) -> None:
        if field.required and (node or whole):
            description = f" ({field.description})" if field.description else ""
            message = f"the page has no {name}, which its schema requires{description}"
            hint = f"add {name!r}" if node is None else "give it a value"
            self.faults.append(Fault(node.at if node else 0, "field-missing", message, hint))
        elif field.default is not None:
            self.values[name] = field.default

    def _take(self, name: str, field: Field, node: Node) -> None:
        is_own_key = name in self._own
        before = len(self.faults)
        if is_own_key:
            self._bound_known(name, field, node)
            return
        if not field.list:
            value = self._read(name, field, node)
        elif node.kind == "list":
            value = [self._read(name, field, item) for item in node.value]
            self._count(name, field, node, len(node.value))
        else:
            value = None
            self._wrong(node, f"{name} must be a list, not {_shown(node)}", f"write a list: [{node.written}]")
        if len(self.faults) == before:
            self.values[name] = value

    def _bound_known(self, name: str, field: Field, node: Node) -> None:
        """Check the limits of a key that sitegen reads itself, whose type is checked elsewhere."""
        items = node.value if node.kind == "list" else [node]
        self._count(name, field, node, len(items))
        kind = BUILT_IN[name].type if name in BUILT_IN else FieldType.TEXT
        for item in items:
            if kind is FieldType.TEXT and item.kind in _SCALARS:
                self._bound_text(name, field, item, item.written)
            elif kind is FieldType.INTEGER and item.kind == "int":
                self._bound_number(name, field, item)

    def _read(self, name: str, field: Field, node: Node) -> Any:  # noqa: ANN401  data for templates
        kind = own_type(field)
        if kind is FieldType.ANY:
            return plain(node)
        if node.kind not in _KINDS.get(kind, _SCALARS):
            if node.kind != "bad":
                self._refuse(name, kind, node)
            return None
        if kind in (FieldType.INTEGER, FieldType.NUMBER):
            return self._bound_number(name, field, node)
        if kind in (FieldType.BOOLEAN, FieldType.MAPPING):
            return plain(node)
        return self._read_words(name, field, kind, node)

    def _read_words(self, name: str, field: Field, kind: FieldType, node: Node) -> str:
        text = node.written
        if kind is FieldType.DATE:
            try:
                parse_date(text)
            except ValueError as problem:
                self._wrong(node, f"{name}: {problem}", REMEDY)
        elif kind is FieldType.URL and not _is_address(text):
            self._refuse(name, kind, node)
        else:
            self._bound_text(name, field, node, text)
        if kind in _LINKS:
            self.links.append(Link(text, *self._places.at(node.at), embed=kind is FieldType.FILE))
        return text

    def _bound_number(self, name: str, field: Field, node: Node) -> int | float:
        number: int | float = node.value
        if field.min is not None and number < field.min:
            self._wrong(node, f"{name} is {node.written}, and must be at least {field.min:g}", _range(field))
        elif field.max is not None and number > field.max:
            self._wrong(node, f"{name} is {node.written}, and must be at most {field.max:g}", _range(field))
        elif field.enum and number not in field.enum:
            choice = ", ".join(str(value) for value in field.enum)
            self._wrong(node, f"{name} cannot be {node.written}", f"choose from {choice}")
        return number

    def _bound_text(self, name: str, field: Field, node: Node, text: str) -> None:
        size = len(text)
        if field.enum and text not in field.enum:
            choices = [str(value) for value in field.enum]
            meant = nearest(text[:80], choices)
            hint = f"did you mean '{meant}'?" if meant else f"choose from {', '.join(choices)}"
            self._wrong(node, f"{name} cannot be {text[:60]!r}", hint)
        elif field.min_length is not None and size < field.min_length:
            message = f"{name} has {size} characters, and must have at least {field.min_length}"
            self._wrong(node, message, "write more")
        elif field.max_length is not None and size > field.max_length:
            message = f"{name} has {size} characters; the maximum is {field.max_length}"
            self._wrong(node, message, "shorten it")
        elif field.pattern and not re.fullmatch(field.pattern, text):
            hint = field.description or f"it must match {field.pattern}"
            self._wrong(node, f"{name} {text[:60]!r} has the wrong form", hint)

    def _count(self, name: str, field: Field, node: Node, count: int) -> None:
        if field.min_items is not None and count < field.min_items:
            self._wrong(node, f"{name} has {count} entries, and must have {field.min_items}", "add to them")
        elif field.max_items is not None and count > field.max_items:
            self._wrong(node, f"{name} has {count} entries, and may have {field.max_items}", "remove some")

    def _refuse(self, name: str, kind: FieldType, node: Node) -> None:
        expected, hint = _WANTED[kind]
        shown = repr(node.value[:60]) if node.kind == "text" else _shown(node)
        self._wrong(node, f"{name} must be {expected}, not {shown}", hint)

    def _wrong(self, node: Node, message: str, hint: str) -> None:
        self.faults.append(Fault(node.at, "field-value", message, hint))


def _shown(node: Node) -> str:
    return (
        f"{KIND_NAMES[node.kind]} ({node.written[:40]})" if node.kind in _SCALARS else KIND_NAMES[node.kind]
    )


def _range(field: Field) -> str:
    if field.min is not None and field.max is not None:
        return f"the range is {field.min:g} to {field.max:g}"
    return f"it is at least {field.min:g}" if field.min is not None else f"it is at most {field.max:g}"


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
