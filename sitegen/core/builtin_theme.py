"""Where the built-in theme is: packaged beside the code, or in the checkout that the code runs from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where assets are below layouts/; everything else with one of the suffixes is a template.
ASSETS = "assets/"
TEMPLATE_SUFFIXES = (".html", ".xml", ".txt", ".json", ".jinja")


def builtin_layouts() -> Path:
    """Return the directory of the built-in layouts."""
    package = Path(__file__).parent.parent
    packaged = package / "layouts"
    return packaged if packaged.is_dir() else package.parent / "layouts"


def is_template(path: str) -> bool:
    """Return whether a file of layouts/ is a template, and not a note or a picture."""
    return path.endswith(TEMPLATE_SUFFIXES) and not path.startswith(ASSETS)


def find_assets(layouts: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, file) of every asset in a folder of layouts, sorted."""
    for path in sorted((layouts / ASSETS).rglob("*")):
        if path.is_file():
            yield path.relative_to(layouts / ASSETS).as_posix(), path


def find_templates(layouts: Path) -> Iterator[tuple[str, Path]]:
    """Yield (name, file) of every template in a folder of layouts, sorted."""
    for path in sorted(layouts.rglob("*")):
        name = path.relative_to(layouts).as_posix()
        if is_template(name) and path.is_file():
            yield name, path
