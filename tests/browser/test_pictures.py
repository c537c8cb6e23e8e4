"""Pictures as readers meet them: the right file, upright, in its place from the first frame, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from sitegen.config import Config
from sitegen.plan.policy import response_headers
from tests.judges.host import hosted
from tests.site_maker import SiteFolder
from tests.unit.images.photos import camera, photo, read, save

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><rect width="30" height="20"/></svg>'
TEXT = (
    """---
title: Pictures
---

![From a camera held upright](sea.jpg)

"""
    + "Words between.\n\n" * 60
    + """
![A drawing that moves](wave.gif)

![A drawing](boat.svg)

![A chart](chart.png "What was measured")
"""
)


def held_upright() -> bytes:
    """A photograph whose camera lay on its side, and knew where it was."""
    data = photo(1600, 900, quality=80)
    return photo(1600, 900, quality=80, exif=camera(read(data), 6, located=True))


def moving() -> bytes:
    """An animation of two frames."""
    frames = [Image.effect_noise((300, 200), 90).convert("P") for _ in range(2)]
    return save(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=200, loop=0)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with a picture of each kind, with the headers of a real host."""
    chart = Image.new("RGB", (5000, 4000), "#336699")
    chart.paste(Image.effect_noise((5000, 2000), 60).convert("RGB"), (0, 0))
    files: dict[str, str | bytes] = {
        "content/page/index.md": TEXT,
        "content/page/sea.jpg": held_upright(),
        "content/page/wave.gif": moving(),
        "content/page/boat.svg": SVG,
        "content/page/chart.png": save(chart, "PNG"),
    }
    site = SiteFolder(tmp_path_factory.mktemp("pictures") / "site", files)
    site.publish()
    with hosted(site.root / "public", response_headers(Config())) as host:
        yield f"{host}/page/"


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a phone with a dense screen; nothing is complained of."""
    context = browser.new_context(viewport={"width": 360, "height": 700}, device_scale_factor=2)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address, wait_until="networkidle")
    yield page
    context.close()
    assert complaints == []


def facts(page: Page, name: str) -> dict[str, Any]:
    """What the browser made of one picture."""
    image = page.locator(f"img[src$='{name}']")
    image.scroll_into_view_if_needed()
    page.wait_for_function("(one) => one.complete && one.naturalWidth", arg=image.element_handle())
    found: dict[str, Any] = image.evaluate(
        """(one) => {
          const given = (name) => one.getAttribute(name);
          return {
            file: one.currentSrc.split("/").pop().replace(/[.][0-9a-f]{10}[.]/, "."),
            shape: one.naturalWidth < one.naturalHeight ? "tall" : "wide",
            place: Math.abs(one.width / one.height / (given("width") / given("height")) - 1) < 0.02,
            loading: one.loading, priority: one.fetchPriority,
          };
        }"""
    )
    return found


def test_each_kind_of_picture_comes_as_it_should(shown: Page) -> None:
    """A photograph and a chart in a width for the screen, upright; what moves or is drawn as it is."""
    assert {name: facts(shown, name) for name in ("sea.jpg", "wave.gif", "boat.svg", "chart.png")} == {
        "sea.jpg": {
            "file": "sea.720.avif",
            "shape": "tall",
            "place": True,
            "loading": "auto",
            "priority": "high",
        },
        "wave.gif": {
            "file": "wave.gif",
            "shape": "wide",
            "place": True,
            "loading": "lazy",
            "priority": "auto",
        },
        "boat.svg": {
            "file": "boat.svg",
            "shape": "wide",
            "place": True,
            "loading": "lazy",
            "priority": "auto",
        },
        "chart.png": {
            "file": "chart.720.avif",
            "shape": "wide",
            "place": True,
            "loading": "lazy",
            "priority": "auto",
        },
    }


def test_only_what_is_near_is_loaded(shown: Page) -> None:
    """A page that is not scrolled loads its first picture alone."""
    loaded = shown.evaluate(
        """performance.getEntriesByType("resource")
          .filter((one) => one.initiatorType == "img").map((one) => one.name)"""
    )
    assert [name.rpartition("/")[2].partition(".")[0] for name in loaded] == ["sea"]


def test_what_is_loaded_tells_nothing_of_the_camera(shown: Page) -> None:
    """Neither its maker nor the place is in the bytes that came."""
    url = shown.locator("img[src$='sea.jpg']").evaluate("(one) => one.currentSrc")
    data = shown.request.get(url).body()
    assert read(data).format == "AVIF"
    assert not read(data).getexif()
    assert b"maker of cameras" not in data


def test_no_text_moves_when_pictures_come(shown: Page) -> None:
    """From the first frame to the end of the page."""
    shown.evaluate("scrollTo(0, document.body.scrollHeight)")
    shown.wait_for_load_state("networkidle")
    shift = shown.evaluate(
        """() => new Promise((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
            .observe({ type: "layout-shift", buffered: true });
          setTimeout(() => resolve(sum), 300);
        })"""
    )
    assert shift == 0


def test_its_mean_colour_stands_in_until_it_is_there(browser: Browser, address: str) -> None:
    """Without an inline style: the policy allows none."""
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.route("**/*.avif", lambda route: route.abort())
    page.goto(address)
    image = page.locator("img[src$='sea.jpg']")
    colour = image.evaluate("(one) => [getComputedStyle(one).backgroundColor, one.dataset.tone]")
    page.close()
    tone = tuple(bytes.fromhex(colour[1].removeprefix("#")))
    assert colour[0] == f"rgb{tone}"


def test_a_title_is_a_caption(shown: Page) -> None:
    """It stands below the picture, in a figure."""
    assert shown.locator("figure", has=shown.locator("img[src$='chart.png']")).locator(
        "figcaption"
    ).inner_text() == ("What was measured")
