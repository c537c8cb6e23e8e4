"""Turns token counts and prices into costs, projections and break-even points, exactly.

All money is a whole number of picodollars (10⁻¹² US dollars): a price of at most six decimals per million
tokens is then a whole number per token, so sums and products are exact and nothing is rounded before it is
shown. Quotients that must be whole numbers round as their functions say.
`layouts/assets/calculator/arithmetic.js` has the same functions; `tests/vectors/calculator.json` holds the
two to the same integers.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from sitegen.calculator.freshness import tiers_on
from sitegen.calculator.money import ceiling, half_up, per_token, picodollars
from sitegen.calculator.overheads import chat_overhead

if TYPE_CHECKING:
    from datetime import date

    from sitegen.calculator.prices import Model, Plan, Rates, TierName

DAYS_PER_MONTH = 30  #: unless the reader says otherwise; a year is twelve such months
CACHE_STEP = 128  #: tokens: the cache keeps whole steps of this

Billing = Literal["monthly", "annual"]
Limit = Literal["fits", "input", "output", "window"]


class NoPrice(Enum):
    """Why a request has no price."""

    TIER = "tier"  #: the model isn't offered, or not priced, in this tier
    LONG = "long"  #: the tier has no price above the model's long-context threshold


class Usage(Struct, frozen=True, kw_only=True):
    """One request, in tokens; the share is whole per cent of the input."""

    input_tokens: int
    output_tokens: int = 0  #: without reasoning
    reasoning_tokens: int = 0  #: ignored for models that don't reason
    cached_percent: int = 0  #: read from the cache; what isn't read is written to it
    tier: TierName = "standard"


class Tokens(NamedTuple):
    """The tokens of one request by the kind they are billed as."""

    fresh: int
    cached: int
    written: int
    output: int
    reasoning: int


class Cost(NamedTuple):
    """What each kind of token costs, in picodollars."""

    fresh: int
    cached: int
    written: int
    output: int
    reasoning: int
    long: bool  #: whether the long-context price applied

    @property
    def total(self) -> int:
        """All of it, in picodollars."""
        return self.fresh + self.cached + self.written + self.output + self.reasoning


class Projection(NamedTuple):
    """A cost at a steady use, in picodollars."""

    request: int
    day: int
    month: int
    year: int


class BreakEven(NamedTuple):
    """From how many requests on the API costs at least as much as a plan."""

    kind: Literal["at", "never", "always", "unpriced"]
    per_day: int | None = None  #: the least whole number; None unless kind is "at"
    per_month: int | None = None


class Conversation(Struct, frozen=True, kw_only=True):
    """A chat, or an agent's loop, that sends its whole history again at each turn, in tokens."""

    turns: int
    system_tokens: int = 0
    first_tokens: int = 0  #: of the first message
    next_tokens: int = 0  #: of each later message: a user's, or the result of a tool
    reply_tokens: int = 0  #: of each reply, or each call of a tool
    reasoning_tokens: int = 0  #: of each reply; not sent again
    cached: bool = False  #: whether the input of the turn before is read from the cache
    tier: TierName = "standard"


def rates_for(model: Model, tier: TierName, input_tokens: int, today: date) -> tuple[Rates, bool] | NoPrice:
    """Find the prices that a request pays, and whether they are the long-context ones."""
    prices = getattr(tiers_on(model, today), tier)
    if prices is None:
        return NoPrice.TIER
    if model.long_above is None or input_tokens <= model.long_above:
        return prices.base, False
    return NoPrice.LONG if prices.long is None else (prices.long, True)


def split_tokens(model: Model, usage: Usage) -> Tokens:
    """Divide a request into the kinds of tokens that are billed; the share rounds half up to whole tokens.

    A prompt shorter than the model's minimum isn't cached. Where the model bills writing, a cached prompt
    writes all that it doesn't read: an upper bound, since a request may end its cached prefix earlier.
    """
    sent = usage.input_tokens
    if min(sent, usage.output_tokens, usage.reasoning_tokens) < 0 or not 0 <= usage.cached_percent <= 100:
        raise ValueError("tokens must not be negative, and a share of the input must be 0 to 100 per cent")
    is_cached = usage.cached_percent > 0 and sent >= model.cache_minimum
    cached = half_up(sent * usage.cached_percent, 100) if is_cached else 0
    written = sent - cached if is_cached and bills_writing(model) else 0
    reasoning = usage.reasoning_tokens if model.reasoning else 0
    return Tokens(sent - cached - written, cached, written, usage.output_tokens, reasoning)


