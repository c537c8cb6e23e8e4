"""The errors that keep a site from being published -> the setting that publishes the rest of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.codes import CODES
from sitegen.core.problems import Severity
from sitegen.sources.choose import is_markdown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sitegen.core.problems import Problem

#: Other names that authors give to the configuration, in lower case.
_NEARLY_CONFIG = frozenset(
    (
        "sitegen.toml",
        "sitegen.toml.txt",
        "sitegen.txt",
        "sitegen.yaml",
        "sitegen.yml",
        "sitegen.json",
        "site.toml",
    )
)
#: More files than this aren't listed.
_MOST_FILES = 8


def suggest_import(root: Path) -> str:
    """Return why a folder may have no sitegen.toml: another name, or another generator; "" if neither."""
    for name in sorted(entry.name for entry in root.iterdir()):
        if name.lower() in _NEARLY_CONFIG:
            return f"{name} is not read: the configuration is sitegen.toml."
    from sitegen.importing.recognise import find_generators

    generators = find_generators(root)
    if not generators:
        return ""
    return f"This looks like a site made with {generators[0].shown}: `sitegen import {root}` moves it here."


def suggest_next_steps(problems: Sequence[Problem], content: str) -> str:
    """Return how to publish the other pages now; "" if not only pages below ``content`` have errors."""
    folder = "" if content == "." else f"{content}/"
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if not errors or not all(_is_page(problem.path, folder) for problem in errors):
        return ""
    grave = sorted({problem.path for problem in errors if not CODES[problem.code].lenient})
    if not grave:
        return "To publish nevertheless, add --lenient: it turns these errors into warnings."
    names = ", ".join(f'"{path.removeprefix(folder)}"' for path in grave[:_MOST_FILES])
    more = ", …" if len(grave) > _MOST_FILES else ""
    lenient = "--lenient turns the other errors, and links to these pages, into warnings"
    if len(grave) == len({problem.path for problem in errors}):
        lenient = "--lenient turns links to them into warnings"
    count = "this page" if len(grave) == 1 else f"these {len(grave)} pages"
    return f"To publish without {count}, write ignore = [{names}{more}] in sitegen.toml; {lenient}."


def _is_page(path: str, folder: str) -> bool:
    return path.startswith(folder) and is_markdown(path)
