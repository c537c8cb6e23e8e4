"""The built-in theme as readers meet it: every kind of page in a real browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.config import Config
from sitegen.plan.policy import response_headers
from tests.browser.axe import find_complaints
from tests.judges.host import hosted
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Request

pytestmark = pytest.mark.browser

SITE = Path(__file__).parent / "site"
PAGES = (
    "/",
    "/blog/",
    "/blog/kitchen/",
    "/docs/",
    "/docs/writing/",
    "/archive/",
    "/tags/",
    "/tags/engineering/",
    "/404.html",
)
RICH = "/blog/kitchen/"

#: A line of prose: what typographers take to be comfortable.
LONGEST_LINE = 75

LONGEST_LINE_OF = """(paragraph) => {
  const range = document.createRange();
  const lines = new Map();
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (let place = 0; place < walker.currentNode.length; place++) {
      range.setStart(walker.currentNode, place);
      range.setEnd(walker.currentNode, place + 1);
      const bottom = Math.round(range.getBoundingClientRect().bottom / 8);
      lines.set(bottom, (lines.get(bottom) ?? 0) + 1);
    }
  }
  return Math.max(...lines.values());
}"""


#: Language -> (sessions and other code, what is copied of them).
SESSIONS = {
    "console": ("$ make build\nPublished 3 pages.\n$ ls \\\n> public\n", "make build\nls \\\npublic\n"),
    "pycon": (">>> if x:\n...     y\n3\n>>> z\n", "if x:\n    y\nz\n"),
    "bash": ("$ ls\npublic\n$ cd public\n", "ls\ncd public\n"),
    "sh": ("cp $a b  # $ kept as it is\n", "cp $a b  # $ kept as it is\n"),
    "text": ("$ kept as it is\n", "$ kept as it is\n"),
    "shell-session": ("user@host:~$ sudo -i\n# id\nroot\nuser@host:/x$ exit\n", "sudo -i\nexit\n"),
    "pwsh-session": ("PS C:\\x> dir\n  a.txt\nPS C:\\x> cd a\n", "dir\ncd a\n"),
    "terminal": ("(venv) $ pip install x\nDone\n", "pip install x\n"),
}


#: A table and code that are wider than a line of prose.
WIDE = """
| {head} |
| {rule} |
| {head} |

```
{code}
```
""".format(head=" | ".join(["a_long_name"] * 9), rule=" | ".join(["---"] * 9), code="word " * 30)

SHARE_OF_TEXT = """() => [...document.querySelectorAll(".prose > table, .prose > .code")].map((box) => {
  const text = document.querySelector(".prose > p").clientWidth;
  return [Math.round(100 * box.clientWidth / text), box.getBoundingClientRect().right <= innerWidth];
})"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site that has a page of each kind."""
    root = tmp_path_factory.mktemp("theme") / "site"
    shutil.copytree(SITE, root)
    fences = "\n".join(f"```{language}\n{text}```\n" for language, (text, _) in SESSIONS.items())
    front = "---\ntitle: Sessions\naliases: [/old/, /old.html, /a/b/old/]\n---\n"
    page = f"{front}\n{fences}\n## Numbers\n\nText.\n"
    files = {"content/blog/sessions.md": page, "content/blog/wide.md": f"Text.\n{WIDE}"}
    assert SiteFolder(root, files).publish()
    with hosted(root / "public", response_headers(Config())) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the site in a context of its own; without a path, one that shows nothing yet."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "", *, width: int = 1280, scheme: Any = "light", **wishes: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, **wishes)
        contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_nothing_sticks_out_on_the_smallest_phone(visit: Callable[..., Page], site: str) -> None:
    """At 320 px no page scrolls sideways."""
    page = visit("/", width=320)
    widths = {}
    for path in PAGES:
        page.goto(site + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, 320)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(visit: Callable[..., Page], site: str, width: int) -> None:
    """axe-core has no complaint about any kind of page, with everything that folds unfolded."""
    complaints = {}
    page = visit("/", width=width)
    for path in PAGES:
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        complaints[path] = find_complaints(page)
    assert complaints == {path: [] for path in PAGES}


