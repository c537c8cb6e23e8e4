"""The theme -> its code and its minified assets, at set-up and not at each build."""

from __future__ import annotations

from sitegen.core.builtin_theme import builtin_layouts, find_assets
from sitegen.render.environment import compile_theme
from sitegen.theme.assets import minify_ahead


def prepare() -> None:
    """Write both into the package; what is stale or missing there is made at each build instead."""
    layouts = builtin_layouts()
    compile_theme(layouts)
    minify_ahead((name, path.read_bytes()) for name, path in find_assets(layouts))
