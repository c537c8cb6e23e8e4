"""What readers do with costs: conversations, loops of tools, other vendors, old prices, files, tables."""

from __future__ import annotations

import csv
import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from sitegen.calculator.arithmetic import Conversation, Cost, Usage, conversation_cost, request_cost
from sitegen.calculator.money import dollars, shown
from sitegen.calculator.prices import read_currencies, read_others, read_prices
from sitegen.calculator.vocabulary import count
from tests.browser.axe import find_complaints
from tests.browser.test_calculator import DAY, TEXT, TOKENS, ready, serve, site, unfold, visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

__all__ = ["serve", "site", "visit"]

MODELS = {model.id: model for model in read_prices().models}
PRESET = "Hello, world!"
TOTAL = ".calc-total"


def choose(page: Page, model: str) -> None:
    page.get_by_label("Model", exact=True).select_option(model)


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Copied").first).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def total_of(cost: object) -> str:
    assert isinstance(cost, Cost)
    return dollars(shown(cost.total))


def test_a_cached_request_pays_for_what_it_writes(visit: Callable[..., Page]) -> None:
    """The parts of a request are those of Python's arithmetic, cache writes among them."""
    page = ready(visit("/article/"))
    choose(page, "gpt-6.1-sol")
    page.get_by_role("button", name="Heavy").click()
    unfold(page)
    usage = Usage(
        input_tokens=10_000 + count(PRESET), cached_percent=60, output_tokens=1200, reasoning_tokens=800
    )
    expect(page.locator(TOTAL)).to_contain_text(
        total_of(request_cost(MODELS["gpt-6.1-sol"], usage, DAY.date()))
    )
    expect(page.get_by_role("row", name="Input, written to the cache")).to_be_visible()


def test_a_conversation_grows_and_is_priced_as_a_whole(visit: Callable[..., Page]) -> None:
    """Each turn sends the ones before it; the sentence speaks of conversations."""
    page = ready(visit("/article/"))
    choose(page, "gpt-6.1-sol")
    page.get_by_label("What you send").select_option("chat")
    page.get_by_label("Turns").fill("12")
    unfold(page)
    chat = Conversation(
        turns=12,
        first_tokens=2000 + count(PRESET),
        next_tokens=count(PRESET),
        reply_tokens=600,
        reasoning_tokens=400,
        cached=True,
    )
    cost = total_of(conversation_cost(MODELS["gpt-6.1-sol"], chat, DAY.date()))
    expect(page.locator(TOTAL)).to_contain_text(cost)
    expect(page.locator(".calc-unit")).to_have_text("conversations")
    expect(page.get_by_role("region", name="How the conversation grows").get_by_role("row")).to_have_count(6)
    page.get_by_label("What you send").select_option("agent")
    page.get_by_label("Result of a tool").fill("3000")
    loop = Conversation(
        turns=12,
        first_tokens=2000 + count(PRESET),
        next_tokens=3000,
        reply_tokens=600,
        reasoning_tokens=400,
        cached=True,
    )
    expect(page.locator(TOTAL)).to_contain_text(
        total_of(conversation_cost(MODELS["gpt-6.1-sol"], loop, DAY.date()))
    )
    expect(page.get_by_role("meter")).to_be_visible()


def test_an_embedding_costs_its_input_alone(visit: Callable[..., Page]) -> None:
    """It is compared with embeddings, and has neither output nor other input."""
    page = ready(visit("/article/"))
    choose(page, "text-embedding-3-large")
    cost = request_cost(MODELS["text-embedding-3-large"], Usage(input_tokens=count(PRESET)), DAY.date())
    expect(page.locator(".calc-answer .calc-cost")).to_have_text(total_of(cost))
    unfold(page)
    names = page.get_by_role("region", name="Comparison of models").locator("tbody .calc-link")
    expect(names).to_have_text(["text-embedding-3-small", "text-embedding-ada-002", "text-embedding-3-large"])


