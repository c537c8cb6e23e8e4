"""Costs, projections and break-even points follow from prices and counts, exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from msgspec import structs

from sitegen.calculator.arithmetic import (
    BreakEven,
    Conversation,
    Cost,
    NoPrice,
    Usage,
    break_even,
    conversation_cost,
    conversation_tokens,
    fit,
    plan_price,
    project,
    request_cost,
)
from sitegen.calculator.comparison import compare
from sitegen.calculator.content import Content, Image, Line, input_lines
from sitegen.calculator.money import dollars, fixed, per_million, picodollars, places, shown
from sitegen.calculator.overheads import Counts, Tools, chat_overhead, image_tokens, tokens_of, tool_overhead
from sitegen.calculator.prices import Model, Patches, Plan, Rates, Tier, Tiers, Tiles, read_prices

TODAY = date(2026, 11, 22)
MODEL = Model(
    id="m",
    name="M",
    encoding="o200k_base",
    long_above=1000,
    reasoning=True,
    cache_minimum=500,
    tiers=Tiers(
        standard=Tier(
            base=Rates(input=Decimal(2), cached=Decimal("0.1"), write=Decimal("2.5"), output=Decimal(10)),
            long=Rates(input=Decimal(4), cached=Decimal("0.2"), write=Decimal(5), output=Decimal(15)),
        ),
        batch=Tier(base=Rates(input=Decimal(1), output=Decimal(5))),
    ),
)


def cost_of(usage: Usage, model: Model = MODEL) -> Cost:
    found = request_cost(model, usage, TODAY)
    assert isinstance(found, Cost)
    return found


def test_each_kind_of_token_has_its_price() -> None:
    """Cached, written, output and reasoning tokens are billed apart; reasoning at the output price."""
    usage = Usage(input_tokens=1000, cached_percent=50, output_tokens=10, reasoning_tokens=5)
    assert Cost(0, 50_000_000, 1_250_000_000, 100_000_000, 50_000_000, long=False) == cost_of(usage)


def test_a_prompt_that_is_not_cached_writes_nothing() -> None:
    """Neither without a cache, nor below the model's minimum, is there a read or a write."""
    fresh = [
        cost_of(Usage(input_tokens=tokens, cached_percent=share))[:3]
        for tokens, share in ((1000, 0), (499, 100), (500, 100))
    ]
    assert fresh == [(2_000_000_000, 0, 0), (998_000_000, 0, 0), (0, 50_000_000, 0)]


def test_writing_is_charged_only_where_it_has_a_price() -> None:
    """Of a model that doesn't bill it, what is not read is fresh."""
    free = structs.replace(MODEL, tiers=Tiers(standard=Tier(base=Rates(input=Decimal(2), output=Decimal(1)))))
    cost = cost_of(Usage(input_tokens=1000, cached_percent=40), free)
    assert (cost.fresh, cost.written) == (1_200_000_000, 0)


def test_reasoning_is_ignored_for_a_model_that_does_not_reason() -> None:
    """A model that does not reason is not billed for reasoning."""
    plain = structs.replace(MODEL, reasoning=False)
    assert cost_of(Usage(input_tokens=1, reasoning_tokens=5), plain).reasoning == 0


def test_without_a_cached_price_cached_input_costs_what_input_costs() -> None:
    """A tier that states no discount and no surcharge has none."""
    usage = Usage(input_tokens=1000, cached_percent=30, tier="batch")
    assert cost_of(usage).total == 1_000_000_000


@pytest.mark.parametrize(
    ("tokens", "expected"), [(1000, (2_000_000_000, False)), (1001, (4_004_000_000, True))]
)
def test_the_long_price_is_that_of_the_whole_request(tokens: int, expected: tuple[int, bool]) -> None:
    """One token above the threshold reprices all of the request."""
    cost = cost_of(Usage(input_tokens=tokens))
    assert expected == (cost.total, cost.long)


def test_what_has_no_price_says_why() -> None:
    """A tier that is not offered, and one without a long-context price, are named."""
    found = [
        request_cost(MODEL, Usage(input_tokens=1, tier="flex"), TODAY),
        request_cost(MODEL, Usage(input_tokens=1001, tier="batch"), TODAY),
    ]
    assert found == [NoPrice.TIER, NoPrice.LONG]


@pytest.mark.parametrize(
    "usage",
    [
        Usage(input_tokens=-1),
        Usage(input_tokens=1, output_tokens=-1),
        Usage(input_tokens=1, cached_percent=101),
        Usage(input_tokens=1, cached_percent=-1),
    ],
)
def test_impossible_requests_are_refused(usage: Usage) -> None:
    """Negative counts, and shares of more than all, are mistakes of the caller."""
    with pytest.raises(ValueError, match="must not be negative"):
        request_cost(MODEL, usage, TODAY)


