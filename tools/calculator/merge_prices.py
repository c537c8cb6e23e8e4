"""Merges hand-written facts and two sources of prices into `Prices`, and lists where the sources disagree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, structs
from tiktoken.model import encoding_name_for_model

from sitegen.calculator.prices import (
    CACHE_MINIMUM,
    TIER_NAMES,
    Explained,
    Model,
    Patches,
    Prices,
    Promotion,
    Rates,
    Source,
    Tier,
    Tiers,
    Tiles,
    Value,
)
from tools.calculator.compare_prices import (
    Disagreement,
    Waiver,
    agreed_tiers,
    differing,
    disagreements,
    explain,
    left_out,
)
from tools.calculator.price_sources import Quote, rates_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

NEWEST_ENCODING = "o200k_base"
#: What is said of a shutdown date for which litellm names no page.
UNCONFIRMED = "litellm’s date: it names no page of the vendor"


class Listed(Value, frozen=True):
    """The list price behind a promotion, in US dollars per million tokens."""

    input: Decimal
    cached: Decimal
    output: Decimal


class PromotionFact(Value, frozen=True):
    """A promotion's last day, and the list price that it must come from."""

    until: date
    list: Listed
    note: str


class Fact(Value, frozen=True):
    """What is known by hand of a model to show; the fields are those of `Model`."""

    id: str
    name: str
    family: str = ""
    vendor: str = "OpenAI"
    kind: Literal["chat", "embedding"] = "chat"
    genai_id: str = ""  #: in genai-prices, where it differs; of another provider: "google/gemini-4-argon"
    litellm_id: str = ""  #: in litellm's list, where it differs
    token_range: tuple[Decimal, Decimal] | None = None
    token_source: str = ""
    overhead: Literal["published", "estimate"] = "estimate"
    function_tokens: int = 7
    image: Tiles | Patches | None = None
    shutdown: date | None = None
    shutdown_source: str = ""
    promotion: PromotionFact | None = None


class Facts(Value, frozen=True):
    """The models to show, in order."""

    checked: date
    models: tuple[Fact, ...]


class Update(Struct, frozen=True):
    """New prices, or why there are none."""

    prices: Prices
    errors: tuple[str, ...]
    notes: tuple[str, ...]  #: what was left out because the sources don't agree on it; promotions that ended


def update(
    facts: Facts,
    quotes: Callable[[Fact], Quote | None],
    checks: Callable[[Fact], Quote | None],
    waivers: Sequence[Waiver],
    *,
    sources: dict[str, Source],
    today: date,
) -> Update:
    """Merge facts and quotes into prices; errors are disagreements not waived and waivers not used."""
    models: list[Model] = []
    errors: list[str] = []
    notes: list[str] = []
    equal = 0
    explained: list[Explained] = []
    unused = {_key(waiver): waiver for waiver in waivers}
    for fact in facts.models:
        quote, check = quotes(fact), checks(fact)
        if quote is None or check is None:
            errors.append(f"{fact.id}: not priced by {'genai-prices' if quote is None else 'litellm'}")
            continue
        if fact.kind == "embedding":
            quote, check = _without_output(quote), _without_output(check)
        taken: dict[str, Waiver] = {}
        for difference in _differences(fact, quote, check):
            field = difference.field
            waiver = unused.pop(tuple(difference), None)
            if waiver is None:
                where = "genai-prices" if field.startswith("promotion.") else "litellm"
                errors.append(
                    f"{fact.id}: {field} is {difference.prices} here and {difference.check} in {where}"
                )
            elif waiver.take == "check" and field != "context_window":
                errors.append(f"{fact.id}: the waiver of {field} cannot take litellm's value")
            else:
                taken[field] = waiver
                explained.append(_explain_waiver(waiver))
        alike, unlike = explain(fact.id, quote, check)
        equal += alike
        explained += unlike
        notes += (f"{fact.id}: {tier} left out: {why}" for tier, why in left_out(quote, check))
        if fact.promotion is not None and today > fact.promotion.until:
            notes.append(f"{fact.id}: its promotion ended on {fact.promotion.until}: the list price is shown")
        models.append(merge(fact, quote, check, taken))
    errors += (
        f"{waiver.model}: the waiver of {waiver.field} is not used: delete it" for waiver in unused.values()
    )
    prices = Prices(
        checked=today, sources=sources, models=tuple(models), equal=equal, explained=tuple(explained)
    )
    return Update(prices, tuple(errors), tuple(notes))


