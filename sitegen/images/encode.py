"""One image and a width -> the same image in modern formats: pure, made to run in any process.

Equal bytes in give equal bytes out, on any number of cores: each version is encoded by one thread. What the
camera or editor wrote beside the pixels (EXIF, XMP, GPS, colour profiles) is applied and left out.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PIL import Image, ImageCms, ImageOps, features
from PIL import __version__ as _pillow

from sitegen.images.formats import FORMATS
from sitegen.images.measure import unwarned

if TYPE_CHECKING:
    from collections.abc import Iterable

_GPS = 0x8825
#: With at most this many colours, an image is a drawing or a screenshot, not a photograph.
_FEW_COLOURS = 256
_COUNTABLE = frozenset({"1", "L", "P", "RGB", "RGBA"})
#: 0 is slowest and smallest. At 7 a drawing takes half the time of 6, and a photograph is 3 % larger.
_AVIF_SPEED = 7
_WEBP_METHOD = 4


class EncodeJob(msgspec.Struct, frozen=True):
    """One image, and one width to encode it in."""

    data: bytes
    width: int  #: pixels, as shown; 0: look at the image alone
    formats: tuple[str, ...]
    qualities: tuple[int, ...]  #: one for each format


class Encoded(msgspec.Struct, frozen=True):
    """The result of one job."""

    width: int = 0
    height: int = 0
    versions: tuple[tuple[str, bytes], ...] = ()  #: (format, bytes); none of an animation
    tone: str = ""
    fault: str = ""
    located: bool = False


@cache
def encoder_release() -> str:
    """Return a digest of the encoders and of the code of this room: others may give other bytes."""
    code = blake2b(digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        code.update(path.read_bytes())
    versions = (_pillow, *(features.version(name) or "" for name in ("avif", "webp", "freetype2")))
    return " ".join(map(str, (code.hexdigest(), *versions)))


def missing_encoders(formats: Iterable[str]) -> list[str]:
    """Return those of the formats that this installation of Pillow can't write."""
    return [name for name in formats if not features.check(name)]


def encode(job: EncodeJob) -> Encoded:
    """Return the versions of an image in one width; ``fault`` of the result says if it is damaged."""
    try:
        with unwarned(), Image.open(BytesIO(job.data), formats=FORMATS) as image:
            located = bool(image.getexif().get_ifd(_GPS))
            if getattr(image, "is_animated", False):
                image.load()
                return Encoded(located=located)
            return _encode(image, job, located=located)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as mistake:
        return Encoded(fault=f"it is damaged: {str(mistake).splitlines()[0]}")


def _encode(image: Image.Image, job: EncodeJob, *, located: bool) -> Encoded:
    if image.format == "JPEG" and job.width:
        # A JPEG can be decoded at a half, quarter or eighth of its size; it may be on its side.
        image.draft("RGB", (job.width, job.width))
    image.load()
    few = image.format == "PNG" and image.mode in _COUNTABLE and image.getcolors(_FEW_COLOURS) is not None
    pixels = _to_screen(ImageOps.exif_transpose(image))
    if not job.width:
        return Encoded(pixels.width, pixels.height, located=located)
    tone = _mean(pixels) if pixels.mode == "RGB" else ""
    height = max(1, round(pixels.height * job.width / pixels.width))
    as_it_is = pixels.width == job.width
    if not as_it_is:
        pixels = pixels.resize((job.width, height), Image.Resampling.LANCZOS)
    versions = tuple(
        (name, _save(pixels, name, quality, lossless=few and as_it_is))
        for name, quality in zip(job.formats, job.qualities, strict=True)
    )
    return Encoded(job.width, height, versions, tone, "", located)


def _to_screen(image: Image.Image) -> Image.Image:
    """Return an image in sRGB, with eight bits a channel, and with alpha only where that shows."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        image = _apply_profile(image, profile)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        return image.convert("RGB") if image.getchannel("A").getextrema() == (255, 255) else image
    return image.convert("RGB")


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        done = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (
        ImageCms.PyCMSError,
        OSError,
    ):  # a profile that is damaged, or for other channels: browsers ignore it
        return image
    return done or image


def _mean(pixels: Image.Image) -> str:
    return f"#{pixels.resize((1, 1), Image.Resampling.BOX).tobytes().hex()}"


def _save(pixels: Image.Image, format_: str, quality: int, *, lossless: bool) -> bytes:
    if format_ == "avif":
        return _written(pixels, "AVIF", quality=quality, speed=_AVIF_SPEED, max_threads=1)
    lossy = _written(pixels, "WEBP", quality=quality, method=_WEBP_METHOD)
    exact = _written(pixels, "WEBP", lossless=True, method=_WEBP_METHOD) if lossless else lossy
    return min(exact, lossy, key=len)


def _written(pixels: Image.Image, format_: str, **options: object) -> bytes:
    pixels.info.clear()  # otherwise profiles and comments would be copied
    file = BytesIO()
    pixels.save(file, format_, **options)
    return file.getvalue()
