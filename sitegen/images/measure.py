"""Image bytes -> their size in pixels, from the header alone."""

from __future__ import annotations

import re
import warnings
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from sitegen.images.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORIENTATION = 0x0112
_JPEG = b"\xff\xd8"
#: Within this many bytes a JPEG says how large it is: after profiles, and what the camera wrote.
_JPEG_HEAD = 16_000_000
_TURNED = frozenset({5, 6, 7, 8})
_SVG_TAG = re.compile(rb"<svg\b[^<>]*>", re.IGNORECASE)
_NUMBER = rb"(\d{1,9}(?:\.\d*)?|\.\d+)"
_SVG_NUMBER = re.compile(rb"\b(width|height)\s*=\s*[\"']\s*" + _NUMBER + rb"(?:px)?\s*[\"']")
_SVG_BOX = re.compile(
    rb"\bviewBox\s*=\s*[\"']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+" + _NUMBER + rb"[\s,]+" + _NUMBER + rb"(?![\d.])"
)


class BadImageError(ValueError):
    """The file isn't an image that can be read, or one that is too large to be decoded."""


def measure(name: str, data: bytes, max_pixels: int) -> tuple[int, int] | None:
    """Return (width, height) as a browser shows it, or None for an SVG that doesn't say.

    Only the header is read: nothing is decoded. Raises BadImageError.
    """
    if name.lower().endswith(".svg"):
        return _measure_svg(data)
    try:
        head = data[:_JPEG_HEAD] if data.startswith(_JPEG) else data  # Pillow looks at each byte of a JPEG
        with unwarned(), Image.open(BytesIO(head), formats=FORMATS) as image:
            width, height = image.size
            is_sane = width * height <= max_pixels  # of a larger file, not even the header is read
            turned = is_sane and image.getexif().get(_ORIENTATION) in _TURNED
    except UnidentifiedImageError as mistake:  # its message differs on each run
        raise BadImageError("it isn't a PNG, JPEG, GIF, WebP, AVIF or SVG file") from mistake
    except Image.DecompressionBombError as mistake:  # Pillow's own limit is the largest that the option has
        raise BadImageError(f"it has more pixels than limits.image_pixels, {max_pixels:,}") from mistake
    except (OSError, SyntaxError, ValueError) as mistake:
        raise BadImageError(f"it cannot be read as an image: {str(mistake).splitlines()[0]}") from mistake
    if not is_sane:
        raise BadImageError(f"it has {width} × {height} pixels; limits.image_pixels is {max_pixels:,}")
    return (height, width) if turned else (width, height)


@contextmanager
def unwarned() -> Iterator[None]:
    """Let Pillow print nothing: what matters is a Problem (a large image), the rest isn't (odd metadata)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _measure_svg(data: bytes) -> tuple[int, int] | None:
    tag = _SVG_TAG.search(data[:65536])
    if tag is None:
        raise BadImageError("it has no svg element")
    sizes = {name: float(value) for name, value in _SVG_NUMBER.findall(tag[0])}
    if len(sizes) == 2:
        return round(sizes[b"width"]), round(sizes[b"height"])
    box = _SVG_BOX.search(tag[0])
    return (round(float(box[1])), round(float(box[2]))) if box else None
