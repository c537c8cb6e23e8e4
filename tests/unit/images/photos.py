"""Images for tests: drawn, not stored."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

RED, BLUE = (255, 0, 0), (0, 0, 255)


def photo(width: int, height: int, format_: str = "JPEG", **options: Any) -> bytes:
    """Return a noisy picture, red on the left and blue on the right."""
    noise = Image.effect_noise((width, height), 40).convert("RGB")
    halves = Image.new("RGB", (width, height), BLUE)
    halves.paste(RED, (0, 0, width // 2, height))
    return save(Image.blend(noise, halves, 0.7), format_, **options)


def save(image: Image.Image, format_: str, **options: Any) -> bytes:
    """Return an image as a file."""
    file = BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def camera(image: Image.Image, orientation: int = 1, *, located: bool = False) -> Image.Exif:
    """Return what a camera writes beside a picture."""
    exif = image.getexif()
    exif[0x0112] = orientation
    exif[0x010F] = "A maker of cameras"
    if located:
        exif.get_ifd(0x8825)[1] = "N"
    return exif


def read(data: bytes) -> Image.Image:
    """Return a file as an image."""
    return Image.open(BytesIO(data))