def test_costs_are_the_exact_fractions() -> None:
    """Against plain fractions of dollars, over every committed model: the difference is none at all."""
    random = Random(1)
    differences = []
    for model in read_prices().models:
        usage = Usage(input_tokens=random.randint(0, 10**6), output_tokens=random.randint(0, 10**5))
        found = cost_of(usage, model)
        tiers = model.tiers if model.promotion is None else model.promotion.after
        rates = tiers.standard.base
        if model.long_above is not None and usage.input_tokens > model.long_above:
            assert tiers.standard.long is not None
            rates = tiers.standard.long
        exact = usage.input_tokens * Fraction(rates.input) + usage.output_tokens * Fraction(rates.output)
        differences.append(Fraction(found.total, 10**12) - exact / 10**6)
    assert [Fraction(0)] * len(read_prices().models) == differences


def test_a_year_is_twelve_months_of_the_days_stated() -> None:
    """A month is the days of use that the reader states, and a year is twelve of them."""
    assert project(7, 3, 22) == (7, 21, 21 * 22, 21 * 22 * 12)


@dataclass(frozen=True)
class Even:
    """One case of break-even."""

    request: int
    plan: int | None
    days: int
    expected: BreakEven


@pytest.mark.parametrize(
    "case",
    [
        Even(10, 3000, 30, BreakEven("at", 10, 300)),
        Even(10, 3001, 30, BreakEven("at", 11, 301)),
        Even(10**12, 1, 30, BreakEven("at", 1, 1)),
        Even(0, 3000, 30, BreakEven("never")),
        Even(10, 3000, 0, BreakEven("never")),
        Even(10, 0, 30, BreakEven("always")),
        Even(10, None, 30, BreakEven("unpriced")),
    ],
)
def test_break_even_is_the_least_number_that_costs_as_much(case: Even) -> None:
    """The number rounds up; free plans, free requests and unknown prices have none."""
    assert case.expected == break_even(case.request, case.plan, case.days)


def test_break_even_is_the_boundary() -> None:
    """At the number the API costs at least as much as the plan, and one below it less."""
    random = Random(2)
    for _ in range(200):
        request, plan, days = random.randint(1, 10**11), random.randint(1, 10**14), random.randint(1, 31)
        per_day = break_even(request, plan, days).per_day
        assert per_day is not None
        below, at = (project(request, count, days).month for count in (per_day - 1, per_day))
        assert below < plan <= at


def test_a_plan_is_bought_for_at_least_its_minimum_of_seats() -> None:
    """Seats below the minimum are paid for; a price that does not exist is None."""
    plan = Plan(id="p", name="P", monthly=Decimal(25), annual=None, min_seats=2)
    found = (plan_price(plan), plan_price(plan, seats=3), plan_price(plan, "annual"))
    assert found == (50 * 10**12, 75 * 10**12, None)


def test_a_conversation_without_history_is_one_request() -> None:
    """One turn costs what its request costs, the overhead included."""
    model = structs.replace(MODEL, long_above=None)
    chat = Conversation(turns=1, first_tokens=94, reply_tokens=10)
    assert cost_of(Usage(input_tokens=100, output_tokens=10), model) == conversation_cost(model, chat, TODAY)


def test_a_conversation_sends_its_history_again() -> None:
    """Turn n sends n messages of the user and n − 1 replies."""
    chat = Conversation(turns=3, first_tokens=100, next_tokens=100, reply_tokens=50)
    assert [tokens.fresh for tokens in conversation_tokens(MODEL, chat)] == [106, 262, 418]


def test_a_loop_of_tools_sends_each_result_again() -> None:
    """Step n sends the task, n − 1 calls and their results; the cache reads what the step before sent."""
    loop = Conversation(turns=3, first_tokens=2000, next_tokens=300, reply_tokens=50, cached=True)
    steps = [tokens[:3] for tokens in conversation_tokens(MODEL, loop)]
    assert steps == [(0, 0, 2006), (0, 1920, 442), (0, 2304, 414)]


def test_a_conversation_becomes_long_in_the_middle() -> None:
    """Each turn pays by its own length, and one that has no price has none as a whole."""
    chat = Conversation(turns=10, first_tokens=200, next_tokens=200, reply_tokens=10)
    found = conversation_cost(MODEL, chat, TODAY)
    assert isinstance(found, Cost)
    assert found.long
    assert NoPrice.LONG is conversation_cost(MODEL, structs.replace(chat, tier="batch"), TODAY)


def test_a_model_s_limits_are_told_apart() -> None:
    """Input, output and the window of both are separate limits; what is not known is not checked."""
    model = structs.replace(MODEL, max_input=100, max_output=50, context_window=120)
    found = [fit(model, *pair) for pair in ((100, 20), (101, 0), (0, 51), (100, 21))]
    assert found == ["fits", "input", "output", "window"]
    assert fit(MODEL, 10**9, 10**9) == "fits"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (0, "0.00"),
        (10**12, "1.00"),
        (1_234_567_890_000_000, "1234.57"),
        (500_000_000_000, "0.50"),
        (2_750_000_000, "0.00275"),
        (999_500_000_000, "1.00"),
        (999_499_999_999, "0.999"),
        (12, "0.000000000012"),
    ],
)
def test_amounts_show_cents_or_three_digits(amount: int, expected: str) -> None:
    """From a dollar on cents, below it three significant digits, halves rounded up."""
    assert expected == shown(amount)


