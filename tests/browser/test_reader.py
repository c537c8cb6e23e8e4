"""Reading with ease: footnotes that show in place, what can be taken along, and what others say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Privacy
from sitegen.plan.policy import response_headers
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
    number = page.get_by_role("link", name="Footnote 1").bounding_box()
    assert number
    assert 0 < box["y"] - (number["y"] + number["height"]) < 40
    assert not page.url.endswith("#fn-1")
    page.keyboard.press("Escape")
    note.wait_for(state="detached")
    assert page.get_by_text("As everybody knows.").count() == 1


CONFIG = """base_url = "https://example.org"
taxonomies = ["series"]

[privacy]
allow_scripts = ["giscus.app", "gc.zgo.at"]

[llms]
pages = true

[extra]
share = true

[extra.giscus]
repo = "me/notes"
repo_id = "R_1"
category = "Comments"
category_id = "DIC_1"
"""
HEAD = """{% extends 'builtin/base.html' %}
{% block head %}
<script async src="https://gc.zgo.at/count.js" data-goatcounter="/count"></script>
{% endblock %}
"""
COMMENTS = """{% include 'partials/comments/webmentions.html' %}
{% include 'partials/comments/giscus.html' %}
"""
MENTIONS = """{"children": [
{"wm-target": "https://example.org/walrus/", "url": "https://example.net/1", "author": {"name": "Ada"},
 "content": {"text": "I <b>agree</b>."}},
{"wm-target": "https://example.org/seal/", "url": "https://example.net/2"}
]}"""
WALRUS = "---\ntitle: Walrus\ndate: 2025-01-02\nseries: Ice\n---\n\nIt *sings*.\n"
SEAL = "---\ntitle: Seal\ndate: 2025-01-01\nseries: Ice\n---\n\nIt dives.\n"
#: Stands in for the services' own scripts; like theirs, it needs to know the element that loaded it.
STRANGER = """{
const me = document.currentScript;
const box = document.createElement("iframe");
box.src = new URL("/widget?" + me.dataset.repo, me.src);
box.title = "Comments";
if (me.dataset.repo) me.after(box);
else fetch(new URL("/seen", me.src));
}
"""


@pytest.fixture
def walrus(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, dict[str, list[str]]]]:
    """A page of a site with all that a site may opt for; what it asked, and what it complained of."""
    files = {
        "sitegen.toml": CONFIG,
        "content/walrus.md": WALRUS,
        "content/seal.md": SEAL,
        "data/webmentions.json": MENTIONS,
        "layouts/base.html": HEAD,
        "layouts/partials/comments.html": COMMENTS,
    }
    site = SiteFolder(tmp_path / "site", files)
    site.publish()
    heard: dict[str, list[str]] = {"asked": [], "said": []}
    config = Config(privacy=Privacy(allow_scripts=("giscus.app", "gc.zgo.at")))
    with hosted(site.root / "public", response_headers(config)) as address:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.on("console", lambda message: heard["said"].append(message.text))
        page.on("pageerror", lambda error: heard["said"].append(str(error)))
        page.on("request", lambda request: heard["asked"].append(request.url))
        page.route(
            "https://*/**",
            lambda route: route.fulfill(body="ok", headers={"Access-Control-Allow-Origin": "*"}),
        )
        page.route(
            "https://*/*.js",
            lambda route: route.fulfill(
                body=STRANGER, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
            ),
        )
        page.goto(f"{address}/walrus/", wait_until="networkidle")
        yield page, heard
        context.close()
    assert heard["said"] == []


def test_a_page_is_copied_as_markdown(walrus: tuple[Page, dict[str, list[str]]]) -> None:
    """The button yields what the site publishes for language models, and says so."""
    page, _ = walrus
    page.get_by_role("button", name="Copy as Markdown").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "# Walrus\n\nIt *sings*.\n"


def test_sharing_asks_nobody(walrus: tuple[Page, dict[str, list[str]]]) -> None:
    """Without a menu of the system's own, the canonical address is copied; only our script is loaded."""
    page, heard = walrus
    page.evaluate("delete Navigator.prototype.share")
    before = len(heard["asked"])
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Address copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "https://example.org/walrus/"
    assert [url for url in heard["asked"][before:] if not url.endswith("/acts.js")] == []


def test_opted_for_services_work_under_the_policy(walrus: tuple[Page, dict[str, list[str]]]) -> None:
    """The hosts that the configuration allows may run, show a frame and be told; nobody else is asked."""
    page, heard = walrus
    assert page.frame_locator("iframe[title=Comments]").locator("body").inner_text() == "ok"
    strangers = {url for url in heard["asked"] if not url.startswith("http://127.0.0.1")}
    assert strangers == {
        "https://giscus.app/client.js",
        "https://giscus.app/widget?me/notes",
        "https://gc.zgo.at/count.js",
        "https://gc.zgo.at/seen",
    }


def test_webmentions_of_the_page_are_words(walrus: tuple[Page, dict[str, list[str]]]) -> None:
    """Those of this page alone, escaped, without a request."""
    page, _ = walrus
    mentions = page.locator("section", has_text="Elsewhere").locator("li")
    assert mentions.all_inner_texts() == ["Ada: I <b>agree</b>."]


def test_a_series_says_which_part_this_is(walrus: tuple[Page, dict[str, list[str]]]) -> None:
    """Its parts are listed, oldest first."""
    page, _ = walrus
    series = page.locator(".series")
    series.get_by_text("Part 2 of 2: Ice").click()
    assert series.get_by_role("listitem").all_inner_texts() == ["Seal", "Walrus"]
    assert series.locator("[aria-current=page]").inner_text() == "Walrus"


def test_the_contents_follow_the_reader(browser: Browser, tmp_path: Path) -> None:
    """The entry of the part that is being read has the colour of the text, the others that of links."""
    parts = "".join(f"## Part {number}\n\n" + "Words.\n\n" * 40 for number in range(1, 4))
    site = SiteFolder(tmp_path / "site", {"content/long.md": f"---\ntitle: Long\n---\n\n{parts}"})
    site.publish()
    page = browser.new_page(viewport={"width": 1280, "height": 700}, reduced_motion="reduce")
    with hosted(site.root / "public", response_headers(Config())) as address:
        page.goto(f"{address}/long/#part-2")
        if not page.evaluate("CSS.supports('selector(:target-current)')"):
            pytest.skip("this browser does not know :target-current")
        colours = [
            link.evaluate("(one) => getComputedStyle(one).color") for link in page.locator(".toc a").all()
        ]
    page.close()
    assert colours[0] == colours[2] != colours[1]
