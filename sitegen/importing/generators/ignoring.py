"""Patterns of .gitignore, as other generators take them -> those of ``ignore``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.importing.generators.old_settings import Node


def from_gitignore(node: Node | None) -> tuple[str, ...]:
    """Return the patterns in a text with one a line, or in a list.

    A pattern that takes files back in (``!a.md``) has no counterpart, and those of hidden files need none.
    """
    lines: list[str] = []
    for part in node.parts if node is not None else ():
        lines += part.text.splitlines()
    return from_lines(lines)


def from_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return the same for lines."""
    patterns = []
    for line in lines:
        pattern = line.strip()
        if not pattern or pattern.startswith(("#", "!", ".")):
            continue
        pattern = pattern.replace("**/", "").replace("/**", "/*").strip("/").removesuffix("/*")
        if pattern and pattern not in patterns:
            patterns.append(pattern)
    return tuple(patterns)
