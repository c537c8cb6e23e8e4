"""The judge of looks can tell a page that moved from one whose edges were smoothed otherwise."""

from __future__ import annotations

from PIL import Image, ImageChops, ImageFilter

from tests.judges.snapshots import compare


def draw() -> Image.Image:
    """A picture with lines, as text has them."""
    page = Image.new("L", (320, 400), 255)
    for line in range(20, 400, 12):
        page.paste(40, (30, line, 290, line + 5))
    return page


def test_a_page_that_is_the_same_is_no_complaint() -> None:
    """Nor is one whose edges are smoothed a little otherwise."""
    smoothed = Image.blend(draw(), draw().filter(ImageFilter.SMOOTH), 0.3)
    assert (compare(draw(), draw()), compare(draw(), smoothed.quantize(16))) == ("", "")


def test_a_page_that_moved_is_one() -> None:
    """By a line of text, or in its size."""
    moved = ImageChops.offset(draw(), 0, 5)
    assert compare(draw(), moved).endswith("% of it is different")
    assert compare(draw(), draw().crop((0, 0, 320, 390))) == "it was 320 × 400, and is 320 × 390"
