"""The words of the calculator: every one comes from a catalogue, also below the answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from sitegen.calculator.prices import read_others, read_plans, read_prices
from sitegen.core.catalogue import WORDS, read_entries
from tests.browser.test_calculator import ARTICLE, DAY, PAGE, TEXT, ready, serve, unfold
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
__all__ = ["serve"]

#: What readers see, hear or copy of a calculator, a line for each piece.
SHOWN = """() => {
  const pieces = [];
  const calculator = document.querySelector(".calculator");
  const walker = document.createTreeWalker(calculator, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode;
    if (!parentElement.closest("script, style, textarea, noscript, .calc-list")) pieces.push(data.trim());
  }
  for (const element of calculator.querySelectorAll("*"))
    for (const name of ["aria-label", "title", "placeholder", "label"])
      if (element.hasAttribute(name)) pieces.push(element.getAttribute(name));
  return pieces.filter(Boolean);
}"""
#: What a reader does so that everything is there that can be.
SETTINGS = "#calculator?k=agent&m=gpt-6.1-sol&ov=1&gn=1&g=64x64x2h&e=5,,,&cm=2&tf=1&u=EUR&x=0.9"
#: Names that are the same in every language.
NAMES = {
    *("OpenAI", "o200k_base", "genai-prices", "litellm", "tiktoken", "batch", "ultrafast", "EUR", "px"),
    *(plan.name for plan in read_plans().plans),
}


def names() -> Iterator[str]:
    yield from NAMES
    for prices in (read_prices(), read_others()):
        for model in prices.models:
            yield from (model.name, model.vendor, model.family)


def marked(text: str) -> str:
    return f"⟦{text}⟧"


def unmarked(piece: str) -> str:
    """Leave out what comes from a catalogue, marks within marks too."""
    depth, rest = 0, []
    for character in piece:
        depth += (character == "⟦") - (character == "⟧")
        if depth == 0:
            rest.append(character)
    return "".join(rest)


@pytest.fixture
def speak(browser: Browser, serve: Callable[[Path], str], tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page with a calculator, in a site of a language and perhaps with words of its own."""
    contexts = []

    def open_page(
        content: str, language: str, words: dict[str, str] | None = None, settings: str = ""
    ) -> Page:
        folder = SiteFolder(tmp_path / "site")
        lines = [f"{json.dumps(key)} = {json.dumps(word)}\n" for key, word in (words or {}).items()]
        folder.write("sitegen.toml", f'title = "A"\nlanguage = "{language}"\n[words]\n{"".join(lines)}')
        folder.write("content/article.md", content)
        folder.publish(now=DAY)
        context = browser.new_context(locale=language, viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(serve(folder.root / "public") + "/article/" + settings)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("content", [PAGE, ARTICLE])
def test_every_word_comes_from_a_catalogue(speak: Callable[..., Page], content: str) -> None:
    """A site with marked words shows nothing but them, names, numbers and codes."""
    text = (WORDS / "de.po").read_text("utf-8")
    words = {key: marked(key) for keys, _ in read_entries(text) for key in keys}
    words |= {
        key: " ".join(re.findall(r"{\w+}", key)) for key in words if key.startswith("{tokens}, ")
    }  # in pieces
    page = ready(speak(content, "de", words, SETTINGS))
    unfold(page)
    expect(page.get_by_role("row", name="Claude Opus").first).to_be_visible()
    page.get_by_label(marked("Width, px")).fill("wrong")
    pieces = {unmarked(piece) for piece in page.evaluate(SHOWN)}
    longest_first = sorted(names(), key=len, reverse=True)
    english = set()
    for piece in pieces:
        rest = piece
        for name in longest_first:
            rest = rest.replace(name, "")
        if any(character.isalpha() for character in rest):
            english.add(piece)
    assert english == set()


@pytest.mark.parametrize(
    ("language", "title", "direction"), [("uk", "Ціна з часом", "ltr"), ("ar", "السعر عبر الزمن", "rtl")]
)
def test_the_parts_below_the_answer_speak_the_language_of_the_page(
    speak: Callable[..., Page], language: str, title: str, direction: str
) -> None:
    """They bring the words of that language alone, once they are needed."""
    page = speak(ARTICLE, language)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ready(page)
    unfold(page)
    expect(page.locator("summary", has_text=title)).to_be_visible()
    assert [url.rpartition("/")[2].split(".")[:2] for url in asked if "calculator-words" in url] in (
        [],
        [["calculator-words", language]],
    )
    assert page.locator(".calculator").evaluate("element => getComputedStyle(element).direction") == direction
    page.locator(TEXT).fill("")
    assert page.locator("[lang=en]").count() == 0
