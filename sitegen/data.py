"""Files under data/ -> values for templates: TOML, JSON, YAML, CSV."""

from __future__ import annotations

import csv
import json
import re
import tomllib
from io import StringIO
from posixpath import splitext
from typing import TYPE_CHECKING, Any

import yaml

from sitegen.errors import Problem, error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


#: Where tomllib and csv say that a mistake is.
_PLACE = re.compile(r" \(?at line (\d+)(?:, column (\d+)\))?\Z")


def _parse_yaml(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  the safe one, in C where there is one


def _parse_csv(text: str) -> list[dict[str, str]]:
    reader = csv.DictReader(StringIO(text, newline=""), strict=True)
    rows = []
    for row in reader:
        if None in row:
            raise csv.Error(f"more cells than in the first line at line {reader.line_num}")
        rows.append(row)
    return rows


#: How each kind of file is parsed; any other is left alone.
PARSERS: dict[str, Callable[[str], Any]] = {
    ".toml": tomllib.loads,
    ".json": json.loads,
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
        except (ValueError, csv.Error, yaml.YAMLError, RecursionError) as mistake:
            problems.append(_problem(f"{shown_as}/{name}", mistake))
    return values, tuple(problems)


def _problem(path: str, mistake: Exception) -> Problem:
    mark = getattr(mistake, "problem_mark", None)
    line = mark.line + 1 if mark else getattr(mistake, "lineno", 0) or 0
    column = mark.column + 1 if mark else getattr(mistake, "colno", 0) or 0
    what = getattr(mistake, "problem", None) or getattr(mistake, "msg", None) or str(mistake).splitlines()[0]
    if place := _PLACE.search(what):
        line, column, what = int(place[1]), int(place[2] or 0), what[: place.start()]
    if isinstance(mistake, RecursionError):
        what = "it is nested too deeply"
    return error("data-syntax", what, path=path, line=line, column=column)
