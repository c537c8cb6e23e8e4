"""Counts what a request sends to one model, line by line: its text, the chat around it, tools and images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from sitegen.calculator.overheads import (
    Counts,
    Detail,
    Tools,
    chat_overhead,
    image_tokens,
    tokens_of,
    tool_overhead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.calculator.prices import Model


class Image(Struct, frozen=True, kw_only=True):
    """Images of one size, in pixels."""

    width: int
    height: int
    detail: Detail = "high"
    number: int = 1


class Content(Struct, frozen=True, kw_only=True):
    """What a request sends, before any model counts it."""

    counts: Counts
    messages: int = 0  #: of the chat, the system's included; 0: the text is counted alone
    names: int = 0  #: messages that carry a name
    tools: Tools = Tools()
    images: tuple[Image, ...] = ()


class Line(NamedTuple):
    """One part of the input, in tokens."""

    part: Literal["text", "chat", "tools", "images"]
    tokens: int  #: 0 when certainty is "unknown"
    certainty: Literal["exact", "assumed", "published", "estimate", "unknown"]


def input_lines(model: Model, content: Content) -> tuple[Line, ...]:
    """List the parts of the input that there are; the text always is.

    "published": by OpenAI's cookbook for this model; "unknown": no rule is published, so nothing is added.
    """
    return tuple(_lines(model, content))


def input_tokens(lines: tuple[Line, ...]) -> int:
    """Add up the input."""
    return sum(line.tokens for line in lines)


def _lines(model: Model, content: Content) -> Iterator[Line]:
    text = tokens_of(model, content.counts)
    yield Line("text", text.tokens, text.certainty)
    if content.messages:
        yield Line("chat", chat_overhead(content.messages, content.names), model.overhead)
    if content.tools.functions:
        yield Line("tools", tool_overhead(model, content.tools), model.overhead)
    if content.images:
        yield _image_line(model, content.images)


def _image_line(model: Model, images: tuple[Image, ...]) -> Line:
    total = 0
    for image in images:
        tokens = image_tokens(model, image.width, image.height, image.detail)
        if tokens is None:
            return Line("images", 0, "unknown")
        total += tokens * image.number
    return Line("images", total, "estimate")
