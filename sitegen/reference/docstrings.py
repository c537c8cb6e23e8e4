"""A docstring -> Markdown: its text, and lists of its parameters, results and errors."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Self

import griffe

from sitegen.reference.markup import escape, indent, read_roles, write_type
from sitegen.reference.tables import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.reference.markup import Documented

_TITLES = {
    griffe.DocstringSectionKind.parameters: "Parameters",
    griffe.DocstringSectionKind.other_parameters: "Other parameters",
    griffe.DocstringSectionKind.type_parameters: "Type parameters",
    griffe.DocstringSectionKind.attributes: "Attributes",
    griffe.DocstringSectionKind.functions: "Functions",
    griffe.DocstringSectionKind.classes: "Classes",
    griffe.DocstringSectionKind.modules: "Modules",
    griffe.DocstringSectionKind.type_aliases: "Type aliases",
    griffe.DocstringSectionKind.returns: "Returns",
    griffe.DocstringSectionKind.yields: "Yields",
    griffe.DocstringSectionKind.receives: "Receives",
    griffe.DocstringSectionKind.raises: "Raises",
    griffe.DocstringSectionKind.warns: "Warns",
}
_MISTAKE = re.compile(r"(.+?):(\d+): (.+)", re.DOTALL)
#: Kinds of admonitions -> directives; the others are notes.
_ASIDES = {"tip": "tip", "hint": "tip", "warning": "warning", "danger": "warning", "caution": "warning"}


class Mistakes(logging.Handler):
    """Griffe's warnings about docstrings, as (path, line, message), while this handler is installed."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.listed: dict[tuple[str, int, str], None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Record each warning, except those about missing types."""
        match = _MISTAKE.match(record.getMessage())
        if match and not match[3].startswith("No type"):
            self.listed[match[1], int(match[2]), match[3]] = None

    def __enter__(self) -> Self:
        logging.getLogger("griffe").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("griffe").removeHandler(self)


def write_docstring(obj: Documented, style: str) -> Iterator[str]:
    """Yield the blocks of an object's docstring."""
    if obj.docstring is None:
        return
    parser = griffe.Parser.auto if style == "auto" else griffe.Parser(style)
    for section in obj.docstring.parse(parser):
        yield from _write_section(section, obj)


def _write_section(section: griffe.DocstringSection, obj: Documented) -> Iterator[str]:
    kind = griffe.DocstringSectionKind
    title = section.title or _TITLES.get(section.kind, "")
    match section.kind:
        case kind.text:
            yield read_roles(section.value, obj)
        case kind.examples:
            yield f"**{escape(section.title or 'Examples')}**"
            for part, text in section.value:
                yield read_roles(text, obj) if part is kind.text else f"```pycon\n{text}\n```"
        case kind.deprecated:
            text = section.value.description
            yield f'::::: warning "Deprecated since {section.value.version}"\n{text}\n:::::'
        case kind.admonition:
            name = _ASIDES.get(section.value.kind, "note")
            shown = (section.title or section.value.kind.capitalize()).replace('"', "'")
            yield f'::::: {name} "{shown}"\n{read_roles(section.value.description, obj)}\n:::::'
        case _:
            yield f"**{escape(title)}**"
            yield "\n".join(f"- {indent(_write_item(item, obj))}" for item in section.value)


def _write_item(item: griffe.DocstringElement, obj: Documented) -> str:
    """Return ``name`` (type, default) – description of one parameter, result or error."""
    name = code(name_text) if (name_text := getattr(item, "name", "")) else ""
    annotation = write_type(item.annotation)
    value = getattr(item, "value", None) if isinstance(item, griffe.DocstringParameter) else None
    default = f"default {code(str(value))}" if value is not None else ""
    details = ", ".join(filter(None, (annotation, default)))
    head = f"{name} ({details})" if name and details else name or details
    text = read_roles(item.description.strip(), obj)
    return f"{head} – {text}" if head and text else head or text
