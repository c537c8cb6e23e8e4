"""Named figures -> an SVG of bars, readable on light and on dark paper."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WIDTH, _LABEL, _ROW, _TOP = 640, 100, 28, 40
_STYLE = (
    "text{fill:#222}rect{fill:#00666c}@media (prefers-color-scheme:dark){text{fill:#ddd}rect{fill:#4fb8bf}}"
)
_SHORTEST = 2  #: so that a small figure is seen, too


def draw_bars(title: str, figures: Mapping[str, float]) -> str:
    """Return horizontal bars in the order given, all from zero on one linear scale."""
    height = _TOP + _ROW * len(figures)
    scale = (_WIDTH - _LABEL - 80) / max(figures.values())
    frame = f'viewBox="0 0 {_WIDTH} {height}" role="img" font-family="system-ui, sans-serif" font-size="14"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        f'<text x="0" y="20" font-weight="600">{escape(title)}</text>',
    ]
    for row, (name, figure) in enumerate(figures.items()):
        y = _TOP + row * _ROW
        length = max(_SHORTEST, figure * scale)
        parts += [
            f'<text x="0" y="{y + 15}">{escape(name)}</text>',
            f'<rect x="{_LABEL}" y="{y}" width="{length:.1f}" height="20"/>',
            f'<text x="{_LABEL + length + 8:.1f}" y="{y + 15}">{figure:.2f}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])
