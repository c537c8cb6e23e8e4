"""Plain text, names and types -> Markdown that shows them: escaped, linked where a page documents them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import griffe

from sitegen.reference.tables import code, show_placeholders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Documented = Any  #: an object of griffe or an alias of one, which has the same attributes

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
#: Roles of Sphinx: ``:class:`text <target>```.
_ROLE = re.compile(r":(?:[a-z]+:)?([a-z]+):`(~?)([^`<]+?)(?:\s*<([^`>]+)>)?`")
_OBJECTS = frozenset(("class", "func", "meth", "mod", "attr", "exc", "obj", "data", "const"))


def escape(text: str) -> str:
    """Return text as Markdown that shows it as it is."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def link(text: str, name: str) -> str:
    """Return text that leads to a documented object, and is plain text if no page documents it."""
    return f"[{escape(text)}](<::?{name}>)" if re.fullmatch(r"[\w.]+", name) else escape(text)


def write_type(annotation: griffe.Expr | str | None) -> str:
    """Return an annotation or a value with each of its names linked."""
    if annotation is None:
        return ""
    if isinstance(annotation, str):
        return escape(annotation)
    return "".join(_write_part(part) for part in annotation.iterate(flat=True))


def _write_part(part: griffe.Expr | str) -> str:
    if isinstance(part, griffe.ExprName):
        return link(part.name, part.canonical_path)
    text = str(part)
    core = text.strip(" ")
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    return f"{before}{escape(core)}{after}"


def indent(text: str, columns: int = 2) -> str:
    """Return lines with all but the first indented, as those of an item of a list."""
    first, *rest = text.strip().split("\n")
    return "\n".join((first, *(f"{' ' * columns}{line}" if line.strip() else "" for line in rest)))


def read_roles(text: str, scope: Documented) -> str:
    """Return the text of a docstring with the roles of Sphinx as links."""

    def write(match: re.Match[str]) -> str:
        role, short, shown, target = match.groups()
        if role not in _OBJECTS:
            return code(shown)
        name = (target or shown).strip().lstrip("~").removesuffix("()")
        text = shown.strip().rpartition(".")[2] if short and not target else shown.strip()
        return link(text, _resolve(name.lstrip("."), scope))

    text = _ROLE.sub(write, text) if ":`" in text else text
    return show_placeholders(text)


def _resolve(name: str, scope: Documented) -> str:
    """Return the full name of what a docstring calls ``name``."""
    try:
        return str(scope.resolve(name))
    except (griffe.NameResolutionError, griffe.AliasResolutionError, griffe.CyclicAliasError):
        pass
    head, _, rest = name.partition(".")
    try:
        return f"{scope.resolve(head)}.{rest}" if rest else name
    except (griffe.NameResolutionError, griffe.AliasResolutionError, griffe.CyclicAliasError):
        return name


def join_blocks(blocks: Iterable[str]) -> Iterator[str]:
    """Yield the lines of blocks, with an empty line between two."""
    for block in blocks:
        if block.strip():
            yield from block.strip("\n").split("\n")
            yield ""
