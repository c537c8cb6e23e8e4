"""The committed prices and plans are those that were looked up, and say what holds on which day."""

from __future__ import annotations

import gzip
import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec import structs

from sitegen.calculator.arithmetic import NoPrice, Usage, request_cost
from sitegen.calculator.browser import browser_data
from sitegen.calculator.freshness import Badge, badges, staleness, tiers_on
from sitegen.calculator.overrides import override
from sitegen.calculator.prices import read_plans, read_prices
from sitegen.calculator.profiles import PROFILES, assumption
from sitegen.calculator.tables import break_even_rows, price_rows, projection_rows

PRICES = read_prices()
PLANS = read_plans()
MODELS = {model.id: model for model in PRICES.models}
TODAY = date(2026, 11, 22)

LOOKED_UP = """
gpt-6-astra 10 1 50
gpt-6.1-sol 2 0.1 10
gpt-6.1-terra 1 0.05 5
gpt-6-sol 2 0.2 10
gpt-6-luna 0.1 0.01 0.5
gpt-5.6-sol 5 0.5 30
gpt-5.5 5 0.5 30
gpt-5.4 2.5 0.25 15
gpt-5.4-mini 0.75 0.075 4.5
gpt-5.1 1.25 0.125 10
gpt-5 1.25 0.125 10
gpt-4.1 2 0.5 8
gpt-4o 2.5 1.25 10
gpt-4o-mini 0.15 0.075 0.6
o3 2 0.5 8
"""


@pytest.mark.parametrize("line", LOOKED_UP.split("\n")[1:-1])
def test_prices_are_those_looked_up(line: str) -> None:
    """Input, cached input and output of each model, as read on 2026-11-22."""
    model, *expected = line.split()
    rates = tiers_on(MODELS[model], TODAY).standard.base
    assert [Decimal(text) for text in expected] == [rates.input, rates.cached, rates.output]


def test_all_prices_are_whole_picodollars_per_token() -> None:
    """No price has more than six decimals, on any day."""
    found = [
        price
        for model in PRICES.models
        for tiers in (model.tiers, *([model.promotion.after] if model.promotion else []))
        for tier in structs.astuple(tiers)
        for rates in ((tier.base, tier.long) if tier else ())
        for price in ((rates.input, rates.cached, rates.write, rates.output) if rates else ())
    ]
    assert [price for price in found if price is not None and price != round(price, 6)] == []


def test_shutdown_dates_are_badged() -> None:
    """Each model that ends says when."""
    ends = {model.id: str(model.shutdown) for model in PRICES.models if model.shutdown}
    soon = dict.fromkeys(("gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5-pro", "o3", "o3-pro"), "2026-12-11")
    later = dict.fromkeys(("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini"), "2027-01-14")
    last = dict.fromkeys(("gpt-5.1", "gpt-5.3-codex", "gpt-5.4-nano"), "2027-04-01")
    names = ("gpt-3.5-turbo", "gpt-4", "gpt-4-turbo", "gpt-4.1-nano", "o1", "o3-mini", "o4-mini")
    assert soon | later | last | dict.fromkeys(names, "2026-10-23") == ends


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2026, 12, 10), "shuts-down"), (date(2026, 12, 11), "gone")]
)
def test_a_model_is_gone_from_its_shutdown_date_on(today: date, expected: str) -> None:
    """The shutdown date is the first day without the model."""
    assert [(expected, date(2026, 12, 11))] == [
        (badge.code, badge.on) for badge in badges(MODELS["o3"], today)
    ]


