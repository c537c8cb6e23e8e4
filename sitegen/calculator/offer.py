"""The committed prices of all vendors, and a site's own data -> the models and plans to offer."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import structs

from sitegen.calculator.overrides import override
from sitegen.calculator.prices import Model, Plans, Prices, read_others, read_plans, read_prices
from sitegen.core.problems import Problem, error
from sitegen.core.wording import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.core.wording import Wording


#: How `tools/calculator/merge_prices.py` says that the sources differ.
DIFFERENT = "{field}: {prices} in genai-prices, {check} in litellm, {taken} here"
DIFFERENT_VALUES = re.compile(
    r"(?P<field>[\w.]+): (?P<prices>\S+) in genai-prices, (?P<check>\S+) in litellm, (?P<taken>\S+) here"
)


class ExplainedRow(NamedTuple):
    """A value that isn't in both sources, of one model or several."""

    models: str  #: names
    field: str
    reason: str


def read_offer(data: Mapping[str, Any], problems: list[Problem]) -> tuple[Prices, Plans]:
    """Return the committed prices and plans with the site's own data applied, file by file."""
    prices, plans = _committed()
    for name, content in data.items():
        if not isinstance(content, dict):
            problems.append(error("calculator-data", "expected a table with 'models' and 'plans'", path=name))
            continue
        prices, plans, mistakes = override(prices, plans, content)
        problems += [error("calculator-data", mistake, path=name) for mistake in mistakes]
    return prices, plans


@cache
def _committed() -> tuple[Prices, Plans]:
    """Return the models of all vendors, OpenAI's first."""
    openai, others = read_prices(), read_others()
    everything = structs.replace(
        openai,
        models=(*openai.models, *others.models),
        equal=openai.equal + others.equal,
        explained=(*openai.explained, *others.explained),
    )
    return everything, read_plans()


def unchanged_others(prices: Prices) -> tuple[Model, ...]:
    """Return the models that browsers load on demand: of other vendors, as they were committed."""
    committed = set(read_others().models)
    return tuple(model for model in prices.models if model in committed)


def explained_rows(prices: Prices, shown: set[str], say: Wording = ENGLISH) -> tuple[ExplainedRow, ...]:
    """Say once what holds of several models."""
    names = {model.id: model.name for model in prices.models}
    by_reason: dict[tuple[str, str], list[str]] = {}
    for entry in prices.explained:
        if entry.model in shown:
            by_reason.setdefault((entry.field, entry.reason), []).append(names[entry.model])
    return tuple(
        ExplainedRow(say(", ").join(models), _say_field(field, say), say(reason))
        for (field, reason), models in by_reason.items()
    )


def _say_field(text: str, say: Wording) -> str:
    """Say which value it is; ``text`` is as `tools/calculator/compare_prices.py` writes it."""
    if match := DIFFERENT_VALUES.fullmatch(text):
        return say(DIFFERENT, **match.groupdict())
    return say(text)
