"""Where the built-in theme is: packaged beside the code, or in the checkout that the code runs from."""

from __future__ import annotations

from pathlib import Path


def builtin_layouts() -> Path:
    """Return the directory of the built-in layouts."""
    package = Path(__file__).parent
    packaged = package / "layouts"
    return packaged if packaged.is_dir() else package.parent / "layouts"
