"""The text of sitegen.toml -> Config, and every mistake in it at its line and column."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from functools import cache, reduce
from math import isfinite
from typing import TYPE_CHECKING, Any, get_origin

import msgspec

from sitegen.config.checks import Mistake, check_base_url, find_mistakes, normalise
from sitegen.config.derived import base_path, config_digest
from sitegen.config.describe import NAMED, describe_options, describe_type, table_of, unwrap
from sitegen.config.dialect_defaults import add_customs
from sitegen.config.languages import Taxonomy
from sitegen.config.menus import find_target_paths
from sitegen.config.site_config import Config
from sitegen.config.toml import KeyPath, TomlError, TomlText, read_toml
from sitegen.core.problems import Problem, error
from sitegen.core.suggest import nearest
from sitegen.core.text import FORBIDDEN, LinePositions, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "base_path",
    "check_base_url",
    "config_digest",
    "key_place",
    "menu_places",
    "read_config",
]


def read_config(text: str, path: str) -> tuple[Config, tuple[Problem, ...]]:
    """Return (configuration, problems); a value that is wrong has its default. ``path`` is for messages."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    places = LinePositions(text)
    try:
        toml = read_toml(text)
    except TomlError as problem:
        line, column = places.at(problem.index)
        return Config(), (
            error("config-syntax", problem.message, path=path, line=line, column=column, hint=problem.hint),
        )
    reader = _Reader(toml)
    config = reader.config()
    problems = []
    for code, mistake in reader.mistakes:
        line, column = places.at(_index(toml, mistake.path))
        message, hint = printable(mistake.message), printable(mistake.hint)
        option = _dotted(mistake.path)
        problems.append(error(code, message, path=path, line=line, column=column, hint=hint, subject=option))
    return config, tuple(sorted(problems))


def menu_places(text: str, name: str = "menu", table: tuple[str, ...] = ()) -> tuple[tuple[int, int], ...]:
    """Return (line, column) of each target of the menu or the footer, in the order of the configuration.

    ``table`` is the path of the table that the menu is in.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    places = LinePositions(text)
    try:
        toml = read_toml(text)
    except TomlError:
        return ()
    values: Any = reduce(lambda values, key: values.get(key, {}), table, toml.values)
    paths = find_target_paths(values.get(name, []), (*table, name))
    return tuple(places.at(_index(toml, path)) for path in paths)


def key_place(text: str, path: KeyPath) -> tuple[int, int]:
    """Return (line, column) of a key of a configuration, or of the table around it."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        return LinePositions(text).at(_index(read_toml(text), path))
    except TomlError:
        return 0, 0


def _index(toml: TomlText, path: KeyPath) -> int:
    while path and path not in toml.places:
        path = path[:-1]
    return toml.places.get(path, 0)


def _dotted(path: KeyPath) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


_BAD = object()  # replaces a wrong value


@cache
def _known_keys() -> tuple[str, ...]:
    """Return every key that exists; needed only if there is a mistake."""
    return tuple(option.key for option in describe_options())


@cache
def _list_fields(table: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(table)}


