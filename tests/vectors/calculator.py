"""Writes `calculator.json`, the cases that hold Python's and JavaScript's arithmetic to the same integers.

    python tests/vectors/calculator.py

Prices and plans are the frozen `prices.json` and `plans.json` beside this file, so that a change of price
changes no vector. The seeded cases record what Python answers; those of `HAND_WORKED` state the answer worked
out in their note.
"""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.calculator import arithmetic, comparison, content, freshness, money, overheads, prices
from sitegen.calculator.browser import browser_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HERE = Path(__file__).parent
SEED = 20261122
PRICES = prices.read_prices((HERE / "prices.json").read_bytes())
PLANS = prices.read_plans((HERE / "plans.json").read_bytes())
MODELS = {model.id: model for model in PRICES.models}
BY_PLAN = {plan.id: plan for plan in PLANS.plans}
DAYS = ("2026-10-22", "2026-10-23", "2026-11-21", "2026-11-22", "2026-12-11", "2027-01-14")

Case = dict[str, Any]  # JSON by nature

HAND_WORKED: list[Case] = [
    {
        "call": "request_cost",
        "model": "gpt-4.1",
        "today": "2026-11-22",
        "usage": {"input_tokens": 1000, "output_tokens": 500},
        "expected": {
            "fresh": "2000000000",
            "cached": "0",
            "written": "0",
            "output": "4000000000",
            "reasoning": "0",
            "total": "6000000000",
            "long": False,
        },
        "note": "1,000 tokens at $2 a million are $0.002; 500 at $8 a million are $0.004; together $0.006.",
    },
    {
        "call": "request_cost",
        "model": "gpt-4o-mini",
        "today": "2026-11-22",
        "usage": {"input_tokens": 2001, "cached_percent": 50, "output_tokens": 10, "reasoning_tokens": 99},
        "expected": {
            "fresh": "150000000",
            "cached": "75075000",
            "written": "0",
            "output": "6000000",
            "reasoning": "0",
            "total": "231075000",
            "long": False,
        },
        "note": "Half of 2,001 is 1,001 cached at $0.075; 1,000 at $0.15; 10 out at $0.60; no reasoning.",
    },
    {
        "call": "request_cost",
        "model": "gpt-4o-mini",
        "today": "2026-11-22",
        "usage": {"input_tokens": 1023, "cached_percent": 50},
        "expected": {
            "fresh": "153450000",
            "cached": "0",
            "written": "0",
            "output": "0",
            "reasoning": "0",
            "total": "153450000",
            "long": False,
        },
        "note": "One token below 1,024 nothing is cached: 1,023 at $0.15.",
    },
    {
        "call": "request_cost",
        "model": "gpt-6-luna",
        "today": "2026-11-22",
        "usage": {
            "input_tokens": 10_000,
            "cached_percent": 60,
            "output_tokens": 1_200,
            "reasoning_tokens": 800,
        },
        "expected": {
            "fresh": "0",
            "cached": "60000000",
            "written": "500000000",
            "output": "600000000",
            "reasoning": "400000000",
            "total": "1560000000",
            "long": False,
        },
        "note": "6,000 read at $0.01, 4,000 written at $0.125, 2,000 out at $0.50: 9,000 of them are $14.04.",
    },
    {
        "call": "request_cost",
        "model": "gpt-5.6-sol",
        "today": "2026-11-21",
        "usage": {"input_tokens": 1_000_000, "output_tokens": 0, "tier": "batch"},
        "expected": {
            "fresh": "4000000000000",
            "cached": "0",
            "written": "0",
            "output": "0",
            "reasoning": "0",
            "total": "4000000000000",
            "long": True,
        },
        "note": "Last day of the promotion: $4 a million, doubled above 272,000 tokens, halved in batch: $4.",
    },
    {
        "call": "request_cost",
        "model": "gpt-5.6-sol",
        "today": "2026-11-22",
        "usage": {"input_tokens": 272_000, "output_tokens": 100_000, "reasoning_tokens": 10_000},
        "expected": {
            "fresh": "1360000000000",
            "cached": "0",
            "written": "0",
            "output": "3000000000000",
            "reasoning": "300000000000",
            "total": "4660000000000",
            "long": False,
        },
        "note": "The day after: 272,000 is not above the threshold; at $5 $1.36; 110,000 out at $30 $3.30.",
    },
    {
        "call": "request_cost",
        "model": "gpt-5.6-sol",
        "today": "2026-11-22",
        "usage": {"input_tokens": 272_001, "output_tokens": 100_000},
        "expected": {
            "fresh": "2720010000000",
            "cached": "0",
            "written": "0",
            "output": "4500000000000",
            "reasoning": "0",
            "total": "7220010000000",
            "long": True,
        },
        "note": "One token more doubles the input of the whole request to $10, and makes its output $45.",
    },
    {
        "call": "request_cost",
        "model": "gpt-5.5",
        "today": "2026-11-22",
        "usage": {"input_tokens": 300_000, "tier": "priority"},
        "expected": {"no_price": "long"},
        "note": "No priority price is published for gpt-5.5 above 272,000 tokens.",
    },
    {
        "call": "request_cost",
        "model": "gpt-4.1",
        "today": "2026-11-22",
        "usage": {"input_tokens": 1, "tier": "flex"},
        "expected": {"no_price": "tier"},
        "note": "gpt-4.1 is not offered in flex.",
    },
    {
        "call": "project",
        "request": "6000000000",
        "requests_per_day": 50,
        "days_per_month": 30,
        "expected": {
            "request": "6000000000",
            "day": "300000000000",
            "month": "9000000000000",
            "year": "108000000000000",
        },
        "note": "50 times $0.006 is $0.30 a day; 30 days are $9; 12 months are $108.",
    },
    {
        "call": "break_even",
        "request": "6000000000",
        "plan_month": "20000000000000",
        "days_per_month": 30,
        "expected": {"kind": "at", "per_day": 112, "per_month": 3334},
        "note": "$20 ÷ $0.006 = 3,333.3…, so 3,334 a month; ÷ 30 days = 111.1…, so 112 a day.",
    },
    {
        "call": "plan_price",
        "plan": "business-standard",
        "billing": "annual",
        "seats": 1,
        "expected": "40000000000000",
        "note": "$20 a seat billed annually, at least two seats: $40.",
    },
    {
        "call": "image_tokens",
        "model": "gpt-4.1",
        "width": 1024,
        "height": 1024,
        "detail": "high",
        "expected": 765,
        "note": "Scaled to 768 × 768: four tiles of 170 and 85.",
    },
    {
        "call": "image_tokens",
        "model": "gpt-4.1",
        "width": 2048,
        "height": 4096,
        "detail": "high",
        "expected": 1105,
        "note": "Scaled to 1024 × 2048, then to 768 × 1536: six tiles of 170 and 85.",
    },
    {
        "call": "image_tokens",
        "model": "gpt-4.1-mini",
        "width": 1800,
        "height": 2400,
        "detail": "high",
        "expected": 2353,
        "note": "57 × 75 patches are over 1,536: scaled to 33 × 44 = 1,452, times 1.62, rounded up.",
    },
    {
        "call": "image_tokens",
        "model": "gpt-5.4",
        "width": 1024,
        "height": 1024,
        "detail": "high",
        "expected": 1229,
        "note": "32 × 32 patches times 1.2 = 1,228.8, rounded up.",
    },
    {
        "call": "chat_overhead",
        "messages": 2,
        "names": 0,
        "expected": 9,
        "note": "A system and a user message of 3 each, and 3 for the reply.",
    },
    {
        "call": "tool_overhead",
        "model": "gpt-4o-mini",
        "tools": {
            "functions": 1,
            "with_properties": 1,
            "properties": 2,
            "enums": 1,
            "enum_values": 2,
            "text_tokens": 30,
        },
        "expected": 61,
        "note": "7 + 3 + 2 · 3 − 3 + 2 · 3 + 12 + 30 of text.",
    },
    {
        "call": "shown",
        "amount": "999600000000",
        "expected": "1.00",
        "note": "$0.9996 to three digits is $1.00.",
    },
    {"call": "shown", "amount": "12345000000", "expected": "0.0123", "note": "Three significant digits."},
    {"call": "shown", "amount": "1005000000000", "expected": "1.01", "note": "Half a cent rounds up."},
    {"call": "shown", "amount": "1", "expected": "0.000000000001", "note": "A picodollar."},
    {"call": "per_million", "price": "12500", "expected": "0.0125", "note": "Prices are never rounded."},
    {
        "call": "convert",
        "amount": "1000000",
        "rate": 923456,
        "expected": "923456",
        "note": "At 0.923456 per dollar.",
    },
    {
        "call": "conversation_cost",
        "model": "gpt-4.1",
        "today": "2026-11-22",
        "conversation": {
            "turns": 2,
            "system_tokens": 1000,
            "first_tokens": 100,
            "next_tokens": 100,
            "reply_tokens": 50,
            "cached": True,
        },
        "expected": {
            "fresh": "2700000000",
            "cached": "512000000",
            "written": "0",
            "output": "800000000",
            "reasoning": "0",
            "total": "4012000000",
            "long": False,
        },
        "note": (
            "Turn 1 sends 1,000 + 100 + 2 · 3 + 3 = 1,109. Turn 2 sends 1,000 + 2 · 100 + 50 + 4 · 3 + 3 = "
            "1,265: of the 1,109 before, 1,024 (eight steps of 128) are read, 241 are fresh. 1,350 fresh at "
            "$2 a million are $0.0027, 1,024 at $0.50 $0.000512, 100 out at $8 $0.0008: $0.004012."
        ),
    },
]


