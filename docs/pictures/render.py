"""docs/pictures/NAME.svg -> a PNG at twice its size, in 256 colours: `python render.py NAME.svg OUT.png`.

The type is Liberation Sans (Debian: fonts-liberation), so that it comes out the same everywhere.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright


def render(svg: str, width: int = 1200, height: int = 675) -> Image.Image:
    """Return the drawing as pixels, two to each of its units."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=2)
        page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{svg}")
        pixels = page.screenshot()
        browser.close()
    return Image.open(io.BytesIO(pixels)).convert("RGB")


def shrink(picture: Image.Image) -> Image.Image:
    """Return the picture in a palette of 256 colours; a third of the bytes, the same to the eye."""
    return picture.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=4, dither=Image.Dither.NONE)


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    shrink(render(source.read_text("utf-8"))).save(target, optimize=True)
