"""What was shown before, and what genai-prices dates -> the past of each price, and announced prices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import structs

from sitegen.calculator.prices import TIER_NAMES, Announced, Model, Past, Prices, Tiers
from tools.calculator.price_sources import Quote, tier_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    QuoteOn = Callable[[date, str], Quote | None]  # a day and the id of a model

#: From this day on the committed prices record their own past. Earlier changes are genai-prices' word, for
#: the standard tier alone.
OWN_RECORD = date(2026, 11, 30)
ONE_DAY = timedelta(days=1)


def with_history(new: Prices, shown: Prices | None, quote_on: QuoteOn) -> Prices:
    """Give each model its past: what was shown until today, and what genai-prices says of the time before."""
    before = {model.id: model for model in shown.models} if shown else {}
    models = (
        structs.replace(model, past=_past(model, before.get(model.id), new.checked, quote_on))
        for model in new.models
    )
    return structs.replace(new, models=tuple(models))


def with_announced(new: Prices, quote_on: QuoteOn) -> Prices:
    """Give each model the prices that genai-prices dates in the future: the standard tier and batch."""
    models = (
        structs.replace(model, announced=_announced(model, new.checked, quote_on)) for model in new.models
    )
    return structs.replace(new, models=tuple(models))


def _announced(model: Model, today: date, quote_on: QuoteOn) -> Announced | None:
    quote = quote_on(today, model.id)
    if quote is None or quote.next_change is None:
        return None
    later = quote_on(quote.next_change, model.id)
    standard = None if later is None else tier_of(later, "standard")
    if later is None or standard is None:
        return None
    batch = None if model.tiers.batch is None else tier_of(later, "batch")
    return Announced(since=quote.next_change, tiers=Tiers(standard=standard, batch=batch))


def _past(model: Model, shown: Model | None, today: date, quote_on: QuoteOn) -> tuple[Past, ...]:
    recorded = shown.past if shown else ()
    dated = {past.until for past in recorded}
    early = [past for past in _early(model, quote_on) if past.until not in dated]
    if shown is not None and _differs(shown, model) and today not in dated:
        recorded = (*recorded, Past(until=today, tiers=shown.tiers, promotion=shown.promotion))
    return tuple(sorted((*early, *recorded), key=lambda past: past.until))


def _differs(shown: Model, model: Model) -> bool:
    """Return whether a price changed or went; a tier that is new changes none."""
    tiers = [(getattr(shown.tiers, name), getattr(model.tiers, name)) for name in TIER_NAMES]
    return shown.promotion != model.promotion or any(old not in (None, new) for old, new in tiers)


def _early(model: Model, quote_on: QuoteOn) -> Iterator[Past]:
    latest = quote_on(OWN_RECORD, model.id)
    for change in latest.changes if latest else ():
        quote = quote_on(change - ONE_DAY, model.id)
        standard = None if quote is None else tier_of(quote, "standard")
        if standard is not None:
            yield Past(until=change, tiers=Tiers(standard=standard))
