"""A page -> the edits of links to this site's own base_url that lead to what moves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.moving.following import Edits, Moving
    from sitegen.moving.loaded_site import LoadedSite


def edit_absolute(moving: Moving, after: LoadedSite, path: str, text: str) -> Edits:
    """Return the edits of whole addresses that the page links to; those in code stay."""
    site, base = moving.site, moving.site.config.base_url.rstrip("/")
    edits: Edits = {}
    if not base or base not in text:
        return edits
    published = "".join(segment for segment in site.converted[path][1].content if isinstance(segment, str))
    for match in re.finditer(rf"{re.escape(base)}(/[^\s\"'<>()\[\]#?]*)", text):
        id_ = site.ids.get(match[1])
        node = after.site.nodes.get(moving.follow(id_)) if id_ else None
        if node and node.route.url != match[1] and f'="{match[0]}' in published:
            edits[match.span(1)] = node.route.url
    return edits
