"""Values as sitegen.toml has them -> a Config, and what of them it doesn't take."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sitegen.config import read_config
from sitegen.config.toml_text import write_values
from sitegen.importing.generators.imported import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.config import Config


#: A configuration with more mistakes than this one is that of no site.
_MOST_MISTAKES = 20


def make_config(values: Mapping[str, Any], path: Path) -> tuple[Config, tuple[Finding, ...]]:
    """Return (configuration, what can't be a value of ours); ``path`` is that of the old configuration."""
    shown = os.path.relpath(path)
    values = _without_empty(values)
    findings: list[Finding] = []
    config = read_config("", "sitegen.toml")[0]
    for _ in range(_MOST_MISTAKES):
        config, problems = read_config(write_values(values), "sitegen.toml")
        findings += [
            Finding(Kind.KEY, problem.subject, shown, 0, f"{problem.message}; {problem.hint}")
            for problem in problems
        ]
        if not problems or not _drop(values, problems[0].subject.split(".")):
            break
    return config, tuple(dict.fromkeys(findings))


def _drop(values: dict[str, Any], names: list[str]) -> bool:
    """Remove a key, or the table that it is in: with a mistake in it, nothing would be read."""
    table: Any = values
    for name in names[:-1]:
        if not isinstance(table, dict) or not isinstance(table.get(name), dict):
            return values.pop(names[0], None) is not None
        table = table[name]
    return table.pop(names[-1], None) is not None


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without texts that say nothing."""
    filled: dict[str, Any] = {}
    for key, value in values.items():
        cleaned = _without_empty(value) if isinstance(value, dict) else value
        if cleaned not in ("", None):
            filled[key] = cleaned
    return filled
