"""``/:year/:month/:title/`` and a page -> the address that the pattern gives it."""

from __future__ import annotations

import re
from posixpath import dirname
from typing import TYPE_CHECKING

from sitegen.site.terms import slugify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sitegen.model import FrontMatter

_WORD = re.compile(r":([a-z_]+)")
_UNSPOKEN = re.compile(r"[^\w\s-]")
_BLANKS = re.compile(r"[-\s]+")
_SLASHES = re.compile(r"/{2,}")


def find_pattern(path: str, patterns: Mapping[str, str]) -> tuple[str, str]:
    """Return (pattern, its folder) of the deepest folder around a page that has one; or ("", "")."""
    folder = dirname(path)
    while folder and folder not in patterns:
        folder = dirname(folder)
    return patterns.get(folder, ""), folder


def _simplify(title: str) -> str:
    """Return a title as the name in an address: words, joined by hyphens."""
    return _BLANKS.sub("-", _UNSPOKEN.sub("", title.casefold()).strip())


def expand(pattern: str, path: str, front: FrontMatter, name: str, date: datetime | None) -> str:
    """Return the address; a word of which the page says nothing leaves its part out.

    ``path`` is counted from the folder that the pattern is for; ``name`` is what the page is called by
    its slug or file, without a date.
    """
    folder = dirname(path)
    groups = dict(front.taxonomies).get("categories", ())
    words = {
        "title": name,
        "slug": front.slug or _simplify(front.title) or name,
        "filename": name,
        "name": name,
        "section": folder.partition("/")[0],
        "sections": folder,
        "path": f"{folder}/{name}".strip("/"),
        "categories": "/".join(slugify(group) for group in groups),
        "category": slugify(groups[0]) if groups else "",
        "output_ext": ".html",
    }
    if date is not None:
        words |= {
            "year": f"{date.year:04}",
            "short_year": f"{date.year % 100:02}",
            "month": f"{date.month:02}",
            "i_month": str(date.month),
            "day": f"{date.day:02}",
            "i_day": str(date.day),
        }
    return _SLASHES.sub("/", _WORD.sub(lambda match: words.get(match[1], ""), pattern))
