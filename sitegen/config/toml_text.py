"""Values -> TOML text, in which people can edit them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_WIDTH = 100


def write_values(values: Mapping[str, Any], comments: Mapping[str, str] | None = None) -> str:
    """Return a TOML document: single values first, then tables. None is left out.

    ``comments`` has lines for a key or a table, by its dotted name: ``urls.patterns``.
    """
    return "\n".join(_table(values, (), comments or {})).strip("\n") + "\n"


def write_value(value: Any, indent: str = "") -> str:  # noqa: ANN401  any value of TOML
    """Return one value on one line, or a long list on several."""
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{write_key(key)} = {write_value(item, indent)}" for key, item in value.items())
            + " }"
        )
    if isinstance(value, (list, tuple)):
        line = f"[{', '.join(write_value(item) for item in value)}]"
        if len(indent) + len(line) <= _WIDTH and "\n" not in line:
            return line
        inner = f"{indent}  "
        items = "".join(f"{inner}{write_value(item, inner)},\n" for item in value)
        return f"[\n{items}{indent}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)


def write_key(key: str) -> str:
    """Return a key, in quotes where it needs them."""
    return key if _BARE.match(key) else write_value(key)


def _table(values: Mapping[str, Any], path: tuple[str, ...], comments: Mapping[str, str]) -> Iterator[str]:
    tables = {key: value for key, value in values.items() if _is_table(value)}
    for key, value in values.items():
        if key not in tables and value is not None:
            yield from _comment((*path, key), comments)
            yield f"{write_key(key)} = {write_value(value)}"
    for key, value in tables.items():
        here = (*path, key)
        name = ".".join(write_key(part) for part in here)
        yield ""
        yield from _comment(here, comments)
        for number, item in enumerate(value if isinstance(value, (list, tuple)) else ()):
            yield from [""] if number else []
            yield f"[[{name}]]"
            yield from (f"{write_key(part)} = {write_value(inner)}" for part, inner in item.items())
        if isinstance(value, dict):
            if not value or any(not _is_table(item) for item in value.values()):
                yield f"[{name}]"
            yield from _table(value, here, comments)


def _is_table(value: Any) -> bool:  # noqa: ANN401  any value of TOML
    if isinstance(value, dict):
        return True
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(item, dict) for item in value)


def _comment(path: tuple[str, ...], comments: Mapping[str, str]) -> Iterator[str]:
    yield from (f"# {line}" for line in comments.get(".".join(path), "").splitlines())
