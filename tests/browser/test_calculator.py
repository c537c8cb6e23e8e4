"""The token calculator as readers meet it: in a real browser, under the policy of every page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from sitegen.calculator.vocabulary import count
from tests.browser.axe import find_complaints
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
DAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
ASCII = "The quick brown fox jumps over 13 lazy dogs.\n"
UKRAINIAN = "Привіт, світе! 🙂 "
PAGE = "---\ntitle: Calculator\n---\n\n::: token-calculator profile=everyday model=gpt-4.1\n:::\n"
CALL = '::: token-calculator compact model=gpt-4.1 text="Hello, world!"\n:::\n\nMore words.\n'
ARTICLE = "---\ntitle: Article\n---\n\nWords.\n\n" + CALL
LATE = "---\ntitle: Late\n---\n\n" + "Words.\n\n" * 60 + CALL
TOKENS = ".calc-answer .calc-tokens"
MONTH = ".calc-answer .calc-month"
TEXT = ".calc-text textarea"
#: Requests that wait, by the page that made them.
HELD: dict[Page, list[Route]] = {}
#: Resolves when service workers look after the page and after its tokenizer.
CONTROLLED = """(async () => {
  const isActive = ({ active }) => active?.state === "activated";
  for (let all = []; all.length < 2 || !all.every(isActive); ) {
    await new Promise((done) => setTimeout(done, 100));
    all = await navigator.serviceWorker.getRegistrations();
  }
})()"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve a folder; returns its address, without a slash at the end."""
    servers = []

    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    """The address of a site with a page of its own for the calculator, and an article with one in it."""
    folder = SiteFolder(tmp_path_factory.mktemp("calculator") / "site")
    folder.write("content/calculator/index.md", PAGE)
    folder.write("content/article.md", ARTICLE)
    folder.write("content/late.md", LATE)
    for path in ("calculator-embed.md", "calculator/embed.js"):
        folder.write(f"content/{path}", (ROOT / "content" / path).read_bytes())
    folder.publish(now=DAY)
    return serve(folder.root / "public")


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Open a page in a context of its own; ``hold`` names requests that wait until ``release``."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "/calculator/", *, width: int = 1280, hold: str = "", **wishes: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale=wishes.pop("locale", "en-US"),
            **wishes,
        )
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        if hold:
            HELD[page] = []
            context.route(hold, lambda route: HELD[page].append(route))  # noqa: PLW0108  Playwright inspects it
        page.goto(site + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def release(page: Page) -> None:
    """Let the first held request of a page go on, and wait for its answer."""
    while not HELD[page]:
        page.wait_for_timeout(20)
    with page.expect_event("requestfinished"):
        HELD[page].pop(0).continue_()


def ready(page: Page) -> Page:
    """Come near, wait for the instrument, unfold it, and wait for all of its parts."""
    page.locator(".calc-first").scroll_into_view_if_needed()
    page.wait_for_selector(".calculator-ready")
    page.evaluate("for (const fold of document.querySelectorAll('.calc-more')) fold.open = true")
    page.locator(".calculator-live").evaluate("live => live.scrollIntoView({ block: 'center' })")
    page.wait_for_selector(".calc-complete")
    return page


def unfold(page: Page) -> None:
    page.evaluate("for (const fold of document.querySelectorAll('.calculator details')) fold.open = true")


def tokens_of(text: str) -> str:
    tokens = count(text)
    return f"{tokens:,} token{'' if tokens == 1 else 's'}"


def test_typed_text_has_as_many_tokens_as_in_python(visit: Callable[..., Page]) -> None:
    """What is typed key by key is counted as tiktoken counts it."""
    page = ready(visit())
    page.locator(TEXT).press_sequentially(ASCII)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(ASCII))


def test_pasted_text_in_another_script_fetches_the_rest_of_the_vocabulary(visit: Callable[..., Page]) -> None:
    """ASCII needs the first shard alone; any other character fetches the second, and the count is exact."""
    page = visit()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    ready(page).locator(TEXT).fill(ASCII)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(ASCII))
    assert [name for name in loaded if name.endswith(".bin")] == ["o200k_base.ascii.bin"]
    page.locator(TEXT).fill(UKRAINIAN * 20)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(UKRAINIAN * 20))
    assert "o200k_base.rest.bin" in loaded


