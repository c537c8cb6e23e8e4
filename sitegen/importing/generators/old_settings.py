"""A value of an old configuration with its place, and a reader that knows which keys nobody asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.core.old_value import Node, plain

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

__all__ = ["Node", "OldSettings", "merge", "plain"]


def merge(base: Node, upper: Node) -> Node:
    """Return one mapping laid over another, at every level."""
    if not isinstance(base.value, dict) or not isinstance(upper.value, dict):
        return upper
    merged = dict(base.value)
    for key, node in upper.value.items():
        merged[key] = merge(merged[key], node) if key in merged else node
    return msgspec.structs.replace(upper, value=merged)


class OldSettings:
    """The keys of an old configuration; it notes which ones were asked for."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._taken: set[tuple[str, ...]] = set()

    def take(self, *path: str) -> Node | None:
        """Return the value of a key, and note that somebody reads it, with all below it."""
        node: Node | None = self.root
        for name in path:
            node = node.items.get(name) if node is not None else None
        if node is not None:
            self._taken.add(path)
        return None if node is None or node.value is None else node

    def text(self, *path: str, default: str = "") -> str:
        """Return the text of a key."""
        node = self.take(*path)
        return (node.text if node is not None else "") or default

    def flag(self, *path: str, default: bool = False) -> bool:
        """Return whether a key is true."""
        node = self.take(*path)
        return node.value if node is not None and isinstance(node.value, bool) else default

    def number(self, *path: str, default: int = 0) -> int:
        """Return the whole number of a key."""
        node = self.take(*path)
        is_number = node is not None and isinstance(node.value, int) and not isinstance(node.value, bool)
        return node.value if node is not None and is_number else default

    def texts(self, *path: str) -> tuple[str, ...]:
        """Return the texts of a list; a single text is a list of one."""
        node = self.take(*path)
        return tuple(part.text for part in node.parts if part.text) if node is not None else ()

    def map(self, *path: str) -> dict[str, Node]:
        """Return the entries of a mapping."""
        node = self.take(*path)
        return node.items if node is not None else {}

    def rest(self, split: Container[str] = ()) -> Iterator[tuple[str, Node]]:
        """Yield (dotted name, value) of each key that nobody read.

        Of a mapping of which a part was read, or whose name is in ``split``, each key counts on its own.
        """
        above = {taken[:length] for taken in self._taken for length in range(len(taken))}
        yield from self._find_rest(self.root, (), above, split)

    def _find_rest(
        self, node: Node, path: tuple[str, ...], above: Container[tuple[str, ...]], split: Container[str]
    ) -> Iterator[tuple[str, Node]]:
        for key, item in node.items.items():
            here = (*path, key)
            name = ".".join(here)
            if here in self._taken:
                continue
            if item.items and (here in above or name in split):
                yield from self._find_rest(item, here, above, split)
            else:
                yield name, item
