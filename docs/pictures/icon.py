"""layouts/assets/img/icon.svg -> icon.png beside it, 512 pixels square: `python docs/pictures/icon.py`.

For the home screens of telephones, which show no SVG. They cut the corners, so the square is filled.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ICON = Path(__file__).parents[2] / "layouts" / "assets" / "img" / "icon.svg"
SIZE = 512

if __name__ == "__main__":
    svg = re.sub(r' rx="\d+"', "", ICON.read_text("utf-8"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": SIZE, "height": SIZE})
        style = f"body {{ margin: 0 }} svg {{ display: block; width: {SIZE}px }}"
        page.set_content(f"<style>{style}</style>{svg}")
        pixels = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        browser.close()
    pixels.quantize(16).save(ICON.with_suffix(".png"), optimize=True)