def test_the_first_count_of_a_preset_text_loads_no_vocabulary(visit: Callable[..., Page]) -> None:
    """A text of the author was counted by the build: readers who only pass by load no megabytes."""
    page = visit("/article/")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    expect(ready(page).locator(TOKENS)).to_have_text(tokens_of("Hello, world!"))
    assert [url for url in loaded if url.endswith(".bin")] == []


def test_nothing_but_a_small_script_loads_before_the_reader_comes_near(visit: Callable[..., Page]) -> None:
    """The instrument's scripts arrive when the reader does."""
    page = visit("/late/")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    page.reload(wait_until="networkidle")
    assert {"calculator.css", "start.js"} <= set(loaded)
    assert [name for name in loaded if name in {"calculator.js", "worker.js"} or name.endswith(".bin")] == []
    ready(page)
    assert "calculator.js" in loaded


def test_tokens_are_shown_one_by_one(visit: Callable[..., Page]) -> None:
    """The token view holds the text, piece by piece, with the ids on demand."""
    page = ready(visit())
    page.locator(TEXT).fill("Hello, world!")
    page.get_by_text("See the tokens").click()
    pieces = page.locator(".calc-token-view .calc-list span")
    expect(pieces).to_have_text(["Hello", ",", " world", "!"])
    assert ["13225", "11", "2375", "0"] == [piece.get_attribute("data-id") for piece in pieces.all()]


def test_a_model_is_chosen_from_the_comparison(visit: Callable[..., Page]) -> None:
    """A press on a model's name prices everything on it; the cheapest stands first."""
    page = ready(visit("/article/"))
    before = page.locator(MONTH).text_content()
    first = page.locator(".calc-part tbody tr th button").first
    name = first.text_content()
    first.click()
    expect(page.get_by_label("Model", exact=True)).to_have_value(re.compile("gpt-"))
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.locator(MONTH)).not_to_have_text(str(before))
    expect(page.locator(".calc-marks")).to_contain_text(str(name))


def test_settings_stand_in_the_address_and_come_back(visit: Callable[..., Page]) -> None:
    """What differs from the defaults is in the fragment; the text only when the reader asks."""
    page = ready(visit())
    page.locator(TEXT).fill("secret")
    page.get_by_label("Requests a day", exact=True).fill("1.5k")
    page.get_by_label("Processing tier").select_option("batch")
    page.wait_for_url(re.compile("t=batch"))
    assert "d=1500" in page.url
    assert "secret" not in page.url
    page.get_by_label("with my text").check()
    page.wait_for_url(re.compile("text=secret"))
    month = page.locator(MONTH).text_content()
    again = ready(visit("/calculator/" + page.url[page.url.index("#") :]))
    expect(again.locator(TEXT)).to_have_value("secret")
    expect(again.get_by_label("Requests a day", exact=True)).to_have_value("1500")
    expect(again.locator(TOKENS)).to_have_text(tokens_of("secret"))
    expect(again.locator(MONTH)).to_have_text(str(month))


def test_a_count_that_comes_late_is_not_shown(visit: Callable[..., Page]) -> None:
    """When the text is gone before its vocabulary is there, the count of the old text takes no place."""
    page = ready(visit())
    held: list[Route] = []
    page.context.route("**/*.bin", lambda route: held.append(route))  # noqa: PLW0108  Playwright inspects it
    with page.expect_request("**/*.bin"):
        page.locator(TEXT).fill("Some words.")
    page.locator(TEXT).fill("")
    expect(page.locator(".calc-answer")).to_be_hidden()
    with page.expect_event("requestfinished"):
        for route in held:
            route.continue_()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".calc-answer")).to_be_hidden()


def test_reset_forgets_everything(visit: Callable[..., Page]) -> None:
    """Reset brings back the defaults and the author's text, and clears the address."""
    page = ready(visit("/article/#calculator?d=7&text=abc"))
    expect(page.get_by_label("Requests a day", exact=True)).to_have_value("7")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(TEXT)).to_have_value("Hello, world!")
    expect(page.get_by_label("Requests a day", exact=True)).to_have_value("30")
    expect(page.locator(TOKENS)).to_have_text(tokens_of("Hello, world!"))
    assert "#" not in page.url


