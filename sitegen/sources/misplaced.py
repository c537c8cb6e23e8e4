"""A site without layouts -> warnings about folders whose templates are meant as such, but aren't read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.problems import Problem, warning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

#: What other generators call this folder, and the word without its last letter.
_NAMES = ("layout", "template", "templates", "_layouts")
#: How a template refers to the theme of sitegen. Templates of an application that is beside a site don't.
_THEME = "builtin/"


def find_misplaced_layouts(root: Path, folder: str, theme: Collection[str]) -> Iterator[Problem]:
    """Yield a warning for each folder that has templates for the site, while its own ``folder`` has none.

    ``theme`` are the names of the theme's templates. A file called ``page.html`` alone is no sign: an
    application may have one in ``templates/``. In ``layout/`` it is.
    """
    for name in _NAMES:
        if name == folder or not (root / name).is_dir():
            continue
        known_names = theme if name == "layout" else ()
        if any(path.name in known_names or _uses_theme(path) for path in (root / name).glob("*.html")):
            message = f"the templates in this folder aren't used: those of a site are in {folder}/"
            hint = f'rename it to {folder}, or set layouts = "{name}" below [paths] in sitegen.toml'
            yield warning("layouts-unread", message, path=f"{name}/", hint=hint)


def _uses_theme(path: Path) -> bool:
    try:
        return _THEME in path.read_text("utf-8", "replace")
    except OSError:  # a folder, or another user's file
        return False