def test_other_vendors_come_on_demand_with_a_range_that_says_where_it_comes_from(
    visit: Callable[..., Page],
) -> None:
    """Nothing of them loads before; a model of theirs can be chosen, shared and found again."""
    page = ready(visit("/article/"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    unfold(page)
    table = page.get_by_role("region", name="Comparison of models")
    expect(table).not_to_contain_text("Claude")
    page.get_by_label("With Claude").check()
    page.get_by_label("Filter the models").fill("anthropic")
    claude = [model for model in read_others().models if model.vendor == "Anthropic"]
    expect(table.locator("tbody tr")).to_have_count(len(claude))
    opus = table.get_by_role("row", name="Claude Opus 5.5")
    expect(opus).to_contain_text(re.compile(r"≈ [\d,]+ to [\d,]+"))
    expect(page.get_by_text("two published calibrations").last).to_be_visible()
    assert [url for url in asked if url.endswith("/more.json")] != []
    opus.get_by_role("button").click()
    again = ready(visit("/article/" + copied(page, "Copy a link").partition("/article/")[2]))
    expect(again.get_by_label("Model", exact=True)).to_have_value("claude-opus-5-5")
    expect(again.locator(".calc-month")).to_have_text(page.locator(".calc-month").inner_text())
    expect(again.get_by_label("Model", exact=True).locator("option:checked")).to_have_text("Claude Opus 5.5")


def test_the_text_of_another_vendors_model_is_counted_without_the_other_input(
    visit: Callable[..., Page],
) -> None:
    """Its tokens are more for all of the input; what the reader adds to the text is no part of the text."""
    page = ready(visit("/article/#calculator?m=claude-opus-5-5&i=2000"))
    multiplier = next(
        model for model in read_others().models if model.id == "claude-opus-5-5"
    ).token_multiplier
    assert multiplier is not None
    text, everything = (math.ceil(tokens * multiplier) for tokens in (count(PRESET), count(PRESET) + 2000))
    expect(page.locator(".calc-tokens")).to_have_text(f"{text} tokens")
    unfold(page)
    parts = page.get_by_role("region", name="Parts of a request")
    expect(parts.get_by_role("row", name="Input besides the text")).to_contain_text(f"{everything - text:,}")


def test_a_dated_link_shows_the_prices_of_its_day(visit: Callable[..., Page]) -> None:
    """A link of a time with other prices shows those, says so, and leads back to today's."""
    dated = "#calculator?m=gpt-5.6-luna&i=1000000&o=0&r=0&c=0&pd=2026-07-29&on=2026-07-29"
    page = ready(visit("/calculator/" + dated))
    luna = MODELS["gpt-5.6-luna"]
    old, new = luna.past[0].tiers.standard.long, luna.tiers.standard.long
    assert old is not None
    assert new is not None
    assert old.input > new.input
    unfold(page)
    edited = page.get_by_label("Input, new: dollars a million tokens")
    expect(edited).to_have_value(re.compile(rf"^{old.input:f}"))
    expect(page.get_by_text("The prices that this page showed on")).to_be_visible()
    page.get_by_role("button", name="Use today’s").click()
    expect(edited).to_have_value(re.compile(rf"^{new.input.normalize():f}"))


def test_a_link_holds_all_settings_and_the_day_of_its_prices(visit: Callable[..., Page]) -> None:
    """Defaults may change within a year: the link names them, and the rate of exchange."""
    page = ready(visit("/article/"))
    page.get_by_label("Another currency").fill("EUR")
    expect(page.locator(".calc-month")).to_contain_text("€")
    link = copied(page, "Copy a link")
    rate = read_currencies().rates["EUR"]
    for part in ("m=gpt-4.1", "o=600", "d=30", "u=EUR", f"x={rate}", f"pd={read_prices().checked}", "on="):
        assert part in link


def test_the_past_of_a_price_is_a_chart_and_a_table(visit: Callable[..., Page]) -> None:
    """Each change is a step with its day; a price without one says so."""
    page = ready(visit("/article/"))
    choose(page, "gpt-5.6-luna")
    unfold(page)
    section = page.locator("details", has_text="The price over time").last
    expect(section.get_by_role("img")).to_be_visible()
    expect(section.locator("tbody tr")).to_have_count(2)
    choose(page, "gpt-4.1")
    expect(section).to_contain_text("GPT-4.1: no change of its price is on record.")
    expect(section.get_by_role("img")).to_be_hidden()


def test_a_price_is_edited_where_it_stands(visit: Callable[..., Page]) -> None:
    """The sentence follows, what is no price is said, and the published prices come back."""
    page = ready(visit("/article/"))
    choose(page, "gpt-4.1")
    unfold(page)
    month = page.locator(".calc-month")
    before = month.inner_text()
    box = page.get_by_label("Output: dollars a million tokens")
    box.fill("16")
    expect(month).not_to_have_text(before)
    expect(page.locator(".calc-also")).to_contain_text("prices of your own")
    page.wait_for_url(re.compile("e=%2C%2C%2C16"))
    box.fill("much")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"#{box.get_attribute('aria-describedby')}")).to_contain_text("Write a price")
    page.get_by_role("button", name="Take the published prices again").click()
    expect(month).to_have_text(before)


