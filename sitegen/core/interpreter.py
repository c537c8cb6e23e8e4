"""Code of our own -> the command that runs it in a new Python, with no modules of the current folder."""

from __future__ import annotations

import os
import sys

_PARENT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
#: Where sitegen isn't installed but runs from a checkout, the new Python must be told where that is.
_FIND_SITEGEN = "import sys; parent = sys.argv.pop(1); parent in sys.path or sys.path.insert(0, parent)\n"


def python_command(code: str, *arguments: str) -> list[str]:
    """Return a command for ``subprocess``. With ``-c`` alone, the untrusted folder would come first."""
    return [sys.executable, "-P", "-c", _FIND_SITEGEN + code, _PARENT, *arguments]
