"""Prices one text, sent in one way, on every model, the cheapest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from sitegen.calculator.arithmetic import NoPrice, fit, request_cost
from sitegen.calculator.freshness import is_gone
from sitegen.calculator.overheads import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sitegen.calculator.arithmetic import Cost, Limit, Usage
    from sitegen.calculator.overheads import Counts, TokenCount
    from sitegen.calculator.prices import Model


class Compared(NamedTuple):
    """One model's answer."""

    model: Model
    counted: TokenCount  #: of the text alone
    cost: Cost | NoPrice  #: of the request
    fit: Limit
    gone: bool


def compare(
    models: Iterable[Model], counts: Counts, usage: Usage, today: date, extra_tokens: int = 0
) -> tuple[Compared, ...]:
    """Price a text, with so many tokens besides it, on every model.

    The input of `usage` is replaced by each model's own count. Order: usable models by cost, then those the
    request does not fit, those without a price, and those shut down; within equals by id.
    """
    return tuple(sorted((_price(model, counts, usage, today, extra_tokens) for model in models), key=_order))


def _price(model: Model, counts: Counts, usage: Usage, today: date, extra_tokens: int) -> Compared:
    count = tokens_of(model, counts)
    sent = structs.replace(usage, input_tokens=count.tokens + extra_tokens)
    written = usage.output_tokens + (usage.reasoning_tokens if model.reasoning else 0)
    limit = fit(model, sent.input_tokens, written)
    return Compared(model, count, request_cost(model, sent, today), limit, is_gone(model, today))


def _order(row: Compared) -> tuple[int, int, str]:
    total = None if isinstance(row.cost, NoPrice) else row.cost.total
    rank = 3 if row.gone else 2 if total is None else 1 if row.fit != "fits" else 0
    return rank, total or 0, row.model.id
