"""A picture and its attributes -> HTML, in which the browser chooses the version and nothing shifts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.site.values import Picture

#: Readers probably wait for the first image of a page; all others load when they come near.
_FIRST = {"fetchpriority": "high"}
_LATER = {"loading": "lazy"}
#: Lines of source: images further down aren't on the first screen.
FIRST_SCREEN = 30
_WORDS = ("src", "alt", "title")


def draw(
    picture: Picture,
    attributes: Mapping[str, str],
    sizes: str,
    publish: Callable[[str], str],
    *,
    first: bool = False,
) -> str:
    """Return ``<img>``, in a ``<picture>`` where there are other versions.

    ``attributes`` are src, alt and the author's, which take precedence. ``sizes`` says how wide it will
    be, and ``publish`` adds the base path to a URL.
    """
    words = {name: attributes[name] for name in _WORDS if name in attributes}
    own_attributes = words | _measures(picture, attributes) | (_FIRST if first else _LATER)
    if picture.versions.tone:
        own_attributes["data-tone"] = picture.versions.tone
    image = f"<img{_write(own_attributes | dict(attributes))}>"
    if not picture.versions.sources:
        return image
    width = attributes.get("width", "")
    sizes = f"{width}px" if width.isdecimal() else sizes
    sources = "".join(
        f"<source{_write({'type': type_, 'srcset': _list(urls, publish), 'sizes': sizes})}>"
        for type_, urls in picture.versions.sources
    )
    return f"<picture>{sources}{image}</picture>"


def _measures(picture: Picture, attributes: Mapping[str, str]) -> dict[str, str]:
    """Return width and height; if the author gives one, the other follows from the aspect ratio."""
    if not picture.width or not picture.height:
        return {}
    width, height = attributes.get("width", ""), attributes.get("height", "")
    if width.isdecimal() and not height:
        return {"width": width, "height": str(round(int(width) * picture.height / picture.width))}
    if height.isdecimal() and not width:
        return {"width": str(round(int(height) * picture.width / picture.height)), "height": height}
    return {"width": str(picture.width), "height": str(picture.height)}


def _list(urls: tuple[tuple[str, int], ...], publish: Callable[[str], str]) -> str:
    return ", ".join(f"{publish(url)} {width}w" for url, width in urls)


def _write(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
