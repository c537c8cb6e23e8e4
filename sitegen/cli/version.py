"""The installed package -> its version, the commit that it was made from, and the Python that runs it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitegen import __version__
from sitegen.core.namesake import HINT, MESSAGE, find_namesake

if TYPE_CHECKING:
    from typing import NoReturn

_PACKAGE = Path(__file__).parents[1]
#: Written when the package is built from a repository: see hatch_build.py.
_COMMIT_FILE = _PACKAGE / "commit.txt"
_SHORT = 10


def describe_version() -> str:
    """Return one line: ``sitegen 0.1.0 (commit 0123456789, Python 3.13.1)``."""
    import platform

    commit = find_commit()
    parts = [f"commit {commit[:_SHORT]}"] if commit else []
    return f"sitegen {__version__} ({', '.join([*parts, f'Python {platform.python_version()}'])})"


def find_commit() -> str:
    """Return the commit of this code: as the build wrote it down, or that of the checkout; "" if unknown."""
    try:
        return _COMMIT_FILE.read_text("ascii").strip()
    except OSError:
        return _read_checkout(_PACKAGE.parent)


def _read_checkout(folder: Path) -> str:
    """Return the commit that is checked out in a folder, if that is a repository of its own."""
    if not (folder / ".git").exists():
        return ""
    import subprocess

    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), "rev-parse", "--verify", "--quiet", "HEAD"]
    try:
        done = subprocess.run(  # noqa: S603  git of the user's own PATH
            command, capture_output=True, text=True, check=False, timeout=10, env=environment
        )
    except (OSError, subprocess.TimeoutExpired):  # no git here
        return ""
    return done.stdout.strip()


class ShowVersion(argparse.Action):
    """The option ``--version``: the version is only looked up when it is used."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:  # noqa: ANN401  argparse's interface
        """Print the version and end."""
        if find_namesake():
            print(f"warning: {MESSAGE} [namesake]\n    hint: {HINT}", file=sys.stderr)
        print(describe_version())
        parser.exit()
