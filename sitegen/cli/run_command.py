"""``sitegen run``: a command of one of the site's extensions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sitegen.build.extensions import load_all
from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.ext import Command
from sitegen.ext.load import find_function

if TYPE_CHECKING:
    import argparse


def run_command(options: argparse.Namespace) -> int:
    """Call the function of a command, and return its exit code; ProblemError if there is no such command."""
    config, extensions = load_all(options.root, options.config)
    names = [name for name, _ in extensions.provided("commands")]
    function = find_function(extensions, "commands", options.name)
    if function is None:
        guess = nearest(options.name, names)
        hint = f"did you mean {guess!r}?" if guess else _list(names)
        raise ProblemError(
            error("extension-missing", f"no extension has a command {options.name!r}", hint=hint)
        )
    root = os.path.realpath(options.root)
    output = os.path.join(root, config.paths.output)
    code: object = function.run(Command(folder=root, output=output, arguments=tuple(options.arguments)))
    return code if isinstance(code, int) else 0


def _list(names: list[str]) -> str:
    return f"choose from {', '.join(names)}" if names else "no extension of this site has a command"
