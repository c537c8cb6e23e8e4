"""``sitegen schema``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.cli.terminal import Terminal
from sitegen.config.json_schema import write_schemas
from sitegen.core.location import locate
from sitegen.core.problems import ProblemError, error, has_errors
from sitegen.sources.inputs import read_settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path


def run_schema(options: argparse.Namespace) -> int:
    """Write JSON Schemas of the configuration and of front matter; unchanged files aren't rewritten."""
    config, _, problems = read_settings(options.root, options.config)
    if has_errors(problems):
        raise ProblemError(*problems)
    texts = write_schemas(config)
    _write(options.folder, options.root, texts)
    message = f"Wrote {', '.join(sorted(texts))} to {options.folder}/."
    terminal = Terminal(color=None, quiet=options.quiet)
    terminal.say(message)
    terminal.suggest(f"#:schema {options.folder}/sitegen.json", "in the first line of sitegen.toml")
    return 0


def _write(path: Path, root: Path, texts: Mapping[str, str]) -> None:
    try:
        with locate(path, root).open(create=True) as folder:
            for name, text in texts.items():
                if not folder.is_file(name) or folder.read(name) != text.encode():
                    folder.write(name, text.encode())
    except OSError as cause:
        message = f"it cannot be written: {(cause.strerror or 'unknown error').lower()}"
        hint = "name a folder that you may write to"
        raise ProblemError(error("output-unwritable", message, path=str(path), hint=hint)) from cause
