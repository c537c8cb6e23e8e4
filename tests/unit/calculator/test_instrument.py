"""A calculator on a page shows what its options, the site's data and the day say, and tells what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.cache.trace_table import DIGEST_SIZE, TraceTable
from sitegen.cache.traces import holds_until
from sitegen.calculator.instrument import PAGE, make_instrument
from sitegen.calculator.prices import read_plans, read_prices
from sitegen.calculator.vocabulary import count
from sitegen.core.wording import Wording
from sitegen.site import questions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.calculator.instrument import Instrument
    from tests.site_maker import SiteFolder

TODAY = "2026-11-20"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make(
    options: Mapping[str, str] | None = None,
    arguments: tuple[str, ...] = (),
    data: Mapping[str, Any] | None = None,
    today: str = TODAY,
    language: str = "en",
) -> Instrument:
    return make_instrument(options or {}, arguments, data or {}, today, Wording(language, {}))


def messages(instrument: Instrument) -> list[tuple[str, str, str]]:
    return [(problem.path, problem.code, problem.message) for problem in instrument.problems]


def test_without_options_it_shows_every_model_and_plan() -> None:
    """Models that answer are priced, those that were shut down are listed, and every plan is there."""
    shown = make()
    assert {model.id for model in read_prices().models} == {row.id for row in (*shown.prices, *shown.gone)}
    assert not {row.id for row in shown.prices} & {row.id for row in shown.gone}
    assert [plan.id for plan in read_plans().plans] == [row.id for row in shown.plans]
    assert ["Light", "Everyday", "Heavy"] == [profile.name for profile in shown.profiles]
    assert not shown.compact
    assert () == shown.problems


def test_the_answer_speaks_the_language_of_the_page() -> None:
    """Its words, their order, its numbers and what scripts say; in English there are no other words."""
    german = make({"text": "Hello, world!", "model": "gpt-4.1"}, language="de")
    first = german.answer
    values = {"tokens": first.tokens, "cost": first.text_cost, "model": first.model, "number": first.per_day}
    values |= {"unit": first.unit, "month": first.month, "saved": first.difference, "than": first.relation}
    assert "".join(first.sentence).format(**values, plan=first.plan) == (
        "4 Token, 0,000008\xa0$ mit gpt-4.1. Bei 30 Anfragen am Tag sind das 5,32\xa0$ im Monat, "
        "14,68\xa0$ weniger als plus."
    )
    assert first.also.startswith("Gerechnet mit: 2.000 weiteren Token Eingabe, ")
    assert german.payload["words"]["requests"] == {"one": "Anfrage", "other": "Anfragen"}
    assert "words" not in make().payload


def test_options_choose_models_and_plans_in_their_order() -> None:
    """`models` and `plans` name what is compared."""
    shown = make({"models": "gpt-4o-mini, gpt-4.1", "plans": "pro-200,plus"}, ("compact",))
    assert ["gpt-4o-mini", "gpt-4.1"] == [row.id for row in shown.prices]
    assert ["pro-200", "plus"] == [row.id for row in shown.priced_plans]
    assert ["gpt-4o-mini", "gpt-4.1"] == [model["i"] for model in shown.payload["data"]["models"]]
    assert "gpt-4o-mini" == shown.payload["model"]
    assert shown.compact


def test_a_preset_text_comes_with_its_counts() -> None:
    """The browser need not load a vocabulary for a text of the author's."""
    text = "Привіт, world 🙂"
    assert {"tokens": count(text), "characters": 15, "words": 3} == make({"text": text}).payload["counts"]


def test_a_preset_text_has_lines_where_it_says_so() -> None:
    """An option stands on one line: backslash and n begin another."""
    assert "a\nb" == make({"text": "a\\nb"}).text


@pytest.mark.parametrize(
    ("options", "arguments", "message"),
    [
        ({"modell": "x"}, (), "token-calculator has no option 'modell'"),
        ({}, ("compct",), "token-calculator has no argument 'compct'"),
        ({"models": "gpt-4.1,gpt-9"}, (), "models: unknown name 'gpt-9'"),
        ({"plans": "pluss"}, (), "plans: unknown name 'pluss'"),
        ({"model": "gpt9"}, (), "model: unknown name 'gpt9'"),
        ({"profile": "daily"}, (), "profile: unknown name 'daily'"),
    ],
)
def test_a_mistake_in_the_directive_is_a_problem_of_the_page(
    options: dict[str, str], arguments: tuple[str, ...], message: str
) -> None:
    """What is not known is said, with a remedy, and the rest is shown."""
    shown = make(options, arguments)
    assert [(PAGE, "calculator-option", message)] == messages(shown)
    assert all(problem.hint for problem in shown.problems)
    assert shown.prices