def cost(found: arithmetic.Cost | arithmetic.NoPrice) -> Case:
    """State a cost as JSON, money as decimal text."""
    if isinstance(found, arithmetic.NoPrice):
        return {"no_price": found.value}
    return found._asdict() | {"total": found.total}


def usage(case: Case) -> arithmetic.Usage:
    """Read a request."""
    return arithmetic.Usage(**case["usage"])


def day(case: Case) -> date:
    """Read a day."""
    return date.fromisoformat(case["today"])


def sent(case: Case) -> content.Content:
    """Read a content."""
    return msgspec.convert(case["content"], content.Content)


def compared(case: Case) -> list[Case]:
    """Compare all models."""
    return [
        {
            "id": row.model.id,
            "lines": [line._asdict() for line in row.lines],
            "cost": cost(row.cost),
            "fit": row.fit,
            "gone": row.gone,
        }
        for row in comparison.compare(PRICES.models, sent(case), usage(case), day(case))
    ]


CALLS: dict[str, Callable[[Case], Any]] = {
    "request_cost": lambda case: cost(arithmetic.request_cost(MODELS[case["model"]], usage(case), day(case))),
    "conversation_cost": lambda case: cost(
        arithmetic.conversation_cost(
            MODELS[case["model"]], arithmetic.Conversation(**case["conversation"]), day(case)
        )
    ),
    "project": lambda case: arithmetic.project(
        int(case["request"]), case["requests_per_day"], case["days_per_month"]
    )._asdict(),
    "break_even": lambda case: arithmetic.break_even(
        int(case["request"]),
        None if case["plan_month"] is None else int(case["plan_month"]),
        case["days_per_month"],
    )._asdict(),
    "plan_price": lambda case: arithmetic.plan_price(BY_PLAN[case["plan"]], case["billing"], case["seats"]),
    "fit": lambda case: arithmetic.fit(MODELS[case["model"]], case["input_tokens"], case["output_tokens"]),
    "compare": compared,
    "input_lines": lambda case: [
        line._asdict() for line in content.input_lines(MODELS[case["model"]], sent(case))
    ],
    "badges": lambda case: [
        {"code": badge.code, "on": badge.on and badge.on.isoformat()}
        for badge in freshness.badges(MODELS[case["model"]], day(case))
    ],
    "staleness": lambda case: [found.code for found in freshness.staleness(PRICES, day(case), PLANS)],
    "chat_overhead": lambda case: overheads.chat_overhead(case["messages"], case["names"]),
    "tool_overhead": lambda case: overheads.tool_overhead(
        MODELS[case["model"]], overheads.Tools(**case["tools"])
    ),
    "image_tokens": lambda case: overheads.image_tokens(
        MODELS[case["model"]], case["width"], case["height"], case["detail"]
    ),
    "tokens_of": lambda case: overheads.tokens_of(
        MODELS[case["model"]], overheads.Counts(**case["counts"])
    )._asdict(),
    "convert": lambda case: money.convert(int(case["amount"]), case["rate"]),
    "shown": lambda case: money.shown(int(case["amount"])),
    "fixed": lambda case: money.fixed(int(case["amount"]), case["decimals"]),
    "per_million": lambda case: money.per_million(int(case["price"])),
}
COUNTS = {
    "chat_overhead",
    "tool_overhead",
    "image_tokens",
    "fit",
    "badges",
    "staleness",
    "tokens_of",
    "input_lines",
}


