"""``paths.includes`` -> the files that pages may include, by their paths from the site's folder."""

from __future__ import annotations

import os
import stat
from posixpath import normpath
from typing import TYPE_CHECKING

from sitegen.core.file_names import show
from sitegen.core.problems import error
from sitegen.sources.scanning import Entry, Stat, scan, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sitegen.core.problems import Problem


def scan_included(root: Path, includes: Sequence[str]) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the files that are listed or are in listed folders, sorted, and what is wrong with them.

    A link on the way to them is refused, because it may lead out of the site.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys(map(normpath, includes)):
        try:
            if link := _find_link(root, name):
                hint = "put the file or folder itself in its place"
                message = "this symbolic link can't be included"
                problems.append(error("source-link", message, path=show(link), hint=hint))
                continue
            status = os.lstat(root / name)
        except FileNotFoundError:
            continue
        except OSError as cause:
            problems.append(unreadable(name, cause))
            continue
        if stat.S_ISREG(status.st_mode):
            found = Stat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
            entries[name] = Entry(name, found)
        elif stat.S_ISDIR(status.st_mode):
            below, wrong = scan(root / name, (), name)
            problems += wrong
            entries |= {path: Entry(path, entry.stat) for entry in below for path in [f"{name}/{entry.path}"]}
    return tuple(entries[path] for path in sorted(entries)), tuple(problems)


def _find_link(root: Path, name: str) -> str:
    """Return the first part of a path that is a symbolic link; "" if none is."""
    path = ""
    for part in name.split("/"):
        path = f"{path}/{part}" if path else part
        if stat.S_ISLNK(os.lstat(root / path).st_mode):
            return path
    return ""
