"""What readers of the article and the calculator see first: the text and its answer, before any script."""

from __future__ import annotations

import re
import shutil
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.calculator.arithmetic import Cost, Usage, plan_price, project, request_cost
from sitegen.calculator.money import dollars, shown
from sitegen.calculator.prices import read_plans, read_prices
from sitegen.calculator.profiles import DEFAULT_PROFILE
from sitegen.calculator.vocabulary import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
DAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
ARTICLE = "/blog/chatgpt-vs-openai-api/"
CALCULATOR = "/calculator/"
SIZES = ((1280, 800), (360, 740))
FIRST = (".calc-text textarea", ".calc-tokens", ".calc-month", ".calc-difference", "[aria-label=Plan]")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """This repository's own blog and calculator, published elsewhere and served."""
    folder = tmp_path_factory.mktemp("first") / "site"
    for name in ("content/blog", "content/calculator"):
        shutil.copytree(ROOT / name, folder / name)
    menu = "".join(
        f'[[menu]]\nname = "{name}"\ntarget = "{target}"\n'
        for name, target in (("Blog", "blog/_index.md"), ("Calculator", "calculator/index.md"))
    )
    (folder / "sitegen.toml").write_text(f'title = "sitegen"\nbase_url = "https://sitegen.example"\n{menu}')
    result = build(BuildOptions(folder, jobs=1), now=DAY)
    assert [problem.message for problem in result.problems] == []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder / "public")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    chosen: tuple[int, int] = request.param
    return chosen


def visit(browser: Browser, url: str, size: tuple[int, int], *, script: bool = True) -> Page:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    return page


@pytest.mark.parametrize("path", [ARTICLE, CALCULATOR])
@pytest.mark.parametrize("script", [True, False], ids=["live", "without scripts"])
def test_the_text_and_its_answer_are_on_the_first_screen(
    browser: Browser, site: str, path: str, size: tuple[int, int], script: bool
) -> None:
    """At the window's top, without scrolling: beside each other where there is room."""
    page = visit(browser, site + path, size, script=script)
    boxes = [page.locator(selector).bounding_box() for selector in FIRST]
    ends = [box["y"] + box["height"] for box in boxes if box]
    assert len(ends) == len(FIRST)
    assert max(ends) <= size[1]
    assert boxes[0]
    assert boxes[1]
    beside = boxes[1]["x"] >= boxes[0]["x"] + boxes[0]["width"]
    assert beside == (size[0] > 768)
    page.context.close()


@pytest.mark.parametrize("path", [ARTICLE, CALCULATOR])
def test_the_answer_is_true_without_scripts(browser: Browser, site: str, path: str) -> None:
    """It is what the arithmetic says of the sample, of the model and of the plan that are selected."""
    page = visit(browser, site + path, SIZES[0], script=False)
    text = page.locator(FIRST[0]).input_value()
    model = next(one for one in read_prices().models if one.id == page.get_by_label("Model").input_value())
    plan = next(one for one in read_plans().plans if one.id == page.get_by_label("Plan").input_value())
    usage, per_day = DEFAULT_PROFILE.usage, int(page.get_by_label("Requests a day").input_value())
    alone = request_cost(model, Usage(input_tokens=count(text)), DAY.date())
    sent = Usage(
        input_tokens=count(text) + usage.input_tokens,
        output_tokens=usage.output_tokens,
        reasoning_tokens=usage.reasoning_tokens,
        cached_percent=usage.cached_percent,
    )
    request = request_cost(model, sent, DAY.date())
    assert isinstance(alone, Cost)
    assert isinstance(request, Cost)
    month = project(request.total, per_day, DEFAULT_PROFILE.days_per_month).month
    saved = (plan_price(plan) or 0) - month
    assert saved > 0
    expect(page.locator(".calc-tokens")).to_have_text(f"{count(text)} tokens")
    expect(page.locator(".calc-cost")).to_have_text(dollars(shown(alone.total)))
    expect(page.locator(".calc-month")).to_have_text(f"{dollars(shown(month))} a month")
    expect(page.locator(".calc-difference")).to_have_text(f"{dollars(shown(saved))} less")
    page.context.close()


