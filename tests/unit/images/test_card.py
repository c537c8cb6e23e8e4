"""Cards: the picture that other sites show beside a link."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import ImageFont

from sitegen.images import CARD_SIZE
from sitegen.images.card import Card, draw_card
from tests.unit.images.photos import read

CARD = Card("A title", "A site", "1 November 2025", "#00666c", "#ffffff")


def test_a_card_has_the_size_that_it_announces() -> None:
    """Pages say 1200 × 630 without a look at it."""
    card = read(draw_card(CARD).png)
    assert ("PNG", CARD_SIZE) == (card.format, card.size)


def test_equal_words_give_equal_bytes() -> None:
    """Builds are compared byte by byte."""
    assert draw_card(CARD) == draw_card(CARD)


@pytest.mark.parametrize("title", ["", "Word " * 80, "W" * 300, "Ωмега " * 60, "A\u202eb", "Två ord"])
def test_any_title_stays_within_the_margins(title: str) -> None:
    """Nothing is drawn at the right edge, however long the title is."""
    card = Card(title, "A site", "", "#000000", "#ffffff")
    edge = read(draw_card(card).png).convert("L").crop((CARD_SIZE[0] - 60, 0, *CARD_SIZE))
    assert (0, 0) == edge.getextrema()


def test_what_is_no_font_is_refused() -> None:
    """With the reason."""
    card = Card("A", "B", "", "#000000", "#ffffff", b"no font")
    with pytest.raises(ValueError, match="cannot be read as a font"):
        draw_card(card)


@pytest.mark.parametrize(
    ("title", "layout"),
    [
        ("Ταχύτητα, AVATAR, 静态 ❤\ufe0f", ImageFont.Layout.BASIC),
        ("שלום", ImageFont.Layout.RAQM),
        ("مرحبا", ImageFont.Layout.RAQM),
        ("हिन्दी", ImageFont.Layout.RAQM),
    ],
)
def test_only_letters_that_need_it_depend_on_the_shaper_of_the_system(
    monkeypatch: pytest.MonkeyPatch, title: str, layout: ImageFont.Layout
) -> None:
    """Where it is missing, Pillow would draw other bytes without a word."""
    used: set[ImageFont.Layout | None] = set()
    load = ImageFont.truetype

    def spy(font: BytesIO, size: float, layout_engine: ImageFont.Layout | None = None) -> object:
        used.add(layout_engine)
        return load(font, size, layout_engine=layout_engine)

    monkeypatch.setattr(ImageFont, "truetype", spy)
    draw_card(Card("A", "A site", "", "#000000", "#ffffff"))
    assert {ImageFont.Layout.BASIC} == used
    monkeypatch.setattr("sitegen.images.card._find_missing", lambda *_: [])
    draw_card(Card(title, "A site", "", "#000000", "#ffffff"))
    assert {ImageFont.Layout.BASIC, layout} == used
