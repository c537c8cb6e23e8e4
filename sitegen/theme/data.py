"""Files under data/ -> values for templates: TOML, JSON, YAML, CSV."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from io import StringIO
from posixpath import splitext
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from sitegen.config.toml import TomlError, read_toml
from sitegen.content.frontmatter.dates import parse_date
from sitegen.content.frontmatter.yaml_errors import explain
from sitegen.content.frontmatter.yaml_loader import DATE, FLOAT, INTEGER, ODD_FLOAT, WORDS
from sitegen.core.problems import Problem, error
from sitegen.core.text import explain_encoding, lazy_compile, position_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

#: Positions in the messages of tomllib and csv.
_PLACE = lazy_compile(r" \(?at line (\d+)(?:, column (\d+)\))?\Z")
#: Words of a message -> the remedy.
_HINTS = {
    "constructor for the tag": "YAML tags such as !!python/name are not read: write plain values",
    "written twice": "keep one of the two",
    "named twice": "keep one of the two",
    "colons": "put it in quotes",
    "of many digits": "put them in quotes",
    "levels deep": "flatten the value",
    "too deeply": "flatten the value",
    "aliases stand for": "write the values out, or generate the file",
    "own value": "write the value out",
    "is not a date": "correct it, or put it in quotes if it is text",
    "leave out": "give each line its cells, or make several tables",
    "more cells": "put cells that contain a comma in double quotes",
    "surrogate": "write the whole character",
    "JSON has no": "write null, or put it in quotes",
}
_USUAL_HINT = "look at the quotes, brackets, commas and indentation here and on the line before"

_Event: TypeAlias = Any  # PyYAML's events have no useful common type
#: PyYAML may be built without libyaml.
_SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Nesting beyond which libyaml overruns its stack and takes the process with it.
_MAX_DEPTH = 100
#: This many values may aliases stand for, or lines of a table leave out: a few lines can stand for billions.
_MAX_COPIES = 100_000
#: With a tag, YAML reads 1:30:00 as a number to the base of 60, which takes quadratic time.
_MAX_COLONS = 100
#: Whoever chooses the numbers makes all keys of a mapping collide, and each takes as long as all before it.
#: The hashes of short numbers differ.
_MAX_LONG_KEYS = 1_000
_LONG = 18
_NUMBERS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("int", "float"))


@cache
def _make_loader() -> Any:  # noqa: ANN401  PyYAML has no useful types
    """Return PyYAML's loader with the plain values of front matter: by YAML 1.2, where it has YAML 1.1."""
    loader: Any = type("Loader", (_SAFE_LOADER,), {"yaml_implicit_resolvers": {}})
    tag = "tag:yaml.org,2002:{}".format
    for kind in ("null", "bool"):
        words = [word for word, (named, _) in WORDS.items() if named == kind]
        pattern = re.compile(f"(?:{'|'.join(map(re.escape, words))})\\Z")
        loader.add_implicit_resolver(tag(kind), pattern, [*{word[:1] for word in words}])
    digits = list("+-.0123456789")
    for kind, pattern in (("int", INTEGER), ("float", FLOAT), ("float", ODD_FLOAT), ("timestamp", DATE)):
        loader.add_implicit_resolver(tag(kind), pattern, digits)
    loader.add_implicit_resolver(tag("merge"), re.compile(r"<<\Z"), ["<"])
    loader.add_constructor(tag("timestamp"), _construct_moment)
    loader.add_constructor(tag("merge"), loader.construct_scalar)  # as a value, it is text
    return loader


def _construct_moment(loader: Any, node: Any) -> date:  # noqa: ANN401  PyYAML has no useful types
    """Read a date, or a moment, in every form that front matter has."""
    text = loader.construct_scalar(node)
    try:
        moment = parse_date(text)
    except ValueError as mistake:
        raise _mistake(str(mistake), node) from None
    return moment if ":" in text else moment.date()


