"""Smaller versions in a site: which are published, when they are made again, and what pages say of them."""

from __future__ import annotations

import re
import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, features

from sitegen.images.measure import BadImageError, measure
from tests.site_maker import read_times, read_tree
from tests.unit.images.photos import camera, photo, read, save

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = "[images]\nwidths = [60, 120]\n"
WIDE = photo(240, 120, quality=95)
SITE: dict[str, str | bytes] = {
    "sitegen.toml": CONFIG,
    "content/a.md": "![A wide one](wide.jpg)\n\n![Another](wide.jpg?2)\n",
    "content/b.md": "No image.\n",
    "content/wide.jpg": WIDE,
}


def pictures(site: SiteFolder) -> list[str]:
    """The versions that are published, without the digests in their names."""
    folder = site.root / "public/assets/pictures"
    names = [path.name for path in folder.iterdir()] if folder.exists() else []
    return sorted(re.sub(r"\.[0-9a-f]{10}\.", ".", name) for name in names)


def is_clean(site: SiteFolder) -> bool:
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    return read_tree(clean) == read_tree(site.root / "public")


def times(site: SiteFolder) -> dict[str, Any]:
    return read_times(site.root / ".sitegen-cache/pictures")


ALL = ["wide.120.avif", "wide.120.webp", "wide.60.avif", "wide.60.webp"]


def test_a_page_offers_the_versions_of_its_images(make_site: Maker) -> None:
    """The best format first; the first image at once, the others when they come near."""
    site = make_site(SITE)
    site.publish()
    assert ALL == pictures(site)
    page = re.sub(r"\.[0-9a-f]{10}\.", ".", site.page("a/index.html"))
    page = re.sub(r"#[0-9a-f]{6}", "#123456", page)
    sizes = 'sizes="min(43em, 92vw)"'
    assert (
        '<picture><source type="image/avif" srcset="/assets/pictures/wide.60.avif 60w, '
        f'/assets/pictures/wide.120.avif 120w" {sizes}><source type="image/webp" '
        f'srcset="/assets/pictures/wide.60.webp 60w, /assets/pictures/wide.120.webp 120w" {sizes}>'
        '<img src="/wide.jpg" alt="A wide one" width="240" height="120" fetchpriority="high" '
        'data-tone="#123456"></picture>'
    ) in page
    assert 1 == page.count('fetchpriority="high"')
    assert 1 == page.count('loading="lazy"')


def test_the_authors_width_is_the_width_on_the_page(make_site: Maker) -> None:
    """The height follows, and the browser chooses for that width."""
    site = make_site({**SITE, "content/a.md": "![A](wide.jpg){width=100}\n"})
    site.publish()
    assert 'width="100" height="50"' in site.page("a/index.html")
    assert 'sizes="100px"' in site.page("a/index.html")


def test_the_original_is_published_as_it_is(make_site: Maker) -> None:
    """For old browsers, and for who follows a link to it."""
    site = make_site(SITE)
    assert WIDE == site.publish()["wide.jpg"]


def test_an_image_that_no_page_shows_has_no_versions(make_site: Maker) -> None:
    """It may be a download; its name in a front matter, a directive or a body makes it an image."""
    site = make_site({**SITE, "content/a.md": "[Fetch it](wide.jpg)"})
    site.publish()
    assert [] == pictures(site)
    for text in ("---\nimage: wide.jpg\n---\n", "::: figure src=wide.jpg alt=A\n:::\n", "![A](wide.jpg)"):
        site.write("content/a.md", text)
        site.publish()
        assert ALL == pictures(site)
        assert is_clean(site)
        site.write("content/a.md", "Nothing")
        site.publish()
        assert [] == pictures(site)


def test_a_changed_image_gets_new_addresses_on_every_page(make_site: Maker) -> None:
    """A version may be kept by browsers for ever: its bytes never change."""
    site = make_site(SITE)
    site.publish()
    before = site.page("a/index.html")
    site.write("content/wide.jpg", photo(200, 100, quality=90))
    site.publish()
    assert before != site.page("a/index.html")
    assert 4 == len(pictures(site))
    assert is_clean(site)


def test_versions_are_made_once(make_site: Maker) -> None:
    """An edit of a page and other settings make none again; a renamed image finds its own."""
    site = make_site(SITE)
    site.publish()
    before = times(site)
    site.write("content/b.md", "An edit.\n")
    site.publish()
    site.write("sitegen.toml", f'title = "New"\n{CONFIG}')
    site.publish()
    (site.root / "content/wide.jpg").rename(site.root / "content/narrow.jpg")
    site.write("content/a.md", "![A](narrow.jpg)")
    site.publish()
    assert before == times(site)
    assert [name.replace("wide", "narrow") for name in ALL] == pictures(site)
    assert is_clean(site)