def bills_writing(model: Model) -> bool:
    """Return whether input that is written to the cache has a price of its own."""
    return model.tiers.standard.base.write is not None


def price_tokens(tokens: Tokens, rates: Rates, *, long: bool) -> Cost:
    """Multiply each kind of token by its price."""
    cached = rates.input if rates.cached is None else rates.cached
    written = rates.input if rates.write is None else rates.write
    prices = (rates.input, cached, written, rates.output, rates.output)
    fresh, read, wrote, output, reasoning = (
        count * per_token(price) for count, price in zip(tokens, prices, strict=True)
    )
    return Cost(fresh, read, wrote, output, reasoning, long)


def request_cost(model: Model, usage: Usage, today: date) -> Cost | NoPrice:
    """Price one request on a day; the long-context price, where it applies, is that of the whole request."""
    tokens = split_tokens(model, usage)
    rates = rates_for(model, usage.tier, usage.input_tokens, today)
    return rates if isinstance(rates, NoPrice) else price_tokens(tokens, rates[0], long=rates[1])


def conversation_cost(model: Model, conversation: Conversation, today: date) -> Cost | NoPrice:
    """Price a whole conversation: its history is sent again at each turn, with the chat overhead."""
    total = Cost(0, 0, 0, 0, 0, long=False)
    for tokens in conversation_tokens(model, conversation):
        rates = rates_for(model, conversation.tier, tokens.fresh + tokens.cached + tokens.written, today)
        if isinstance(rates, NoPrice):
            return rates
        cost = price_tokens(tokens, rates[0], long=rates[1])
        total = add(total, cost)
    return total


def add(a: Cost, b: Cost) -> Cost:
    """Add two costs kind by kind."""
    fresh, cached, written, output, reasoning = (x + y for x, y in zip(a[:5], b[:5], strict=True))
    return Cost(fresh, cached, written, output, reasoning, a.long or b.long)


def conversation_tokens(model: Model, conversation: Conversation) -> tuple[Tokens, ...]:
    """Divide each turn into the kinds of tokens that are billed.

    With a cache, a turn reads what the turn before sent (from the model's minimum on, in whole steps of 128),
    and writes the rest where the model bills writing.
    """
    writes = bills_writing(model)
    least = model.cache_minimum
    reasoning = conversation.reasoning_tokens if model.reasoning else 0
    turns: list[Tokens] = []
    before = 0
    for turn in range(1, conversation.turns + 1):
        sent = conversation.system_tokens + conversation.first_tokens
        sent += (turn - 1) * (conversation.next_tokens + conversation.reply_tokens)
        sent += chat_overhead(2 * turn - 1 + (conversation.system_tokens > 0))
        cached = before - before % CACHE_STEP if conversation.cached and before >= least else 0
        written = sent - cached if conversation.cached and writes and sent >= least else 0
        turns.append(Tokens(sent - cached - written, cached, written, conversation.reply_tokens, reasoning))
        before = sent
    return tuple(turns)


def project(request: int, requests_per_day: int, days_per_month: int = DAYS_PER_MONTH) -> Projection:
    """Project a cost to a day, to a month of this many days of use, and to twelve such months."""
    day = request * requests_per_day
    return Projection(request, day, day * days_per_month, day * days_per_month * 12)


def plan_price(plan: Plan, billing: Billing = "monthly", seats: int = 1) -> int | None:
    """State a plan's picodollars a month, for at least its minimum of seats; None: no such price."""
    price = plan.monthly if billing == "monthly" else plan.annual
    return None if price is None else picodollars(price) * max(seats, plan.min_seats)


def break_even(request: int, plan_month: int | None, days_per_month: int = DAYS_PER_MONTH) -> BreakEven:
    """Find the fewest requests at which the API costs at least as much as a plan.

    "always": the plan costs nothing; "never": the request costs nothing, or the month has no days;
    "unpriced": the plan's price isn't known.
    """
    if plan_month is None:
        return BreakEven("unpriced")
    if plan_month == 0:
        return BreakEven("always")
    if request == 0 or days_per_month == 0:
        return BreakEven("never")
    return BreakEven("at", ceiling(plan_month, request * days_per_month), ceiling(plan_month, request))


def fit(model: Model, input_tokens: int, output_tokens: int) -> Limit:
    """Return whether a request fits, or which limit it breaks; a limit that isn't known isn't checked."""
    if model.max_input is not None and input_tokens > model.max_input:
        return "input"
    if model.max_output is not None and output_tokens > model.max_output:
        return "output"
    if model.context_window is not None and input_tokens + output_tokens > model.context_window:
        return "window"
    return "fits"
