"""Markdown that is published unchanged -> the targets in it, as CommonMark reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from markdown_it.token import Token


def list_addresses(text: str) -> tuple[str, ...]:
    """Return the targets of its links and images, each once, sorted."""
    return tuple(sorted(set(_walk(MarkdownIt("commonmark").parse(text)))))


def _walk(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        address = token.attrGet("href") or token.attrGet("src")
        if address:
            yield str(address)
        yield from _walk(token.children or ())
