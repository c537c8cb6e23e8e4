"""Prices one content, sent in one way, on every model, the cheapest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from sitegen.calculator.arithmetic import NoPrice, fit, request_cost
from sitegen.calculator.content import input_lines, input_tokens
from sitegen.calculator.freshness import is_gone

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sitegen.calculator.arithmetic import Cost, Limit, Usage
    from sitegen.calculator.content import Content, Line
    from sitegen.calculator.prices import Model


class Compared(NamedTuple):
    """One model's answer."""

    model: Model
    lines: tuple[Line, ...]  #: what it counts
    cost: Cost | NoPrice  #: of the request
    fit: Limit
    gone: bool


def compare(models: Iterable[Model], content: Content, usage: Usage, today: date) -> tuple[Compared, ...]:
    """Price a content on every model; the input of `usage` is replaced by each model's own count.

    Order: usable models by cost, then usable ones that will be shut down, those the request doesn't fit,
    those without a price, and those shut down; within equals by id.
    """
    return tuple(sorted((_price(model, content, usage, today) for model in models), key=_order))


def _price(model: Model, content: Content, usage: Usage, today: date) -> Compared:
    lines = input_lines(model, content)
    sent = structs.replace(usage, input_tokens=input_tokens(lines))
    written = usage.output_tokens + (usage.reasoning_tokens if model.reasoning else 0)
    limit = fit(model, sent.input_tokens, written)
    return Compared(model, lines, request_cost(model, sent, today), limit, is_gone(model, today))


def _order(row: Compared) -> tuple[int, int, str]:
    total = None if isinstance(row.cost, NoPrice) else row.cost.total
    return _rank(row), total or 0, row.model.id


def _rank(row: Compared) -> int:
    if row.gone:
        return 4
    if isinstance(row.cost, NoPrice):
        return 3
    if row.fit != "fits":
        return 2
    return 0 if row.model.shutdown is None else 1