def test_a_build_without_changes_writes_nothing(make_site: Maker) -> None:
    """Neither to the site nor to the cache."""
    site = make_site(SITE)
    site.publish()
    before = read_times(site.root / "public") | times(site)
    site.publish()
    assert before == read_times(site.root / "public") | times(site)


@pytest.mark.parametrize("what", ["missing", "damaged", "index"])
def test_a_damaged_cache_is_noticed(make_site: Maker, what: str) -> None:
    """What it claims to hold is looked at before it is published."""
    site = make_site(SITE)
    expected = site.publish()
    folder = site.root / ".sitegen-cache/pictures"
    files: list[Path] = [folder / "index"] if what == "index" else [*folder.rglob("*.avif")]
    assert files
    for path in files:
        if what == "missing":
            path.unlink()
        else:
            path.write_bytes(b"x" + path.read_bytes()[1:])
    for path in (site.root / "public/assets/pictures").iterdir():
        path.unlink()
    assert expected == site.publish()


def test_settings_change_versions(make_site: Maker) -> None:
    """Widths, formats and qualities; or none at all."""
    site = make_site(SITE)
    site.publish()
    site.write("sitegen.toml", '[images]\nwidths = [90]\nformats = ["webp"]\n')
    site.publish()
    assert ["wide.90.webp"] == pictures(site)
    assert is_clean(site)
    site.write("sitegen.toml", "[images]\nenabled = false\n")
    site.publish()
    assert [] == pictures(site)
    assert "<picture>" not in site.page("a/index.html")


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_half_an_image_is_a_problem_of_the_page(make_site: Maker, format_: str) -> None:
    """Its header is whole; that it is damaged shows when it is decoded."""
    site = make_site({**SITE, "content/wide.jpg": photo(200, 100, format_)[:-600]})
    found = [(problem.path, problem.line, problem.code) for problem in site.build().problems]
    assert [("content/a.md", 1, "bad-image"), ("content/a.md", 3, "bad-image")] == found


def test_a_bomb_is_not_decoded(make_site: Maker) -> None:
    """An image with more pixels than allowed is judged by its header."""
    site = make_site({**SITE, "sitegen.toml": "[limits]\nimage_pixels = 28000\n"})
    assert {"bad-image"} == {problem.code for problem in site.build().problems}


def test_a_bomb_prints_nothing() -> None:
    """It is a Problem, and no warning of Pillow's beside it."""
    data = BytesIO()
    Image.new("1", (10_000, 10_000)).save(data, "PNG")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(BadImageError, match=r"limits\.image_pixels is 80,000,000"):
            measure("a.png", data.getvalue(), 80_000_000)


@pytest.mark.parametrize("side", [9_000, 40_000])
def test_a_bomb_of_any_size_names_the_option(side: int) -> None:
    """Also one that Pillow refuses by itself: its header says so much."""
    data = BytesIO()
    Image.new("1", (1, 1)).save(data, "PNG")
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    whole = data.getvalue()
    forged = whole[:12] + header + struct.pack(">I", zlib.crc32(header)) + whole[33:]
    with pytest.raises(BadImageError, match=r"limits\.image_pixels.* 80,000,000"):
        measure("a.png", forged, 80_000_000)


def test_a_place_in_the_file_is_a_warning(make_site: Maker) -> None:
    """At every build, until it is removed from the file."""
    image = Image.new("RGB", (64, 32))
    site = make_site({**SITE, "content/wide.jpg": save(image, "JPEG", exif=camera(image, located=True))})
    found = [[problem.code for problem in site.build().problems] for _ in range(2)]
    assert [["image-location"]] * 2 == found


def test_feeds_get_the_file_alone(make_site: Maker) -> None:
    """Many feed readers show no picture elements."""
    site = make_site(
        {**SITE, "content/a.md": "---\ndate: 2025-01-01\n---\n![A](wide.jpg)\n"}
        | {"sitegen.toml": f'base_url = "https://example.org"\n{CONFIG}'}
    )
    site.publish()
    assert "picture" not in site.page("atom.xml")
    assert "https://example.org/wide.jpg" in site.page("atom.xml")


def test_versions_stand_below_the_base_path(make_site: Maker) -> None:
    """Every URL of a srcset does."""
    site = make_site({**SITE, "sitegen.toml": f'base_url = "https://example.org/sub"\n{CONFIG}'})
    site.publish()
    page = site.page("a/index.html")
    assert page.count("/sub/assets/pictures/") == page.count("/assets/pictures/") == 8