def _differences(fact: Fact, quote: Quote, check: Quote) -> Iterator[Disagreement]:
    yield from disagreements(fact.id, quote, check, fact.shutdown)
    if fact.promotion is not None:
        yield from differing(fact.id, "promotion", structs.asdict(fact.promotion.list), quote.before)


def _explain_waiver(waiver: Waiver) -> Explained:
    taken = waiver.check if waiver.take == "check" else waiver.prices
    field = f"{waiver.field}: {waiver.prices} in genai-prices, {waiver.check} in litellm, {taken} here"
    return Explained(model=waiver.model, field=field, reason=waiver.reason)


def _without_output(quote: Quote) -> Quote:
    """Price the output of an embedding model, which has none, at nothing."""
    base = {
        tier: {**prices, "output": Decimal(0)} if prices else prices for tier, prices in quote.base.items()
    }
    return structs.replace(quote, base=base)


def merge(fact: Fact, quote: Quote, check: Quote, taken: Mapping[str, Waiver]) -> Model:
    """Build a model from what is known of it; the waivers taken decide where the sources differ."""
    tiers = Tiers(**{name: tier for name, tier in agreed_tiers(quote, check).items() if tier is not None})
    encoding, assumed = encoding_of(fact.id) if fact.vendor == "OpenAI" else (None, False)
    window = taken.get("context_window")
    unconfirmed = UNCONFIRMED if check.shutdown else ""
    by_hand = {key: getattr(fact, key) for key in Fact.__struct_fields__ if key in Model.__struct_fields__}
    return Model(
        **by_hand
        | {
            "promotion": None if fact.promotion is None else _promotion(fact.promotion, tiers, quote),
            "shutdown_source": fact.shutdown_source or check.shutdown_source or unconfirmed,
            "successor": check.successor if check.shutdown else "",
        },
        tiers=tiers,
        encoding=encoding,
        encoding_assumed=assumed,
        token_multiplier=None if fact.token_range is None else _middle(fact.token_range),
        cache_minimum=check.cache_minimum or CACHE_MINIMUM,
        context_window=_window(window, quote, check),
        max_input=check.max_input,
        max_output=check.max_output,
        long_above=quote.long_above,
        reasoning=check.reasoning,
        effective_from=quote.effective_from,
        verified=quote.verified,
        source="genai-prices",
    )


def _window(waiver: Waiver | None, quote: Quote, check: Quote) -> int | None:
    if waiver is not None and waiver.take == "check":
        return int(waiver.check)
    return quote.context_window or check.max_input


def _middle(bounds: tuple[Decimal, Decimal]) -> Decimal:
    return ((bounds[0] + bounds[1]) / 2).quantize(Decimal("0.01"))


def encoding_of(model: str) -> tuple[str, bool]:
    """Name a model's encoding after tiktoken, and say whether it had to be assumed."""
    try:
        return encoding_name_for_model(model), False
    except KeyError:
        return NEWEST_ENCODING, True


def _key(waiver: Waiver) -> tuple[str, ...]:
    return (waiver.model, waiver.field, waiver.prices, waiver.check)


def _promotion(fact: PromotionFact, tiers: Tiers, quote: Quote) -> Promotion:
    """Build the list prices: standard as before the promotion, other tiers in their ratio to standard."""
    base = rates_of(quote.before)
    if base is None:
        raise ValueError("a promotion needs the prices from before it")
    standard = Tier(base=base, long=rates_of(quote.before_long))
    others = {tier: _in_ratio(getattr(tiers, tier), tiers.standard, standard) for tier in TIER_NAMES[1:]}
    return Promotion(until=fact.until, after=Tiers(standard=standard, **others), note=fact.note)


def _in_ratio(tier: Tier | None, old: Tier, new: Tier) -> Tier | None:
    if tier is None:
        return None
    long = (
        None
        if tier.long is None or old.long is None or new.long is None
        else _scale(tier.long, old.long, new.long)
    )
    return Tier(base=_scale(tier.base, old.base, new.base), long=long)


def _scale(tier: Rates, old: Rates, new: Rates) -> Rates:
    scaled: dict[str, Decimal] = {}
    for kind in Rates.__struct_fields__:
        ours, before, after = getattr(tier, kind), getattr(old, kind), getattr(new, kind)
        if None not in {ours, before, after}:
            scaled[kind] = (after * ours / before).normalize()
    return Rates(**scaled)