def test_a_mistyped_number_is_said_beside_it(visit: Callable[..., Page]) -> None:
    """A box takes any whole number; anything else is said, and the last good one stays in force."""
    page = ready(visit("/article/"))
    before = page.locator(MONTH).text_content()
    box = page.get_by_label("Requests a day", exact=True)
    box.fill("many")
    expect(box).to_have_attribute("aria-invalid", "true")
    message = page.get_by_role("alert")
    expect(message).to_have_text(re.compile("a whole number up to"))
    assert message.get_attribute("id") == box.get_attribute("aria-describedby")
    expect(page.locator(MONTH)).to_have_text(str(before))
    box.fill("7")
    expect(message).to_have_count(0)
    assert [box.get_attribute(name) for name in ("aria-invalid", "aria-describedby")] == [None, None]


def test_a_currency_takes_the_readers_rate(visit: Callable[..., Page]) -> None:
    """With a rate, every amount is in the reader's currency and number format."""
    page = ready(visit("/article/", locale="de-DE"))
    expect(page.locator(MONTH)).to_contain_text("$")
    expect(page.get_by_label("Another currency")).to_have_value("EUR")
    page.get_by_label("Its rate").fill("0,9")
    page.get_by_label("Another currency").fill("EUR")
    expect(page.locator(MONTH)).to_contain_text(re.compile(r"\d,\d\d\s€"))


def test_the_keyboard_is_enough(visit: Callable[..., Page]) -> None:
    """Typing, choosing a model and opening the tokens need no pointer."""
    page = ready(visit())
    page.locator(TEXT).focus()
    page.keyboard.type("one two three")
    expect(page.locator(TOKENS)).to_have_text("3 tokens")
    page.keyboard.press("Tab")
    assert "SELECT" == page.evaluate("document.activeElement.tagName")
    page.keyboard.type("GPT-4o mini")
    expect(page.locator(".calc-marks")).to_contain_text("GPT-4o mini")
    for _ in range(40):
        page.keyboard.press("Tab")
        if "See the tokens" == page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".calc-token-view .calc-list span")).to_have_count(3)


def test_a_change_is_spoken_once_it_rests(visit: Callable[..., Page]) -> None:
    """The live region says one sentence after a pause, not one a key."""
    page = ready(visit())
    page.locator(TEXT).press_sequentially("one two three four")
    expect(page.locator(".calc-first > [role=status]")).to_have_text(
        re.compile(r"^4 tokens\. GPT-4\.1: \$[\d.]+ a request, \$[\d.]+ a month\.$")
    )


def test_no_other_host_is_asked_and_the_policy_holds(visit: Callable[..., Page], site: str) -> None:
    """A whole use sends nothing anywhere else, and breaks no rule of the policy."""
    page = visit()
    asked: list[str] = []
    complaints: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda mistake: complaints.append(str(mistake)))
    page.reload()
    ready(page).locator(TEXT).fill(UKRAINIAN)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(UKRAINIAN))
    unfold(page)
    page.get_by_role("button", name="Add images of a size").click()
    page.get_by_label("Show models that were shut down").check()
    page.get_by_role("button", name="Copy the result").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert [url for url in asked if not url.startswith((site, f"blob:{site}"))] == []
    assert complaints == []


def test_it_goes_on_offline(visit: Callable[..., Page]) -> None:
    """Once a text was counted, the connection may go: any other text is counted too."""
    page = ready(visit())
    with page.expect_response(re.compile(r"rest\.bin")) as rest:
        page.locator(TEXT).fill(ASCII)
        expect(page.locator(TOKENS)).to_have_text(tokens_of(ASCII))
    rest.value.finished()
    page.context.set_offline(True)
    page.locator(TEXT).fill(UKRAINIAN + ASCII)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(UKRAINIAN + ASCII))


def test_it_opens_offline(browser: Browser, tmp_path: Path) -> None:
    """After a text was counted, the page opens again when the server is out of reach, and counts any text."""
    folder = SiteFolder(tmp_path / "site")
    folder.write("content/article.md", ARTICLE)
    folder.publish(now=DAY)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder.root / "public")))
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/article/")
    ready(page).locator(TEXT).fill(ASCII)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(ASCII))
    page.evaluate(CONTROLLED)
    server.shutdown()
    server.server_close()
    page.reload()
    ready(page).locator(TEXT).fill(UKRAINIAN + ASCII)
    expect(page.locator(TOKENS)).to_have_text(tokens_of(UKRAINIAN + ASCII))
    page.close()


