"""The bytes of a data file -> its value, for pages that ask for ``site.data``."""

from __future__ import annotations

import csv
import json
import tomllib
from io import StringIO

import yaml

#: The suffixes of data files.
SUFFIXES = (".yml", ".yaml", ".json", ".toml", ".csv", ".tsv")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_data(path: str, data: bytes) -> object:
    """Return the value of a data file; None if it can't be read."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        if path.endswith((".yml", ".yaml")):
            return yaml.load(text, _LOADER)  # noqa: S506  it is a safe loader
        if path.endswith(".json"):
            return json.loads(text)
        if path.endswith(".toml"):
            return tomllib.loads(text)
        return list(csv.DictReader(StringIO(text), delimiter="\t" if path.endswith(".tsv") else ","))
    except (ValueError, yaml.YAMLError, RecursionError):
        return None
