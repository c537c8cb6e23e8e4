"""Optional packages: whether one is installed, and the command that installs it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from sitegen.core.problems import Problem, error

#: package -> the extra of sitegen that brings it
_EXTRAS = {
    "tiktoken": "calculator",
    "boto3": "s3",
    "pagefind": "search",
    "griffe": "api",
    "pygls": "lsp",
    "obstore": "store",
    "distributed": "dask",
    "anyascii": "ascii",
}


@cache
def is_installed(package: str) -> bool:
    """Return whether a package can be imported."""
    return find_spec(package) is not None


def install_hint(package: str) -> str:
    """Return the remedy for a package that is missing: the command that installs it."""
    return f"install it: pip install 'sitegen-ssg[{_EXTRAS[package]}]'"


def report_missing(package: str, purpose: str, path: str = "", line: int = 0, column: int = 0) -> Problem:
    """Return the error about a package that ``purpose`` needs and that isn't installed."""
    message = f"{purpose} needs {package}"
    return error("extra-missing", message, path=path, line=line, column=column, hint=install_hint(package))
