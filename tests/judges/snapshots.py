"""Pages as they look -> whether they still look so: small grey pictures, compared with a tolerance.

Fonts and browsers differ, so pictures are compared only where both are those that they were taken with;
elsewhere the judge says so, and ``--renew`` takes new ones.
"""

from __future__ import annotations

import json
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from tests.judges.browser import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

WIDTHS = (360, 1280)
#: Pictures are this much smaller than pages, in as many greys.
_SCALE, _GREYS = 4, 16
#: A pixel is another where it differs by more levels; so many, of all, are still the same picture.
_LEVELS, _SHARE = 48, 0.005
_MARK = "taken-with.json"
#: How wide a line is in each of the theme's fonts.
_FONTS = """() => ["sans", "mono"].map((name) => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = `100px ${getComputedStyle(document.documentElement).getPropertyValue("--" + name)}`;
  return Math.round(context.measureText("Sphinx of black quartz, judge my vow: 0123456789").width);
})"""


def judge_looks(
    browser: Browser, host: str, paths: Iterable[str], folder: Path, *, renew: bool = False
) -> Iterator[str]:
    """Yield the pages that look otherwise than in ``folder``; with ``renew``, take new pictures."""
    mark = _machine(browser, host)
    known = folder / _MARK
    if renew:
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        known.write_text(json.dumps(mark, indent=1) + "\n", encoding="utf-8")
    elif json.loads(known.read_text("utf-8")) != mark:
        print("             not compared: another browser or other fonts; --renew takes new pictures")
        return
    for path, width, scheme in product(paths, WIDTHS, SCHEMES):
        name = f"{path.strip('/').replace('/', '-') or 'home'}-{width}-{scheme}.png"
        now = _take(browser, host + path, width, scheme)
        file = folder / name
        if renew:
            now.save(file, optimize=True)
        elif not file.exists():
            yield f"{name}: there is no picture; --renew takes one"
        elif difference := compare(Image.open(file), now):
            yield f"{name}: {difference}"


def compare(before: Image.Image, now: Image.Image) -> str:
    """Return how two pictures differ; "" when they are the same to a reader."""
    if before.size != now.size:
        return f"it was {before.width} × {before.height}, and is {now.width} × {now.height}"
    levels = ImageChops.difference(before.convert("L"), now.convert("L")).histogram()
    share = sum(levels[_LEVELS + 1 :]) / (now.width * now.height)
    return f"{share:.1%} of it is different" if share > _SHARE else ""


def _machine(browser: Browser, host: str) -> dict[str, object]:
    page = browser.new_page()
    page.goto(host)
    fonts = page.evaluate(_FONTS)
    page.close()
    return {"browser": browser.version.partition(".")[0], "fonts": fonts}


def _take(browser: Browser, url: str, width: int, scheme: str) -> Image.Image:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]  # one of the two
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url, wait_until="networkidle")
    shown = Image.open(BytesIO(page.screenshot(full_page=True, animations="disabled"))).convert("L")
    context.close()
    small = shown.resize((shown.width // _SCALE, shown.height // _SCALE), Image.Resampling.BOX)
    return small.quantize(_GREYS)
