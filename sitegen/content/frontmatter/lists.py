"""Lists of tags, categories and authors as other generators write them -> Nodes of lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.frontmatter.nodes import Node

if TYPE_CHECKING:
    from collections.abc import Iterator


def list_terms(node: Node) -> Iterator[Node]:
    """Yield the terms of a list, also in lists within it; a number, a day and a truth value are words."""
    for item in node.value:
        if item.kind == "list":
            yield from list_terms(item)
        elif item.kind in ("bad", "mapping"):
            yield item
        elif item.kind != "null" and item.written.strip():
            yield Node("text", item.written, item.written, item.at)


def split_list(node: Node | None) -> Node | None:
    """Read ``tags: one, two`` as Pelican does."""
    items = node.value if node is not None and node.kind == "list" else [node]
    parts = [
        Node("text", part.strip(), part.strip(), item.at)
        for item in items
        if item is not None and item.kind == "text"
        for part in re.split("[,;]", item.value)
        if part.strip()
    ]
    return Node("list", parts, node.written, node.at) if node is not None and parts else node


def split_words(node: Node) -> Node:
    """Read ``tags: one two`` as Jekyll does."""
    if node.kind != "text":
        return node
    words = [word for word in re.split(r"[\s,]+", node.value) if word]
    return Node("list", [Node("text", word, word, node.at) for word in words], node.written, node.at)


def as_list(node: Node) -> Node:
    """Read one text as a list of it."""
    return Node("list", [node], node.written, node.at) if node.kind == "text" else node
