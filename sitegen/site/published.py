"""A path in an address -> the published file that a host sends for it."""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container


def place_below(base: str, path: str) -> str | None:
    """Return a path from the root as one below the base path, without a slash before it; None outside."""
    if base and path != base and not path.startswith(f"{base}/"):
        return None
    path = path[len(base) :]
    return normpath(path).lstrip("/") + ("/" if path.endswith("/") and path.strip("/") else "")


def file_for(path: str, published: Container[str]) -> str:
    """Return the file that a host sends for a path below the site's root; "" for none."""
    bare = path.rstrip("/")
    names = [f"{bare}/index.html"] if path.endswith("/") else [path, f"{path}.html", f"{path}/index.html"]
    if bare in {"", "."}:
        names = ["index.html"]
    return next((name for name in names if name in published), "")
