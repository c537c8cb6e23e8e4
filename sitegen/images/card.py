"""A page's title -> its card: the picture that other sites show beside a link to it.

Pillow's own font, Aileron, has little more than ASCII. Where it lacks a character, DejaVu Sans is taken.
Letters that join or run from right to left are shaped with FriBiDi, which Pillow takes from the system. All
other text is laid out without it, so that every machine draws the same card.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from io import BytesIO
from pathlib import Path

import msgspec
from PIL import Image, ImageColor, ImageDraw, ImageFont, features

from sitegen.images.formats import CARD_SIZE

#: For what the font in Pillow lacks: Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic.
_LARGER_FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
#: A code point that no font has: it is drawn as every character is that a font lacks.
_NO_CHARACTER = "\U0010ffff"
_MARGIN = 80
_BAR = 16
_LEADING = 1.2
#: Sizes of the title that are tried, and how many lines each may have.
_TITLE_SIZES = ((88, 3), (72, 4), (56, 5), (44, 6))
_SMALL = 34
_FULL = 255
_SHADES = 16
#: Balancing stops when the width is this exact, in pixels.
_BALANCED = 8
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
#: Variation selectors: they choose a look of the character before them, and are invisible.
_VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


class Card(msgspec.Struct, frozen=True):
    """The text and the look of a card."""

    title: str
    site: str
    detail: str  #: a line in small type, such as the date
    paper: str  #: colours: ``#00666c``
    ink: str
    font: bytes = b""  #: an OpenType or TrueType file; empty: the one in Pillow


class Drawn(msgspec.Struct, frozen=True):
    """A drawn card, and the characters that no font has."""

    png: bytes  #: of CARD_SIZE; empty when the font lacks letters
    missing: str  #: the characters that the font lacks


def shaper_release(card: Card) -> str | None:
    """Return the versions of what shapes a card's text: "" if nothing has to, None if it isn't installed."""
    if not _needs_shaping(_text_of(card)):
        return ""
    if not features.check("raqm"):
        return None
    return " ".join(str(features.version(name)) for name in ("raqm", "harfbuzz", "fribidi"))


def _text_of(card: Card) -> str:
    return f"{card.title}{card.site}{card.detail}"


def _needs_shaping(text: str) -> bool:
    """Return whether the letters of a text depend on their neighbours: Arabic, Hebrew, Hindi, Thai."""
    return any(
        unicodedata.bidirectional(character) in _RIGHT_TO_LEFT
        or (unicodedata.category(character)[0] == "M" and character not in _VARIATION_SELECTORS)
        for character in text
        if not character.isascii()
    )


def draw_card(card: Card) -> Drawn:
    """Return the card; signs that the font lacks are left out. ValueError when the font can't be read."""
    text = _text_of(card)
    missing = _find_missing(text, card.font)
    if missing and not card.font:
        larger = _LARGER_FONT.read_bytes()
        still_missing = _find_missing(text, larger)
        if len(still_missing) < len(missing):
            card, missing = msgspec.structs.replace(card, font=larger), still_missing
    if any(unicodedata.category(character)[0] in "LMN" for character in missing):
        return Drawn(b"", "".join(missing))
    without = str.maketrans(dict.fromkeys(missing, ""))
    words = {name: getattr(card, name).translate(without) for name in ("title", "site", "detail")}
    return Drawn(_draw(msgspec.structs.replace(card, **words)), "".join(missing))


def _find_missing(text: str, data: bytes) -> list[str]:
    """Return the characters that a font lacks, each once; selectors and joiners are drawn as nothing."""
    font = _load(data, _SMALL, shaped=False)
    nothing = _look_of(font, _NO_CHARACTER)
    visible = (
        character
        for character in dict.fromkeys(text)
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )
    return [character for character in visible if _look_of(font, character) == nothing]


def _look_of(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


def _draw(card: Card) -> bytes:
    """Draw a card whose characters the font has."""
    width, height = CARD_SIZE
    room = width - 2 * _MARGIN
    ink = Image.new("L", CARD_SIZE)  # how much of the ink covers each pixel
    draw = ImageDraw.Draw(ink)
    shaped = _needs_shaping(_text_of(card))
    small = _load(card.font, _SMALL, shaped=shaped)
    draw.rectangle((0, 0, _BAR, height), _FULL)
    draw.text((_MARGIN, _MARGIN), _fit(card.site, small, room), _FULL, small, "ls")
    font, lines, leading = _set_title(card, room, shaped=shaped)
    top = (height - leading * (len(lines) - 1)) / 2 + leading / 4
    for row, line in enumerate(lines):
        draw.text((_MARGIN, top + row * leading), line, _FULL, font, "ls")
    draw.text((_MARGIN, height - _MARGIN), _fit(card.detail, small, room), _FULL, small, "ls")
    return _print(ink, ImageColor.getrgb(card.paper), ImageColor.getrgb(card.ink))


def _print(ink: Image.Image, dark: tuple[int, ...], light: tuple[int, ...]) -> bytes:
    """Return a PNG of two colours and the shades between them: sixteen are enough for smooth edges."""
    steps = _SHADES - 1
    shades = ink.point([round(level * steps / _FULL) for level in range(_FULL + 1)])
    mixed = (
        round(a + (b - a) * step / steps) for step in range(_SHADES) for a, b in zip(dark, light, strict=True)
    )
    image = Image.frombytes("P", ink.size, shades.tobytes())
    image.putpalette(list(mixed))
    file = BytesIO()
    image.save(file, "PNG", bits=4)
    return file.getvalue()


def _load(data: bytes, size: int, *, shaped: bool) -> ImageFont.FreeTypeFont:
    layout = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    try:
        return ImageFont.truetype(BytesIO(data or _own_font()), size, layout_engine=layout)
    except OSError as mistake:
        raise ValueError(f"it cannot be read as a font: {mistake}") from mistake


@cache
def _own_font() -> bytes:
    """Return the file of the font in Pillow."""
    font = ImageFont.load_default(_SMALL)
    if not (isinstance(font, ImageFont.FreeTypeFont) and isinstance(font.path, BytesIO)):
        raise TypeError("Pillow was built without FreeType")
    return font.path.getvalue()


def _set_title(card: Card, width: int, *, shaped: bool) -> tuple[ImageFont.FreeTypeFont, list[str], float]:
    """Return the largest font in which the title fits, and its lines; at worst the last is cut short."""
    for size, most in _TITLE_SIZES:
        font = _load(card.font, size, shaped=shaped)
        lines = _break(card.title, font, width)
        if len(lines) <= most:
            lines = _balance(lines, font, width)
            return font, [_fit(line, font, width) for line in lines], size * _LEADING
    size, most = _TITLE_SIZES[-1]
    font = _load(card.font, size, shaped=shaped)
    lines = _break(card.title, font, width)[:most]
    lines[-1] += " …"
    return font, [_fit(line, font, width) for line in lines], size * _LEADING


def _balance(lines: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return the same words in as many lines, all about as long."""
    text, low, high = " ".join(lines), width // len(lines) if lines else width, width
    while high - low > _BALANCED:
        middle = (low + high) // 2
        low, high = (low, middle) if len(_break(text, font, middle)) <= len(lines) else (middle, high)
    return _break(text, font, high)


def _break(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _fit(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return a line, shortened where it is wider than there is room."""
    if font.getlength(line) <= width:
        return line
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(f"{line[:middle]}…") <= width else (low, middle - 1)
    return f"{line[:low].rstrip()}…"