def test_a_sites_own_data_changes_prices_and_adds_models() -> None:
    """data/calculator.* overrides by id; a mistake in it names the file and the key."""
    own = {
        "models": {
            "gpt-4.1": {"tiers": {"standard": {"base": {"input": 1, "output": 4}}}},
            "other-1": {
                "name": "Other 1",
                "vendor": "Other",
                "characters_per_token": 3.5,
                "tiers": {"standard": {"base": {"input": 0.5, "output": 1.5}}},
            },
        },
        "plans": {"plus": {"monthly": -1}},
    }
    shown = make(data={"calculator.toml": own})
    rows = {row.id: row for row in shown.prices}
    assert ("$1.00", "$4.00") == (rows["gpt-4.1"].standard.input, rows["gpt-4.1"].standard.output)
    assert (("estimated-tokens", "tokens estimated"),) == rows["other-1"].badges
    [(path, code, message)] = messages(shown)
    assert ("calculator.toml", "calculator-data") == (path, code)
    assert message.startswith("plans.plus.monthly: ")


def test_a_lapsed_promotion_shows_the_list_price_and_what_the_sources_say() -> None:
    """Neither is taken for a fact: the row has one, its badge the other."""
    row = next(row for row in make(today="2026-11-22").prices if row.id == "gpt-5.6-sol")
    assert ("$5.00", "$30.00") == (row.standard.input, row.standard.output)
    text = "promotion ended on 21 November 2026: list price; the sources say $4.00 in, $20.00 out"
    assert ("promotion-lapsed", text) in row.badges


def test_data_that_is_no_table_is_a_problem() -> None:
    """A list at the top of the file says nothing about models."""
    assert [("calculator.json", "calculator-data", "expected a table with 'models' and 'plans'")] == messages(
        make(data={"calculator.json": [1]})
    )


def test_old_prices_are_a_warning() -> None:
    """After 30 days a build says that the prices are old, once for all pages."""
    late = (read_prices().checked + timedelta(days=31)).isoformat()
    found = [problem for problem in make(today=late).problems if "prices were checked" in problem.message]
    assert [("", "stale-prices", "warning")] * 2 == [
        (problem.path, problem.code, problem.severity) for problem in found
    ]


def test_a_build_that_asked_for_the_date_holds_until_midnight() -> None:
    """Tomorrow has other badges; a page that appears earlier comes first."""
    asked = TraceTable()
    asked.add(questions.TODAY, bytes(DIGEST_SIZE))
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    soon = NOON + timedelta(hours=1)
    assert midnight == holds_until(asked, NOON, None)
    assert soon == holds_until(asked, NOON, soon)
    assert midnight == holds_until(asked, NOON, midnight + timedelta(days=3))
    assert holds_until(TraceTable(), NOON, None) is None


DIRECTIVE = "# Costs\n\n::: token-calculator models=gpt-5.6-sol plans=plus\n:::\n"


def test_an_incremental_build_on_another_day_is_as_a_clean_one(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
) -> None:
    """A promotion that lapses overnight changes the page without a change of any file."""
    site = make_site({"content/costs.md": DIRECTIVE, "content/other.md": "Nothing to see."})
    site.publish(now=NOON)
    assert "promotion until 21 November 2026" in site.page("costs/index.html")
    again = site.build(now=NOON + timedelta(minutes=1))
    assert 0 == again.rendered
    later = NOON + timedelta(days=2)
    result = site.build(now=later)
    assert 1 == result.rendered
    published = site.page("costs/index.html")
    assert "promotion ended on 21 November 2026" in published
    site.build(now=later, force=True)
    assert published == site.page("costs/index.html")


def test_problems_name_the_page_and_the_data_file(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
) -> None:
    """A mistake is said where it can be put right."""
    site = make_site(
        {
            "content/costs.md": "::: token-calculator modle=gpt-4.1\n:::\n",
            "data/calculator.toml": '[models."gpt-4.1"]\nnam = "x"\n',
        }
    )
    result = site.build(now=NOON)
    assert [
        ("content/costs.md", "calculator-option"),
        ("data/calculator.toml", "calculator-data"),
    ] == [(problem.path, problem.code) for problem in result.problems]
    assert not result.ok


def test_a_feed_has_a_link_instead(make_site: Callable[[Mapping[str, str | bytes]], SiteFolder]) -> None:
    """A feed reader runs no scripts: it leads to the page."""
    site = make_site(
        {
            "content/blog/costs.md": f"---\ndate: {date(2026, 11, 1)}\n---\n\n{DIRECTIVE}",
            "sitegen.toml": 'base_url = "https://example.org"\n',
        }
    )
    site.publish(now=NOON)
    feed = site.page("atom.xml")
    assert "Count tokens and compare prices on the page itself" in feed
    assert "calculator-live" not in feed
