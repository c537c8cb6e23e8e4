"""What an author sees of a save: the page that is open changes in place, and nothing else of it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.served import Served

LONG = "\n\n".join(f"Paragraph {number} of a long text." for number in range(80))
DETAILS = "::: details A box\nInside the box.\n:::"
_WAIT = 30_000


@pytest.fixture
def errors(page: Page) -> list[str]:
    """What the browser complains of: errors of scripts, and breaches of the policy."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    return found


def open_page(page: Page, address: str) -> None:
    """Open a page, wait until it is connected, and mark it: a reload would lose the mark."""
    page.goto(address)
    page.wait_for_selector("sitegen-preview .word[data-phase=built]", state="attached", timeout=_WAIT)
    page.evaluate("window.mark = true")


def is_the_same(page: Page) -> bool:
    """Tell whether the page was not reloaded since it was opened."""
    return bool(page.evaluate("window.mark === true"))


def wait_for_text(page: Page, text: str) -> None:
    """Return when the page shows a text."""
    page.wait_for_function("text => document.body.textContent.includes(text)", arg=text, timeout=_WAIT)


def test_a_body_edit_keeps_the_place_of_reading(site: Served, page: Page, errors: list[str]) -> None:
    """Scroll position, open details and the document itself survive; the words and the contents change."""
    site.post("one", f"{DETAILS}\n\n{LONG}\n\nThe end.")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    page.evaluate("document.querySelector('article details, .prose details').open = true")
    page.evaluate("scrollTo(0, 1500)")
    site.post("one", f"{DETAILS}\n\n{LONG}\n\n## A new heading\n\nAnother end.")
    wait_for_text(page, "Another end.")
    assert is_the_same(page)
    assert page.evaluate("scrollY") == 1500
    assert page.evaluate("document.querySelector('.prose details').open") is True
    assert page.locator("#a-new-heading").count() == 1
    assert "The end." not in page.inner_text("body")
    assert errors == []


def test_what_scripts_and_readers_did_to_the_page_stays(site: Served, page: Page) -> None:
    """A field that was filled in, an element that a script added, and every block that did not change."""
    site.post("one", "First.\n\nSecond.\n\nThird.")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    page.evaluate(
        """() => {
          const field = Object.assign(document.createElement('input'), { id: 'field', value: 'typed' });
          document.querySelector('.prose').append(field);
          window.third = [...document.querySelectorAll('.prose p')].at(-1);
        }"""
    )
    site.post("one", "First, changed.\n\nBetween.\n\nSecond.\n\nThird.")
    wait_for_text(page, "First, changed.")
    assert page.input_value("#field") == "typed"
    assert page.evaluate("window.third.isConnected") is True
    assert page.evaluate("[...document.querySelectorAll('.prose p')].map(p => p.textContent)") == [
        "First, changed.",
        "Between.",
        "Second.",
        "Third.",
    ]


def test_a_title_changes_lists_and_neighbours_in_every_tab(site: Served, page: Page) -> None:
    """Two tabs: the list and the neighbour of the page that was saved both show its new title."""
    site.start()
    other = page.context.new_page()
    open_page(page, f"{site.address}blog/")
    open_page(other, f"{site.address}blog/three/")
    site.post("one", "The first words of one.", title="A better title")
    wait_for_text(page, "A better title")
    wait_for_text(other, "A better title")
    assert is_the_same(page)
    assert is_the_same(other)


def test_styles_are_swapped_without_a_reload(site: Served, page: Page) -> None:
    """The new colour is there, the old sheet is gone, the page is the same."""
    site.write("layouts/assets/css/site.css", "body { color: rgb(1, 2, 3) }")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.write("layouts/assets/css/site.css", "body { color: rgb(4, 5, 6) }")
    page.wait_for_function("() => getComputedStyle(document.body).color == 'rgb(4, 5, 6)'", timeout=_WAIT)
    page.wait_for_function(
        "() => document.querySelectorAll('link[href*=\"site.css\"]').length == 1", timeout=_WAIT
    )
    assert is_the_same(page)


def test_a_script_that_changed_is_run(site: Served, page: Page) -> None:
    """A module cannot be swapped: the page is loaded anew."""
    site.write("layouts/assets/js/site.js", "document.documentElement.dataset.script = 'one';")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.write("layouts/assets/js/site.js", "document.documentElement.dataset.script = 'two';")
    page.wait_for_function("() => document.documentElement.dataset.script == 'two'", timeout=_WAIT)
    assert not is_the_same(page)


def test_a_layout_and_the_configuration_need_no_restart(site: Served, page: Page) -> None:
    """A template that appears and a title that changes both show."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.write(
        "layouts/page.html",
        "{% extends 'base.html' %}{% block main %}<p>Own layout</p>{{ page.content }}{% endblock %}",
    )
    wait_for_text(page, "Own layout")
    site.write("sitegen.toml", 'title = "Renamed"\n')
    page.wait_for_function("() => document.title.includes('Renamed')", timeout=_WAIT)


def test_an_image_that_changed_is_fetched_again(site: Served, page: Page) -> None:
    """An image keeps its address, so the browser is told to ask anew."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="10"/>'
    site.write("static/dot.svg", svg.format(10))
    site.post("one", "![A dot](/dot.svg)")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.write("static/dot.svg", svg.format(30))
    page.wait_for_function("() => document.querySelector('.prose img').naturalWidth == 30", timeout=_WAIT)


def test_a_page_that_is_deleted_or_renamed(site: Served, page: Page) -> None:
    """A deleted page shows the site's own 404 page; written again under the same name, it is back."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    (site.root / "content/blog/one.md").rename(site.root / "content/blog/first.md")
    wait_for_text(page, "Nothing here")
    response = page.goto(f"{site.address}blog/first/")
    assert response is not None
    assert response.status == 200
    page.goto(f"{site.address}blog/one/")
    site.post("one", "Back again.")
    wait_for_text(page, "Back again.")


def test_a_burst_of_saves_ends_with_the_last(site: Served, page: Page) -> None:
    """A hundred saves, faster than any build: the last one is shown."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    for number in range(100):
        site.post("one", f"Save number {number}.")
    wait_for_text(page, "Save number 99.")
    assert is_the_same(page)


def test_the_browser_goes_to_the_page_that_is_saved(site: Served, page: Page) -> None:
    """With --navigate a save of one page opens it."""
    site.start("--navigate")
    open_page(page, f"{site.address}blog/one/")
    site.post("three", "New words.")
    page.wait_for_url("**/blog/three/", timeout=_WAIT)
    wait_for_text(page, "New words.")


def test_a_base_path_is_served_below_it(site: Served, page: Page, errors: list[str]) -> None:
    """A site that will be published below /project is previewed below it, links and styles included."""
    site.write("sitegen.toml", 'title = "Notes"\nbase_url = "https://example.org/project"\n')
    site.start()
    assert site.address.endswith("/project/")
    open_page(page, site.address)
    page.click("nav a >> text=Blog")
    page.wait_for_url("**/project/blog/")
    assert errors == []
