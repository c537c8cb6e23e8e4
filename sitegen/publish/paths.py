"""Paths of published files -> the directories that they need, and conflicts between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.file_names import show
from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

_MAX_NAME_BYTES = 255


def parent(path: str) -> str:
    """Return the directory of a path; "" for a file at the top."""
    return path.rpartition("/")[0]


def list_directories(paths: Iterable[str]) -> set[str]:
    """Return every directory that these files need, the top as ""."""
    needed = {""}
    for path in paths:
        above = parent(path)
        while above not in needed:
            needed.add(above)
            above = parent(above)
    return needed


def check_path(path: str) -> None:
    """Raise ValueError if a path can't be that of a published file: a bug, not a user's mistake."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"not a relative, normal path: {path!r}")
    if any(len(part.encode()) > _MAX_NAME_BYTES for part in parts):
        raise ValueError(f"a name longer than {_MAX_NAME_BYTES} bytes: {path!r}")


def refuse_conflicts(shown: str, files: AbstractSet[str], directories: AbstractSet[str]) -> None:
    """Raise ProblemError for each path that is a file and a directory at once, in the output ``shown``."""
    both = sorted(files & directories)
    if both:
        raise ProblemError(
            *(
                error(
                    "output-conflict",
                    "would be a file and a directory",
                    path=f"{shown}/{show(path)}",
                    hint="give one of the two another slug, url or name",
                )
                for path in both
            )
        )
