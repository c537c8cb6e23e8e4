"""The site's icon, an SVG -> the forms of it that browsers and home screens ask for."""

from __future__ import annotations

from io import BytesIO

import resvg_py
from PIL import Image

#: Sizes within favicon.ico: of a tab, of a tab on a dense screen, of a shortcut.
_TAB_SIZES = (16, 32, 48)
_TOUCH, _SMALL, _LARGE = 180, 192, 512
#: The part of a maskable icon that no system cuts off, in each direction.
_SAFE = 0.8
_OPAQUE = 255
_WHITE = "#ffffff"


def draw_icons(svg: bytes) -> dict[str, bytes]:
    """Return the files named in ICONS; ValueError says what is wrong with the SVG."""
    text = svg.decode()
    large = _draw(text, _LARGE)
    ground = _ground(large)
    safe = round(_LARGE * _SAFE)
    return {
        "favicon.ico": _pack(text),
        "img/apple-touch-icon.png": _png(_lay(_draw(text, _TOUCH), _TOUCH, ground)),
        "img/icon-192.png": _png(_draw(text, _SMALL)),
        "img/icon-512.png": _png(large),
        "img/icon-maskable.png": _png(_lay(_draw(text, safe), _LARGE, ground)),
    }


def _draw(svg: str, size: int) -> Image.Image:
    """Return a square drawing; text is left out, since machines have different fonts."""
    data = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True)
    image = Image.open(BytesIO(data), formats=("PNG",)).convert("RGBA")
    square = Image.new("RGBA", (size, size))
    square.paste(image, ((size - image.width) // 2, (size - image.height) // 2))
    return square


def _ground(image: Image.Image) -> str:
    """Return the colour at the middle of the upper edge, as background; white if it is transparent."""
    pixel = image.getpixel((image.width // 2, 1))
    if not isinstance(pixel, tuple) or pixel[3] < _OPAQUE:
        return _WHITE
    return f"#{bytes(int(channel) for channel in pixel[:3]).hex()}"


def _lay(image: Image.Image, size: int, ground: str) -> Image.Image:
    """Return an opaque square of ``size`` pixels with an image in its middle."""
    square = Image.new("RGBA", (size, size), ground)
    margin = (size - image.width) // 2
    square.alpha_composite(image, (margin, margin))
    return square.convert("RGB")


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _pack(svg: str) -> bytes:
    """Return an ICO with a drawing for each of the sizes, none of them scaled from another."""
    small, *larger = (_draw(svg, size) for size in reversed(_TAB_SIZES))
    file = BytesIO()
    small.save(file, "ICO", sizes=[(size, size) for size in _TAB_SIZES], append_images=larger)
    return file.getvalue()
