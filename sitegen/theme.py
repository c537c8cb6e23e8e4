"""Finds the built-in theme: the layouts and assets that a site falls back on."""

from __future__ import annotations

from pathlib import Path


def builtin_layouts() -> Path:
    """Return the folder of built-in layouts: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "layouts"
    return installed if installed.is_dir() else package.parent / "layouts"
