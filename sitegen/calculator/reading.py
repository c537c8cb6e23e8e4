"""A page's tokens and a model -> what reading the page costs, as the foot of the page says it."""

from __future__ import annotations

from datetime import date
from functools import cache

from sitegen.calculator.arithmetic import NoPrice, Usage, request_cost
from sitegen.calculator.money import dollars, shown
from sitegen.calculator.prices import Prices, read_prices


def model_names() -> tuple[str, ...]:
    """Return the ids of the models that have prices."""
    return tuple(model.id for model in _prices().models)


def reading_cost(model: str, tokens: int, today: str) -> str:
    """Return the price of input tokens on a day (YYYY-MM-DD): ``$0.00123``; "" when it isn't known."""
    priced_model = next((candidate for candidate in _prices().models if candidate.id == model), None)
    if priced_model is None:
        return ""
    cost = request_cost(priced_model, Usage(input_tokens=tokens), date.fromisoformat(today))
    return "" if isinstance(cost, NoPrice) else dollars(shown(cost.total))


@cache
def _prices() -> Prices:
    return read_prices()
