"""The published article, light beside dark -> article.png, for the README: `make build` first."""

from __future__ import annotations

import io
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ARTICLE = "/blog/chatgpt-vs-openai-api/"
WIDTH, HEIGHT = 1280, 1000


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        del format, args


@contextmanager
def _serve(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def _photograph(address: str, scheme: Literal["light", "dark"]) -> Image.Image:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
        page.goto(address, wait_until="networkidle")
        pixels = page.screenshot()
        browser.close()
    return Image.open(io.BytesIO(pixels)).convert("RGB")


def main() -> None:
    """Take both pictures and put them side by side, at three quarters of their size."""
    with _serve(ROOT / "public") as host:
        light, dark = (_photograph(host + ARTICLE, scheme) for scheme in ("light", "dark"))
    both = Image.new("RGB", (2 * WIDTH, HEIGHT))
    both.paste(light, (0, 0))
    both.paste(dark, (WIDTH, 0))
    small = both.resize((2 * WIDTH * 3 // 4, HEIGHT * 3 // 4), Image.Resampling.LANCZOS)
    palette = small.quantize(64, method=Image.Quantize.MEDIANCUT, kmeans=4, dither=Image.Dither.NONE)
    palette.save(ROOT / "docs/pictures/article.png", optimize=True)


if __name__ == "__main__":
    main()
