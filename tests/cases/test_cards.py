"""A card shows every letter of its title, or none is drawn and the author is told: case 19."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.images.card import Card, draw_card

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

CONFIG = 'title = "T"\nbase_url = "https://example.org"\n[social_cards]\nenabled = true\n'


def card(title: str) -> Card:
    """Return a card with a title in the usual font."""
    return Card(title, "A site", "", "#000000", "#ffffff")


@pytest.mark.parametrize(
    "title",
    [
        "Größe, Übung, Straße – ein Überblick",
        "Où l’été s’achève",
        "Año nuevo en Málaga",
        "Zażółć gęślą jaźń",
        "Smørrebrød på Ålesund",
        "Tiếng Việt",
        "İstanbul’da güneş",
        "Ελληνικά γράμματα",
        "Привет, мир — об ошибках",
        "Українська ґрунт їжак",
        "“Quotes” – and so on … × ÷ € № ½",
    ],
)
def test_19_letters_of_europe_are_drawn(title: str) -> None:
    """Latin with every sign above and below, Greek and Cyrillic; typographic signs too."""
    drawn = draw_card(card(title))
    assert drawn.missing == ""
    assert drawn.png.startswith(b"\x89PNG")


def test_19_each_letter_has_a_shape_of_its_own() -> None:
    """Not one box for all of them."""
    assert len({draw_card(card(title)).png for title in "äöüßéèñåжщλ–“"}) == len("äöüßéèñåжщλ–“")


@pytest.mark.parametrize(
    ("title", "missing"), [("日本語", "日本語"), ("한글 and more", "한글"), ("हिन्दी", "हिन्दी")]
)
def test_19_no_card_has_boxes_for_letters(title: str, missing: str) -> None:
    """It is not drawn, and says which letters the font lacks."""
    drawn = draw_card(card(title))
    assert drawn.png == b""
    assert set(drawn.missing) <= set(missing)
    assert drawn.missing[0] == missing[0]


def test_19_signs_that_no_font_has_are_left_out() -> None:
    """A card of a title with a rocket is that of the title without it, and is told of."""
    drawn = draw_card(card("Lift 🚀 off"))
    assert (drawn.missing, drawn.png) == ("🚀", draw_card(card("Lift off")).png)


def test_19_plain_titles_have_the_same_card_as_ever() -> None:
    """A font with more letters is taken only where it is needed."""
    assert draw_card(card("Plain words")).png != draw_card(card("Plain wörds")).png
    assert draw_card(card("Plain words")) == draw_card(card("Plain words"))


def test_19_an_author_is_told_at_the_title(make_site: Maker) -> None:
    """With the characters, on every build; the page has no card, and names none."""
    site = make_site(
        {
            "sitegen.toml": CONFIG,
            "content/a.md": "---\ndescription: D\ntitle: 数据库\n---\nText.\n",
            "content/b.md": "---\ntitle: Größe\n---\nText.\n",
        }
    )
    for _ in range(2):
        (problem,) = site.build().problems
        assert (problem.path, problem.line, problem.code, problem.severity) == (
            "content/a.md",
            3,
            "card-letters",
            "warning",
        )
        assert "数 据 库" in problem.message
    assert "og:image" not in site.page("a/index.html")
    assert "og:image" in site.page("b/index.html")
