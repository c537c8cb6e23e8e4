"""Every form of the site's icon comes from one SVG, and a site's own files win."""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from sitegen.images.formats import ICONS
from sitegen.images.icons import draw_icons
from sitegen.theme import assets
from sitegen.theme.assets import make_assets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

ORANGE = (255, 128, 0)


def draw(box: str, shape: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><{shape} fill="#ff8000"/></svg>'.encode()


ROUND = draw("0 0 32 32", 'rect width="32" height="32" rx="9"')
DOT = draw("0 0 32 32", 'circle cx="16" cy="16" r="6"')
WIDE = draw("0 0 40 20", 'rect width="40" height="20"')


def look(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def test_every_form_has_its_size() -> None:
    """Square, whatever the shape of the drawing; favicon.ico holds three."""
    drawn = draw_icons(WIDE)
    assert {name: look(data).size for name, data in drawn.items()} == {
        name: (size, size) for name, size in ICONS.items()
    }
    assert look(drawn["favicon.ico"]).info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    assert look(drawn["img/icon-192.png"]).getpixel((96, 4)) == (0, 0, 0, 0)
    assert look(drawn["img/icon-192.png"]).getpixel((96, 96)) == (*ORANGE, 255)


def test_home_screens_get_no_empty_corners() -> None:
    """They are filled with the colour of the edge; where the edge is empty, with white."""
    names = ("img/apple-touch-icon.png", "img/icon-maskable.png")
    corners = [look(draw_icons(svg)[name]).getpixel((0, 0)) for svg in (ROUND, DOT) for name in names]
    assert corners == [ORANGE, ORANGE, (255, 255, 255), (255, 255, 255)]


def test_what_was_drawn_ahead_is_what_a_build_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Installing draws the theme's icon; without that, a build does, and the bytes are the same."""
    theme = {"img/icon.svg": ROUND}
    made = make_assets(theme).outputs
    monkeypatch.setattr(assets, "_list_ahead", frozenset)
    assert made == make_assets(theme).outputs


def test_a_drawing_that_is_none_is_a_problem(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder],
) -> None:
    """With its place, and nothing else is reported for it."""
    site = make_site({"content/a.md": "# A\n", "layouts/assets/img/icon.svg": "<svg"})
    found = {(problem.code, problem.path) for problem in site.build().problems}
    assert found == {("asset-syntax", "layouts/assets/img/icon.svg")}


def test_a_site_s_own_icons_win(make_site: Callable[[Mapping[str, str | bytes]], SiteFolder]) -> None:
    """Its SVG is what the others are drawn from; a form of its own, and a static favicon.ico, stay."""
    own = draw_icons(DOT)["img/icon-512.png"]
    files: dict[str, str | bytes] = {
        "content/a.md": "# A\n",
        "layouts/assets/img/icon.svg": ROUND,
        "layouts/assets/img/icon-512.png": own,
        "static/favicon.ico": b"mine",
    }
    site = make_site(files)
    published = site.publish()
    icons = {path.rpartition("/")[2]: data for path, data in published.items() if "icon" in path}
    assert icons["favicon.ico"] == b"mine"
    assert icons["icon-512.png"] == own
    assert icons["icon-192.png"] == draw_icons(ROUND)["img/icon-192.png"]
    site.remove("static/favicon.ico")
    assert site.publish()["favicon.ico"] == draw_icons(ROUND)["favicon.ico"]


@pytest.mark.parametrize(("base", "everywhere"), [("", False), ("/notes", True)])
def test_pages_name_the_icon_where_browsers_would_not_find_it(
    make_site: Callable[[Mapping[str, str | bytes]], SiteFolder], base: str, *, everywhere: bool
) -> None:
    """The home page names all forms. Others need none, unless the site lies below a path."""
    site = make_site({"content/a.md": "# A\n", "sitegen.toml": f'base_url = "https://example.org{base}"\n'})
    published = site.publish()
    icon = f'<link rel="icon" href="{base}/favicon.ico" sizes="48x48">'.encode()
    assert (icon in published["index.html"], icon in published["a/index.html"]) == (True, everywhere)
    named = [
        one["src"].removeprefix(f"{base}/") for one in json.loads(published["site.webmanifest"])["icons"]
    ]
    assert len(named) == 4
    assert set(named) <= published.keys()
