"""Turns prices, plans and profiles into the rows of the tables that a page shows without JavaScript.

Every value is text in the language of the page, or a whole number; `""` is an empty cell.
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
from sitegen.core.wording import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from sitegen.calculator.freshness import Badge
    from sitegen.calculator.prices import Model, Plan, Plans, Prices, Rates, TierName
    from sitegen.calculator.profiles import Profile
    from sitegen.core.wording import Wording

BADGE_TEXTS = {
    "shuts-down": "shuts down on {day}",
    "gone": "shut down on {day}",
    "promotion": "promotion until {day}",
    "promotion-lapsed": "promotion ended on {day}: list price; the sources say {prices}",
    "announced": "from {day}: {prices}",
    "assumed-encoding": "tokenizer assumed",
    "estimated-tokens": "tokens estimated",
}
NO_PRICE_TEXTS = {
    NoPrice.TIER: "not offered in this tier",
    NoPrice.LONG: "no price for so long an input",
}


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
    text: str  #: the number of requests a day, or the reason why none is shown


class BreakEvenRow(NamedTuple):
    """One model of a break-even table."""

    id: str
    name: str
    request: str  #: the cost of one request
    cells: tuple[BreakEvenCell, ...]  #: one for each plan


def price_rows(prices: Prices, today: date, say: Wording = ENGLISH) -> tuple[PriceRow, ...]:
    """List all models with the prices of a day, in their order."""
    names = {model.id: model.name for model in prices.models}
    return tuple(_price_row(model, prices, names, today, say) for model in prices.models)


def projection_rows(
    prices: Prices, profiles: tuple[Profile, ...], today: date, say: Wording = ENGLISH
) -> tuple[ProjectionRow, ...]:
    """Project each profile on each model that lasts and writes, in their order."""
    return tuple(
        ProjectionRow(
            model.id, model.name, tuple(_profile_cell(model, profile, today, say) for profile in profiles)
        )
        for model in _lasting(prices)
    )


def break_even_rows(
    prices: Prices, plans: Plans, profile: Profile, today: date, say: Wording = ENGLISH
) -> tuple[BreakEvenRow, ...]:
    """Find, for one profile, from how many requests a day on each plan costs no more than a lasting model."""
    rows: list[BreakEvenRow] = []
    for model in _lasting(prices):
        cost = request_cost(model, profile.usage, today)
        if isinstance(cost, NoPrice):
            continue
        cells = (_break_even_cell(plan, cost.total, profile.days_per_month, say) for plan in plans.plans)
        amount = say.money(dollars(shown(cost.total)))
        rows.append(BreakEvenRow(model.id, model.name, amount, tuple(cells)))
    return tuple(rows)


def badge_text(badge: Badge, model: Model, names: Mapping[str, str], say: Wording = ENGLISH) -> str:
    """Say a badge of a model in words; ``names`` are those of all models, by id."""
    tiers = model.announced.tiers if badge.code == "announced" and model.announced else model.tiers
    rates = tiers.standard.base
    prices = say("{input} in, {output} out", input=_price(rates.input, say), output=_price(rates.output, say))
    text = say(BADGE_TEXTS[badge.code], day=say.format_date(badge.on) if badge.on else "", prices=prices)
    if badge.code != "shuts-down":
        return text
    if model.successor:
        text += f"; {say('successor: {model}', model=names.get(model.successor, model.successor))}"
    if not model.shutdown_source.startswith("https://"):
        text += f" ({say(model.shutdown_source or 'not confirmed')})"
    return text


def _price_row(model: Model, prices: Prices, names: Mapping[str, str], today: date, say: Wording) -> PriceRow:
    tiers = tuple(_tier_rows(model, today, say))
    source = prices.sources.get(model.source)
    return PriceRow(
        id=model.id,
        name=model.name,
        vendor=model.vendor,
        family=model.family,
        standard=tiers[0],
        tiers=tiers,
        long_above=_count(model.long_above, say),
        context_window=_count(model.context_window, say),
        max_output=_count(model.max_output, say),
        encoding=model.encoding or "",
        tokens=_token_range(model, say),
        token_source=say(model.token_source),
        badges=tuple((badge.code, badge_text(badge, model, names, say)) for badge in badges(model, today)),
        gone=is_gone(model, today),
        source=model.source if source is None else f"{model.source} {source.version}",
        checked=(model.checked or prices.checked).isoformat(),
    )


def _token_range(model: Model, say: Wording) -> str:
    if model.token_range is None:
        return ""
    low, high = (say.decimal(str(bound)) for bound in model.token_range)
    return say("{low} to {high}", low=low, high=high) + " × o200k_base"


def _tier_rows(model: Model, today: date, say: Wording) -> Iterator[TierRow]:
    tiers = tiers_on(model, today)
    for name in TIER_NAMES:
        tier = getattr(tiers, name)
        if tier is None:
            continue
        yield _tier_row(name, tier.base, say, long=False)
        if tier.long is not None:
            yield _tier_row(name, tier.long, say, long=True)


def _tier_row(name: TierName, rates: Rates, say: Wording, *, long: bool) -> TierRow:
    prices = (rates.input, rates.cached, rates.write, rates.output)
    return TierRow(name, long, *(_price(price, say) for price in prices))


def _price(price: Decimal | None, say: Wording) -> str:
    return "" if price is None else say.money(dollars(per_million(per_token(price))))


def _count(tokens: int | None, say: Wording) -> str:
    return "" if tokens is None else say.number(tokens)


def _lasting(prices: Prices) -> Iterator[Model]:
    return (model for model in prices.models if model.kind == "chat" and model.shutdown is None)


def _profile_cell(model: Model, profile: Profile, today: date, say: Wording) -> ProfileCell:
    cost = request_cost(model, profile.usage, today)
    if isinstance(cost, NoPrice):
        return ProfileCell(profile.id, "", "", "", say(NO_PRICE_TEXTS[cost]))
    projected = project(cost.total, profile.requests_per_day, profile.days_per_month)
    amounts = (projected.request, projected.month, projected.year)
    request, month, year = (say.money(dollars(shown(amount))) for amount in amounts)
    return ProfileCell(profile.id, request, month, year, "")


def _break_even_cell(plan: Plan, request: int, days_per_month: int, say: Wording) -> BreakEvenCell:
    monthly = plan_price(plan)
    result = break_even(request, plan_price(plan, "annual") if monthly is None else monthly, days_per_month)
    text = _break_even_text(result, say)
    return BreakEvenCell(plan.id, result.kind, result.per_day, result.per_month, text)


def _break_even_text(result: BreakEven, say: Wording) -> str:
    """Return from how many requests a day on."""
    if result.per_day is not None:
        return say.number(result.per_day)
    return say({"always": "free", "never": "never", "unpriced": "price on request"}[result.kind])