def answer(case: Case) -> Any:
    """Ask Python; whole numbers of money become text, since JSON readers may round them."""
    found = CALLS[case["call"]](case)
    return found if case["call"] in COUNTS else as_text(found)


def as_text(value: Any) -> Any:
    """Turn money into text; named counts stay numbers, and None is left out of an object."""
    if isinstance(value, dict):
        kept = {"tokens", "per_day", "per_month"}
        return {
            key: item if key in kept else as_text(item) for key, item in value.items() if item is not None
        }
    if isinstance(value, list):
        return [as_text(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def seeded(random: Random) -> Iterator[Case]:
    """Draw cases over all models, tiers and days, at and around every limit."""
    ids = list(MODELS)
    tokens = (0, 1, 999, 1_023, 1_024, 128_000, 271_999, 272_000, 272_001, 1_000_000)
    for model in ids:
        for tier in prices.TIER_NAMES:
            yield {
                "call": "request_cost",
                "model": model,
                "today": random.choice(DAYS),
                "usage": draw(random, tier),
            }
            sent = {**draw(random, tier), "input_tokens": random.choice(tokens)}
            yield {"call": "request_cost", "model": model, "today": random.choice(DAYS), "usage": sent}
        for _ in range(2):
            yield {
                "call": "conversation_cost",
                "model": model,
                "today": random.choice(DAYS),
                "conversation": {
                    "turns": random.randint(0, 40),
                    "system_tokens": random.choice((0, random.randint(1, 9_000))),
                    "first_tokens": random.randint(0, 4_000),
                    "next_tokens": random.randint(0, 4_000),
                    "reply_tokens": random.randint(0, 4_000),
                    "reasoning_tokens": random.randint(0, 1_000),
                    "cached": random.random() < 0.5,
                    "tier": random.choice(prices.TIER_NAMES),
                },
            }
        for detail in ("high", "low", "high", "high"):
            width, height = (int(10 ** random.uniform(0, 4.3)) for _ in range(2))
            yield {"call": "image_tokens", "model": model, "width": width, "height": height, "detail": detail}
        counts = {"o200k_base": random.randint(0, 10**6), "characters": random.randint(0, 10**7)}
        yield {"call": "tokens_of", "model": model, "counts": counts}
        yield {
            "call": "tokens_of",
            "model": model,
            "counts": counts | {"cl100k_base": random.randint(0, 10**6)},
        }
        yield from at_limits(MODELS[model])
        for today in DAYS:
            yield {"call": "badges", "model": model, "today": today}
        yield {"call": "tool_overhead", "model": model, "tools": draw_tools(random)}
        for _ in range(3):
            yield {"call": "input_lines", "model": model, "content": draw_content(random)}
    yield from general(random)
    yield from edges()


def at_limits(model: prices.Model) -> Iterator[Case]:
    """Draw requests that just fit each limit of a model, and that are one token over it."""
    most, written, window = (
        limit or 1_000 for limit in (model.max_input, model.max_output, model.context_window)
    )
    for more in (0, 1):
        for sent, output in ((most + more, 0), (1, written + more), (window - 1, 1 + more)):
            yield {"call": "fit", "model": model.id, "input_tokens": sent, "output_tokens": output}


def edges() -> Iterator[Case]:
    """Name what a random draw seldom meets: the cache's least prompt, borders of tiles, reasoning."""
    for turns, user in ((1, 1_017), (1, 1_018), (2, 1_017), (2, 1_018), (3, 1_145)):
        chat = {
            "turns": turns,
            "first_tokens": user,
            "next_tokens": user,
            "reply_tokens": 1,
            "cached": True,
        }
        for model in ("gpt-6-luna", "gpt-4.1"):
            yield {"call": "conversation_cost", "model": model, "today": DAYS[0], "conversation": chat}
    for side in (512, 513, 768, 769):
        for other in (1_024, 1_025, 1_536, 1_537, 2_048, 2_049, 4_096):
            size = {"width": side, "height": other, "detail": "high"}
            yield {"call": "image_tokens", "model": "gpt-4.1", **size}
    yield {
        "call": "compare",
        "content": {"counts": {"o200k_base": 1, "characters": 1}},
        "usage": {"input_tokens": 0, "output_tokens": 30_000, "reasoning_tokens": 20_000},
        "today": DAYS[0],
    }


def general(random: Random) -> Iterator[Case]:
    """Draw the cases that are about no one model."""
    for today in (*DAYS, "2026-12-22", "2026-12-23"):
        yield {"call": "staleness", "today": today}
    for tier in prices.TIER_NAMES:
        yield {
            "call": "compare",
            "content": draw_content(random),
            "usage": draw(random, tier),
            "today": random.choice(DAYS),
        }
    for plan in BY_PLAN:
        for billing in ("monthly", "annual"):
            yield {"call": "plan_price", "plan": plan, "billing": billing, "seats": random.randint(1, 4)}
    for _ in range(30):
        amount = str(int(10 ** random.uniform(0, 22)))
        days = random.randint(0, 31)
        yield {"call": "shown", "amount": amount}
        yield {"call": "fixed", "amount": amount, "decimals": random.randint(0, 12)}
        yield {"call": "per_million", "price": str(int(10 ** random.uniform(0, 9)))}
        yield {"call": "convert", "amount": amount, "rate": random.randint(1, 10**9)}
        yield {
            "call": "project",
            "request": amount,
            "requests_per_day": random.randint(0, 10**6),
            "days_per_month": days,
        }
        price = random.choice((None, "0", "20000000000000", "250000000000000"))
        request = random.choice(("0", amount, amount, amount))
        yield {"call": "break_even", "request": request, "plan_month": price, "days_per_month": days}
    for messages in range(4):
        yield {"call": "chat_overhead", "messages": messages, "names": random.randint(0, messages)}


def draw_tools(random: Random) -> dict[str, int]:
    """Draw function definitions, at times none."""
    return {name: random.randint(0, 9) for name in overheads.Tools.__struct_fields__}


def draw_content(random: Random) -> Case:
    """Draw what a request sends."""
    drawn: Case = {
        "counts": {"o200k_base": random.randint(0, 300_000), "characters": random.randint(0, 10**6)}
    }
    if random.random() < 0.7:
        drawn |= {"messages": random.randint(0, 20), "names": random.randint(0, 5)}
    if random.random() < 0.5:
        drawn["tools"] = draw_tools(random)
    if random.random() < 0.5:
        drawn["images"] = [
            {
                "width": random.randint(1, 5_000),
                "height": random.randint(1, 5_000),
                "number": random.randint(0, 9),
            }
            for _ in range(random.randint(0, 3))
        ]
    return drawn


def draw(random: Random, tier: str) -> Case:
    """Draw one request."""
    return {
        "input_tokens": int(10 ** random.uniform(0, 6)),
        "output_tokens": random.randint(0, 50_000),
        "reasoning_tokens": random.choice((0, random.randint(1, 20_000))),
        "cached_percent": random.choice((0, random.randint(0, 100))),
        "tier": tier,
    }


def write() -> str:
    """Lay out the vectors, one case a line."""
    cases = HAND_WORKED + [case | {"expected": answer(case)} for case in seeded(Random(SEED))]
    data = json.dumps(browser_data(PRICES, PLANS), ensure_ascii=False)
    lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in cases)
    return f'{{\n  "data": {data},\n  "cases": [\n{lines}\n  ]\n}}\n'


if __name__ == "__main__":
    (HERE / "calculator.json").write_text(write(), encoding="utf-8")
