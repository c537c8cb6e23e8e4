"""The headings of a page -> its table of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.core.model import Heading


class TocNode(msgspec.Struct):
    """A heading with those below it."""

    level: int
    id: str
    html: Markup
    text: str
    children: list[TocNode]


def nest(headings: Iterable[Heading]) -> tuple[TocNode, ...]:
    """Return the headings of the first level, each with those below it."""
    roots: list[TocNode] = []
    path: list[TocNode] = []
    for heading in headings:
        node = TocNode(heading.level, heading.id, Markup(heading.html), heading.text, [])  # noqa: S704  converted Markdown
        while path and path[-1].level >= node.level:
            path.pop()
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return tuple(roots)
