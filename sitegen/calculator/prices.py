"""Reads the committed prices and plans into frozen values.

A price is a `Decimal` of US dollars per million tokens with at most six decimals, so that one token is
always a whole number of picodollars (see `arithmetic`). The same field names serve `data/prices.json`,
`data/plans.json` and a site's own overrides (see `overrides`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Annotated, Literal

from msgspec import Meta, Struct, json

TierName = Literal["standard", "batch", "flex", "priority", "ultrafast"]
TIER_NAMES: tuple[TierName, ...] = ("standard", "batch", "flex", "priority", "ultrafast")
CACHE_MINIMUM = 1024  #: tokens: OpenAI caches no shorter prompt
Positive = Annotated[int, Meta(ge=1)]
Certainty = Literal["high", "medium-high", "medium", "low"]


class Value(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The settings that every value here shares: frozen, named fields, nothing unknown."""


class Rates(Value, frozen=True):
    """What one kind of request costs, in US dollars per million tokens."""

    input: Decimal  #: input that was neither read from nor written to the cache
    output: Decimal  #: output, reasoning included
    cached: Decimal | None = None  #: input read from the cache; None: no discount, `input` applies
    write: Decimal | None = None  #: input written to the cache; None: no surcharge, `input` applies


class Tier(Value, frozen=True):
    """The prices of one processing tier."""

    base: Rates  #: up to and including `Model.long_above` input tokens
    long: Rates | None = None  #: above it, for the whole request; None: no price is published


class Tiers(Value, frozen=True):
    """The processing tiers of a model; None: not offered, or not agreed on by both sources."""

    standard: Tier
    batch: Tier | None = None
    flex: Tier | None = None
    priority: Tier | None = None
    ultrafast: Tier | None = None


class Promotion(Value, frozen=True):
    """A price that is promised only until a date, and what follows it."""

    until: date  #: the last day of the promotion
    after: Tiers  #: the list prices from the next day on
    note: str  #: where the date comes from, and what of `after` is derived


class Past(Value, frozen=True):
    """The prices of a model before they changed."""

    until: date  #: the first day of the prices that came after
    tiers: Tiers
    promotion: Promotion | None = None


class Announced(Value, frozen=True):
    """The prices that a vendor has announced from a day on."""

    since: date
    tiers: Tiers


class Tiles(Value, frozen=True, tag_field="by", tag="tiles"):
    """Image input counted by 512 px tiles, in tokens."""

    base: Positive  #: per image; all that low detail costs
    tile: Positive  #: per tile


class Patches(Value, frozen=True, tag_field="by", tag="patches"):
    """Image input counted by 32 px patches."""

    factor: Decimal  #: tokens per patch, at most two decimals
    budget: Positive  #: larger images are scaled down to this many patches


class Model(Value, frozen=True):
    """One model: its tokenizer, limits, prices, and how long they hold."""

    id: str
    name: str
    tiers: Tiers
    vendor: str = "OpenAI"
    family: str = ""  #: models of a family are listed together
    kind: Literal["chat", "embedding"] = "chat"  #: an embedding has no output
    encoding: str | None = None  #: tiktoken's name; None: the tokenizer isn't ours, counts are estimates
    encoding_assumed: bool = False  #: tiktoken doesn't know the model: the newest encoding is assumed
    characters_per_token: Decimal | None = None  #: for an estimate from characters; at most two decimals
    #: For an estimate from the o200k_base count; at most two decimals.
    token_multiplier: Decimal | None = None
    token_range: tuple[Decimal, Decimal] | None = None  #: the least and the greatest multiplier
    token_source: str = ""  #: where the range comes from
    context_window: Positive | None = None  #: tokens, input and output together
    max_input: Positive | None = None  #: tokens
    max_output: Positive | None = None  #: tokens, reasoning included
    long_above: Positive | None = None  #: input tokens above which `Tier.long` applies to the whole request
    reasoning: bool = False  #: whether it writes reasoning tokens, billed as output
    overhead: Literal["published", "estimate"] = "estimate"  #: certainty of the chat and tool overhead
    function_tokens: Positive = 7  #: tokens that each function definition adds
    image: Tiles | Patches | None = None  #: None: takes no images, or no rule is published
    cache_minimum: Positive = CACHE_MINIMUM  #: tokens: shorter prompts aren't cached
    promotion: Promotion | None = None
    announced: Announced | None = None
    past: tuple[Past, ...] = ()  #: the oldest first
    shutdown: date | None = None  #: the first day on which it no longer answers
    shutdown_source: str = ""  #: a URL; otherwise what isn't confirmed
    successor: str = ""  #: the id of the model that the vendor recommends instead
    effective_from: date | None = None  #: when the current price began, where the source says so
    verified: date | None = None  #: when the source last compared it with the vendor's page, where it says so
    source: str = ""  #: a key of `Prices.sources`, or the author's own words
    checked: date | None = None  #: overrides `Prices.checked` for this model


class Source(Value, frozen=True):
    """A published package that prices were read from."""

    version: str
    url: str
    role: str  #: what it was used for


class Explained(Value, frozen=True):
    """A value that the two sources don't both state, and why it is shown or left out."""

    model: str
    field: str
    reason: str


class Prices(Value, frozen=True):
    """All models, in the order to show them."""

    checked: date  #: the day on which both sources were compared
    sources: dict[str, Source]
    models: tuple[Model, ...]
    equal: int = 0  #: prices that both sources state alike
    explained: tuple[Explained, ...] = ()  #: all others


class Currencies(Value, frozen=True):
    """Exchange rates of a day: units of a currency for a US dollar."""

    day: date
    source: str
    url: str
    rates: dict[str, Decimal]  #: at most six decimals


class PastPlan(Value, frozen=True):
    """The price of a plan before it changed."""

    until: date  #: the first day of the price that came after
    monthly: Decimal | None = None
    annual: Decimal | None = None


class Plan(Value, frozen=True):
    """One subscription, per seat and month, in US dollars."""

    id: str
    name: str
    monthly: Decimal | None = None  #: billed monthly; None: no such price
    annual: Decimal | None = None  #: billed annually, per month; None: no such price
    min_seats: Positive = 1
    contact_sales: bool = False  #: the price is given on request only
    certainty: Certainty = "high"
    as_of: str = ""  #: when the price was reported or took effect: YYYY-MM or YYYY-MM-DD
    source: str = ""
    checked: date | None = None  #: overrides `Plans.checked` for this plan
    past: tuple[PastPlan, ...] = ()  #: the oldest first


class Plans(Value, frozen=True):
    """All subscriptions, in the order to show them."""

    checked: date
    note: str  #: what a comparison with the API must say beside it
    plans: tuple[Plan, ...]


def read_prices(content: bytes | None = None) -> Prices:
    """Read prices from JSON, by default the committed ones; raises msgspec.ValidationError."""
    return json.decode(_committed("prices.json") if content is None else content, type=Prices)


def read_others() -> Prices:
    """Read the committed prices of vendors other than OpenAI; raises msgspec.ValidationError."""
    return json.decode(_committed("others.json"), type=Prices)


def read_currencies() -> Currencies:
    """Read the committed exchange rates; raises msgspec.ValidationError."""
    return json.decode(_committed("currencies.json"), type=Currencies)


def read_plans(content: bytes | None = None) -> Plans:
    """Read plans from JSON, by default the committed ones; raises msgspec.ValidationError."""
    return json.decode(_committed("plans.json") if content is None else content, type=Plans)


def _committed(name: str) -> bytes:
    return files("sitegen.calculator").joinpath("data", name).read_bytes()
