"""Turns prices, plans and profiles into the rows of the tables that a page shows without JavaScript.

Every value is text for a reader of English, or a whole number; `""` is an empty cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.calculator.arithmetic import (
    BreakEven,
    NoPrice,
    break_even,
    plan_price,
    project,
    request_cost,
)
from sitegen.calculator.freshness import badges, is_gone, tiers_on
from sitegen.calculator.money import dollars, per_million, per_token, shown
from sitegen.calculator.prices import TIER_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from sitegen.calculator.freshness import Badge
    from sitegen.calculator.prices import Model, Plan, Plans, Prices, Rates, TierName
    from sitegen.calculator.profiles import Profile

BADGE_TEXTS = {
    "shuts-down": "shuts down on {on}{then}",
    "gone": "gone since {on}",
    "promotion": "promotion until {on}",
    "promotion-lapsed": "promotion ended on {on}: list price; the sources say {input} in, {output} out",
    "announced": "from {on}: {later_input} in, {later_output} out",
    "assumed-encoding": "tokenizer assumed",
    "estimated-tokens": "tokens estimated",
}
NO_PRICE_TEXTS = {NoPrice.TIER: "not offered", NoPrice.LONG: "no price above the long-context threshold"}


class TierRow(NamedTuple):
    """The prices of one tier, in dollars per million tokens, above the long-context threshold or not."""

    tier: TierName
    long: bool
    input: str
    cached: str  #: "": no discount
    write: str  #: "": no surcharge
    output: str


class PriceRow(NamedTuple):
    """One model of the price table."""

    id: str
    name: str
    vendor: str
    family: str
    standard: TierRow
    tiers: tuple[TierRow, ...]  #: all of them, the standard and long-context ones included
    long_above: str  #: "272,000" tokens, or ""
    context_window: str
    max_output: str
    encoding: str
    tokens: str  #: of another vendor: "1.18 to 1.53 × o200k_base"; else ""
    token_source: str
    badges: tuple[tuple[str, str], ...]  #: code and text
    gone: bool
    source: str
    checked: str


class ProfileCell(NamedTuple):
    """What one profile costs on one model; without a price, all but `note` are ""."""

    profile: str
    request: str
    month: str
    year: str
    note: str


class ProjectionRow(NamedTuple):
    """One model of the projection."""

    id: str
    name: str
    cells: tuple[ProfileCell, ...]  #: one for each profile


class BreakEvenCell(NamedTuple):
    """From how many requests on one plan is the cheaper one."""

    plan: str
    kind: str  #: as `BreakEven.kind`
    per_day: int | None
    per_month: int | None
    text: str


class BreakEvenRow(NamedTuple):
    """One model of a break-even table."""

    id: str
    name: str
    request: str  #: the cost of one request
    cells: tuple[BreakEvenCell, ...]  #: one for each plan


def price_rows(prices: Prices, today: date) -> tuple[PriceRow, ...]:
    """List all models with the prices of a day, in their order."""
    names = {model.id: model.name for model in prices.models}
    return tuple(_price_row(model, prices, names, today) for model in prices.models)


def projection_rows(prices: Prices, profiles: tuple[Profile, ...], today: date) -> tuple[ProjectionRow, ...]:
    """Project each profile on each model that lasts and writes, in their order."""
    return tuple(
        ProjectionRow(
            model.id, model.name, tuple(_profile_cell(model, profile, today) for profile in profiles)
        )
        for model in _lasting(prices)
    )


def break_even_rows(prices: Prices, plans: Plans, profile: Profile, today: date) -> tuple[BreakEvenRow, ...]:
    """Find, for one profile, from how many requests a day on each plan costs no more than a lasting model."""
    rows: list[BreakEvenRow] = []
    for model in _lasting(prices):
        cost = request_cost(model, profile.usage, today)
        if isinstance(cost, NoPrice):
            continue
        cells = (_break_even_cell(plan, cost.total, profile.days_per_month) for plan in plans.plans)
        rows.append(BreakEvenRow(model.id, model.name, dollars(shown(cost.total)), tuple(cells)))
    return tuple(rows)


def badge_text(badge: Badge, model: Model, names: Mapping[str, str]) -> str:
    """Say a badge of a model in words; ``names`` are those of all models, by id."""
    rates = model.tiers.standard.base
    later = model.announced.tiers.standard.base if model.announced else rates
    then = f"; successor: {names.get(model.successor, model.successor)}" if model.successor else ""
    if not model.shutdown_source.startswith("https://"):
        then += f" ({model.shutdown_source or 'not confirmed'})"
    return BADGE_TEXTS[badge.code].format(
        on=badge.on,
        then=then,
        input=_price(rates.input),
        output=_price(rates.output),
        later_input=_price(later.input),
        later_output=_price(later.output),
    )


def _price_row(model: Model, prices: Prices, names: Mapping[str, str], today: date) -> PriceRow:
    tiers = tuple(_tier_rows(model, today))
    source = prices.sources.get(model.source)
    return PriceRow(
        id=model.id,
        name=model.name,
        vendor=model.vendor,
        family=model.family,
        standard=tiers[0],
        tiers=tiers,
        long_above=_count(model.long_above),
        context_window=_count(model.context_window),
        max_output=_count(model.max_output),
        encoding=model.encoding or "",
        tokens="" if model.token_range is None else "{} to {} × o200k_base".format(*model.token_range),
        token_source=model.token_source,
        badges=tuple((badge.code, badge_text(badge, model, names)) for badge in badges(model, today)),
        gone=is_gone(model, today),
        source=model.source if source is None else f"{model.source} {source.version}",
        checked=(model.checked or prices.checked).isoformat(),
    )


def _tier_rows(model: Model, today: date) -> Iterator[TierRow]:
    tiers = tiers_on(model, today)
    for name in TIER_NAMES:
        tier = getattr(tiers, name)
        if tier is None:
            continue
        yield _tier_row(name, tier.base, long=False)
        if tier.long is not None:
            yield _tier_row(name, tier.long, long=True)


def _tier_row(name: TierName, rates: Rates, *, long: bool) -> TierRow:
    prices = (rates.input, rates.cached, rates.write, rates.output)
    return TierRow(name, long, *(_price(price) for price in prices))


def _price(price: Decimal | None) -> str:
    return "" if price is None else dollars(per_million(per_token(price)))


def _count(tokens: int | None) -> str:
    return "" if tokens is None else f"{tokens:,}"


def _lasting(prices: Prices) -> Iterator[Model]:
    return (model for model in prices.models if model.kind == "chat" and model.shutdown is None)


def _profile_cell(model: Model, profile: Profile, today: date) -> ProfileCell:
    cost = request_cost(model, profile.usage, today)
    if isinstance(cost, NoPrice):
        return ProfileCell(profile.id, "", "", "", NO_PRICE_TEXTS[cost])
    projected = project(cost.total, profile.requests_per_day, profile.days_per_month)
    amounts = (projected.request, projected.month, projected.year)
    request, month, year = (dollars(shown(amount)) for amount in amounts)
    return ProfileCell(profile.id, request, month, year, "")


def _break_even_cell(plan: Plan, request: int, days_per_month: int) -> BreakEvenCell:
    monthly = plan_price(plan)
    result = break_even(request, plan_price(plan, "annual") if monthly is None else monthly, days_per_month)
    return BreakEvenCell(plan.id, result.kind, result.per_day, result.per_month, _break_even_text(result))


def _break_even_text(result: BreakEven) -> str:
    if result.per_day is not None:
        return f"{result.per_day:,} a day"
    return {"always": "the plan is free", "never": "never", "unpriced": "price on request"}[result.kind]