def test_a_file_is_counted_byte_for_byte(visit: Callable[..., Page]) -> None:
    """A text box turns CR LF into LF: a file keeps it; what is no text is refused."""
    page = ready(visit("/article/"))
    text = "a" + "\r\n" * 8 + "b"
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Count a file").click()
    chooser.value.set_files({"name": "a.txt", "mimeType": "text/plain", "buffer": text.encode()})
    assert count(text) != count(text.replace("\r\n", "\n"))
    expect(page.locator(TOKENS)).to_have_text(f"{count(text)} tokens")
    expect(page.locator(".calc-file")).to_contain_text("CR LF")
    page.locator(TEXT).press("End")
    page.locator(TEXT).press_sequentially("!")
    expect(page.locator(".calc-file")).to_be_empty()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Count a file").click()
    chooser.value.set_files({"name": "a.png", "mimeType": "image/png", "buffer": b"\x89PNG\xff"})
    expect(page.locator(".calc-file")).to_contain_text("not a text in UTF-8")


def test_a_text_that_is_too_long_for_a_link_is_said_to_be(visit: Callable[..., Page]) -> None:
    """The link has the settings alone, and the reader is told why."""
    page = ready(visit("/article/"))
    page.locator(TEXT).fill("word " * 5000)
    page.get_by_label("with my text").check()
    assert "text=" not in copied(page, "Copy a link")
    expect(page.get_by_text("The text is too long for a link")).to_be_visible()


def test_the_table_is_sorted_and_taken_along(visit: Callable[..., Page]) -> None:
    """A press sorts, another turns it round; what is copied is what is shown."""
    page = ready(visit("/article/"))
    unfold(page)
    page.get_by_role("button", name="Show all").click()
    table = page.get_by_role("region", name="Comparison of models")
    month = table.get_by_role("columnheader", name="A month")
    for order, sign in (("ascending", 1), ("descending", -1)):
        month.get_by_role("button").click()
        expect(month).to_have_attribute("aria-sort", order)
        header, *rows = csv.reader(copied(page, "Copy as CSV").splitlines())
        assert header[3] == "A month, USD"
        amounts = [Decimal(row[3]) for row in rows]
        assert amounts == sorted(amounts, key=lambda amount: sign * amount)
    page.get_by_label("Filter the models").fill("gpt-6 luna")
    markdown = copied(page, "Copy as Markdown").split("\n")
    assert len(markdown) == 3
    assert markdown[2].startswith("| GPT-6 Luna | OpenAI |")


def test_axe_finds_nothing_in_the_parts_below(visit: Callable[..., Page]) -> None:
    """Sorted, filtered, with other vendors, a price that is none, a chart of the past, in the frame too."""
    page = ready(visit("/article/"))
    choose(page, "gpt-5.6-luna")
    unfold(page)
    page.get_by_label("With Claude").check()
    page.get_by_label("What you send").select_option("agent")
    page.get_by_label("Output: dollars a million tokens").fill("much")
    page.get_by_label("Another currency").fill("12")
    table = page.get_by_role("region", name="Comparison of models")
    table.get_by_role("columnheader", name="A month").get_by_role("button").click()
    expect(table).to_contain_text("Claude")
    assert find_complaints(page) == []
    frame = ready(visit("/calculator/embed/"))
    unfold(frame)
    assert find_complaints(frame) == []


def test_print_has_the_names_the_chart_and_all_columns(visit: Callable[..., Page]) -> None:
    """On a sheet of paper nothing is cut off, and names that are buttons on a screen stay."""
    page = ready(visit("/article/"))
    unfold(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    table = page.get_by_role("region", name="Comparison of models")
    expect(table.get_by_role("button", name="GPT-6 Luna")).to_be_visible()
    expect(page.get_by_role("button", name="Copy as CSV")).to_be_hidden()
    for part in (*table.locator("th, td").all(), page.locator(".calc-chart").first):
        box = part.bounding_box()
        assert box
        assert box["width"] > 0
        assert box["x"] + box["width"] <= 700
