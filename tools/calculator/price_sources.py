"""Reads model prices from two published packages into `Quote`s that can be compared.

`genai-prices` (installed) is the source, the price list inside the `litellm` wheel is the check. Both are
needed by `make prices` only, never by a build.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZipFile

from genai_prices.data import providers
from genai_prices.types import ConditionalPrice, ModelInfo, ModelPrice, StartDateConstraint, TieredPrices
from msgspec import Struct

from sitegen.calculator.prices import TIER_NAMES, Rates, Tier, TierName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

GENAI_FIELDS = {
    "input": "input_mtok",
    "cached": "cache_read_mtok",
    "write": "cache_write_mtok",
    "output": "output_mtok",
}
GENAI_CONTEXTS: dict[TierName, dict[str, str] | None] = {
    "standard": None,
    "batch": {"processing": "batch"},
    "flex": {"service_tier": "flex"},
    "priority": {"service_tier": "priority"},
    "ultrafast": {"service_tier": "ultrafast"},
}
LITELLM_FIELDS = {
    "input": "input_cost_per_token",
    "cached": "cache_read_input_token_cost",
    "write": "cache_creation_input_token_cost",
    "output": "output_cost_per_token",
}
LITELLM_SUFFIXES: dict[TierName, str] = {
    "standard": "",
    "batch": "_batches",
    "flex": "_flex",
    "priority": "_priority",
    "ultrafast": "_ultrafast",
}
LITELLM_LIST = "litellm/model_prices_and_context_window_backup.json"


class Quote(Struct, frozen=True, kw_only=True):
    """What one source says of one model; prices in US dollars per million tokens, by tier and kind."""

    base: dict[TierName, dict[str, Decimal]]
    long: dict[TierName, dict[str, Decimal]]  #: above `long_above` input tokens
    before: dict[str, Decimal]  #: the standard prices before the current ones
    before_long: dict[str, Decimal]
    long_above: int | None = None
    context_window: int | None = None
    max_input: int | None = None
    max_output: int | None = None
    reasoning: bool = False
    shutdown: date | None = None
    shutdown_source: str = ""  #: the page that names the date
    successor: str = ""
    cache_minimum: int | None = None
    changes: tuple[date, ...] = ()  #: the first days of new prices, past ones
    next_change: date | None = None
    effective_from: date | None = None
    verified: date | None = None


class Split(NamedTuple):
    """One set of prices, below and above the long-context threshold."""

    base: dict[str, Decimal]
    long: dict[str, Decimal]
    long_above: int | None


@cache
def read_genai(today: date, provider_id: str = "openai") -> dict[str, Quote]:
    """Read what genai-prices says of each model of a provider on a day."""
    provider = next(provider for provider in providers if provider.id == provider_id)
    return {model.id: _quote_genai(model, today) for model in provider.models}


def read_litellm(path: Path) -> tuple[str, dict[str, Any]]:
    """Read the version and the price list of a litellm wheel."""
    with ZipFile(path) as wheel:
        prices = json.loads(wheel.read(LITELLM_LIST), parse_float=Decimal)
        metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        version = re.search(r"^Version: (\S+)$", wheel.read(metadata).decode(), re.MULTILINE)
    if version is None:
        raise ValueError(f"{path}: the wheel states no version")
    return version[1], prices


def quote_litellm(prices: Mapping[str, Any], model: str) -> Quote | None:
    """State what litellm's list says of a model; its prices are dollars per token."""
    entry = prices.get(model)
    if entry is None:
        return None
    above = sorted(
        {int(found[1]) * 1000 for key in entry if (found := re.search(r"_above_(\d+)k_tokens", key))}
    )
    return Quote(
        base={tier: _litellm_prices(entry, suffix) for tier, suffix in LITELLM_SUFFIXES.items()},
        long={
            tier: _litellm_prices(entry, f"_above_{above[0] // 1000}k_tokens{suffix}") if above else {}
            for tier, suffix in LITELLM_SUFFIXES.items()
        },
        before={},
        before_long={},
        long_above=above[0] if above else None,
        max_input=_whole(entry.get("max_input_tokens")),
        max_output=_whole(entry.get("max_output_tokens")),
        reasoning=entry.get("supports_reasoning", False),
        shutdown=_litellm_shutdown(prices, model),
        shutdown_source=entry.get("deprecation_source", ""),
        successor=entry.get("successor_model", ""),
        cache_minimum=_whole(entry.get("prompt_cache_min_tokens")),
    )


def _whole(number: Decimal | int | None) -> int | None:
    return None if number is None else int(number)


