"""What an author is told: problems over the last good page, marks of drafts, and the connection."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.served import Served

_WAIT = 30_000
_OVERLAY = "sitegen-preview .overlay"


def open_page(page: Page, address: str) -> None:
    """Open a page and wait until it is connected."""
    page.goto(address)
    page.wait_for_selector("sitegen-preview .word[data-phase=built]", state="attached", timeout=_WAIT)


def test_a_mistake_lies_over_the_last_good_page(site: Served, page: Page) -> None:
    """Place, excerpt with a caret, and hint; beneath, the page as it was; with the fix, all of it is gone."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.write("content/blog/one.md", "---\ntitle: [unclosed\ndate: 2025-01-04\n---\n\nText.\n")
    page.wait_for_selector(_OVERLAY, timeout=_WAIT)
    shown = page.inner_text(_OVERLAY)
    assert "content/blog/one.md:3:5" in shown
    assert "3 │ date: 2025-01-04\n      │     ^" in shown
    assert "Hint: close the list opened on line 2" in shown
    assert "The first words of one." in page.inner_text("article")
    site.post("one", "Mended.")
    page.wait_for_selector(_OVERLAY, state="hidden", timeout=_WAIT)
    page.wait_for_function("() => document.body.textContent.includes('Mended.')", timeout=_WAIT)
    assert site.said().count("content/blog/one.md:3:5: error:") == 1


def test_what_a_source_says_is_shown_as_text(site: Served, page: Page) -> None:
    """Markup in a mistake is not run and makes no element."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.post("one", "[a](<img src=x onerror=\"document.title='run'\">.md)\n\n[b](/<b>bold</b>.md)")
    page.wait_for_selector(_OVERLAY, timeout=_WAIT)
    assert page.locator(f"{_OVERLAY} img, {_OVERLAY} pre b").count() == 0
    assert page.title() != "run"


def test_every_problem_is_shown_and_links_to_the_editor(site: Served, page: Page) -> None:
    """Two mistakes in two files are two entries, each with the address of the author's editor."""
    site.start("--editor-url", "editor://open?{path}:{line}:{column}")
    open_page(page, f"{site.address}blog/one/")
    site.post("one", "[gone](nowhere.md)\n\n[lost](never.md)")
    page.wait_for_selector(_OVERLAY, timeout=_WAIT)
    links = page.locator(f"{_OVERLAY} .place a")
    assert links.count() == 2
    assert links.first.get_attribute("href") == f"editor://open?{site.root / 'content/blog/one.md'}:6:8"


def test_a_site_that_is_broken_from_the_start(site: Served, page: Page) -> None:
    """The mistake lies over its page and no other, and goes away once it is mended."""
    site.write("content/blog/one.md", "---\ntitle: [unclosed\ndate: 2025-01-04\n---\n")
    site.start()
    open_page(page, site.address)
    page.wait_for_selector("sitegen-preview .word.wrong", timeout=_WAIT)
    assert page.locator(_OVERLAY).is_hidden()
    assert "Hello." in page.inner_text("main")
    page.goto(f"{site.address}blog/one/")
    page.wait_for_selector(_OVERLAY, timeout=_WAIT)
    assert "This page has errors" in page.inner_text(_OVERLAY)
    site.post("one", "Mended.")
    page.wait_for_function("() => document.body.textContent.includes('Mended.')", timeout=_WAIT)
    page.wait_for_selector(_OVERLAY, state="hidden", timeout=_WAIT)


def test_a_page_is_shown_while_another_is_broken(site: Served, page: Page) -> None:
    """Its saves appear in the open page, without a panel over them; the corner counts the error."""
    site.start()
    open_page(page, f"{site.address}blog/three/")
    site.post("one", "[gone](nowhere.md)")
    page.wait_for_selector("sitegen-preview .word.wrong", timeout=_WAIT)
    site.post("three", "Written meanwhile.")
    page.wait_for_function("() => document.body.textContent.includes('Written meanwhile.')", timeout=_WAIT)
    assert page.locator(_OVERLAY).is_hidden()
    page.click("sitegen-preview .word")
    assert "Other pages have errors" in page.inner_text(_OVERLAY)


def test_drafts_and_posts_of_the_future_are_marked(site: Served, page: Page) -> None:
    """On the page itself and where it is linked to; without --drafts it is not there."""
    site.post("one", "Not ready.", more="draft: true\n")
    site.start()
    open_page(page, f"{site.address}blog/one/")
    assert page.inner_text("sitegen-preview .badge") == "Draft"
    open_page(page, f"{site.address}blog/")
    page.wait_for_selector('a[href="/blog/one/"][data-sitegen-mark=Draft]', timeout=_WAIT)
    site.end()
    site.start("--no-drafts")
    response = page.goto(f"{site.address}blog/one/")
    assert response is not None
    assert response.status == 404


def test_a_post_appears_when_its_time_has_come(site: Served, page: Page) -> None:
    """Nobody saves anything: the moment itself publishes the post."""
    due = datetime.now(UTC) + timedelta(seconds=8)
    site.write("content/blog/due.md", f"---\ntitle: Due\ndate: {due.isoformat()}\n---\n\nIt is time.\n")
    site.start("--no-future")
    page.goto(f"{site.address}blog/due/")
    page.wait_for_function("() => document.body.textContent.includes('It is time.')", timeout=60_000)
    assert datetime.now(UTC) >= due


def test_the_browser_finds_a_server_that_was_killed_and_started_again(site: Served, page: Page) -> None:
    """Meanwhile it says that it is disconnected; then it shows what was written meanwhile."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.end(signal.SIGKILL)
    page.wait_for_selector("sitegen-preview .word[data-phase=disconnected]", timeout=_WAIT)
    site.post("one", "Written while nobody listened.")
    site.start()
    page.wait_for_function(
        "() => document.body.textContent.includes('Written while nobody listened.')", timeout=_WAIT
    )


def test_ctrl_c_ends_everything(site: Served) -> None:
    """Exit code 0, and the port is free: the same site can be served there again."""
    site.start()
    address = site.address
    assert site.end() == 0
    site.start()
    assert site.address == address


def test_another_site_cannot_listen_in(site: Served, page: Page) -> None:
    """A page of another origin gets no connection: neither a WebSocket, nor scripts, nor text."""
    site.start()
    foreign = site.address.replace("127.0.0.1", "localhost")
    page.goto(f"{foreign}robots.txt")
    outcome = page.evaluate(
        """async (address) => {
          const socket = new WebSocket(address.replace('http', 'ws') + 'livereload');
          const connected = await new Promise((tell) => {
            socket.onopen = () => tell(true);
            socket.onerror = () => tell(false);
          });
          const read = await fetch(address).then(() => true, () => false);
          const script = document.createElement('script');
          script.src = address + '__sitegen__/morph.js';
          const loaded = await new Promise((tell) => {
            script.onload = () => tell(true);
            script.onerror = () => tell(false);
            document.documentElement.append(script);
          });
          return [connected, read, loaded];
        }""",
        site.address,
    )
    assert outcome == [False, False, False]


def test_a_broken_site_is_not_built_over_and_over(site: Served, page: Page) -> None:
    """Only the save is built, and after a pause the whole site once more."""
    site.start()
    open_page(page, f"{site.address}blog/one/")
    site.post("one", "[gone](nowhere.md)")
    page.wait_for_selector(_OVERLAY, timeout=_WAIT)
    page.wait_for_timeout(3000)
    assert site.said().count("would publish nothing") in {1, 2}
