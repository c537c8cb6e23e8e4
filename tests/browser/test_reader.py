"""Reading with ease: footnotes that show in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config
from sitegen.headers import response_headers
from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TEXT = "---\ntitle: Ice\n---\n\nIt floats.[^1] Far below it is dark.\n\n[^1]: As *everybody* knows.\n"


@pytest.fixture
def page_with_note(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """A page with one footnote, on a phone."""
    site = SiteFolder(tmp_path / "site", {"content/ice.md": TEXT})
    site.publish()
    with hosted(site.root / "public", response_headers(Config())) as address:
        page = browser.new_page(viewport={"width": 360, "height": 700})
        page.goto(f"{address}/ice/")
        yield page
        page.close()


def test_a_footnote_shows_where_it_is_called_for(page_with_note: Page) -> None:
    """Its number opens it in place, without the way back; Escape closes it and leaves nothing behind."""
    page = page_with_note
    page.get_by_role("link", name="Footnote 1").click()
    note = page.locator("aside.note")
    assert note.inner_text().strip() == "As everybody knows."
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert not page.url.endswith("#fn-1")
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    assert page.get_by_text("As everybody knows.").count() == 1
