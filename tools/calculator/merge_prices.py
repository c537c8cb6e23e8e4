"""Merges hand-written facts and two sources of prices into `Prices`, and lists where the sources disagree."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct, structs
from tiktoken.model import encoding_name_for_model

from sitegen.calculator.prices import (
    TIER_NAMES,
    Model,
    Patches,
    Prices,
    Promotion,
    Rates,
    Source,
    Tier,
    TierName,
    Tiers,
    Tiles,
    Value,
)
from tools.calculator.price_sources import Quote, rates_of, tier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

NEWEST_ENCODING = "o200k_base"


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
    family: str
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


class Disagreement(NamedTuple):
    """One field on which the two sources differ."""

    model: str
    field: str
    prices: str  #: what genai-prices or our own table says
    check: str  #: what litellm says; of a promotion, what genai-prices says of the time before it


class Waiver(Value, frozen=True):
    """A disagreement that was looked into."""

    model: str
    field: str
    prices: str
    check: str
    take: Literal["prices", "check"]  #: "check" for `context_window` only: prices have one source
    reason: str


class Waivers(Value, frozen=True):
    """All waivers."""

    waivers: tuple[Waiver, ...]


class Update(Struct, frozen=True):
    """New prices, or why there are none."""

    prices: Prices
    errors: tuple[str, ...]
    notes: tuple[str, ...]  #: what was left out because the sources do not agree on it; promotions that ended


def update(
    facts: Facts,
    quotes: Mapping[str, Quote],
    checks: Callable[[str], Quote | None],
    waivers: Sequence[Waiver],
    *,
    sources: dict[str, Source],
    today: date,
) -> Update:
    """Merge facts and quotes into prices; errors are disagreements not waived and waivers not used."""
    models: list[Model] = []
    errors: list[str] = []
    notes: list[str] = []
    unused = {_key(waiver): waiver for waiver in waivers}
    for fact in facts.models:
        quote, check = quotes.get(fact.id), checks(fact.id)
        if quote is None or check is None:
            errors.append(f"{fact.id}: not priced by {'genai-prices' if quote is None else 'litellm'}")
            continue
        taken: dict[str, Waiver] = {}
        for found in disagreements(fact, quote, check):
            waiver = unused.pop(tuple(found), None)
            if waiver is None:
                where = "genai-prices" if found.field.startswith("promotion.") else "litellm"
                errors.append(f"{fact.id}: {found.field} is {found.prices} here and {found.check} in {where}")
            elif waiver.take == "check" and waiver.field != "context_window":
                errors.append(f"{fact.id}: the waiver of {found.field} cannot take litellm's value")
            else:
                taken[waiver.field] = waiver
        notes += (f"{fact.id}: {tier} left out: {why}" for tier, why in left_out(quote, check))
        if fact.promotion is not None and today > fact.promotion.until:
            notes.append(f"{fact.id}: its promotion ended on {fact.promotion.until}: the list price is shown")
        models.append(merge(fact, quote, check, taken))
    errors += (
        f"{waiver.model}: the waiver of {waiver.field} is not used: delete it" for waiver in unused.values()
    )
    return Update(Prices(checked=today, sources=sources, models=tuple(models)), tuple(errors), tuple(notes))


def disagreements(fact: Fact, quote: Quote, check: Quote) -> Iterator[Disagreement]:
    """List the fields that both sources state, and state differently; batch is merely left out then."""
    for tier in TIER_NAMES:
        if tier != "batch":
            yield from _differing(fact.id, tier, quote.base[tier], check.base[tier])
            yield from _differing(fact.id, f"{tier}.long", quote.long[tier], check.long[tier])
    if quote.long_above != check.long_above:
        yield Disagreement(fact.id, "long_above", str(quote.long_above), str(check.long_above))
    if fact.shutdown != check.shutdown:
        yield Disagreement(fact.id, "shutdown", str(fact.shutdown), str(check.shutdown))
    if fact.promotion is not None:
        listed = structs.asdict(fact.promotion.list)
        yield from _differing(fact.id, "promotion", listed, quote.before)
    if (found := _window_disagreement(quote, check)) is not None:
        yield Disagreement(fact.id, "context_window", str(quote.context_window), str(found))


def left_out(quote: Quote, check: Quote) -> Iterator[tuple[str, str]]:
    """List the tiers that are not shown although genai-prices has them, with the reason."""
    ours, theirs = tier_of(quote, "batch"), tier_of(check, "batch")
    if ours is None:
        return
    if theirs is None:
        yield "batch", "litellm has none"
    elif not _agree(ours.base, theirs.base):
        yield "batch", "litellm has other prices"
    elif (ours.long is None) != (theirs.long is None) or not _agree(ours.long, theirs.long):
        yield "batch above the long-context threshold", "litellm has other prices"


def merge(fact: Fact, quote: Quote, check: Quote, taken: Mapping[str, Waiver]) -> Model:
    """Build a model from what is known of it; the waivers taken decide where the sources differ."""
    tiers = _tiers(quote, check)
    encoding, assumed = encoding_of(fact.id)
    window = taken.get("context_window")
    known = {key: getattr(fact, key) for key in Fact.__struct_fields__ if key != "promotion"}
    return Model(
        **known,
        tiers=tiers,
        encoding=encoding,
        encoding_assumed=assumed,
        context_window=int(window.check) if window and window.take == "check" else quote.context_window,
        max_input=check.max_input,
        max_output=check.max_output,
        long_above=quote.long_above,
        reasoning=check.reasoning,
        promotion=None if fact.promotion is None else _promotion(fact.promotion, tiers, quote),
        effective_from=quote.effective_from,
        verified=quote.verified,
        source="genai-prices",
    )


def encoding_of(model: str) -> tuple[str, bool]:
    """Name a model's encoding after tiktoken, and say whether it had to be assumed."""
    try:
        return encoding_name_for_model(model), False
    except KeyError:
        return NEWEST_ENCODING, True


