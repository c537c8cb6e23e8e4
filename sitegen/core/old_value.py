"""A value in a file of another generator, with its place."""

from __future__ import annotations

from typing import Any

import msgspec


class Node(msgspec.Struct, frozen=True):
    """A value with its position."""

    value: Any  #: dict[str, Node], tuple[Node, ...], text, number, bool or None
    path: str = ""  #: of the file, as the user would type it
    line: int = 0
    tag: str = ""  #: a tag or function before it, which isn't evaluated: ``!ENV``, ``resolve``

    @property
    def items(self) -> dict[str, Node]:
        """Its entries, if it is a mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def parts(self) -> tuple[Node, ...]:
        """Its items, if it is a list; a single value is a list of one, nothing is an empty list."""
        if isinstance(self.value, tuple):
            return self.value
        return () if self.value is None else (self,)

    @property
    def text(self) -> str:
        """Its text, if it is a text or a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, (str, int, float)):
            return ""
        return str(self.value)


def plain(node: Node) -> Any:  # noqa: ANN401  values of a configuration have many types
    """Return the value without places."""
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value
