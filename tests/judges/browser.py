"""A served page -> what a real Chromium finds wrong: axe, sideways scrolling, policy, requests, keyboard."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

WIDTHS = (320, 360, 768, 1280, 1920, 2560, 3840)
SCHEMES = ("light", "dark")
#: Media features under which the page must still hold.
WISHES: tuple[dict[str, Any], ...] = ({"forced_colors": "active"}, {"contrast": "more"}, {"media": "print"})

_UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
_OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Counts what the policy stopped, from before the first byte of the page.
_WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.stopped.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""
#: The element in focus: its words, and whether a reader can see where the focus is.
_FOCUS = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    name: one.outerHTML.slice(0, 80),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && style.opacity > 0
      && parseFloat(style.outlineWidth) > 0,
  };
}"""
_REACHABLE = """
[...document.querySelectorAll("a[href], button, input, summary, select, textarea, [tabindex]")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => !one.disabled && one.tabIndex >= 0).length"""


#: What is typed into which fields.
_TYPED = {
    "main textarea": "How many tokens are these words?",
    "main input[type=number], main input[type=range]": "3",
}


def _open(browser: Browser, url: str, **wishes: Any) -> Page:
    page = browser.new_context(**wishes).new_page()
    page.goto(url, wait_until="networkidle")
    return page


def judge_access(browser: Browser, host: str, paths: Iterable[str], axe: Path) -> Iterator[str]:
    """Yield what axe-core complains about on any page, in either scheme, on a phone and on a desk."""
    source = axe.read_text("utf-8")
    for scheme, width in product(SCHEMES, (360, 1280)):
        for path in paths:
            page = _open(browser, host + path, color_scheme=scheme, viewport={"width": width, "height": 800})
            page.evaluate(_UNFOLD)
            yield from _ask_axe(page, source, f"{path} {scheme} {width}")
            if page.locator(".footnote-ref a").count():
                page.locator(".footnote-ref a").first.click()
                page.locator("aside.note").wait_for()
                yield from _ask_axe(page, source, f"{path} {scheme} {width}, footnote")
                page.keyboard.press("Escape")
            if page.locator("header .search").count():
                _search(page)
                yield from _ask_axe(page, source, f"{path} {scheme} {width}, search")
            page.context.close()


def _ask_axe(page: Page, source: str, name: str) -> Iterator[str]:
    for one in page.evaluate(source + "; axe.run({resultTypes: ['violations']})")["violations"]:
        yield f"{name}: {one['id']}: {one['nodes'][0]['html'][:120]}"


def _search(page: Page) -> None:
    """Open the dialog by its key and wait for a result."""
    page.keyboard.press("/")
    page.locator("dialog[open] input[type=search]").fill("model")
    page.locator("dialog[open] a").first.wait_for()


def judge_widths(browser: Browser, host: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield the pages that scroll sideways at any width, or under any wish of the reader."""
    for path in paths:
        page = _open(browser, host + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if over := page.evaluate(_OVERFLOW):
                yield f"{path} at {width}: {over} pixels stick out"
        page.set_viewport_size({"width": 320, "height": 800})
        for wish in WISHES:
            page.emulate_media(**wish)
            if over := page.evaluate(_OVERFLOW):
                yield f"{path} with {wish}: {over} pixels stick out"
        page.context.close()


def judge_use(browser: Browser, host: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield what the policy stopped, errors, and requests to others, while everything on a page is used."""
    for path in paths:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        context.add_init_script(_WATCH)
        page = context.new_page()
        said: list[str] = []
        _listen(page, said)
        page.goto(host + path, wait_until="networkidle")
        _use(page)
        own = (host, "data:", "blob:", "log:", "info:")
        missing = "error: Failed to load resource: the server responded with a status of 404"
        yield from (f"{path}: {one}" for one in said if not one.startswith((*own, missing)))
        yield from (f"{path}: stopped {one}" for one in page.evaluate("window.stopped"))
        context.close()


def _listen(page: Page, said: list[str]) -> None:
    """Gather every request and every message of the console."""
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda mistake: said.append(f"error: {mistake}"))


def _use(page: Page) -> None:
    """Press every button, open every fold, search for a word, type into every field."""
    page.evaluate(_UNFOLD)
    for button in page.locator("main button, header button:not(.search)").all():
        if button.is_visible():
            button.evaluate("(one) => one.click()")
    if page.locator("header .search").count():
        _search(page)
        page.keyboard.press("Escape")
    for kinds, words in _TYPED.items():
        for field in page.locator(kinds).all():
            if field.is_visible() and field.is_editable():
                field.fill(words)
    page.wait_for_load_state("networkidle")


def judge_keyboard(browser: Browser, host: str, paths: Iterable[str]) -> Iterator[str]:
    """Yield where the Tab key gets stuck, leaves something out, or puts the focus where nobody sees it."""
    for path in paths:
        page = _open(browser, host + path, reduced_motion="reduce", viewport={"width": 1280, "height": 800})
        expected = page.evaluate(_REACHABLE)
        reached = 0
        while reached <= expected:
            page.keyboard.press("Tab")
            focus = page.evaluate(_FOCUS)
            if focus is None:
                break
            reached += 1
            if not focus["seen"]:
                yield f"{path}: the focus is not to be seen on {focus['name']}"
        if reached < expected:
            yield f"{path}: the Tab key reaches {reached} of {expected}"
        page.context.close()


def take_pictures(browser: Browser, host: str, pages: dict[str, str], folder: Path) -> None:
    """Save each page at each width in both schemes, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for (name, path), scheme in product(pages.items(), SCHEMES):
        page = _open(browser, host + path, color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(
                path=folder / f"{name.replace(' ', '-')}-{scheme}-{width}.png", full_page=width < 2560
            )
        page.context.close()
