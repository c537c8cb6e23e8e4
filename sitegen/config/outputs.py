"""Options of what is published besides pages: lists, images, cards, search, files for language models."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sitegen.config.choices import Numbering


class Lists(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The pages of long lists."""

    numbering: Annotated[
        Numbering,
        Meta(
            description="Number the list pages after the first from the newest entries (`newest`), or from"
            " the oldest (`stable`), so that a new post doesn’t change full pages; `auto` is `stable` for"
            " lists of more than 50 pages"
        ),
    ] = Numbering.AUTO


class Search(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Search in the published pages."""

    enabled: Annotated[bool, Meta(description="Build a search index and show a search button")] = False


class Images(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Smaller versions of the images that pages show."""

    enabled: Annotated[bool, Meta(description="Publish smaller versions of images in modern formats")] = True
    formats: Annotated[
        tuple[str, ...],
        Meta(description="`avif`, `webp` or both; browsers load the first one that they support"),
    ] = ("avif", "webp")
    widths: Annotated[
        tuple[Annotated[int, Meta(ge=16, le=8192)], ...],
        Meta(description="Widths in pixels, ascending, up to the width of the image"),
    ] = (720, 1080, 1440)
    sizes: Annotated[
        str, Meta(description="Width of images on a page, as in the `sizes` attribute of HTML")
    ] = "min(43em, 92vw)"
    avif_quality: Annotated[
        int, Meta(ge=1, le=100, description="Quality of AVIF versions; 100 is the best and largest")
    ] = 55
    webp_quality: Annotated[int, Meta(ge=1, le=100, description="Quality of WebP versions")] = 78


class Llms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Files for language models."""

    pages: Annotated[bool, Meta(description="Also publish each page as Markdown: `/blog/x.md`")] = False
    index: Annotated[bool, Meta(description="Publish `llms.txt` and `llms-full.txt`")] = False
    tokens: Annotated[
        bool, Meta(description="Count each page's tokens (o200k_base), for templates and `llms.txt`")
    ] = False
    model: Annotated[
        str,
        Meta(
            description="Show in the page footer what reading the page costs with this model; needs `tokens`"
        ),
    ] = ""


class SocialCards(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Pictures for links to a page, with its title."""

    enabled: Annotated[bool, Meta(description="Draw a card for each page without an `image`")] = False
    font: Annotated[
        str,
        Meta(
            description="A TrueType or OpenType file in `layouts/assets/`; by default Aileron, or"
            " DejaVu Sans for titles with letters that Aileron lacks"
        ),
    ] = ""
    paper: Annotated[str, Meta(description="Background colour of the card")] = "#00666c"
    ink: Annotated[str, Meta(description="Text colour of the card")] = "#ffffff"
