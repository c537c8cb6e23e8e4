"""Versions as readers meet them: the menu stays on the page, and old versions say that they are old."""

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

FILES = {
    "sitegen.toml": 'title = "Handbook"\nbase_url = "https://example.org/book"\n[[nav]]\nfolder = "."\n',
    "content/a.md": "# A\n\n## Part\n\nText.\n",
    "content/only.md": "# Only in 1.3\n",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Versions 1.3 and 1.4 below /book, with the headers of a real host."""
    root = tmp_path_factory.mktemp("versions")
    site = SiteFolder(root / "site", FILES)
    assert site.build(is_version=True, version="1.3").ok
    site.remove("content/only.md")
    assert site.build(is_version=True, version="1.4", aliases=("latest",)).ok
    site.write("content/only.md", "# Only in 1.3\n")
    assert site.build(is_version=True, version="1.3").ok
    (root / "host").mkdir()
    (site.root / "public").rename(root / "host" / "book")
    (root / "host" / "404.html").write_text("")
    with hosted(root / "host", response_headers(Config())) as host:
        yield host


@pytest.fixture
def reader(browser: Browser) -> Iterator[Page]:
    """A page whose complaints must be none, but for what isn't there."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    # Chromium says that it shows no transition to a page that is loaded twice.
    assert [text for text in complaints if "404" not in text and "ViewTransition" not in text] == []


def test_the_menu_stays_on_the_page(reader: Page, address: str) -> None:
    """Also at the part that is shown; the entry of this version is marked."""
    reader.goto(f"{address}/book/1.3/a/#part", wait_until="networkidle")
    reader.locator("details.menu summary", has_text="1.3").click()
    links = reader.locator("details.menu a")
    assert links.all_inner_texts() == ["1.4 (latest)", "1.3"]
    assert reader.locator("details.menu a[aria-current]").inner_text() == "1.3"
    links.first.click()
    reader.wait_for_url(f"{address}/book/1.4/a/#part")


def test_a_page_that_a_version_lacks_leads_to_its_home(reader: Page, address: str) -> None:
    """Instead of a page that isn't there."""
    reader.goto(f"{address}/book/1.3/only/", wait_until="networkidle")
    reader.locator("details.menu summary", has_text="1.3").click()
    reader.locator("details.menu a").first.click()
    reader.wait_for_url(f"{address}/book/1.4/")


def test_an_old_version_says_so(reader: Page, address: str) -> None:
    """And leads to the same page in the current one, which says nothing, by whatever name."""
    reader.goto(f"{address}/book/1.3/a/", wait_until="networkidle")
    reader.get_by_text("This is not the current version.").wait_for()
    reader.get_by_role("link", name="Read the current one").click()
    reader.wait_for_url(f"{address}/book/latest/a/")
    for name in ("latest", "1.4"):
        reader.goto(f"{address}/book/{name}/a/", wait_until="networkidle")
        assert reader.locator("details.menu summary", has_text="1.4").is_visible()
        assert not reader.get_by_text("This is not the current version.").is_visible()


def test_without_scripts_the_menu_is_a_link(browser: Browser, address: str) -> None:
    """To the version that is the default, by way of the address above all."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/book/1.3/a/")
    assert not page.get_by_text("This is not the current version.").is_visible()
    page.locator("header a.versions").click()
    page.wait_for_url(f"{address}/book/latest/")
    context.close()