def test_a_page_is_three_requests_to_its_own_host(visit: Callable[..., Page], site: str) -> None:
    """HTML, one style sheet, one script; nobody else is asked, and the policy is never broken."""
    requests: dict[str, list[Request]] = {path: [] for path in PAGES}
    complaints: list[str] = []

    def open_page(path: str) -> Page:
        page = visit()
        page.on("request", lambda asked: requests[path].append(asked))  # noqa: PLW0108  Playwright inspects it
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site + path, wait_until="commit")
        return page

    for page in [open_page(path) for path in PAGES]:
        page.wait_for_load_state("networkidle")
    kinds = {path: sorted(asked.resource_type for asked in requests[path]) for path in PAGES}
    kinds = {path: [kind for kind in kinds[path] if kind not in {"image", "other"}] for path in PAGES}
    addresses = [asked.url for path in PAGES for asked in requests[path]]
    strangers = [address for address in addresses if not address.startswith(site)]
    usual = ["document", "script", "stylesheet"]
    expected = dict.fromkeys(PAGES, usual) | {RICH: [*usual, "stylesheet"]}  # one of its own for formulas
    assert (kinds, strangers, complaints) == (expected, [], [])


def test_lines_of_prose_are_comfortable(visit: Callable[..., Page]) -> None:
    """No line of prose is longer than 75 characters, however wide the screen."""
    page = visit(RICH)
    longest = {}
    for width in (360, 1280, 1920, 3840):
        page.set_viewport_size({"width": width, "height": 800})
        paragraphs = page.locator(".prose > p").all()
        assert len(paragraphs) > 3
        longest[width] = max(paragraph.evaluate(LONGEST_LINE_OF) for paragraph in paragraphs)
    assert {width: length for width, length in longest.items() if length > LONGEST_LINE} == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(visit: Callable[..., Page], width: int) -> None:
    """The layout does not shift: images have their size, contents unfold beside the text."""
    shift = visit(RICH, width=width).evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 300);
        })"""
    )
    assert shift == 0


def test_the_chosen_theme_is_there_from_the_first_frame(visit: Callable[..., Page]) -> None:
    """A remembered choice does not flash: the first frame that is drawn after a reload has it already."""
    page = visit(RICH)
    page.get_by_role("button", name="Light or dark").click()
    page.locator("html[data-theme=dark]").wait_for()
    page.context.add_init_script(
        "requestAnimationFrame(() => { window.firstFrame = document.documentElement.dataset.theme; })"
    )
    page.reload()
    assert page.evaluate("window.firstFrame") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 17, 17)"


def test_a_choice_that_equals_the_system_is_forgotten(visit: Callable[..., Page]) -> None:
    """Two clicks lead back to following the system."""
    page = visit("/", scheme="dark")
    button = page.get_by_role("button", name="Light or dark")
    button.click()
    page.locator("html[data-theme=light]").wait_for()
    assert page.evaluate("localStorage.theme") == "light"
    button.click()
    page.locator("html[data-theme=dark]").wait_for()
    assert page.evaluate("localStorage.theme") is None


def test_43_of_a_session_only_the_commands_are_copied(visit: Callable[..., Page]) -> None:
    """Without prompts and answers; other code as it is."""
    page = visit("/blog/sessions/", permissions=["clipboard-read", "clipboard-write"])
    copied = {}
    for language in SESSIONS:
        box = page.locator(".code", has=page.locator(f"code.language-{language}"))
        box.hover()
        box.get_by_role("button", name="Copy").click()
        box.get_by_role("button", name="Copied").wait_for()
        copied[language] = page.evaluate("navigator.clipboard.readText()")
    assert copied == {language: expected for language, (_, expected) in SESSIONS.items()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/old/#numbers", "/blog/sessions/#numbers"),
        ("/old/", "/blog/sessions/"),
        ("/old.html#numbers", "/blog/sessions/#numbers"),
        ("/a/b/old/#none", "/blog/sessions/#none"),
    ],
)
def test_44_an_old_address_leads_to_the_same_part_of_the_page(
    visit: Callable[..., Page], old: str, new: str
) -> None:
    """What stands behind # is kept, under the policy of the page."""
    page = visit(old)
    page.wait_for_url(f"**{new}")


