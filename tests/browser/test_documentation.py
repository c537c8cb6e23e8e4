"""What readers of documentation get from scripts: pictures that open, announcements to close, diagrams."""

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

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20"/></svg>'
#: Writes styles in all ways in which Mermaid does.
MERMAID = """
export default {
  initialize() {},
  async render(id, source) {
    if (source.includes("mistake")) throw new Error("mistake");
    const box = document.body.appendChild(document.createElement("div"));
    box.innerHTML = `<svg id="${id}" xmlns="http://www.w3.org/2000/svg" width="90" height="9"></svg>`;
    const sheet = document.createElement("style");
    sheet.innerHTML = `#${id} .a > b { fill: rgb(1, 2, 3) } #${id} .a { width: 33px; height: 5px }`;
    box.firstChild.insertBefore(sheet, null);
    const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    shape.setAttribute("class", "a");
    shape.setAttribute("style", "stroke: rgb(4, 5, 6)");
    box.firstChild.appendChild(shape);
    box.dataset.measured = shape.getBBox().width;
    const svg = new DOMParser().parseFromString(box.innerHTML, "text/html").body.innerHTML;
    box.remove();
    const more = `<svg data-measured="${box.dataset.measured}" style="max-width: 90px"`;
    return { svg: svg.replace("<svg", more) };
  },
};
"""
FILES = {
    "sitegen.toml": (
        '[markdown]\nlightbox = true\n[banner]\ntext = "Version 2 is out."\n'
        '[diagrams]\nscript = "/mermaid.mjs"\ncommands.mermaid = "no-such-program"\n'
    ),
    "static/mermaid.mjs": MERMAID,
    "content/c.md": '# C\n\n```mermaid alt="It flows"\ngraph LR\n```\n\n```mermaid\nmistake\n```\n',
    "content/a.md": "# A\n\n![One](a.svg)\n\n![Two](a.svg)\n",
    "content/b.md": "# B\n",
    "content/a.svg": SVG,
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with the headers of a real host."""
    site = SiteFolder(tmp_path_factory.mktemp("documentation"), FILES)
    assert site.build().ok
    with hosted(site.root / "public", response_headers(Config())) as host:
        yield host


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Page]:
    """The first page on a phone; there must be no complaints."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/a/", wait_until="networkidle")
    yield page
    context.close()
    assert [text for text in complaints if not text.startswith("Error: mistake")] == []


def test_pictures_open_by_keyboard(reader: Page) -> None:
    """Enter opens one, an arrow leads to the next, Escape closes and puts the focus on that one."""
    links = reader.locator("[data-act=enlarge]")
    links.first.focus()
    reader.keyboard.press("Enter")
    shown = reader.locator("dialog img")
    shown.wait_for()
    assert shown.get_attribute("alt") == "One"
    reader.keyboard.press("ArrowRight")
    assert shown.get_attribute("alt") == "Two"
    box = shown.bounding_box()
    assert box
    assert 0 <= box["x"] < box["x"] + box["width"] <= 360
    reader.keyboard.press("Escape")
    shown.wait_for(state="detached")
    assert links.nth(1).evaluate("link => link == document.activeElement")


def test_an_announcement_stays_closed(reader: Page, address: str) -> None:
    """On the other pages, too, from the first frame."""
    banner = reader.locator(".banner")
    assert banner.is_visible()
    banner.get_by_role("button", name="Close").click()
    assert not banner.is_visible()
    reader.goto(f"{address}/b/", wait_until="commit")
    reader.locator("h1").wait_for()
    assert not reader.locator(".banner").is_visible()


def test_diagrams_are_drawn_under_the_strict_policy(reader: Page, address: str) -> None:
    """Their styles count, also while Mermaid measures; one with a mistake stays as its source."""
    reader.goto(f"{address}/c/", wait_until="networkidle")
    drawn = reader.locator(".drawing svg")
    drawn.wait_for()
    shape = drawn.locator("rect").evaluate("it => [getComputedStyle(it).stroke, getComputedStyle(it).width]")
    assert shape == ["rgb(4, 5, 6)", "33px"]
    assert drawn.evaluate("it => [it.dataset.measured, it.style.maxWidth, it.ariaLabel]") == [
        "33",
        "90px",
        "It flows",
    ]
    assert drawn.count() == 1
    assert reader.locator(".diagram details").evaluate_all("all => all.map((it) => it.open)") == [False, True]
    assert reader.evaluate("document.adoptedStyleSheets.length") == 0
