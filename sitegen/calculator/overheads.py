"""Counts what a request has besides its text (chat framing, tools, images), and estimates foreign tokens.

Whole numbers only, so that the browser's `arithmetic.js` gives the same. What isn't published is labelled an
estimate by `Model.overhead` and, for images, always.
"""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from sitegen.calculator.money import ceiling
from sitegen.calculator.prices import Patches, Tiles

if TYPE_CHECKING:
    from sitegen.calculator.prices import Model

TILE_SIDE = 512  #: px
SHORT_SIDE = 768  #: px: the short side of a larger image is scaled down to this
LONG_SIDE = 2048  #: px: and its long side first to this

Detail = Literal["high", "low"]


class Tools(Struct, frozen=True, kw_only=True):
    """The shape of a request's function definitions."""

    functions: int = 0
    with_properties: int = 0  #: functions that take at least one property
    properties: int = 0
    enums: int = 0  #: properties that list their values
    enum_values: int = 0
    text_tokens: int = 0  #: of "name:description", "property:type:description" and each value


class Counts(Struct, frozen=True, kw_only=True):
    """How long the same text is by each measure."""

    o200k_base: int  #: tokens
    cl100k_base: int | None = None  #: tokens; None: not counted
    characters: int = 0


class TokenCount(NamedTuple):
    """How many tokens a model sees, and how sure that is."""

    tokens: int
    certainty: Literal["exact", "assumed", "estimate"]


def chat_overhead(messages: int, names: int = 0) -> int:
    """Count the tokens that a chat adds: 3 a message, 1 a name, 3 to start the reply; none without a message.

    Source: OpenAI's cookbook on counting tokens; published for gpt-4o and older only.
    """
    return 3 * messages + names + 3 if messages else 0


def tool_overhead(model: Model, tools: Tools) -> int:
    """Count the tokens of function definitions (source: OpenAI's cookbook; gpt-4o and older only)."""
    if tools.functions == 0:
        return 0
    counted = model.function_tokens * tools.functions + 3 * tools.with_properties + 3 * tools.properties
    # An enum takes 3 tokens off and each of its values adds 3: the first value costs its text only.
    counted += 3 * tools.enum_values - 3 * tools.enums
    return counted + 12 + tools.text_tokens


def image_tokens(model: Model, width: int, height: int, detail: Detail = "high") -> int | None:
    """Estimate the tokens of an image of this many pixels; None: no rule is published for the model.

    Low detail is priced for tiles only; with patches it is taken as high, so that the estimate is never too
    low.
    """
    if model.image is None or min(width, height) < 1:
        return None
    if isinstance(model.image, Tiles):
        return model.image.base + (model.image.tile * tiles(width, height) if detail == "high" else 0)
    return ceiling(patches(width, height, model.image) * int(model.image.factor * 100), 100)


def tiles(width: int, height: int) -> int:
    """Count the 512 px tiles of an image, scaled to fit 2048 px square, then to a short side of 768 px."""
    short, long = sorted((width, height))
    # Sizes after the first scaling are fractions over `scale`, which keeps the arithmetic whole.
    numerator, scale = (LONG_SIDE, long) if long > LONG_SIDE else (1, 1)
    if short * numerator > SHORT_SIDE * scale:
        return ceiling(SHORT_SIDE, TILE_SIDE) * ceiling(SHORT_SIDE * long, short * TILE_SIDE)
    return ceiling(short * numerator, scale * TILE_SIDE) * ceiling(long * numerator, scale * TILE_SIDE)


def patches(width: int, height: int, rule: Patches) -> int:
    """Count the 32 px patches of an image, scaled down to the budget so that one side is whole patches."""
    across, down = ceiling(width, 32), ceiling(height, 32)
    if across * down <= rule.budget:
        return across * down
    # At the budget's area a side is √(budget · side ⁄ other side) patches; then scaled to whole patches.
    across = max(1, min(rule.budget, isqrt(rule.budget * width // height)))
    down = max(1, min(rule.budget, isqrt(rule.budget * height // width)))
    if across * height <= down * width:
        return across * ceiling(across * height, width)
    return down * ceiling(down * width, height)


def tokens_of(model: Model, counts: Counts) -> TokenCount:
    """Return how many tokens a text is for a model: counted where the tokenizer is ours, else estimated."""
    if model.encoding is None:
        if model.characters_per_token is not None:
            return TokenCount(
                ceiling(counts.characters * 100, int(model.characters_per_token * 100)), "estimate"
            )
        multiplier = 100 if model.token_multiplier is None else int(model.token_multiplier * 100)
        return TokenCount(ceiling(counts.o200k_base * multiplier, 100), "estimate")
    if model.encoding == "cl100k_base":
        if counts.cl100k_base is None:
            return TokenCount(counts.o200k_base, "estimate")
        return TokenCount(counts.cl100k_base, "exact")
    return TokenCount(counts.o200k_base, "assumed" if model.encoding_assumed else "exact")
