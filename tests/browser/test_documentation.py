"""What readers of documentation click: a picture that opens, an announcement that they close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config
from sitegen.plan.policy import response_headers
from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
FILES = {
    "sitegen.toml": '[markdown]\nlightbox = true\n[banner]\ntext = "Version 2 is out."\n',
    "content/a.md": "# A\n\n![One](a.svg)\n\n![Two](a.svg)\n",
    "content/b.md": "# B\n",
    "content/a.svg": SVG,
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with the headers of a real host."""
    site = SiteFolder(tmp_path_factory.mktemp("documentation"), FILES)
    assert site.build().ok
    with hosted(site.root / "public", response_headers(Config())) as host:
        yield host


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """The first page on a phone; there must be no complaints."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/a/", wait_until="networkidle")
    yield page
    context.close()
    assert complaints == []


def test_pictures_open_by_keyboard(reader: Page) -> None:
    """Enter opens one, an arrow leads to the next, Escape closes and puts the focus on that one."""
    links = reader.locator("[data-act=enlarge]")
    links.first.focus()
    reader.keyboard.press("Enter")
    shown = reader.locator("dialog img")
    shown.wait_for()
    assert shown.get_attribute("alt") == "One"
    reader.keyboard.press("ArrowRight")
    assert shown.get_attribute("alt") == "Two"
    box = shown.bounding_box()
    assert box
    assert 0 <= box["x"] < box["x"] + box["width"] <= 360
    reader.keyboard.press("Escape")
    shown.wait_for(state="detached")
    assert links.nth(1).evaluate("link => link == document.activeElement")


def test_an_announcement_stays_closed(reader: Page, address: str) -> None:
    """On the other pages, too, from the first frame."""
    banner = reader.locator(".banner")
    assert banner.is_visible()
    banner.get_by_role("button", name="Close").click()
    assert not banner.is_visible()
    reader.goto(f"{address}/b/", wait_until="commit")
    reader.locator("h1").wait_for()
    assert not reader.locator(".banner").is_visible()
