"""A path as written in the current folder -> the path from the site's folder."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def find_folder(root: Path) -> str:
    """Return the current folder from that of the site; "" if it isn't below it."""
    folder = os.path.relpath(os.getcwd(), os.path.realpath(root))
    return "" if folder == os.curdir or folder.split(os.sep)[0] == os.pardir else folder


def locate(path: str, root: Path) -> str:
    """Return a path from the site's folder if it is that of a file or folder here; else as it is.

    A page may be named without its suffix.
    """
    folder = find_folder(root)
    if folder and path and any(os.path.lexists(form) for form in (path, f"{path}.md")):
        return f"{folder}/{path}"
    return path
