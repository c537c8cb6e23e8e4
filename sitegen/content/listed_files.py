"""A file that a page lists -> its value for Liquid: that of a data file, or the head of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sitegen.content.dialects.liquid_site import describe_page, place_page
from sitegen.content.frontmatter import read
from sitegen.content.frontmatter.data_files import SUFFIXES, read_data
from sitegen.core.model import Source

if TYPE_CHECKING:
    from sitegen.config import Config

#: Markup that isn't evaluated in another page.
_LIQUID = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
#: Many pages may list the same files, so a process keeps this many values.
_MOST = 4_096
_VALUES: dict[tuple[str, bytes, str], Any] = {}


def read_listed(path: str, data: bytes, config: Config) -> object:
    """Return the value of a file by its path from the site's folder; None for drafts and unreadable files."""
    key = (path, data, config.paths.content)
    if key not in _VALUES:
        if len(_VALUES) >= _MOST:
            _VALUES.clear()
        is_data = path.startswith(f"{config.paths.data}/") and path.endswith(SUFFIXES)
        _VALUES[key] = read_data(path, data) if is_data else _read_page(path, data, config)
    return _VALUES[key]


def _read_page(path: str, data: bytes, config: Config) -> dict[str, object] | None:
    inside = path if config.paths.content == "." else path.removeprefix(f"{config.paths.content}/")
    front, body, _, _ = read(Source(inside, data), config)
    if front.draft:
        return None
    text = _LIQUID.sub("", body).strip()
    return {"excerpt": text, **place_page(path, describe_page(front), config), "content": text}
