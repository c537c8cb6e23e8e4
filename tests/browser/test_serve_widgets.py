"""What readers do on a page while its author saves: a text in the calculator, a search that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from sitegen.resources.pagefind import find_indexer

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.served import Served

_WAIT = 30_000
_CALCULATOR = '::: token-calculator compact model=gpt-4.1 text="{0}"\n:::'
_FIELD = ".calc-text textarea"
_TOKENS = ".calc-answer .calc-tokens"


def open_page(page: Page, address: str) -> None:
    """Open a page, wait until it is connected, and mark it: a reload would lose the mark."""
    page.goto(address)
    page.wait_for_selector("sitegen-preview .word[data-phase=built]", state="attached", timeout=_WAIT)
    page.evaluate("window.mark = true")


def wait_for_text(page: Page, text: str) -> None:
    """Return when the page shows a text."""
    page.wait_for_function("text => document.body.textContent.includes(text)", arg=text, timeout=_WAIT)


def test_the_calculator_goes_on(site: Served, page: Page) -> None:
    """The text, the count, an open part, the focus and the looks of the calculator survive a save."""
    calculator = _CALCULATOR.format("Hello")
    site.post("one", f"Before.\n\n{calculator}\n\nAfter.")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    field = page.locator(_FIELD)
    field.fill("Five words that I typed")
    expect(page.locator(_TOKENS)).to_have_text("5 tokens", timeout=_WAIT)
    part = page.locator(".calculator details").first
    part.evaluate("part => (part.open = true)")
    looks = page.evaluate(_LOOKS, _FIELD)
    field.focus()
    site.post("one", f"Before, and more.\n\nBetween.\n\n{calculator}\n\nAnother end.")
    wait_for_text(page, "Another end.")
    assert page.evaluate("window.mark") is True
    assert field.input_value() == "Five words that I typed"
    assert page.locator(_TOKENS).inner_text() == "5 tokens"
    assert part.evaluate("part => part.open") is True
    assert field.evaluate("field => field == document.activeElement") is True
    assert page.evaluate(_LOOKS, _FIELD) == looks
    field.fill("And it still counts all of these words")
    expect(page.locator(_TOKENS)).to_have_text("8 tokens", timeout=_WAIT)


_LOOKS = """field => {
  const found = getComputedStyle(document.querySelector(field));
  return [found.fontFamily, found.fontSize, found.width, found.borderRadius];
}"""


def test_another_calculator_is_begun_anew(site: Served, page: Page) -> None:
    """What its script has read cannot be changed in place: a new preset is shown by a reload."""
    site.post("one", _CALCULATOR.format("Hello"))
    site.start()
    open_page(page, f"{site.address}blog/one/")
    expect(page.locator(_FIELD)).to_have_value("Hello", timeout=_WAIT)
    site.post("one", _CALCULATOR.format("Good evening"))
    expect(page.locator(_FIELD)).to_have_value("Good evening", timeout=_WAIT)


@pytest.mark.skipif(not find_indexer(), reason="Pagefind is not installed")
def test_a_search_that_is_open_goes_on(site: Served, page: Page) -> None:
    """No reload when the index follows, and the words of the last save are found without one."""
    site.write("sitegen.toml", 'title = "Notes"\n[search]\nenabled = true\n')
    site.post("one", "A walrus sings.")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    page.keyboard.press("/")
    field = page.locator("dialog.finder input")
    field.fill("walrus")
    expect(page.locator("dialog.finder li")).to_have_count(1, timeout=_WAIT)
    site.post("three", "A second walrus listens.")
    site.wait_for(r"(?s)(Built .*){3}")  # the save, and the pause after it, in which the index is made
    for _ in range(100):
        field.fill("")
        field.fill("walrus")
        page.wait_for_timeout(200)
        if page.locator("dialog.finder li").count() == 2:
            break
    assert page.locator("dialog.finder li").count() == 2
    assert page.evaluate("window.mark") is True
    assert page.locator("dialog.finder").evaluate("dialog => dialog.open") is True
