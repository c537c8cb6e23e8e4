"""The name of an icon or emoji -> its SVG or character, from the packages that are installed."""

from __future__ import annotations

import re
from contextlib import redirect_stderr
from functools import cache
from importlib import import_module
from io import StringIO
from typing import Any, NamedTuple

from sitegen.core.text import lazy_compile

#: The first word of a name -> the package that has these icons. The others are emoji.
PACKS = {
    "material": "material_design_icons_pack",
    "octicons": "octicons_pack",
    "simple": "simple_icons_pack",
    "fontawesome": "fontawesome_free_pack",
}
_FAMILIES = ("brands", "regular", "solid")
_EMOJI = "emoji"
_VIEW_BOX = lazy_compile(r'\bviewBox="([-\d. ]+)"')
_INSIDE = lazy_compile(r"<svg\b[^>]*>(.*)</svg>\s*\Z", re.DOTALL)
_TITLE = lazy_compile(r"<title>[^<]*</title>")


class Icon(NamedTuple):
    """The HTML of an icon; ``missing`` names the package that would have it, if that isn't installed."""

    html: str = ""
    missing: str = ""


def find_icon(name: str) -> Icon:
    """Return the icon ``material-account`` or the emoji ``tada``; an empty string if no pack has it."""
    family, _, rest = name.partition("-")
    package = PACKS.get(family)
    if package is None or not rest:
        return _find_emoji(name)
    pack = _load(package)
    if pack is None:
        return Icon(missing=package.replace("_", "-"))
    group, _, slug = rest.partition("-")
    is_grouped = family == "fontawesome" and group in _FAMILIES
    with redirect_stderr(StringIO()):  # where the pack writes that an icon is deprecated
        found = pack.get_icon(f"{group}/{slug}" if is_grouped else rest)
    return Icon(_write(found.svg)) if found else Icon()


def _find_emoji(name: str) -> Icon:
    library = _load(_EMOJI)
    if library is None:
        return Icon(missing=_EMOJI)
    written = f":{name}:"
    character = library.emojize(written, language="alias")
    return Icon() if character == written else Icon(character)


@cache
def _load(package: str) -> Any:  # noqa: ANN401  a module, of which only one function is known
    try:
        return import_module(package)
    except ImportError:
        return None


def _write(svg: str) -> str:
    """Return an SVG that fits into a line of text in size and colour, hidden from screen readers."""
    box, inside = _VIEW_BOX.search(svg), _INSIDE.search(svg)
    if box is None or inside is None:
        return ""
    drawing = _TITLE.sub("", inside[1])
    _, _, width, height = box[1].split()
    return (
        f'<svg class="icon" aria-hidden="true" fill="currentColor" viewBox="{box[1]}" height="1em"'
        f' width="{float(width) / float(height):.3g}em">{drawing}</svg>'
    )