def test_copying_takes_the_code_and_nothing_else(visit: Callable[..., Page]) -> None:
    """The copy button yields the code as it was written: no line numbers, no button."""
    page = visit(RICH, permissions=["clipboard-read", "clipboard-write"])
    box = page.locator(".code", has_text="reading_time").first
    box.hover()
    box.get_by_role("button", name="Copy").click()
    box.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    source = (SITE / "content/blog/kitchen.md").read_text("utf-8")
    assert copied in source
    assert copied.startswith("from __future__")


def test_without_javascript_nothing_is_missing_or_dead(visit: Callable[..., Page]) -> None:
    """All words are there, and no button that would do nothing."""
    page = visit(RICH, java_script_enabled=False)
    assert page.get_by_role("button").count() == 0
    assert page.get_by_text("The first paragraph sets the tone.").is_visible()
    page.get_by_text("On this page").click()
    assert page.locator(".toc").get_by_role("link", name="Tables").is_visible()


def test_the_keyboard_can_skip_to_the_text(visit: Callable[..., Page]) -> None:
    """The first stop is a visible link past the navigation."""
    page = visit(RICH)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to content"
    box = focused.bounding_box()
    assert box
    assert box["x"] >= 0
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_the_keyboard_reaches_what_scrolls_sideways(visit: Callable[..., Page]) -> None:
    """Code and wide tables can be focused, so that arrow keys scroll them."""
    page = visit(RICH, width=320)
    unreachable = page.evaluate(
        """[...document.querySelectorAll("main *")]
          .filter((one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === "auto")
          .filter((one) => one.tabIndex < 0).map((one) => one.outerHTML.slice(0, 80))"""
    )
    assert unreachable == []


def test_wide_tables_and_code_use_the_free_margin(visit: Callable[..., Page]) -> None:
    """On wide screens they grow beyond the text but stay on the screen; on phones they keep its width."""
    assert visit("/blog/wide/", width=360).evaluate(SHARE_OF_TEXT) == [[100, True], [100, True]]
    shares = visit("/blog/wide/", width=1920).evaluate(SHARE_OF_TEXT)
    assert [share > 130 and is_visible for share, is_visible in shares] == [True, True]


@pytest.mark.parametrize("width", [1280, 1920, 2560])
def test_wide_code_does_not_reach_the_contents(visit: Callable[..., Page], width: int) -> None:
    """The contents stay where they are while a page scrolls: nothing passes below them."""
    page = visit(RICH, width=width)
    overlap = """Math.max(...[...document.querySelectorAll(".prose > :is(.code, table)")]
      .map((box) => box.getBoundingClientRect().right))
      - document.querySelector(".toc summary").getBoundingClientRect().left"""
    assert page.evaluate(overlap) <= 0


def test_on_paper_wide_code_wraps_and_tables_fit(visit: Callable[..., Page]) -> None:
    """Nothing is cut off at the edge of the sheet."""
    page = visit("/blog/wide/", width=700)
    page.emulate_media(media="print")
    cut_off = """[...document.querySelectorAll("pre, table")]
      .filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.tagName)"""
    assert page.evaluate(cut_off) == []


def test_the_current_menu_entry_does_not_move_the_others(visit: Callable[..., Page]) -> None:
    """An entry is as wide on its own page as on every other page."""
    widths = """[...document.querySelectorAll("body > header a")].map((link) => link.offsetWidth)"""
    assert visit("/").evaluate(widths) == visit("/blog/").evaluate(widths)


def test_paper_gets_the_text_only(visit: Callable[..., Page]) -> None:
    """In print there is no navigation, no button, and black on white in the dark theme too."""
    page = visit(RICH, scheme="dark")
    page.emulate_media(media="print")
    assert [one.is_visible() for one in page.locator("nav, button, .toc").all()].count(True) == 0
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_right_to_left_sites_are_mirrored(browser: Browser, tmp_path: Path) -> None:
    """In a language written from the right, the text starts at the right and nothing sticks out."""
    site = SiteFolder(
        tmp_path / "site", {"sitegen.toml": 'language = "he"\n', "content/a.md": "# שלום\n\nעולם.\n"}
    )
    site.publish()
    page = browser.new_page(viewport={"width": 800, "height": 700})
    with hosted(site.root / "public", {}) as address:
        page.goto(f"{address}/a/")
    brand, button = page.locator(".brand").bounding_box(), page.locator(".theme").bounding_box()
    assert brand
    assert button
    assert brand["x"] > button["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == 800
    page.close()