def _parse_yaml(text: str) -> object:
    try:
        _survey_yaml(text)
        return yaml.load(text, Loader=_make_loader())  # noqa: S506  the safe one, in C where there is one
    except yaml.MarkedYAMLError as mistake:
        if mistake.problem_mark is None or any(words in str(mistake.problem) for words in _HINTS):
            raise
        fault = explain(mistake, text)
        hint = fault.hint.replace("{line}", str(position_in(text, max(fault.related, 0))[0]))
        raise _PlacedError(fault.message, fault.at, hint, text) from None


def _survey_yaml(text: str) -> None:
    """Raise YAMLError for what would crash or drown the loader, or be lost; events never recurse."""
    loader = _make_loader()(text)
    sizes: dict[str, int] = {}  # of each anchor's value, with all that its own aliases stand for
    long_numbers: set[str] = set()  # anchors of some
    open_values: list[_Open] = [_Open(None)]
    copies = 0
    try:
        for met in iter(loader.get_event, None):
            event, size, is_long = met, 1, False
            if isinstance(event, yaml.CollectionEndEvent):
                ended = open_values.pop()
                event, size = ended.event, ended.size
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in sizes:
                    raise _mistake(f"*{event.anchor} is inside its own value, or before it", event)
                size, is_long = sizes[event.anchor], event.anchor in long_numbers
                copies += size
            elif isinstance(event, yaml.CollectionStartEvent):
                open_values.append(_Open(event))
                if len(open_values) > _MAX_DEPTH:
                    raise _mistake(f"nested more than {_MAX_DEPTH} levels deep", event)
                continue
            elif isinstance(event, yaml.ScalarEvent):
                is_long = _is_long_number(loader, event)
            else:
                continue
            if copies > _MAX_COPIES:
                raise _mistake(f"the aliases stand for more than {_MAX_COPIES:,} values", event)
            if isinstance(event, yaml.NodeEvent) and not isinstance(event, yaml.AliasEvent) and event.anchor:
                sizes[event.anchor] = size
                (long_numbers.add if is_long else long_numbers.discard)(event.anchor)
            open_values[-1].take(event, size, is_long=is_long)
    finally:
        loader.dispose()


def _is_long_number(loader: Any, event: _Event) -> bool:  # noqa: ANN401  PyYAML's loaders have no useful type
    """Return whether a value is a number of many digits. YAMLError when it would take long to read."""
    text = event.value
    if len(text) < _LONG:
        return False
    if (event.tag or loader.resolve(yaml.ScalarNode, text, event.implicit)) not in _NUMBERS:
        return False
    if text.count(":") > _MAX_COLONS:
        raise _mistake(f"a number has more than {_MAX_COLONS} colons", event)
    return True


class _Open:
    """A list or mapping whose end has not come."""

    def __init__(self, event: _Event) -> None:
        self.event = event
        self.size = 1
        self._keys: set[str] | None = set() if isinstance(event, yaml.MappingStartEvent) else None
        self._is_key = True
        self._long_keys = 0

    def take(self, event: _Event, size: int, *, is_long: bool) -> None:
        """Count a value; YAMLError for a duplicate key, or for too many numbers as keys."""
        self.size += size
        if self._keys is None:
            return
        if self._is_key and isinstance(event, yaml.ScalarEvent):
            if event.value in self._keys and event.value != "<<":
                raise _mistake(f"the key {event.value!r} is written twice", event)
            self._keys.add(event.value)
        if self._is_key and is_long:
            self._long_keys += 1
            if self._long_keys > _MAX_LONG_KEYS:
                raise _mistake(f"more than {_MAX_LONG_KEYS:,} keys are numbers of many digits", event)
        self._is_key = not self._is_key


def _mistake(message: str, event: _Event) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=message, problem_mark=event.start_mark)


def _parse_toml(text: str) -> object:
    try:
        return read_toml(text.replace("\r\n", "\n")).values
    except TomlError as mistake:
        lines = text.replace("\r\n", "\n")
        raise _PlacedError(mistake.message, mistake.index, mistake.hint, lines) from None


