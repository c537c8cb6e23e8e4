"""The theme -> its code and its minified assets, expressions -> theirs: at set-up and not at each build."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sitegen.assets import minify_ahead
from sitegen.render.environment import compile_theme
from sitegen.theme import builtin_layouts, find_assets


def prepare() -> None:
    """Write all of it into the package; what is stale or missing there is made at each build instead."""
    layouts = builtin_layouts()
    compile_theme(layouts)
    minify_ahead((name, path.read_bytes()) for name, path in find_assets(layouts))
    _prepare_expressions()


def _prepare_expressions() -> None:
    """Do so in a new process: what is imported here already would not be compiled again."""
    package = Path(__file__).parent
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(package.parent), *filter(None, sys.path)]),
    }
    subprocess.run((sys.executable, "-c", _CHILD), env=environment, check=True)  # noqa: S603  our own program


_CHILD = """
from sitegen.cli.parser import EXPRESSIONS
from sitegen.expressions import write_imported
write_imported(EXPRESSIONS, ("sitegen.cli.build", "sitegen.pipeline"))
from sitegen.markdown.lexers import prepare_lexers
prepare_lexers()
"""
