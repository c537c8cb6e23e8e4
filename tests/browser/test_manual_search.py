"""The manual as its readers find their way in it: by search, and by a sidebar in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docs.reference import ROOT
from sitegen.resources.pagefind import find_indexer
from tests.browser.axe import find_complaints
from tests.judges.host import hosted
from tests.questions import QUESTIONS
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_indexer(), reason="Pagefind is not installed"),
]

_FIRST = "links => links.slice(0, 3).map(link => link.pathname)"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """This repository's site, published elsewhere: other pages than the manual's could be found first."""
    root = tmp_path_factory.mktemp("manual")
    sources = (path for path in (ROOT / "content").rglob("*") if path.is_file())
    pages = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sources}
    site = SiteFolder(root / "site", {"sitegen.toml": "[search]\nenabled = true\n", **pages})
    site.publish()
    with hosted(site.root / "public", {}) as host:
        yield host


def test_each_question_finds_its_page_among_the_first_three(browser: Browser, address: str) -> None:
    """As a reader asks in the dialog: in a whole question or in a few words."""
    page = browser.new_page()
    page.goto(f"{address}/docs/")
    page.keyboard.press("/")
    field, links = page.locator(".finder input"), page.locator(".finder .posts a")
    missed = {}
    for question in QUESTIONS:
        for words in (question.asked, *question.typed):
            field.fill("")
            links.first.wait_for(state="detached")
            field.fill(words)
            links.first.wait_for()
            first = links.evaluate_all(_FIRST)
            if f"/docs/{question.page}/" not in first:
                missed[words] = first
    page.close()
    assert missed == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_a_sidebar_with_groups(browser: Browser, address: str, width: int) -> None:
    """With every group open, in both schemes."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{address}/docs/video/")
    assert page.locator(".side details[open] a[aria-current=page]").count() == 1
    page.evaluate("document.querySelectorAll('details').forEach(details => (details.open = true))")
    assert find_complaints(page, ".side") == []
    context.close()