class _PlacedError(ValueError):
    """A mistake in TOML or YAML, with the place and the remedy that its reader knows."""

    def __init__(self, message: str, index: int, hint: str, text: str) -> None:
        super().__init__(message)
        self.msg = message
        self.lineno, self.colno = position_in(text, index)
        self.hint = hint


def _parse_json(text: str) -> object:
    value = json.loads(text, object_pairs_hook=_take_pairs, parse_constant=_refuse_constant)
    if _SURROGATE.search(text) and _SURROGATE.search(json.dumps(value)):  # pairs became characters
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _take_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError(f"the key {_find_repeated(name for name, _ in pairs)!r} is written twice")
    return members


def _refuse_constant(name: str) -> None:
    raise ValueError(f"JSON has no {name}")


def _parse_csv(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    names = reader.fieldnames or ()
    if (twice := _find_repeated(names)) is not None:
        raise csv.Error(f"the column {twice!r} is named twice at line 1")
    rows = []
    missing = 0
    for row in reader:
        if None in row:
            raise csv.Error(f"more cells than in the first line at line {reader.line_num}")
        missing += sum(cell is None for cell in row.values())
        if missing > _MAX_COPIES:
            raise csv.Error(f"its lines leave out more than {_MAX_COPIES:,} cells at line {reader.line_num}")
        rows.append(row)
    return rows


def _find_repeated(names: Iterable[str]) -> str | None:
    """Return the first name that is there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


_SURROGATE = lazy_compile(r"\\u[dD][89a-fA-F]")

#: How each kind of file is parsed; any other is left alone.
PARSERS: dict[str, Callable[[str], Any]] = {
    ".toml": _parse_toml,
    ".json": _parse_json,
    ".yaml": _parse_yaml,
    ".yml": _parse_yaml,
    ".csv": _parse_csv,
}


def parse_data(files: Mapping[str, bytes], shown_as: str) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Parse each file by its suffix; ``files`` maps names under data/ to content.

    A CSV file becomes a list of mappings by its header line.
    """
    values: dict[str, Any] = {}
    problems = []
    for name, data in sorted(files.items()):
        parser = PARSERS.get(splitext(name)[1].lower())
        if parser is None:
            continue
        try:
            values[name] = parser(data.decode("utf-8-sig"))
        except UnicodeDecodeError as mistake:
            message, line, column = explain_encoding(data, mistake)
            problems.append(_mistaken(f"{shown_as}/{name}", message, line, column, "save the file as UTF-8"))
        except (ValueError, csv.Error, yaml.YAMLError, RecursionError) as mistake:
            problems.append(_problem(f"{shown_as}/{name}", mistake))
    return values, tuple(problems)


def _problem(path: str, mistake: Exception) -> Problem:
    mark = getattr(mistake, "problem_mark", None)
    line = mark.line + 1 if mark else getattr(mistake, "lineno", 0) or 0
    column = mark.column + 1 if mark else getattr(mistake, "colno", 0) or 0
    message = (
        getattr(mistake, "problem", None) or getattr(mistake, "msg", None) or str(mistake).splitlines()[0]
    )
    if match := _PLACE.search(message):
        line, column, message = int(match[1]), int(match[2] or 0), message[: match.start()]
    if isinstance(mistake, UnicodeEncodeError):
        message = "a text holds half a surrogate pair, which no page can show"
    if isinstance(mistake, RecursionError):
        message = "it is nested too deeply"
    hint = getattr(mistake, "hint", "") or next(
        (hint for words, hint in _HINTS.items() if words in message), _USUAL_HINT
    )
    if "integer string conversion" in message:
        message, hint = "a number has too many digits", "write it in quotes"
    return _mistaken(path, message, line, column, hint)


def _mistaken(path: str, message: str, line: int, column: int, hint: str) -> Problem:
    return error("data-syntax", message, path=path, line=line, column=column, hint=hint)
