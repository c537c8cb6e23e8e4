"""``sitegen schema``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.cli.terminal import Terminal
from sitegen.config.json_schema import write_schemas
from sitegen.errors import ProblemError, error, has_errors
from sitegen.inputs import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path


def run_schema(options: argparse.Namespace) -> int:
    """Write JSON Schemas of the configuration and of front matter; a file that is the same is left alone."""
    config, _, problems = read_settings(options.root, options.config)
    if has_errors(problems):
        raise ProblemError(*problems)
    texts = write_schemas(config)
    _write(options.folder, texts)
    said = f"Wrote {', '.join(sorted(texts))} to {options.folder}/."
    Terminal(color=None, quiet=options.quiet).say(said)
    return 0


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            place = folder / name
            if not place.is_file() or place.read_bytes() != text.encode():
                place.write_bytes(text.encode())
    except OSError as cause:
        message = f"it cannot be written: {(cause.strerror or 'unknown error').lower()}"
        hint = "name a folder that you may write to"
        raise ProblemError(error("output-unwritable", message, path=str(folder), hint=hint)) from cause
