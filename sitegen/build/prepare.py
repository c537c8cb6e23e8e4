"""The theme -> its compiled templates and minified assets, at installation instead of at each build."""

from __future__ import annotations

from sitegen.core.builtin_theme import builtin_layouts, find_assets
from sitegen.render.environment import compile_theme
from sitegen.theme.assets import minify_ahead


def prepare() -> None:
    """Write compiled templates and minified assets into the package; builds recreate what is stale."""
    layouts = builtin_layouts()
    compile_theme(layouts)
    minify_ahead((name, path.read_bytes()) for name, path in find_assets(layouts))