def tier_of(quote: Quote, tier: TierName) -> Tier | None:
    """Turn one tier of a quote into prices; None: it has no input or output price."""
    base = rates_of(quote.base[tier])
    return None if base is None else Tier(base=base, long=rates_of(quote.long[tier]))


def rates_of(prices: Mapping[str, Decimal]) -> Rates | None:
    """Turn prices by kind of token into `Rates`; None: input or output is missing."""
    return Rates(**prices) if {"input", "output"} <= prices.keys() else None


def _quote_genai(model: ModelInfo, today: date) -> Quote:
    now = datetime.combine(today, time())
    current, before, since = _standard(model, today)
    offered = {tier: _variant(model, tier, current, now) for tier in TIER_NAMES}
    splits = {tier: _split(price) for tier, price in offered.items()}
    old = _split(before)
    thresholds = {split.long_above for split in splits.values() if split.long_above is not None}
    if len(thresholds) > 1:
        raise ValueError(f"{model.id}: its tiers change price at different lengths: {sorted(thresholds)}")
    verified = re.findall(r"verified on (\d{4}-\d\d-\d\d)", model.price_comments or "")
    return Quote(
        base={tier: split.base for tier, split in splits.items()},
        long={tier: split.long for tier, split in splits.items()},
        before=old.base,
        before_long=old.long,
        long_above=min(thresholds, default=None),
        context_window=model.context_window,
        changes=_changes(model, today)[0],
        next_change=_changes(model, today)[1],
        effective_from=since,
        verified=date.fromisoformat(max(verified)) if verified else None,
    )


def _standard(model: ModelInfo, today: date) -> tuple[ModelPrice, ModelPrice | None, date | None]:
    """Find the current prices, those before them, and the day of the change."""
    if isinstance(model.prices, ModelPrice):
        return model.prices, None, None
    active = [price for price in model.prices if _start(price) is None or (_start(price) or today) <= today]
    if not active:
        return model.prices[0].prices, None, None
    return active[-1].prices, active[-2].prices if len(active) > 1 else None, _start(active[-1])


def _changes(model: ModelInfo, today: date) -> tuple[tuple[date, ...], date | None]:
    """List the days on which new prices began, and the next one in the future."""
    prices = () if isinstance(model.prices, ModelPrice) else model.prices
    starts = sorted(start for price in prices if (start := _start(price)) is not None)
    return tuple(day for day in starts if day <= today), next((day for day in starts if day > today), None)


def _start(price: ConditionalPrice) -> date | None:
    return price.constraint.start_date if isinstance(price.constraint, StartDateConstraint) else None


def _variant(model: ModelInfo, tier: TierName, standard: ModelPrice, now: datetime) -> ModelPrice | None:
    context = GENAI_CONTEXTS[tier]
    if context is None:
        return standard
    # A tier that the source doesn't name would silently get the standard prices.
    if not any(variant.when == context for variant in model.price_variants or ()):
        return None
    return model.get_prices(now, context)


def _split(prices: ModelPrice | None) -> Split:
    base: dict[str, Decimal] = {}
    long: dict[str, Decimal] = {}
    starts: set[int] = set()
    for kind, field in GENAI_FIELDS.items():
        price = getattr(prices, field, None)
        if isinstance(price, TieredPrices):
            (step,) = price.tiers
            base[kind], long[kind] = price.base, step.price
            starts.add(step.start)
        elif price is not None:
            base[kind] = price
    if len(starts) > 1:
        raise ValueError(f"prices change at different lengths: {sorted(starts)}")
    return Split(base, long, min(starts, default=None))


def _litellm_prices(entry: Mapping[str, Any], suffix: str) -> dict[str, Decimal]:
    found = ((kind, entry.get(field + suffix)) for kind, field in LITELLM_FIELDS.items())
    return {kind: (Decimal(price) * 10**6).normalize() for kind, price in found if price is not None}


def _litellm_shutdown(prices: Mapping[str, Any], model: str) -> date | None:
    """Find a model's shutdown date: its own, else the last one of its dated snapshots when all have one."""
    if own := prices[model].get("deprecation_date"):
        return date.fromisoformat(own)
    dates = list(_snapshot_dates(prices, model))
    return max((day for day in dates if day), default=None) if all(dates) else None


def _snapshot_dates(prices: Mapping[str, Any], model: str) -> Iterator[date | None]:
    for name, entry in prices.items():
        if re.fullmatch(re.escape(model) + r"-\d{4}-\d\d-\d\d", name):
            text = entry.get("deprecation_date")
            yield date.fromisoformat(text) if text else None