class _Reader:
    """Walks the values of a TOML text along the types of Config, and notes what doesn't fit."""

    def __init__(self, toml: TomlText) -> None:
        self._values = toml.values
        self.mistakes: list[tuple[str, Mistake]] = []

    def config(self) -> Config:
        """Return the configuration, with defaults in the place of what is wrong."""
        values = add_customs(self._clean_table(self._values, ()))
        config = self._table(Config, values, ())
        if not isinstance(config, Config):
            raise TypeError("every field of Config has a default")
        mistakes = list(find_mistakes(config))
        self.mistakes += [("config-value", mistake) for mistake in mistakes]
        bad = {mistake.path[0] for mistake in mistakes} | {
            "schemas" for _, mistake in self.mistakes if mistake.path[:1] == ("schemas",)
        }
        return normalise(
            msgspec.structs.replace(config, **{str(name): getattr(Config(), str(name)) for name in bad})
        )

    def _wrong(self, path: KeyPath, message: str, hint: str = "") -> None:
        self.mistakes.append(("config-value", Mistake(path, message, hint)))

    def _clean_table(self, table: Mapping[str, Any], path: KeyPath) -> dict[str, Any]:
        cleaned = {}
        for name, value in table.items():
            here = (*path, name)
            if not self._is_clean(name, here):
                continue
            cleaned[name] = self._clean(value, here)
        return {name: value for name, value in cleaned.items() if value is not _BAD}

    def _is_clean(self, text: str, path: KeyPath) -> bool:
        if match := FORBIDDEN.search(text):
            self._wrong(path, f"{_dotted(path)} contains the character U+{ord(match[0]):04X}", "remove it")
        return match is None

    def _clean(self, value: Any, path: KeyPath) -> Any:
        """Return a value without what JSON can't carry: other processes read the configuration too."""
        if isinstance(value, dict):
            return self._clean_table(value, path)
        if isinstance(value, list):
            items = (self._clean(item, (*path, position)) for position, item in enumerate(value))
            return [item for item in items if item is not _BAD]
        if isinstance(value, (date, time)) and path[0] in ("extra", "schemas"):
            return value.isoformat()
        if isinstance(value, str) and not self._is_clean(value, path):
            return _BAD
        if (isinstance(value, float) and not isfinite(value)) or (
            isinstance(value, int) and not -(2**63) <= value < 2**63
        ):
            self._wrong(
                path, f"the number in {_dotted(path)} is out of range", "it must be finite and fit 64 bits"
            )
            return _BAD
        return value

    def _list_taxonomies(self, value: Any) -> Any:
        """Bring ``["tags"]`` and ``[taxonomies.tags]`` into the form of ``[[taxonomies]]``."""
        if isinstance(value, list):
            return [{"name": item} if isinstance(item, str) else item for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: {"name": name, **table} if isinstance(table, dict) else table
            for name, table in value.items()
        }

    def _table(self, kind: type[msgspec.Struct], table: Any, path: KeyPath) -> Any:
        if not isinstance(table, dict):
            self._wrong(path, f"{_dotted(path)} must be a table, but is {_shown(table)}", _table_hint(path))
            return _BAD
        fields = _list_fields(kind)
        values: dict[str, Any] = {}
        for name, value in table.items():
            if name not in fields:
                self._refuse_unknown(name, tuple(fields), (*path, name))
                continue
            read = self._value(fields[name].type, value, (*path, name))
            if read is not _BAD:
                values[name] = read
        missing = [name for name, field in fields.items() if field.required and name not in values]
        for name in missing:
            if name not in table:
                self._wrong(path, f"{_dotted(path)} has no {name}", f'add a line: {name} = "…"')
        return _BAD if missing else kind(**values)

    def _value(self, annotation: Any, value: Any, path: KeyPath) -> Any:
        kind, _ = unwrap(annotation)
        inner = table_of(kind)
        value = self._list_taxonomies(value) if inner is Taxonomy else value
        if inner is not None and isinstance(kind, type):
            return self._table(inner, value, path)
        if inner is not None and get_origin(kind) is dict:
            return self._named_tables(inner, value, path)
        if inner is not None:
            return self._tables(inner, value, path)
        try:
            return msgspec.convert(value, annotation, strict=True)
        except msgspec.ValidationError:
            message = f"{_dotted(path)} must be {describe_type(annotation)}, but is {_shown(value)}"
            self._wrong(path, message, _value_hint(kind, value))
            return _BAD

    def _tables(self, kind: type[msgspec.Struct], value: Any, path: KeyPath) -> Any:
        if isinstance(value, dict) and kind is Taxonomy:
            tables = [self._table(kind, table, (*path, name)) for name, table in value.items()]
        elif isinstance(value, list):
            tables = [self._table(kind, table, (*path, position)) for position, table in enumerate(value)]
        else:
            self._wrong(
                path, f"{_dotted(path)} must be a list of tables, but is {_shown(value)}", _table_hint(path)
            )
            return _BAD
        return tuple(table for table in tables if table is not _BAD)

    def _named_tables(self, kind: type[msgspec.Struct], value: Any, path: KeyPath) -> Any:
        if not isinstance(value, dict):
            self._wrong(path, f"{_dotted(path)} must be a table, but is {_shown(value)}", _table_hint(path))
            return _BAD
        tables = {}
        for name, table in value.items():
            before = len(self.mistakes)
            read = self._table(kind, table, (*path, name))
            if len(self.mistakes) == before:  # a consequence of a mistake isn't another mistake
                tables[name] = read
        return tables

    def _refuse_unknown(self, name: str, known_names: tuple[str, ...], path: KeyPath) -> None:
        meant = nearest(name, known_names, cutoff=0.7)
        homes = [key.rpartition(".")[0] for key in _known_keys() if key.rpartition(".")[2] == name]
        homes.sort(key=lambda home: home.count(".") + bool(home))  # the one nearest to the top counts
        leading = next((key for key in ("target", "page") if key in known_names), "")
        if leading and name in _LEADING:
            hint = f"did you mean '{leading}'?"
        elif homes and homes[0] and "[]" not in homes[0] and NAMED not in homes[0]:
            hint = f"it belongs below [{homes[0]}]"
        elif homes and not homes[0]:
            hint = "it belongs above the first [table]"
        elif meant:
            hint = f"did you mean '{meant}'?"
        else:
            hint = "data of your own goes below [extra]"
        message = f"unknown key '{_dotted(path)[:80]}'"
        self.mistakes.append(("config-unknown-key", Mistake(path, message, hint)))


#: What the key that says where an entry leads is called elsewhere.
_LEADING = frozenset(("url", "link", "href", "path", "page", "target"))


def _shown(value: Any) -> str:
    if isinstance(value, (bool, int, float)):
        return json_text(value)
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a table"
    return f"the date {value}"


def json_text(value: object) -> str:
    """Return a scalar as TOML and JSON both write it."""
    return msgspec.json.encode(value).decode()


def _value_hint(kind: Any, value: Any) -> str:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        meant = nearest(value, list(kind)) if isinstance(value, str) else None
        return f"did you mean '{meant}'?" if meant else ""
    if get_origin(kind) is tuple and isinstance(value, str):
        return f"write a list: [{json_text(value)}]"
    if kind in (bool, int, float) and isinstance(value, str):
        return "remove the quotes"
    return "put it in quotes" if kind is str and isinstance(value, (bool, int, float)) else ""


def _table_hint(path: KeyPath) -> str:
    name = str(path[0])
    if name == "nav" and len(path) > 1:
        return 'write an entry as { page = "guide/install.md" }'
    is_list = name in ("menu", "footer", "nav")
    return f"begin it with a line {f'[[{name}]]' if is_list else f'[{_dotted(path)}]'}"
