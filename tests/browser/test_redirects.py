"""Where a browser ends up that opens an old address, with and without a part behind its #."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config
from sitegen.plan.policy import response_headers
from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

CONFIG = """
[redirects]
"/old/" = "/new/"
"/old/#one" = "/new/#first"
"/old/#zwei und ä" = "/page/#here"
"/asked/" = "/new/?b=2"
"/page/#gone" = "/new/#first"
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("redirects") / "site"
    site = SiteFolder(
        root,
        {
            "sitegen.toml": CONFIG,
            "content/new.md": "## First\n\nText\n\n## Second\n",
            "content/page.md": "## Here\n\nText\n",
        },
    )
    site.publish()
    with hosted(root / "public", response_headers(Config())) as served:
        yield served


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("old/", "new/"),
        ("old/#one", "new/#first"),
        ("old/#zwei und ä", "page/#here"),
        ("old/#second", "new/#second"),
        ("old/?a=1&b=ä", "new/?a=1&b=%C3%A4"),
        ("old/?a=1#one", "new/?a=1#first"),
        ("old/?a=1#second", "new/?a=1#second"),
        ("asked/?a=1", "new/?b=2"),
        ("page/#gone", "new/#first"),
        ("page/#here", "page/#here"),
    ],
)
def test_an_old_address_leads_to_the_new_one(page: Page, address: str, old: str, new: str) -> None:
    page.goto(f"{address}/{old}")
    page.wait_for_url(f"{address}/{new}")


def test_a_link_on_the_page_itself_is_followed_too(page: Page, address: str) -> None:
    page.goto(f"{address}/page/")
    page.evaluate("location.hash = 'gone'")
    page.wait_for_url(f"{address}/new/#first")
