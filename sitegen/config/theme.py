"""Options of the built-in theme, and the mistakes in them, mainly unreadable colours."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config.toml import KeyPath


class Scheme(StrEnum):
    """Which colour schemes pages have."""

    AUTO = "auto"  #: as the reader's system says, with a button to switch
    LIGHT = "light"
    DARK = "dark"


class Header(StrEnum):
    """How the top of a page looks."""

    PLAIN = "plain"
    LINE = "line"  #: with a line below
    STICKY = "sticky"  #: with a line below, and in sight while readers scroll


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the built-in theme looks."""

    accent: Annotated[
        tuple[str, ...],
        Meta(description='Colour of links in the light and the dark scheme: `["#7a1f5c", "#f0a6d6"]`'),
    ] = ()
    background: Annotated[tuple[str, ...], Meta(description="Colour of the page, in both schemes")] = ()
    text: Annotated[tuple[str, ...], Meta(description="Colour of the text, in both schemes")] = ()
    scheme: Annotated[
        Scheme, Meta(description="`light` or `dark` for pages that have only one scheme, without a button")
    ] = Scheme.AUTO
    font: Annotated[
        str,
        Meta(
            description="Font of the text: names as in CSS, or a file in `layouts/assets/css/`: `inter.woff2`"
        ),
    ] = ""
    heading_font: Annotated[str, Meta(description="Font of headings; by default that of the text")] = ""
    code_font: Annotated[str, Meta(description="Font of code")] = ""
    logo: Annotated[
        str,
        Meta(description="Image in the header instead of the title, in `layouts/assets/`: `img/logo.svg`"),
    ] = ""
    header: Annotated[
        Header, Meta(description="`line` draws a line below the header, `sticky` also keeps it in sight")
    ] = Header.PLAIN
    credit: Annotated[bool, Meta(description="Say “Made with sitegen” in the footer")] = True
    pictures: Annotated[bool, Meta(description="Show the pictures of posts in lists")] = True
    date_format: Annotated[
        str, Meta(description="Format of dates, as for strftime: `%Y-%m-%d`; by default that of the language")
    ] = ""


#: The colours that a site can't set, and what they colour; the others are named by their option.
TEXTS = {
    "text": ("#112222", "#ddeeee", "text"),
    "accent": ("#006666", "#66cccc", "links"),
    "quiet": ("#556666", "#99aaaa", "dates and captions"),
    "blue": ("#005599", "#88ccff", "highlighted code"),
    "green": ("#226611", "#aadd88", "highlighted code"),
    "amber": ("#884400", "#eebb77", "highlighted code"),
    "plum": ("#882266", "#eeaadd", "highlighted code"),
    "red": ("#aa2222", "#ff9999", "highlighted code"),
}
GROUNDS = {
    "background": ("#ffffff", "#111111", "on the page"),
    "tint": ("#eeeeee", "#222222", "in boxes"),
    "marked": ("#ddeeee", "#223333", "in marked lines"),
    "added": ("#ddffdd", "#113322", "in added lines"),
    "removed": ("#ffdddd", "#442222", "in removed lines"),
}
#: WCAG 2.2, success criterion 1.4.3, for text of any size.
LEAST_CONTRAST = 4.5
#: The options that are colours.
_COLOURS = ("accent", "background", "text")
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\Z")
#: What could end a declaration of CSS, or load something.
_UNSAFE_FONT = re.compile(r"[;{}()<>\\/@\n\r\0]")
_FONT_FILE = re.compile(r"[\w.-]+\.woff2\Z")
_DATE_PART = lazy_compile(r"%[-_0^#]?[aAbBcdDeFgGhHIjklmMpPrRSTuUVwWxXyYzZ%]")
_ASSET = re.compile(r"(?:(?!\.)[\w.-]+/)*(?!\.)[\w.-]+\Z")


def is_font_file(font: str) -> bool:
    """Return whether the value of a font option names a file."""
    return bool(_FONT_FILE.match(font))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (#rgb or #rrggbb), from 1 to 21."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=64)
def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [part / 255 for part in bytes.fromhex(digits)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def find_theme_mistakes(theme: Theme) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield (path of a key, what is wrong there, the remedy)."""
    malformed = list(_find_malformed_colours(theme))
    yield from malformed
    if not malformed:
        yield from _find_faint_colours(theme)
    for name in ("font", "heading_font", "code_font"):
        if _UNSAFE_FONT.search(getattr(theme, name)):
            hint = 'write names as in CSS, "Charter, serif", or the name of a file, "inter.woff2"'
            yield ("theme", name), f"theme.{name} is not a list of fonts", hint
    if theme.logo and not _ASSET.match(theme.logo):
        yield (
            ("theme", "logo"),
            f"theme.logo: {theme.logo!r} is not a path in layouts/assets",
            "write img/logo.svg",
        )
    if fault := find_date_fault(theme.date_format):
        yield ("theme", "date_format"), *fault


def find_date_fault(form: str) -> tuple[str, str] | None:
    """Return (what is wrong with a format of dates, the remedy); None if there is nothing."""
    if not form or (_DATE_PART.search(form) and "%" not in _DATE_PART.sub("", form)):
        return None
    return f"{form!r} is not a format of dates", "write it as for strftime, such as %d.%m.%Y or %-d %B %Y"


def _find_malformed_colours(theme: Theme) -> Iterator[tuple[KeyPath, str, str]]:
    for name in _COLOURS:
        colours: tuple[str, ...] = getattr(theme, name)
        hint = 'write one for each scheme, light and dark: ["#006666", "#66cccc"]'
        if colours and len(colours) != 2:
            yield ("theme", name), f"theme.{name} needs two colours", hint
        for colour in colours:
            if not _COLOUR.match(colour):
                yield ("theme", name), f"theme.{name}: {colour!r} is not a colour", hint


def _find_faint_colours(theme: Theme) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield one mistake for each option that makes something hard to read."""
    for index, scheme in enumerate(Scheme):
        if index == 0 or theme.scheme not in (Scheme.AUTO, scheme):
            continue
        chosen = {name: colours for name in _COLOURS if (colours := getattr(theme, name))}
        texts = {name: chosen.get(name, TEXTS[name])[index - 1] for name in TEXTS}
        grounds = {name: chosen.get(name, GROUNDS[name])[index - 1] for name in GROUNDS}
        reported = set()
        for text, colour in texts.items():
            for ground, paper in grounds.items():
                option = text if text in chosen else ground
                ratio = contrast(colour, paper)
                if ratio < LEAST_CONTRAST and option in chosen and option not in reported:
                    reported.add(option)
                    shown = f"{TEXTS[text][2]} {GROUNDS[ground][2]} ({colour} on {paper})"
                    message = f"theme.{option} makes {shown} hard to read in the {scheme} scheme"
                    hint = f"the contrast is {ratio:.1f} : 1, and must be at least {LEAST_CONTRAST} : 1"
                    yield ("theme", option), message, hint
