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


def make_config(values: Mapping[str, Any], path: Path) -> tuple[Config, tuple[Finding, ...]]:
    """Return (configuration, what can't be a value of ours); ``path`` is that of the old configuration."""
    config, problems = read_config(write_values(_without_empty(values)), "sitegen.toml")
    shown = os.path.relpath(path)
    return config, tuple(
        Finding(Kind.KEY, problem.subject, shown, 0, f"{problem.message}; {problem.hint}")
        for problem in problems
    )


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without texts that say nothing."""
    filled: dict[str, Any] = {}
    for key, value in values.items():
        cleaned = _without_empty(value) if isinstance(value, dict) else value
        if cleaned not in ("", None):
            filled[key] = cleaned
    return filled