def test_text_is_grouped_for_a_reader() -> None:
    """Dollars carry their sign and thousands separators; prices are never rounded."""
    assert (
        dollars("1234567.00"),
        per_million(62_500),
        per_million(15_625_000),
        fixed(picodollars(Decimal("12.49")), 0),
    ) == ("$1,234,567.00", "0.0625", "15.625", "12")


def test_places_are_enough_for_a_picodollar() -> None:
    """Twelve decimals show the smallest amount."""
    assert [places(amount) for amount in (1, 10, 100, 1000, 10**11, 10**12)] == [12, 12, 12, 11, 3, 2]


def test_chat_overhead_is_that_of_the_cookbook() -> None:
    """3 a message, 1 a name, 3 for the reply; nothing without a message."""
    assert [chat_overhead(0), chat_overhead(1), chat_overhead(2, 1)] == [0, 6, 10]


def test_tool_overhead_depends_on_the_model() -> None:
    """Older models add three more tokens a function; without functions there is no overhead."""
    tools = Tools(functions=2, with_properties=1, properties=3, text_tokens=5)
    old = structs.replace(MODEL, function_tokens=10)
    assert (
        tool_overhead(MODEL, tools),
        tool_overhead(old, tools),
        tool_overhead(MODEL, Tools()),
    ) == (43, 49, 0)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((512, 512), 255), ((513, 512), 425), ((1, 1), 255), ((4096, 8192), 1105), ((10000, 100), 765)],
)
def test_tiles_cover_the_scaled_image(size: tuple[int, int], expected: int) -> None:
    """An image fits 2048 px square, then a short side of 768 px, and is covered by tiles of 512 px."""
    model = structs.replace(MODEL, image=Tiles(base=85, tile=170))
    width, height = size
    assert (expected, expected, 85) == (
        image_tokens(model, width, height),
        image_tokens(model, height, width),
        image_tokens(model, width, height, detail="low"),
    )


def test_patches_stay_within_the_budget() -> None:
    """However large or thin an image is, it takes no more patches than the budget, and at least one."""
    model = structs.replace(MODEL, image=Patches(factor=Decimal(1), budget=1536))
    random = Random(3)
    sizes = [(int(10 ** random.uniform(0, 5)), int(10 ** random.uniform(0, 5))) for _ in range(500)]
    counted = [image_tokens(model, width, height) or 0 for width, height in sizes]
    assert [count for count in counted if not 1 <= count <= 1536] == []


def test_an_image_without_a_rule_is_not_estimated() -> None:
    """No published rule, no number; neither has an image without an extent."""
    model = structs.replace(MODEL, image=Tiles(base=85, tile=170))
    assert (image_tokens(MODEL, 10, 10), image_tokens(model, 0, 10)) == (None, None)


def test_counts_say_how_sure_they_are() -> None:
    """A known tokenizer counts, a new model's is assumed, another vendor's is estimated, rounded up."""
    counts = Counts(o200k_base=100, characters=361)
    changes: list[dict[str, object]] = [
        {},
        {"encoding_assumed": True},
        {"encoding": "cl100k_base"},
        {"encoding": None, "characters_per_token": Decimal("3.6")},
        {"encoding": None, "token_multiplier": Decimal("1.15")},
    ]
    found = [tokens_of(structs.replace(MODEL, **change), counts) for change in changes]
    expected = [(100, "exact"), (100, "assumed"), (100, "estimate"), (101, "estimate"), (115, "estimate")]
    assert expected == found


def test_comparison_puts_what_can_be_used_first() -> None:
    """Usable models by cost, then too small ones, unpriced ones, and those shut down."""
    dear = structs.replace(
        MODEL, id="dear", tiers=Tiers(standard=Tier(base=Rates(input=Decimal(9), output=Decimal(9))))
    )
    models = [
        structs.replace(MODEL, id="gone", shutdown=TODAY),
        structs.replace(dear, id="unpriced", long_above=1),
        structs.replace(MODEL, id="small", context_window=10),
        dear,
        structs.replace(MODEL, id="b"),
        structs.replace(MODEL, id="a"),
    ]
    rows = compare(models, Content(counts=Counts(o200k_base=94), messages=1), Usage(input_tokens=0), TODAY)
    assert [row.model.id for row in rows] == ["a", "b", "dear", "small", "unpriced", "gone"]


def test_input_is_listed_part_by_part() -> None:
    """Text, chat, tools and images are separate lines, each with its certainty; what is not sent has none."""
    model = structs.replace(MODEL, image=Tiles(base=85, tile=170), overhead="published")
    content = Content(
        counts=Counts(o200k_base=100),
        messages=1,
        tools=Tools(functions=1),
        images=(Image(width=10, height=10, number=2), Image(width=10, height=10, detail="low")),
    )
    lines = (
        Line("text", 100, "exact"),
        Line("chat", 6, "published"),
        Line("tools", 19, "published"),
        Line("images", 2 * 255 + 85, "estimate"),
    )
    assert lines == input_lines(model, content)
    assert lines[:1] == input_lines(model, Content(counts=content.counts))
    assert input_lines(MODEL, content)[3] == Line("images", 0, "unknown")