def _key(waiver: Waiver) -> tuple[str, ...]:
    return (waiver.model, waiver.field, waiver.prices, waiver.check)


def _differing(
    model: str, prefix: str, ours: Mapping[str, Decimal], theirs: Mapping[str, Decimal]
) -> Iterator[Disagreement]:
    for kind in sorted(ours.keys() & theirs.keys()):
        if ours[kind] != theirs[kind]:
            yield Disagreement(model, f"{prefix}.{kind}", f"{ours[kind]:f}", f"{theirs[kind]:f}")


def _window_disagreement(quote: Quote, check: Quote) -> int | None:
    """State litellm's input limit, unless our window is that, or that and its output limit together."""
    if quote.context_window is None or check.max_input is None:
        return None
    together = check.max_input + (check.max_output or 0)
    return None if quote.context_window in {check.max_input, together} else check.max_input


def _agree(ours: Rates | None, theirs: Rates | None) -> bool:
    if ours is None or theirs is None:
        return ours is theirs
    # litellm states no cached batch price where the vendor publishes none: only stated prices can disagree.
    cached = theirs.cached is None or ours.cached == theirs.cached
    return cached and (ours.input, ours.output) == (theirs.input, theirs.output)


def _tiers(quote: Quote, check: Quote) -> Tiers:
    found: dict[TierName, Tier | None] = {tier: tier_of(quote, tier) for tier in TIER_NAMES}
    if found["standard"] is None:
        raise ValueError("a model without a standard price cannot be shown")
    batch, theirs = found["batch"], tier_of(check, "batch")
    if batch is not None and (theirs is None or not _agree(batch.base, theirs.base)):
        found["batch"] = None
    elif batch is not None and theirs is not None and not _agree(batch.long, theirs.long):
        found["batch"] = Tier(base=batch.base)
    return Tiers(
        standard=found["standard"], batch=found["batch"], flex=found["flex"], priority=found["priority"]
    )


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
