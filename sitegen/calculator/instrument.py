"""A directive's options, a site's data and a day -> what the token calculator's templates show."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from msgspec import Struct, structs

from sitegen.calculator.answer import Answer, answer, lasting_first
from sitegen.calculator.browser import browser_data
from sitegen.calculator.freshness import is_gone, staleness
from sitegen.calculator.money import dollars
from sitegen.calculator.offer import ExplainedRow, explained_rows, read_offer, unchanged_others
from sitegen.calculator.overheads import Counts
from sitegen.calculator.prices import Model, Plan, Plans, Prices, read_others
from sitegen.calculator.profiles import DEFAULT_PROFILE, PROFILES, Profile, assumption
from sitegen.calculator.tables import (
    BreakEvenRow,
    PriceRow,
    ProjectionRow,
    break_even_rows,
    price_rows,
    projection_rows,
)
from sitegen.calculator.words import page_words, words_asset
from sitegen.core.extras import is_installed, report_missing
from sitegen.core.problems import Problem, error, warning
from sitegen.core.suggest import nearest
from sitegen.core.wording import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from sitegen.core.wording import Wording

Entry = TypeVar("Entry", Model, Plan)

#: Where a site's own models and plans are looked for, under data/.
PAGE = "page"  #: in a Problem's path: the page that the directive is on
DATA_FILES = ("calculator.toml", "calculator.yaml", "calculator.yml", "calculator.json")
OPTIONS = ("model", "models", "plans", "profile", "text")
FLAGS = ("compact",)
#: How sure the price of a plan is.
CERTAINTIES = {
    "high": "certain",
    "medium-high": "quite certain",
    "medium": "fairly certain",
    "low": "uncertain",
}
STALE_HINT = "update sitegen, or give prices of your own in data/calculator.toml"


class PlanRow(NamedTuple):
    """One subscription of the table of plans; "" is an empty cell."""

    id: str
    name: str
    monthly: str  #: "$25.00", a seat and month
    annual: str  #: the same when it is billed once a year
    min_seats: int
    certainty: str
    as_of: str
    source: str  #: a URL, or the author's own words


class ProfileTable(NamedTuple):
    """One way of using a model, and where each plan breaks even with it."""

    id: str
    name: str
    assumption: str
    rows: tuple[BreakEvenRow, ...]


class Instrument(Struct, frozen=True, kw_only=True):
    """A calculator as its templates see it."""

    compact: bool  #: for a place in an article: everything but the answer folded
    text: str  #: the author's own, already counted
    answer: Answer
    prices: tuple[PriceRow, ...]
    gone: tuple[PriceRow, ...]  #: models that no longer answer
    others: tuple[PriceRow, ...]  #: models of other vendors, whose tokens are estimated
    explained: tuple[ExplainedRow, ...]  #: what the two sources don't both state
    equal: str  #: how many prices that both state alike
    projection: tuple[ProjectionRow, ...]
    profiles: tuple[ProfileTable, ...]
    plans: tuple[PlanRow, ...]
    priced_plans: tuple[PlanRow, ...]  #: those that a break-even can be worked out for
    note: str  #: what a comparison of plans with the API must say
    checked: date
    plans_checked: date
    sources: tuple[tuple[str, str, str, str], ...]  #: name, version, URL, what it was used for
    payload: Mapping[str, Any]  #: JSON for the browser
    words: str  #: the asset with the words of the parts below the answer; "" in English
    problems: tuple[Problem, ...]  #: path PAGE, a name of DATA_FILES, or "": the packaged prices


def make_instrument(
    options: Mapping[str, str],
    arguments: tuple[str, ...],
    data: Mapping[str, Any],
    today: str,
    say: Wording = ENGLISH,
) -> Instrument:
    """Make a calculator in a language; ``data`` has the content of DATA_FILES, ``today`` is YYYY-MM-DD."""
    day = date.fromisoformat(today)
    problems: list[Problem] = [*_check_call(options, arguments)]
    everything, plans = read_offer(data, problems)
    others = () if options.get("models") else unchanged_others(everything)
    offered = tuple(model for model in everything.models if model not in others)
    prices = structs.replace(
        everything, models=_choose(offered, "models", options.get("models", ""), problems)
    )
    plans = structs.replace(plans, plans=_choose(plans.plans, "plans", options.get("plans", ""), problems))
    problems += [
        warning("stale-prices", finding.message, hint=STALE_HINT) for finding in staleness(prices, day, plans)
    ]
    chosen = _Chosen.read(options, prices, day, problems)
    first_answer = answer(
        prices.models,
        plans.plans,
        day,
        model_id=chosen.model,
        profile=chosen.profile,
        counts=_count(chosen.text) if chosen.text else None,
        say=say,
    )
    rows = price_rows(prices, day, say)
    read_rows = price_rows(structs.replace(read_others(), models=others), day, say)
    plan_rows = tuple(_plan_row(plan, plans, say) for plan in plans.plans)
    return Instrument(
        compact="compact" in arguments,
        text=chosen.text,
        answer=first_answer,
        prices=tuple(row for row in rows if not row.gone),
        gone=tuple(row for row in rows if row.gone),
        others=tuple(row for row in read_rows if not row.gone),
        explained=explained_rows(everything, {model.id for model in (*prices.models, *others)}, say),
        equal=say.number(everything.equal),
        projection=projection_rows(prices, PROFILES, day, say),
        profiles=tuple(_profile_tables(prices, plans, day, say)),
        plans=plan_rows,
        priced_plans=tuple(
            row for row, plan in zip(plan_rows, plans.plans, strict=True) if plan.monthly or plan.annual
        ),
        note=say(plans.note),
        checked=prices.checked,
        plans_checked=plans.checked,
        sources=_list_sources(prices, say),
        payload={
            **_payload(chosen, prices, plans, first_answer.plan, day),
            **page_words(say),
            "others": [model.id for model in others],
        },
        words=words_asset(say.catalogue),
        problems=tuple(problems),
    )


def _list_sources(prices: Prices, say: Wording) -> tuple[tuple[str, str, str, str], ...]:
    return tuple(
        (name, source.version, source.url, say(source.role)) for name, source in prices.sources.items()
    )


def _check_call(options: Mapping[str, str], arguments: tuple[str, ...]) -> Iterable[Problem]:
    for name in options:
        if name not in OPTIONS:
            yield _problem(f"token-calculator has no option {name!r}", name, (*OPTIONS, *FLAGS))
    for name in arguments:
        if name not in FLAGS:
            yield _problem(f"token-calculator has no argument {name!r}", name, (*OPTIONS, *FLAGS))


def _problem(message: str, name: str, choices: Iterable[str]) -> Problem:
    names = tuple(choices)
    guess = nearest(name, names)
    return error(
        "calculator-option",
        message,
        path=PAGE,
        hint=f"did you mean {guess!r}?" if guess else f"known: {', '.join(names)}",
    )


def _choose(
    entries: tuple[Entry, ...], option: str, chosen: str, problems: list[Problem]
) -> tuple[Entry, ...]:
    """Return the entries that an option names, in its order; all of them when it names none."""
    names = [name.strip() for name in chosen.split(",") if name.strip()]
    by_id = {entry.id: entry for entry in entries}
    problems += [
        _problem(f"{option}: unknown name {name!r}", name, by_id) for name in names if name not in by_id
    ]
    return tuple(by_id[name] for name in names if name in by_id) or entries


def _plan_row(plan: Plan, plans: Plans, say: Wording) -> PlanRow:
    return PlanRow(
        plan.id,
        plan.name,
        _dollars(plan.monthly, say),
        _dollars(plan.annual, say),
        plan.min_seats,
        say(CERTAINTIES[plan.certainty]),
        plan.as_of or (plan.checked or plans.checked).isoformat(),
        plan.source,
    )


def _dollars(price: Decimal | None, say: Wording) -> str:
    return "" if price is None else say.money(dollars(f"{price:.2f}"))


def _profile_tables(prices: Prices, plans: Plans, day: date, say: Wording) -> Iterable[ProfileTable]:
    for profile in PROFILES:
        rows = _without_free(break_even_rows(prices, plans, profile, day, say))
        yield ProfileTable(profile.id, say(profile.name), assumption(profile, say), rows)


def _without_free(rows: tuple[BreakEvenRow, ...]) -> tuple[BreakEvenRow, ...]:
    """Leave out the cells of plans that have no price, or whose price is nothing."""
    return tuple(
        row._replace(cells=tuple(cell for cell in row.cells if cell.kind not in {"always", "unpriced"}))
        for row in rows
    )


class _Chosen(NamedTuple):
    """What the author chose to show first."""

    text: str
    model: str  #: id; "" without one
    profile: Profile

    @classmethod
    def read(
        cls, options: Mapping[str, str], prices: Prices, today: date, problems: list[Problem]
    ) -> _Chosen:
        """Read the options; without a model, the first that no shutdown date is known of."""
        profiles = {profile.id: profile for profile in PROFILES}
        profile = _one_of("profile", options, list(profiles), problems)
        model = _one_of("model", options, [model.id for model in prices.models], problems)
        text = options.get("text", "").replace("\\n", "\n")  # an option is on one line
        if text and not is_installed("tiktoken"):
            problems.append(report_missing("tiktoken", "counting the text of a calculator", PAGE))
            text = ""
        living = (model for model in lasting_first(prices.models) if not is_gone(model, today))
        return cls(
            text,
            model or next((model.id for model in living), ""),
            profiles.get(profile, DEFAULT_PROFILE),
        )


def _payload(chosen: _Chosen, prices: Prices, plans: Plans, plan: str, today: date) -> Mapping[str, Any]:
    payload: dict[str, Any] = {
        "data": browser_data(prices, plans),
        "today": today.isoformat(),
        "profile": chosen.profile.id,
        "plan": plan,
    }
    if chosen.model:
        payload["model"] = chosen.model
    if chosen.text:
        counts = _count(chosen.text)
        payload["counts"] = {
            "tokens": counts.o200k_base,
            "characters": counts.characters,
            "words": len(chosen.text.split()),
        }
    return payload


def _one_of(option: str, options: Mapping[str, str], choices: list[str], problems: list[Problem]) -> str:
    name = options.get(option, "")
    if name and name not in choices:
        problems.append(_problem(f"{option}: unknown name {name!r}", name, choices))
        return ""
    return name


@cache
def _count(text: str) -> Counts:
    """Count the initial text at build time, so that readers needn't load a vocabulary for it."""
    from sitegen.calculator.vocabulary import count

    return Counts(o200k_base=count(text), characters=len(text))
