"""Search as readers meet it: by key and button, below a base path, under the policy."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Search
from sitegen.headers import response_headers
from sitegen.search import find_indexer
from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_indexer(), reason="Pagefind is not installed"),
]

FILES = {
    "sitegen.toml": 'base_url = "https://example.org/notes"\n[search]\nenabled = true\n',
    "content/walrus.md": "---\ntitle: On the ice\n---\n\nBefore.\n\n## Its song\n\nA walrus sings.\n",
    "content/seal.md": "---\ntitle: In the water\n---\n\nA seal dives <b>deep</b>.\n",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with search, published below /notes, with the headers of a real host."""
    root = tmp_path_factory.mktemp("search")
    site = SiteFolder(root / "site", FILES)
    site.publish()
    (root / "host").mkdir()
    (site.root / "public").rename(root / "host" / "notes")
    (root / "host" / "404.html").write_text("")
    with hosted(root / "host", response_headers(Config(search=Search(enabled=True)))) as host:
        yield host


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """The page about the seal; its requests are in ``asked``, its complaints must be none."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/notes/seal/", wait_until="networkidle")
    yield page
    context.close()
    assert complaints == []


def search_for(page: Page, words: str) -> None:
    """Open the dialog by key, type, wait for a result."""
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search this site").fill(words)
    page.locator("dialog .posts a").first.wait_for()


def test_a_word_leads_to_the_heading_above_it(visit: Page, address: str) -> None:
    """The result names the page and leads to the part that has the word, base path and all."""
    search_for(visit, "walrus")
    link = visit.locator("dialog .posts a")
    assert link.all_inner_texts() == ["On the ice"]
    visit.keyboard.press("ArrowDown")
    visit.keyboard.press("Enter")
    visit.wait_for_url(f"{address}/notes/walrus/#its-song")


def test_nothing_is_loaded_before_it_is_wanted(visit: Page) -> None:
    """Neither the index nor the module of the dialog is asked for by a page that is only read."""
    before = set(visit.evaluate("performance.getEntriesByType('resource').map((one) => one.name)"))
    assert [url for url in before if "search" in url or "pagefind" in url] == []
    search_for(visit, "walrus")
    after = visit.evaluate("performance.getEntriesByType('resource').map((one) => one.name)")
    assert [url for url in after if url.endswith("pagefind.js")] != []


def test_the_dialog_is_modal_and_gives_the_focus_back(visit: Page) -> None:
    """The button opens it, the field has the focus, Escape closes it and returns to the button."""
    button = visit.get_by_role("button", name="Search")
    button.click()
    visit.get_by_role("dialog", name="Search").wait_for()
    assert visit.evaluate("document.activeElement.type") == "search"
    visit.keyboard.press("Escape")
    assert visit.get_by_role("dialog").count() == 0
    assert button.evaluate("(one) => one === document.activeElement")


def test_a_slash_in_a_field_is_a_slash(visit: Page) -> None:
    """The key opens nothing while somebody types."""
    search_for(visit, "seal")
    visit.keyboard.type("/")
    assert visit.get_by_role("searchbox").input_value() == "seal/"


def test_what_is_not_there_is_said(visit: Page) -> None:
    """Without a result the reader is told, also by a screen reader."""
    visit.get_by_role("button", name="Search").click()
    visit.get_by_role("searchbox").fill("xylophone")
    visit.get_by_role("status").get_by_text("Nothing found").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_dialog(visit: Page, scheme: str) -> None:
    """The dialog with a result passes axe-core in both schemes."""
    visit.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    search_for(visit, "walrus")
    axe = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    found = visit.evaluate(axe + "; axe.run({resultTypes: ['violations']})")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
