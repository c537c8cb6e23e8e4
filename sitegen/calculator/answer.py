"""Settings and a text's counts -> the one sentence that a calculator answers with, before any script runs.

`layouts/assets/calculator/answer.js` writes the same sentence for the reader's own text and settings.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from sitegen.calculator.arithmetic import NoPrice, Usage, plan_price, project, request_cost
from sitegen.calculator.freshness import is_gone
from sitegen.calculator.money import dollars, shown
from sitegen.calculator.overheads import Counts, tokens_of
from sitegen.core.wording import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sitegen.calculator.prices import Model, Plan
    from sitegen.calculator.profiles import Profile
    from sitegen.core.wording import Wording

#: For input without a text, on models whose tokens are estimated by characters.
CHARACTERS_PER_TOKEN = 4


class Choice(NamedTuple):
    """One entry of a list to choose from."""

    id: str
    name: str


class Answer(NamedTuple):
    """The sentence and its controls; without a text, or without a price, the amounts are ""."""

    model: str  #: id
    model_groups: tuple[
        tuple[str, tuple[Choice, ...]], ...
    ]  #: the models that last by family, then the others
    per_day: int
    plan: str  #: id; "" if no plan has a price
    plans: tuple[Choice, ...]
    sentence: tuple[str, ...]  #: in pieces: words, and "{tokens}" and the like where the template puts those
    unit: str  #: "requests"
    tokens: str  #: "42 tokens"
    text_cost: str
    month: str  #: "$5.36 a month"
    difference: str  #: "$14.64 less"
    relation: str  #: "than" or "as"
    also: str  #: what else is counted: "Each with 2,000 more tokens in and 600 out, …"


def answer(
    models: Iterable[Model],
    plans: Iterable[Plan],
    today: date,
    *,
    model_id: str,
    profile: Profile,
    counts: Counts | None,
    say: Wording = ENGLISH,
) -> Answer:
    """Answer for one model and profile; ``counts`` is None if there is no text, ``say`` has the language."""
    living = [model for model in models if not is_gone(model, today)]
    model = next((candidate for candidate in living if candidate.id == model_id), None)
    priced_plans = [plan for plan in plans if _month_of(plan)]
    plan = next((candidate for candidate in priced_plans if candidate.id == "plus"), None) or next(
        iter(priced_plans), None
    )
    usage = usage_on(model, profile)
    empty = Answer(
        model=model_id,
        model_groups=tuple(_group(living, say)),
        per_day=profile.requests_per_day,
        plan=plan.id if plan else "",
        plans=tuple(Choice(candidate.id, candidate.name) for candidate in priced_plans),
        sentence=tuple(_split(say, with_plan=plan is not None)),
        unit=say.count("request", "requests", profile.requests_per_day),
        tokens="",
        text_cost="",
        month="",
        difference="",
        relation=say("than"),
        also="" if model is None else also_counted(model, profile, say),
    )
    if counts is None or model is None:
        return empty
    alone = tokens_of(model, counts).tokens
    sent = structs.replace(usage, input_tokens=tokens_of(model, _with(counts, usage.input_tokens)).tokens)
    text_cost = request_cost(model, Usage(input_tokens=alone), today)
    cost = request_cost(model, sent, today)
    if isinstance(cost, NoPrice) or isinstance(text_cost, NoPrice):
        return empty._replace(tokens=_tokens(alone, say))
    month = project(cost.total, profile.requests_per_day, profile.days_per_month).month
    difference, relation = compare_month(month, _month_of(plan) if plan else 0, say)
    return empty._replace(
        tokens=_tokens(alone, say),
        text_cost=say.money(dollars(shown(text_cost.total))),
        month=say("{amount} a month", amount=say.money(dollars(shown(month)))),
        difference=difference,
        relation=relation,
    )


def compare_month(month: int, plan_month: int, say: Wording = ENGLISH) -> tuple[str, str]:
    """Return how a month of the API compares with a plan: ("$14.64 less", "than")."""
    if month == plan_month:
        return say("as much"), say("as")
    amount = say.money(dollars(shown(abs(plan_month - month))))
    less, more = say("{amount} less", amount=amount), say("{amount} more", amount=amount)
    return less if month < plan_month else more, say("than")


def also_counted(model: Model, profile: Profile, say: Wording = ENGLISH) -> str:
    """Name what a month's cost includes besides what the sentence says."""
    usage = usage_on(model, profile)
    parts = [
        say("{number} tokens out", number=say.number(usage.output_tokens)),
        say("{number} days a month", number=profile.days_per_month),
    ]
    if usage.input_tokens:
        parts.insert(0, say("{number} more tokens in", number=say.number(usage.input_tokens)))
    if usage.reasoning_tokens and model.reasoning:
        parts.append(say("{number} tokens of reasoning", number=say.number(usage.reasoning_tokens)))
    if usage.cached_percent:
        parts.append(say("{number} % of the input cached", number=usage.cached_percent))
    return say("Counted with {parts}.", parts=say(", ").join(parts))


def usage_on(model: Model | None, profile: Profile) -> Usage:
    """Return a profile's use of a model: an embedding has no output, and no cache."""
    if model is None or model.kind == "chat":
        return profile.usage
    return Usage(input_tokens=profile.usage.input_tokens)


def lasting_first(models: Iterable[Model]) -> list[Model]:
    """Put models with a shutdown date behind the others; within both the order stays."""
    return sorted(models, key=lambda model: model.shutdown is not None)


def _month_of(plan: Plan) -> int:
    return plan_price(plan) or plan_price(plan, "annual") or 0


def _with(counts: Counts, further: int) -> Counts:
    return structs.replace(
        counts,
        o200k_base=counts.o200k_base + further,
        characters=counts.characters + further * CHARACTERS_PER_TOKEN,
    )


def _split(say: Wording, *, with_plan: bool) -> list[str]:
    """Return the sentence of the answer in pieces: a language puts its controls in an order of its own."""
    if with_plan:
        text = say(
            "{tokens}, {cost} on {model}. At {number} {unit} a day that is {month}, {saved} {than} {plan}."
        )
    else:
        text = say("{tokens}, {cost} on {model}. At {number} {unit} a day that is {month}.")
    return [piece for piece in re.split(r"(\{\w+\})", text) if piece]


def _group(models: Iterable[Model], say: Wording) -> Iterator[tuple[str, tuple[Choice, ...]]]:
    for label, members in groupby(lasting_first(models), key=_label):
        name = say(label) if label else say("Shutting down")
        yield name, tuple(Choice(model.id, model.name) for model in members)


def _label(model: Model) -> str:
    if model.shutdown is not None:
        return ""
    return (model.family or model.vendor) if model.vendor == "OpenAI" else model.vendor


def _tokens(number: int, say: Wording) -> str:
    return f"{say.number(number)} {say.count('token', 'tokens', number)}"