def test_a_failed_download_can_be_tried_again(visit: Callable[..., Page]) -> None:
    """What could not be loaded is said, with a button that tries again."""
    page = ready(visit())
    page.context.route("**/*.bin", lambda route: route.abort())
    page.locator(TEXT).fill(ASCII)
    expect(page.get_by_role("alert")).to_contain_text("could not be counted")
    expect(page.locator(TOKENS)).to_have_text(re.compile(r"^≈ \d+ tokens$"))
    page.context.unroute("**/*.bin")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(TOKENS)).to_have_text(tokens_of(ASCII))
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


@pytest.mark.parametrize("language", ["de", "ja", "he", "ar", "fr", "ko"])
def test_scripts_speak_the_language_of_the_page(
    browser: Browser, serve: Callable[[Path], str], tmp_path: Path, language: str
) -> None:
    """They change no word that the build wrote."""
    folder = SiteFolder(tmp_path / "site")
    folder.write("sitegen.toml", f'title = "A"\nlanguage = "{language}"\n')
    folder.write("content/article.md", ARTICLE)
    folder.publish(now=DAY)
    url = serve(folder.root / "public") + "/article/"
    texts = []
    for has_script in (False, True):
        context = browser.new_context(locale=language, java_script_enabled=has_script)
        page = context.new_page()
        page.goto(url)
        if has_script:
            ready(page)
            page.locator(".calc-answer input").fill("31")
            page.locator(".calc-answer input").fill("30")
        texts.append(page.locator(".calc-answer :is(strong, span, .calc-also)").all_inner_texts())
        context.close()
    assert texts[0] == texts[1]
    assert len(texts[0]) == 7


def test_without_scripts_the_tables_are_whole(visit: Callable[..., Page]) -> None:
    """Prices of all vendors, their check, projection and break-even need no script, and leave no hole."""
    page = visit(java_script_enabled=False)
    tables = page.locator(".calculator > details > table")
    expect(tables).to_have_count(8)
    expect(tables.first).to_contain_text("GPT-4.1")
    expect(page.get_by_text("A subscription does not buy API calls")).to_have_count(1)
    expect(page.locator(".calc-more")).to_be_hidden()


def test_a_narrow_window_does_not_scroll_sideways(visit: Callable[..., Page]) -> None:
    """At 320 px, tables scroll on their own and the page does not."""
    page = ready(visit(width=320))
    page.locator(TEXT).fill("x" * 500)
    unfold(page)
    assert 0 == page.evaluate("document.documentElement.scrollWidth - innerWidth")


def test_axe_finds_nothing_in_any_state(visit: Callable[..., Page]) -> None:
    """At first, in use with everything unfolded, with a mistake in a box, and after a failed download."""
    page = visit(width=360)
    assert [] == find_complaints(ready(page))
    page.context.route("**/*.bin", lambda route: route.abort())
    page.locator(TEXT).fill(UKRAINIAN)
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert [] == find_complaints(page)
    page.context.unroute("**/*.bin")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(TOKENS)).to_have_text(tokens_of(UKRAINIAN))
    unfold(page)
    page.get_by_label("Show ids").check()
    page.get_by_role("button", name="Add images of a size").click()
    page.get_by_label("Requests a day", exact=True).fill("many")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".calc-token-view .calc-list span").first).to_be_visible()
    assert [] == find_complaints(page)


def test_another_site_shows_it_in_one_line(
    browser: Browser, site: str, serve: Callable[[Path], str], tmp_path: Path
) -> None:
    """A page with a strict policy of its own shows the calculator, with its settings, as tall as it is."""
    tmp_path.joinpath("index.html").write_text(
        "<!doctype html><meta http-equiv=Content-Security-Policy "
        f"content=\"default-src 'none'; script-src {site}; frame-src {site}\">"
        f'<script src="{site}/calculator/embed.js" async></script>'
        '<token-calculator model="gpt-4o" text="Hello, world!" theme="dark"></token-calculator>'
    )
    page = browser.new_page()
    page.goto(serve(tmp_path))
    frame = page.frame_locator("iframe")
    expect(frame.locator(TOKENS)).to_have_text(tokens_of("Hello, world!"))
    frame.get_by_text("Every setting, model and plan").click()
    expect(frame.locator(".calc-marks")).to_contain_text("GPT-4o")
    expect(page.locator("iframe")).not_to_have_attribute("height", "900")
    inside = frame.locator("body").evaluate("(body) => body.scrollHeight")
    assert abs(float(page.locator("iframe").get_attribute("height") or 0) - inside) < 50
    page.close()