def test_a_promotion_ends_after_its_last_day() -> None:
    """Up to its last day the promotion's price holds, then the list price, in every tier."""
    model = MODELS["gpt-5.6-sol"]
    usage = [Usage(input_tokens=100_000, tier=tier) for tier in ("standard", "batch", "flex", "priority")]
    found = []
    for day in (date(2026, 11, 21), date(2026, 11, 22)):
        costs = [request_cost(model, one, day) for one in usage]
        found.append([cost if isinstance(cost, NoPrice) else cost.total // 10**9 for cost in costs])
    assert found == [[400, 200, 200, 800], [500, 250, 250, 1000]]


def test_the_article_s_models_are_priced() -> None:
    """The article names these two."""
    assert {"gpt-4.1", "gpt-4o-mini"} <= MODELS.keys()


def test_data_is_stale_after_thirty_days() -> None:
    """On the thirtieth day neither file is old, on the next one both are."""
    plans = structs.replace(PLANS, checked=PRICES.checked)
    thirty = staleness(PRICES, PRICES.checked + timedelta(days=30), plans)
    later = staleness(PRICES, PRICES.checked + timedelta(days=31), plans)
    assert {"model-gone"} == {found.code for found in thirty}
    assert {"prices-stale", "plans-stale"} == {found.code for found in later} - {
        found.code for found in thirty
    }
    assert f"the model prices were checked 31 days ago, on {PRICES.checked}" in [
        found.message for found in later
    ]


def test_what_ended_before_the_check_is_no_warning() -> None:
    """On the day of the check there is nothing to say: what has ended by then is badged."""
    assert staleness(PRICES, PRICES.checked, PLANS) == ()


def test_a_promotion_that_ended_since_the_check_is_a_warning() -> None:
    """Its price was looked up while it held; the day after its last one, the list price is shown."""
    prices = structs.replace(PRICES, checked=date(2026, 11, 21))
    messages = [found.message for found in staleness(prices, date(2026, 11, 22))]
    assert messages == ["the promotion of gpt-5.6-sol ended on 2026-11-21: its list price is shown"]


def test_every_plan_says_where_and_when() -> None:
    """Source, date and certainty stand beside each price."""
    assert [plan.id for plan in PLANS.plans if not (plan.source and plan.as_of and plan.certainty)] == []


def test_plans_are_those_looked_up() -> None:
    """Dollars a month: monthly, annual, least seats, certainty."""
    found = {
        plan.id: (plan.monthly, plan.annual, plan.min_seats, plan.certainty)
        for plan in PLANS.plans
        if not plan.contact_sales
    }
    assert found == {
        "free": (Decimal(0), None, 1, "high"),
        "go": (Decimal(8), None, 1, "medium"),
        "plus": (Decimal(20), None, 1, "high"),
        "pro-100": (Decimal(100), None, 1, "medium-high"),
        "pro-200": (Decimal(200), None, 1, "medium-high"),
        "business-standard": (Decimal(25), Decimal(20), 2, "high"),
        "business-premium": (Decimal(125), Decimal(100), 1, "medium-high"),
    }


def test_the_browser_s_data_is_small() -> None:
    """All models, plans and profiles take at most 2.5 KB compressed."""
    packed = json.dumps(browser_data(PRICES, PLANS), separators=(",", ":")).encode()
    assert len(gzip.compress(packed, 9, mtime=0)) <= 2560


def test_tables_cover_what_they_should() -> None:
    """Every model has a price row; those that answer and last are projected and compared with each plan."""
    lasting = [model.id for model in PRICES.models if model.kind == "chat" and model.shutdown is None]
    projected = projection_rows(PRICES, PROFILES, TODAY)
    even = break_even_rows(PRICES, PLANS, PROFILES[1], TODAY)
    assert list(MODELS) == [row.id for row in price_rows(PRICES, TODAY)]
    assert (lasting, lasting) == ([row.id for row in projected], [row.id for row in even])
    assert ({3}, {9}) == ({len(row.cells) for row in projected}, {len(row.cells) for row in even})


def test_profiles_say_what_they_assume() -> None:
    """Each number of a profile is in its sentence."""
    assert [assumption(profile) for profile in PROFILES[:2]] == [
        "Requests a day: 5. Counted with 30 days a month, 500 tokens in, 400 tokens out.",
        (
            "Requests a day: 30. Counted with 22 days a month, 2,000 tokens in, 25 % of the input cached, "
            "600 tokens out, 400 tokens of reasoning where the model reasons."
        ),
    ]


def test_table_cells_are_the_arithmetic() -> None:
    """gpt-5.4, light: 500 × $2.50 + 400 × $15 a million = $0.00725; times 5 × 30 $1.09; $20 are 92."""
    projected = {row.id: row for row in projection_rows(PRICES, PROFILES, TODAY)}["gpt-5.4"].cells[0]
    even = {row.id: row for row in break_even_rows(PRICES, PLANS, PROFILES[0], TODAY)}["gpt-5.4"]
    plus = {cell.plan: cell for cell in even.cells}["plus"]
    assert (projected.request, projected.month, projected.year) == ("$0.00725", "$1.09", "$13.05")
    assert (plus.text, plus.per_month) == ("92", 2759)


def test_an_author_adds_changes_and_hides() -> None:
    """A new model of another vendor is an estimate; given prices replace all tiers and their provenance."""
    base = {"standard": {"base": {"input": 3, "output": 15}}}
    data = {
        "models": {
            "claude-x": {"name": "X", "vendor": "Other", "characters_per_token": 3.6, "tiers": base},
            "gpt-5.6-sol": {"tiers": base},
            "gpt-4": {"hidden": True},
        },
        "plans": {"plus": {"monthly": 23}, "edu": {"hidden": True}},
    }
    found = override(PRICES, PLANS, data)
    models = {model.id: model for model in found.prices.models}
    assert found.errors == ()
    assert (Badge("estimated-tokens"),) == badges(models["claude-x"], TODAY)
    changed = models["gpt-5.6-sol"]
    assert (changed.tiers.batch, changed.promotion, changed.source) == (None, None, "this site's own data")
    assert "gpt-4" not in models
    assert {"plus": Decimal(23)} == {plan.id: plan.monthly for plan in found.plans.plans if plan.id == "plus"}
    assert "edu" not in {plan.id for plan in found.plans.plans}


def test_every_mistake_of_an_author_is_listed() -> None:
    """Unknown names with a suggestion, wrong types and impossible numbers, each with the path of its key."""
    data = {
        "colour": 1,
        "models": {
            "a": {
                "nam": "A",
                "tiers": {"standard": {"base": {"input": "much", "output": 1}}},
                "max_input": "big",
            },
            "b": {
                "name": "B",
                "vendor": "V",
                "encoding": "o200k",
                "tiers": {"standard": {"base": {"input": -1, "output": 1e-7}}},
            },
            "gpt-4": {"hidden": "yes"},
            "c": 3,
        },
        "plans": {"plus": {"min_seats": 0, "monthly": float("nan")}, "pluss": {"hidden": True}},
    }
    found = override(PRICES, PLANS, data)
    bounds = "expected dollars from 0 to 999,999 with at most six decimals"
    assert found.errors == (
        "colour: unknown name; known: models, plans",
        "models.a.nam: unknown name; did you mean 'name'?",
        "models.a.tiers.standard.base.input: expected a number",
        "models.a.max_input: expected `int | null`, got `str`",
        "models.a.name: missing",
        "models.a.vendor: missing",
        "models.a: give exactly one of encoding, characters_per_token, token_multiplier",
        "models.b.encoding: unknown name; did you mean 'o200k_base'?",
        f"models.b.tiers.standard.base.input: {bounds}, got -1",
        f"models.b.tiers.standard.base.output: {bounds}, got 1E-7",
        "models.gpt-4.hidden: expected true or false",
        "models.c: expected a table",
        "plans.plus.min_seats: expected `int` >= 1",
        f"plans.plus.monthly: {bounds}, got NaN",
        "plans.pluss: unknown name; did you mean 'plus'?",
    )
    assert (found.prices, found.plans) == (PRICES, PLANS)
