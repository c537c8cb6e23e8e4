"""What a reader types or chooses stays, whatever arrives after it: scripts, data, counts, files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_calculator import (
    MONTH,
    TEXT,
    TOKENS,
    ready,
    release,
    serve,
    site,
    tokens_of,
    unfold,
    visit,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

__all__ = ["serve", "site", "visit"]

PER_DAY = "Requests a day"
OUTPUT = "Output: dollars a million tokens"


def test_choices_made_before_the_script_arrives_hold(visit: Callable[..., Page]) -> None:
    """The text and each control of the answer, even where a link says something else."""
    link = "/article/#calculator?m=gpt-5&d=7&text=linked&o=100"
    page = visit(link, hold="**/calculator.js")
    page.locator(TEXT).fill("one two three")
    page.get_by_label("Model", exact=True).select_option("gpt-4o-mini")
    page.get_by_label(PER_DAY, exact=True).fill("1.5k")
    page.get_by_label("Plan", exact=True).select_option("pro-200")
    release(page)
    ready(page)
    expect(page.locator(TOKENS)).to_have_text("3 tokens")
    for name, value in ((PER_DAY, "1.5k"), ("Model", "gpt-4o-mini"), ("Plan", "pro-200")):
        expect(page.get_by_label(name, exact=True)).to_have_value(value)
    expect(page.locator(".calc-also")).to_contain_text("100 tokens out")
    page.get_by_label(PER_DAY, exact=True).fill("1500")
    page.wait_for_url(re.compile("m=gpt-4o-mini&p=pro-200"))


def test_parts_that_come_late_leave_the_answer_alone(visit: Callable[..., Page]) -> None:
    """A number that is half written when they arrive is not replaced by the last whole one."""
    page = visit("/article/", hold="**/late.js")
    page.locator(".calc-first").scroll_into_view_if_needed()
    page.wait_for_selector(".calculator-ready")
    box = page.get_by_label(PER_DAY, exact=True)
    box.fill("1.")
    page.evaluate("for (const fold of document.querySelectorAll('.calc-more')) fold.open = true")
    release(page)
    page.wait_for_selector(".calc-complete")
    expect(box).to_have_value("1.")
    box.press_sequentially("5k")
    expect(box).to_have_value("1.5k")
    page.wait_for_url(re.compile("d=1500"))


def test_a_price_is_typed_key_by_key_while_counts_arrive(visit: Callable[..., Page]) -> None:
    """Each key and each count shows other figures; the box keeps the focus, and what stands in it."""
    page = ready(visit("/article/", hold="**/*.bin"))
    unfold(page)  # which has the tokens counted, to show them
    box = page.get_by_label(OUTPUT)
    box.focus()
    box.press("Control+a")
    box.press("1")
    release(page)
    expect(page.locator(".calc-list span")).not_to_have_count(0)
    box.press_sequentially("6.50")
    expect(box).to_be_focused()
    expect(box).to_have_value("16.50")
    box.blur()
    page.get_by_label(PER_DAY, exact=True).fill("7")
    expect(box).to_have_value("16.50")
    box.fill("much")
    page.get_by_label(PER_DAY, exact=True).fill("8")
    expect(box).to_have_value("much")
    expect(page.get_by_role("alert")).to_contain_text("a price")
    page.get_by_role("button", name="Take the published prices again").click()
    expect(box).to_have_value("8.00")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_model_keeps_the_focus_where_it_goes(visit: Callable[..., Page]) -> None:
    """Who chooses one by keyboard goes on from there, also when the rows change their order."""
    page = ready(visit("/article/"))
    unfold(page)
    table = page.get_by_role("region", name="Comparison of models")
    names = table.locator("tbody .calc-link")
    before = names.all_inner_texts()
    focused = names.nth(5).element_handle()
    focused.focus()
    page.get_by_label("Output", exact=True).evaluate(
        "box => { box.value = '1e9'; box.dispatchEvent(new Event('input')) }"
    )
    assert before[5] in names.all_inner_texts()
    assert before != names.all_inner_texts()
    assert focused.evaluate("button => button === document.activeElement")


def test_a_link_within_the_page_changes_no_setting(visit: Callable[..., Page]) -> None:
    """An address that holds no settings leaves them alone; one that does brings its own."""
    page = ready(visit("/article/"))
    page.get_by_label(PER_DAY, exact=True).fill("7")
    page.wait_for_url(re.compile("d=7"))
    month = page.locator(MONTH).inner_text()
    for fragment in ("#more", "#"):
        page.evaluate(f"location.hash = '{fragment}'")
        expect(page.get_by_label(PER_DAY, exact=True)).to_have_value("7")
        expect(page.locator(MONTH)).to_have_text(month)
    page.evaluate("location.hash = '#calculator?d=9'")
    expect(page.get_by_label(PER_DAY, exact=True)).to_have_value("9")


def test_a_model_of_a_link_gives_way_to_the_readers_choice(visit: Callable[..., Page]) -> None:
    """Models of other vendors arrive late; the choice that was made meanwhile holds."""
    page = ready(visit("/article/#calculator?m=claude-opus-5-5", hold="**/more.json"))
    page.get_by_label("Model", exact=True).select_option("gpt-4o-mini")
    release(page)
    unfold(page)
    expect(page.get_by_label("With Claude")).to_be_checked()
    page.get_by_label("Filter the models").fill("anthropic")
    expect(page.get_by_role("region", name="Comparison of models")).to_contain_text("Claude Opus 5.5")
    expect(page.get_by_label("Model", exact=True)).to_have_value("gpt-4o-mini")


def test_data_that_does_not_arrive_is_said(visit: Callable[..., Page]) -> None:
    """A choice that needs more data says that it could not be loaded, and holds once it is."""
    page = ready(visit("/article/"))
    page.context.route("**/more.json", lambda route: route.abort())
    unfold(page)
    page.get_by_label("With Claude").check()
    expect(page.get_by_role("status").filter(has_text="could not be loaded")).to_be_visible()
    page.context.unroute("**/more.json")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("region", name="Comparison of models")).to_contain_text("Claude")
    expect(page.get_by_role("status").filter(has_text="could not be loaded")).to_have_count(0)


def test_a_file_that_opens_late_does_not_replace_what_was_typed(visit: Callable[..., Page]) -> None:
    """It says so, and can be opened again; until then the typed text is counted."""
    page = visit("/article/", hold="**/late.js")
    page.locator(".calc-first").scroll_into_view_if_needed()
    page.wait_for_selector(".calculator-ready")
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["from a file"], "a.txt"));
          document.querySelector("textarea").dispatchEvent(new DragEvent("drop", { dataTransfer }));
        }"""
    )
    page.locator(TEXT).fill("typed meanwhile")
    release(page)
    expect(page.locator(".calc-file")).to_contain_text("was not opened")
    expect(page.locator(TEXT)).to_have_value("typed meanwhile")
    expect(page.locator(TOKENS)).to_have_text(tokens_of("typed meanwhile"))
