"""Packs prices, plans and profiles into the small JSON that the browser's `arithmetic.js` unpacks.

Keys are one or two letters and defaults are left out. Prices are dollars per million tokens in the order
input, cached, write, output. A tier whose prices are all one multiple of the standard ones is that
multiple; long-context prices that are multiples of the tier's own are the two multiples, for input of every
kind and for output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.calculator.prices import CACHE_MINIMUM, TIER_NAMES, Patches, Tiles
from sitegen.calculator.profiles import PROFILES

if TYPE_CHECKING:
    from decimal import Decimal

    from sitegen.calculator.prices import (
        Currencies,
        Model,
        Past,
        Plan,
        Plans,
        Prices,
        Rates,
        Tier,
        Tiers,
    )
    from sitegen.calculator.profiles import Profile

Packed = dict[str, Any]  # JSON: checked by the vectors, which unpack it on the other side
Number = int | float
Row = tuple["Decimal | None", ...]  # input, cached, write, output


def browser_data(prices: Prices, plans: Plans) -> Packed:
    """Pack what the instrument needs; the same values always give the same bytes."""
    return {
        "checked": prices.checked.isoformat(),
        "sources": {name: source.version for name, source in sorted(prices.sources.items())},
        "models": [_model(model) for model in prices.models],
        "plansChecked": plans.checked.isoformat(),
        "plansNote": plans.note,
        "plans": [_plan(plan) for plan in plans.plans],
        "profiles": [_profile(profile) for profile in PROFILES],
    }


def more_data(prices: Prices, others: Prices, plans: Plans, currencies: Currencies) -> Packed:
    """Pack what few readers ask for: other vendors, the past of each price, exchange rates."""
    return {
        "others": [_model(model) for model in others.models],
        "past": {
            model.id: [_past(past) for past in model.past]
            for model in (*prices.models, *others.models)
            if model.past
        },
        "plans": {
            plan.id: [
                [past.until.isoformat(), _number(past.monthly), _number(past.annual)] for past in plan.past
            ]
            for plan in plans.plans
            if plan.past
        },
        "currencies": {
            "day": currencies.day.isoformat(),
            "source": currencies.source,
            "rates": {code: _exact(rate) for code, rate in currencies.rates.items()},
        },
    }


def _past(past: Past) -> list[Any]:
    promotion = past.promotion and [past.promotion.until.isoformat(), _tiers(past.promotion.after)]
    return [past.until.isoformat(), _tiers(past.tiers), *([promotion] if promotion else [])]


def _model(model: Model) -> Packed:
    packed = {
        "i": model.id,
        "n": model.name,
        "v": "" if model.vendor == "OpenAI" else model.vendor,
        "f": model.family,
        "kd": int(model.kind == "embedding"),
        "e": model.encoding,
        "a": int(model.encoding_assumed),
        "c": _number(model.characters_per_token),
        "m": _number(model.token_multiplier),
        "tr": model.token_range and [_exact(bound) for bound in model.token_range],
        "ts": model.token_source,
        "w": model.context_window,
        "x": model.max_input,
        "o": model.max_output,
        "l": model.long_above,
        "r": int(model.reasoning),
        "h": int(model.overhead == "published"),
        "k": 0 if model.function_tokens == 7 else model.function_tokens,
        "g": _image(model.image),
        "cm": 0 if model.cache_minimum == CACHE_MINIMUM else model.cache_minimum,
        "d": model.shutdown and model.shutdown.isoformat(),
        "su": model.successor,
        "du": "" if model.shutdown_source.startswith("https://") else model.shutdown_source,
        "t": _tiers(model.tiers),
        "p": model.promotion and [model.promotion.until.isoformat(), _tiers(model.promotion.after)],
        "an": model.announced and [model.announced.since.isoformat(), _tiers(model.announced.tiers)],
        "s": "" if model.source == "genai-prices" else model.source,
        "ck": model.checked and model.checked.isoformat(),
    }
    return _without_defaults(packed)


def _plan(plan: Plan) -> Packed:
    packed = {
        "i": plan.id,
        "n": plan.name,
        "m": _number(plan.monthly),
        "y": _number(plan.annual),
        "s": 0 if plan.min_seats == 1 else plan.min_seats,
        "q": int(plan.contact_sales),
        "c": plan.certainty,
        "d": plan.as_of,
    }
    # A free plan's price is 0, which isn't the same as having none.
    return _without_defaults(packed) | ({} if plan.monthly is None else {"m": _number(plan.monthly)})


def _profile(profile: Profile) -> Packed:
    usage = profile.usage
    packed = {
        "i": profile.id,
        "n": profile.name,
        "u": [usage.input_tokens, usage.output_tokens, usage.reasoning_tokens, usage.cached_percent],
        "q": [profile.requests_per_day, profile.days_per_month],
    }
    return _without_defaults(packed)


def _without_defaults(packed: Packed) -> Packed:
    return {key: value for key, value in packed.items() if value not in (None, "", 0)}


def _image(image: Tiles | Patches | None) -> list[Number] | None:
    """Pack tiles as two numbers, and patches as two and a mark."""
    if image is None:
        return None
    if isinstance(image, Tiles):
        return [image.base, image.tile]
    return [_exact(image.factor), image.budget, 1]


def _tiers(tiers: Tiers) -> list[Any]:
    """Pack the tiers in the order of `TIER_NAMES`; one that isn't offered is 0, and left out at the end."""
    relative_tiers = [_relative(getattr(tiers, name), tiers.standard) for name in TIER_NAMES[1:]]
    while relative_tiers and relative_tiers[-1] == 0:
        relative_tiers.pop()
    return [_tier(tiers.standard), *relative_tiers]


def _relative(tier: Tier | None, standard: Tier) -> Number | list[Any]:
    if tier is None:
        return 0
    ratio = _ratio(_row(tier.base) + _row(tier.long), _row(standard.base) + _row(standard.long))
    # A free tier is spelled out: 0 stands for one that isn't offered.
    return _exact(ratio) if ratio else _tier(tier)


def _tier(tier: Tier) -> list[Any]:
    base, long = _row(tier.base), _row(tier.long)
    if tier.long is None:
        return [_numbers(base)]
    inputs, output = _ratio(long[:3], base[:3]), _ratio(long[3:], base[3:])
    if inputs is None or output is None:
        return [_numbers(base), _numbers(long)]
    return [_numbers(base), [_exact(inputs), _exact(output)]]


def _row(rates: Rates | None) -> Row:
    return (None,) * 4 if rates is None else (rates.input, rates.cached, rates.write, rates.output)


def _ratio(ours: Row, base: Row) -> Decimal | None:
    """Find the multiple of `base`, of at most three decimals, that `ours` is throughout, if any."""
    pairs = list(zip(ours, base, strict=True))
    ratio = next((a / b for a, b in pairs if a is not None and b), None)
    if ratio is None or ratio != round(ratio, 3):
        return None
    same = all(a is b if a is None or b is None else a == b * ratio for a, b in pairs)
    return ratio if same else None


def _numbers(row: Row) -> list[Number | None]:
    return [_number(price) for price in row]


def _number(value: Decimal | None) -> Number | None:
    return None if value is None else _exact(value)


def _exact(value: Decimal) -> Number:
    """Turn a short decimal into the JSON number that is written the same way."""
    return int(value) if value == value.to_integral_value() else float(value)