def test_the_first_image_stands_for_the_page(make_site: Maker) -> None:
    """In previews, where the front matter names none."""
    site = make_site({**SITE, "sitegen.toml": f'base_url = "https://example.org"\n{CONFIG}'})
    site.publish()
    page = site.page("a/index.html")
    assert '<meta property="og:image" content="https://example.org/wide.jpg">' in page
    assert '<meta property="og:image:width" content="240">' in page
    assert '<meta property="og:image:alt" content="A wide one">' in page
    assert "og:image" not in site.page("b/index.html")


CARDS = 'base_url = "https://example.org"\n[social_cards]\nenabled = true\n'


def card_of(site: SiteFolder, page: str) -> str:
    found = re.search(r'og:image" content="https://example.org/(assets/pictures/[^"]+)"', site.page(page))
    return found[1] if found else ""


def test_pages_get_cards(make_site: Maker) -> None:
    """Where they are switched on, and the front matter names no image."""
    site = make_site({**SITE, "sitegen.toml": CARDS})
    site.publish()
    assert (1200, 630) == read((site.root / "public" / card_of(site, "b/index.html")).read_bytes()).size
    site.write("content/b.md", "---\nimage: wide.jpg\n---\n")
    site.publish()
    assert 'content="https://example.org/wide.jpg"' in site.page("b/index.html")
    assert is_clean(site)


def test_a_new_title_draws_a_new_card(make_site: Maker) -> None:
    """And only that one; the old one is no longer published."""
    site = make_site({**SITE, "sitegen.toml": CARDS})
    site.publish()
    before = (card_of(site, "a/index.html"), card_of(site, "b/index.html"))
    site.write("content/b.md", "---\ntitle: New\n---\n")
    site.publish()
    assert before[0] == card_of(site, "a/index.html")
    assert before[1] != card_of(site, "b/index.html")
    assert not (site.root / "public" / before[1]).exists()
    assert is_clean(site)


def test_without_a_shaper_cards_that_need_it_are_not_drawn(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hebrew letters from left to right would be worse than no card; the message says what to install."""
    check = features.check
    monkeypatch.setattr("sitegen.images.card.features.check", lambda name: name != "raqm" and check(name))
    site = make_site({**SITE, "sitegen.toml": CARDS, "content/b.md": "---\ntitle: שלום\n---\n"})
    problems = [problem for problem in site.build().problems if problem.severity != "hint"]
    assert [("content/b.md", "install it: apt install libfribidi0, or brew install fribidi")] == [
        (problem.path, problem.hint) for problem in problems
    ]
    assert card_of(site, "a/index.html")
    assert card_of(site, "b/index.html") == ""


def test_a_font_that_is_not_there_is_a_problem(make_site: Maker) -> None:
    """With the folder where it is looked for."""
    settings = f'{CARDS}font = "fonts/none.ttf"\n'
    site = make_site({**SITE, "sitegen.toml": settings, "content/z.md": "[z](no.md)"})
    first, *found = [(problem.code, problem.message, problem.hint) for problem in site.build().problems]
    assert first[0] == "broken-link"  # one mistake does not hide others
    expected = "there is no font 'fonts/none.ttf' for social cards"
    assert [("config-value", expected, "put it into layouts/assets/")] == found


def test_an_encoder_that_is_missing_is_a_problem(make_site: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pillow can be built without one; versions that come and go with the machine would be worse."""
    monkeypatch.setattr("sitegen.images.encode.missing_encoders", lambda _: ["avif"])
    site = make_site(SITE | {"content/z.md": "[z](nowhere.md)"})
    assert ["broken-link", "image-encoder"] == [problem.code for problem in site.build().problems]


@pytest.mark.parametrize(("formats", "codes"), [('["webp"]', ["image-encoder"]), ('["avif", "webp"]', [])])
def test_a_missing_encoder_that_a_site_names_is_told_before_there_is_an_image(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, formats: str, codes: list[str]
) -> None:
    """Where a site names formats of its own; one that leaves them alone and shows no image needs none."""
    monkeypatch.setattr("sitegen.images.encode.missing_encoders", lambda _: ["webp"])
    site = make_site({"content/a.md": "A", "sitegen.toml": f"images.formats = {formats}\n"})
    assert codes == [problem.code for problem in site.build().problems]


def test_a_cache_that_cannot_be_written_is_only_slower(make_site: Maker) -> None:
    """Here a file stands where the cache's directory should be."""
    site = make_site({**SITE, ".sitegen-cache": "mine"})
    site.publish()
    site.publish()
    assert ALL == pictures(site)
    assert is_clean(site)


def test_force_leaves_nothing_behind(make_site: Maker) -> None:
    """Versions of images that changed since are removed from the cache, too."""
    site = make_site(SITE)
    site.publish()
    site.write("content/wide.jpg", photo(200, 100, quality=90))
    site.publish(force=True)
    assert 4 == len([*(site.root / ".sitegen-cache/pictures").glob("??/*")])
