"""Two quotes of one model -> where they disagree, what only one states, and how much both state alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from sitegen.calculator.prices import TIER_NAMES, Explained, Rates, Tier, TierName, Value
from tools.calculator.price_sources import Quote, tier_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

#: genai-prices has no name for this tier: it is shown as litellm states it, and said to be.
CHECK_ONLY: TierName = "ultrafast"
KINDS = ("input", "output", "cached", "write")


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


def disagreements(model: str, quote: Quote, check: Quote, shutdown: date | None) -> Iterator[Disagreement]:
    """List the fields that both sources state, and state differently; batch is merely left out then."""
    for tier in TIER_NAMES:
        if tier != "batch":
            yield from differing(model, tier, quote.base[tier], check.base[tier])
            yield from differing(model, f"{tier}.long", quote.long[tier], check.long[tier])
    if quote.long_above != check.long_above:
        yield Disagreement(model, "long_above", str(quote.long_above), str(check.long_above))
    if shutdown != check.shutdown:
        yield Disagreement(model, "shutdown", str(shutdown), str(check.shutdown))
    if (window := _window_disagreement(quote, check)) is not None:
        yield Disagreement(model, "context_window", str(quote.context_window), str(window))


def differing(
    model: str, prefix: str, ours: Mapping[str, Decimal], theirs: Mapping[str, Decimal]
) -> Iterator[Disagreement]:
    """List the kinds of tokens that both price, and price differently."""
    for kind in sorted(ours.keys() & theirs.keys()):
        if ours[kind] != theirs[kind]:
            yield Disagreement(model, f"{prefix}.{kind}", f"{ours[kind]:f}", f"{theirs[kind]:f}")


def left_out(quote: Quote, check: Quote) -> Iterator[tuple[str, str]]:
    """List the tiers that aren't shown although genai-prices has them, with the reason."""
    ours, theirs = tier_of(quote, "batch"), tier_of(check, "batch")
    if ours is None:
        return
    if theirs is None:
        yield "batch", "litellm has none"
    elif not _agree(ours.base, theirs.base):
        yield "batch", "litellm has other prices"
    elif (ours.long is None) != (theirs.long is None) or not _agree(ours.long, theirs.long):
        yield "batch above the long-context threshold", "litellm has other prices"


def agreed_tiers(quote: Quote, check: Quote) -> dict[TierName, Tier | None]:
    """Return the tiers to show: genai-prices' except for batch where litellm disagrees, and CHECK_ONLY."""
    tiers: dict[TierName, Tier | None] = {tier: tier_of(quote, tier) for tier in TIER_NAMES}
    tiers[CHECK_ONLY] = tier_of(check, CHECK_ONLY)
    batch, theirs = tiers["batch"], tier_of(check, "batch")
    if batch is not None and (theirs is None or not _agree(batch.base, theirs.base)):
        tiers["batch"] = None
    elif batch is not None and theirs is not None and not _agree(batch.long, theirs.long):
        tiers["batch"] = Tier(base=batch.base)
    return tiers


def explain(model: str, quote: Quote, check: Quote) -> tuple[int, tuple[Explained, ...]]:
    """Count the shown prices that both sources state alike; explain those that only one states."""
    equal = 0
    lonely: list[str] = []
    for name, tier in agreed_tiers(quote, check).items():
        if tier is None or name == CHECK_ONLY:
            continue
        for suffix, rates, theirs in (
            ("", tier.base, check.base[name]),
            (", long", tier.long, check.long[name]),
        ):
            stated = [kind for kind in KINDS if rates is not None and getattr(rates, kind) is not None]
            equal += sum(getattr(rates, kind) == theirs.get(kind) for kind in stated)
            lonely += (f"{name} {kind}{suffix}" for kind in stated if kind not in theirs)
    reasons = [(", ".join(lonely), "only genai-prices states it")] if lonely else []
    if tier_of(check, CHECK_ONLY) is not None:
        reasons.append((CHECK_ONLY, "only litellm states it"))
    reasons += ((tier, f"left out: {why}") for tier, why in left_out(quote, check))
    return equal, tuple(Explained(model=model, field=field, reason=reason) for field, reason in reasons)


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
