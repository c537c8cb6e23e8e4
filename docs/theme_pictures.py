"""The options below [theme] -> a picture of each for the manual: without it, and with it.

`python docs/theme_pictures.py` draws them again, in the Chromium of the tests and with the fonts that it has.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a script, Python looks for packages beside it only

from PIL import Image  # noqa: E402  after the path is set

from sitegen.cli import main  # noqa: E402  after the path is set
from tests.chromium import launch_browser  # noqa: E402  after the path is set
from tests.judges.host import hosted  # noqa: E402  after the path is set

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MANUAL = ROOT / "content" / "docs"
#: Pixels of each half of a picture, and between the two.
WIDTH, HEIGHT, GAP = 400, 250, 16
_COLOURS = 64
_DATE = re.compile(r"^date: .*$", re.MULTILINE)  # of the day on which the site was made
_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40" width="150" height="40">'
    '<rect width="150" height="40" rx="20" fill="#7a1f5c"/><circle cx="24" cy="20" r="9" fill="#fff"/>'
    '<path d="M45 20q9-14 18 0t18 0 18 0 18 0" fill="none" stroke="#fff" stroke-width="4"/></svg>'
)
_POST = """---
title: High tide
date: 2026-11-01
---

The water came over the wall at six.

```python
def depth(hour: int) -> float:
    return 2.5 + hour / 6
```

## The next day

It came again, an hour later, and stayed until noon. We counted eleven boats on the road.
"""


class Scene(NamedTuple):
    """What an option changes, and where one sees it."""

    option: str
    value: str  #: as in sitegen.toml
    page: str = "/"
    schemes: tuple[str, str] = ("light", "light")  #: of the two halves
    both: bool = False  #: the option is set in both halves, which differ by their scheme
    at: str = "header"  #: what is at the top of each half; footer: at its end


SCENES = (
    Scene("accent", '["#7a1f5c", "#f0a6d6"]', schemes=("light", "dark"), both=True),
    Scene("background", '["#fdf3e0", "#10182a"]', schemes=("light", "dark"), both=True),
    Scene("text", '["#5a3a10", "#ffe0a8"]', schemes=("light", "dark"), both=True),
    Scene("scheme", '"dark"'),
    Scene("font", '"serif"', page="/blog/high-tide/"),
    Scene("heading_font", '"serif"', page="/blog/high-tide/"),
    Scene("code_font", "\"'DejaVu Sans', sans-serif\"", page="/blog/high-tide/", at="h2"),
    Scene("logo", '"img/logo.svg"'),
    Scene("header", '"sticky"', page="/blog/high-tide/", at="h2"),
    Scene("credit", "false", at="footer"),
    Scene("pictures", "false", page="/blog/"),
    Scene("date_format", '"%Y-%m-%d"', page="/blog/high-tide/"),
)


def draw(browser: Browser, site: Path, scene: Scene) -> Image.Image:
    """Return both halves of a picture."""
    halves = []
    config = (site / "sitegen.toml").read_text("utf-8")
    for is_second, scheme in enumerate(scene.schemes):
        theme = f"\n[theme]\n{scene.option} = {scene.value}\n" if is_second or scene.both else ""
        (site / "sitegen.toml").write_text(config + theme, "utf-8")
        if main(["build", "--quiet", "--base-url", "https://example.org", "--root", str(site)]):
            raise SystemExit(f"the site with {scene.option} can't be built")
        halves.append(look(browser, site / "public", scene, scheme))
    (site / "sitegen.toml").write_text(config, "utf-8")
    picture = Image.new("RGB", (2 * WIDTH + GAP, HEIGHT), "#888888")
    for index, half in enumerate(halves):
        picture.paste(half, (index * (WIDTH + GAP), 0))
    return picture


def look(browser: Browser, public: Path, scene: Scene, scheme: str) -> Image.Image:
    """Return a page as a reader sees it."""
    view = browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    with hosted(public, {}) as host:
        view.goto(host + scene.page, wait_until="networkidle")
        if scene.at != "header":
            view.locator(scene.at).first.evaluate("element => element.scrollIntoView({ block: 'end' })")
        view.mouse.move(0, HEIGHT)
        data = view.screenshot(animations="disabled")
    view.close()
    return Image.open(BytesIO(data)).convert("RGB")


def make_site(folder: Path) -> Path:
    """Return a new blog with one more post."""
    site = folder / "site"
    main(["new", "site", str(site), "--quiet", "--blog", "--title", "Notes from the harbour"])
    first = site / "content/blog/first-post.md"
    first.write_text(_DATE.sub("date: 2026-10-04", first.read_text("utf-8")), "utf-8")
    (site / "content/blog/high-tide.md").write_text(_POST, "utf-8")
    logo = site / "layouts/assets/img/logo.svg"
    logo.parent.mkdir(parents=True)
    logo.write_text(_LOGO, "utf-8")
    return site


def picture_of(option: str) -> str:
    """Return the name of the picture of an option."""
    return f"theme-{option.replace('_', '-')}.png"


if __name__ == "__main__":
    chosen = set(sys.argv[1:])
    with TemporaryDirectory() as name, launch_browser() as chromium:
        blog = make_site(Path(name))
        for one in SCENES:
            if not chosen or one.option in chosen:
                image = draw(chromium, blog, one).quantize(_COLOURS, dither=Image.Dither.NONE)
                image.save(MANUAL / picture_of(one.option), optimize=True)
