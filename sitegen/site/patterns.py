"""``/:year/:month/:title/`` and a page -> the address that the pattern gives it."""

from __future__ import annotations

import re
from posixpath import basename, dirname
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.slugs import hugo_segment, segment, simple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sitegen.core.model import FrontMatter

_WORD = re.compile(r":([a-z_]+)")
_SLASHES = re.compile(r"/{2,}")
#: Folders that Jekyll reads at any depth: the folders around them are categories.
_ANYWHERE = frozenset(("_posts", "_drafts"))


class AddressPattern(NamedTuple):
    """How pages of a folder are addressed."""

    pattern: str  #: ``/:year/:title/``
    below: str = ""  #: the folder that it is for, from which ``:path`` is counted


def find_pattern(path: str, patterns: Mapping[str, str]) -> AddressPattern:
    """Return the pattern of the deepest folder around a page that has one; None if none has.

    A pattern for ``_posts`` is that of ``en/news/_posts``, too.
    """
    folder = dirname(path)
    while folder and folder not in patterns:
        if (name := basename(folder)) in _ANYWHERE and name in patterns:
            return AddressPattern(patterns[name], folder)
        folder = dirname(folder)
    return AddressPattern(patterns.get(folder, ""), folder)


def find_base(path: str, patterns: Mapping[str, str]) -> str:
    """Return the address below which a page's whole folder is published: ``/docs``, or "" for the root."""
    pattern = find_pattern(path, patterns).pattern or f"/{path.partition('/')[0]}/:path"
    return pattern.partition(":")[0].rstrip("/")


def expand(placement: AddressPattern, path: str, front: FrontMatter, name: str, date: datetime | None) -> str:
    """Return the address; a word without a value leaves its part out.

    ``path`` is that of the file, or of the folder whose page it is, without a suffix; ``name`` is what the
    page is called by its slug or file, without a date.
    """
    pattern, below = placement
    folder = dirname(path)
    groups = [segment(group) for group in dict(front.taxonomies).get("categories", ())]
    if basename(below) in _ANYWHERE:
        groups = list(dict.fromkeys((*filter(None, dirname(below).split("/")), *groups)))
    words = {
        "title": name,
        "slug": front.slug or simple(front.title) or name,
        "urlized": front.slug or hugo_segment(front.title) or name,
        "dated": front.slug or (f"{date:%Y/%m/%d}/{name}" if date else name),
        "filename": name,
        "name": name,
        "section": folder.partition("/")[0],
        "sections": folder,
        "path": path[len(below) :].lstrip("/"),
        "page": f"{folder[len(below) :]}/{name}".lstrip("/"),
        "categories": "/".join(groups),
        "category": groups[0] if groups else "",
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
