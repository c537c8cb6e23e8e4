"""Search as readers meet it: by key and button, below a base path, under the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Search
from sitegen.plan.policy import response_headers
from sitegen.resources.pagefind import find_indexer
from tests.browser.axe import find_complaints
from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not find_indexer(), reason="Pagefind is not installed"),
]

FILES = {
    "sitegen.toml": 'base_url = "https://example.org/notes"\n[search]\nenabled = true\n',
    "content/walrus.md": "---\ntitle: On the ice\n---\n\nBefore.\n\n## Its song\n\nA walrus sings.\n",
    "content/seal.md": "---\ntitle: In the water\n---\n\nA seal dives <b>deep</b>.\n",
    "content/colours.md": "---\ntitle: Paint\n---\n\n## Choose a colour\n\nEvery boat has one.\n",
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
    # Chromium shows no transition to a page whose address names words to be marked, and says so.
    assert [text for text in complaints if "ViewTransition" not in text] == []


def search_for(page: Page, words: str) -> None:
    """Open the dialog by key, type, wait for a result."""
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search this site").fill(words)
    page.locator("dialog .posts a").first.wait_for()


def test_a_word_leads_to_the_heading_above_it(visit: Page, address: str) -> None:
    """The result names the page and leads to the part that has the word, base path and all."""
    search_for(visit, "walrus")
    link = visit.locator("dialog .posts a")
    assert link.locator("span").all_inner_texts() == ["On the ice"]
    assert link.locator("small").all_inner_texts() == ["Its song"]
    visit.keyboard.press("ArrowDown")
    visit.keyboard.press("Enter")
    visit.wait_for_url(f"{address}/notes/walrus/#its-song**")


def test_a_question_finds_the_page_that_has_its_rare_words(visit: Page) -> None:
    """Not every word has to be on the page; the heading is marked, in British and American spelling."""
    search_for(visit, "how do I change the color of a boat?")
    first = visit.locator("dialog .posts li").first
    assert first.locator("span").inner_text() == "Paint"
    assert first.locator("small mark").all_inner_texts() == ["colour"]


def test_the_words_are_marked_on_the_page(visit: Page) -> None:
    """A browser marks what stands between the words named in the address; others go to the heading."""
    search_for(visit, "walrus")
    href = visit.locator("dialog .posts a").get_attribute("href")
    assert href is not None
    assert href.endswith("/walrus/#its-song:~:text=A-,walrus,-sings")


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


def test_axe_finds_nothing_in_the_open_dialog(visit: Page) -> None:
    """The dialog with a result passes axe-core in both schemes."""
    search_for(visit, "walrus")
    assert find_complaints(visit) == []


@pytest.mark.skipif(
    not find_indexer().endswith("_extended"), reason="Pagefind's extended form is not installed"
)
@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "zh-CN",
            "本文介绍如何优化数据库查询性能，使用索引可以提高速度。",
            ("数据库", "优化", "查询性能", "速度"),
        ),
        (
            "ja",
            "今日は東京の天気が晴れです。検索エンジンを使います。",
            ("東京", "天気", "検索エンジン", "晴れ"),
        ),
    ],
)
def test_words_inside_a_sentence_are_found(
    browser: Browser, tmp_path: Path, language: str, text: str, words: tuple[str, ...]
) -> None:
    """Case 20: of Chinese and Japanese, too, and tags; and what is nowhere is said to be nowhere."""
    config = f'base_url = "https://example.org"\nlanguage = "{language}"\n[search]\nenabled = true\n'
    site = SiteFolder(
        tmp_path / "site",
        {"sitegen.toml": config, "content/a.md": f"---\ntitle: A\ntags: [编程语言]\n---\n{text}\n"},
    )
    site.publish()
    page = browser.new_page()
    with hosted(site.root / "public", response_headers(Config(search=Search(enabled=True)))) as host:
        page.goto(f"{host}/a/", wait_until="networkidle")
        page.keyboard.press("/")
        for word in (*words, "编程语言"):
            page.fill(".finder input", word)
            page.wait_for_function("() => document.querySelector('.finder .posts a')")
            assert page.inner_text(".finder [role=status]") == "1 page"
            page.fill(".finder input", "")
            page.wait_for_function("() => !document.querySelector('.finder .posts a')")
        page.fill(".finder input", "魚")
        page.wait_for_function(
            "() => document.querySelector('.finder [role=status]').textContent == 'Nothing found'"
        )
    page.close()