def test_scripts_change_nothing_that_stands_there(browser: Browser, site: str, size: tuple[int, int]) -> None:
    """The live answer has the words and the place of the one that the server wrote."""
    seen = []
    for pattern in ("**/start.js", "**/none"):
        context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        context.route(pattern, lambda route: route.abort())
        page = context.new_page()
        page.goto(site + ARTICLE, wait_until="networkidle")
        if pattern == "**/none":
            page.wait_for_selector(".calculator-ready")
        is_live = page.locator(".calculator-ready").count()
        words = page.locator(".calc-answer :is(strong, span, .calc-also)").all_inner_texts()
        boxes = [page.locator(selector).bounding_box() for selector in (*FIRST, ".calc-first")]
        seen.append((is_live, words, boxes))
        context.close()
    assert [shown[0] for shown in seen] == [0, 1]
    assert seen[0][1:] == seen[1][1:]


def test_nothing_is_counted_for_an_empty_text(browser: Browser, site: str) -> None:
    """No tokens, no cost a month, no comparison: until there is a text again."""
    page = visit(browser, site + CALCULATOR, SIZES[0])
    page.locator(FIRST[0]).fill("")
    expect(page.locator(".calc-idle")).to_be_visible()
    expect(page.locator(".calc-answer")).to_be_hidden()
    assert re.findall(r"\$\d", page.locator(".calc-first, .calculator-live").all_inner_texts()[0]) == []
    page.locator(FIRST[0]).fill("One word")
    expect(page.locator(".calc-tokens")).to_have_text("2 tokens")
    page.context.close()


def test_every_assumption_of_the_answer_is_a_control_in_it(browser: Browser, site: str) -> None:
    """The model, how often it is asked and the plan: each changes the sentence where it stands."""
    page = visit(browser, site + ARTICLE, SIZES[0])
    month = page.locator(".calc-month")
    before = month.inner_text()
    page.get_by_label("Requests a day", exact=True).fill("60")
    expect(month).not_to_have_text(before)
    page.get_by_label("Model", exact=True).select_option("gpt-4o-mini")
    expect(page.locator(".calc-also")).not_to_contain_text("reasoning")
    page.get_by_label("Requests a day", exact=True).fill("100000")
    expect(page.locator(".calc-difference")).to_have_text(re.compile(r"^\$[\d,.]+ more$"))
    page.get_by_label("Plan", exact=True).select_option("pro-200")
    page.wait_for_url(re.compile("p=pro-200"))
    page.context.close()


def test_a_text_gets_an_estimate_until_its_vocabulary_is_there(browser: Browser, site: str) -> None:
    """The first keystroke shows about how many tokens there are; the exact count takes its place."""
    page = visit(browser, site + ARTICLE, SIZES[0])
    with page.expect_request("**/*.bin"):
        page.context.route("**/*.bin", lambda _route: None)  # it never arrives
        page.locator(FIRST[0]).press_sequentially("a")
    expect(page.locator(".calc-tokens")).to_have_text(re.compile(r"^≈ \d+ tokens$"))
    page.context.close()


def come_near(page: Page) -> None:
    """Scroll to what stands below the answer, and wait until all of it is there."""
    page.wait_for_selector(".calculator-ready")
    page.locator(".calculator-live").evaluate("live => live.scrollIntoView()")
    page.wait_for_selector(".calc-complete")


def test_folds_are_closed_on_phones(browser: Browser, site: str, size: tuple[int, int]) -> None:
    """The details follow in sections with headings, which are open where there is room."""
    page = visit(browser, site + CALCULATOR, size)
    come_near(page)
    headings = page.locator(".calculator-live summary h2").all_text_contents()
    assert ["Your use", "Chat, functions and images", "The count in detail"] == headings[:3]
    opened = page.locator(".calculator-live > details[open]").count()
    assert opened == (4 if size[0] > 768 else 0)
    page.context.close()


def test_the_text_is_live_before_the_parts_below_are_built(browser: Browser, site: str) -> None:
    """The first comes once the reader is near, the others one at a time when the browser is idle."""
    context = browser.new_context()
    context.add_init_script("window.idle = []; window.requestIdleCallback = (act) => idle.push(act)")
    page = context.new_page()
    page.goto(site + CALCULATOR, wait_until="networkidle")
    parts = page.locator(".calculator-live > *")
    page.locator(FIRST[0]).fill("one two")
    expect(page.locator(".calc-tokens")).to_have_text("2 tokens")
    page.locator(".calculator-live").evaluate("live => live.scrollIntoView()")
    expect(parts).not_to_have_count(0)
    seen = [0, parts.count()]
    while page.locator(".calc-complete").count() == 0:
        page.evaluate("idle.shift()?.()")
        page.wait_for_timeout(10)
        seen.append(parts.count())
    assert seen[-1] >= 8
    assert max(after - before for before, after in pairwise(seen)) <= 2
    context.close()
