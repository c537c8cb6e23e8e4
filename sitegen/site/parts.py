"""A site -> what is known about the contents of the files that it will publish."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sitegen.html.references import Findings, FoundParts
from sitegen.site.redirects import list_old_addresses

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sitegen.site.assemble import Site
    from sitegen.site.links import Links
    from sitegen.site.nodes import Node


class SiteParts:
    """The `Parts` of a site: pages by their documents and layouts, copied files by what is in them."""

    def __init__(self, site: Site, links: Links, copied: Mapping[str, Findings]) -> None:
        """Take what is in copied files, by where they are published."""
        self._site = site
        self._links = links
        self._copied = copied
        self._found = FoundParts(copied)

    def redirect(self, output: str) -> str:
        """Return where a page redirects its readers to; "" for any other file."""
        return self._redirects.get(output, "") or self._found.redirect(output)

    def has(self, output: str, part: str) -> bool:
        """Return whether a page has this id, as far as that is known; `sitegen check` knows."""
        if output in self._copied:
            return self._found.has(output, part)
        node = self._nodes.get(output)
        return node is None or node.document is None or self._links.has_part(node, node.document, part)

    def ids(self, output: str) -> Collection[str]:
        """Return the ids of a page that are known."""
        node = self._nodes.get(output)
        return node.document.anchors if node and node.document else self._found.ids(output)

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {node.route.output: node for node in self._site.nodes.values()}

    @cached_property
    def _redirects(self) -> dict[str, str]:
        return {old.route.output: old.target for old in list_old_addresses(self._site)}
