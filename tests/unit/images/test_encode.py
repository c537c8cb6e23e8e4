"""One image through the encoders: what is applied, what is left out, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageCms

from sitegen.images import Derived, choose, pick_widths
from sitegen.images.encode import EncodeJob, encode
from tests.unit.images.photos import BLUE, RED, camera, photo, read, save

BOTH: dict[str, Any] = {"formats": ("avif", "webp"), "qualities": (55, 78)}


def versions(data: bytes, width: int) -> dict[str, bytes]:
    return dict(encode(EncodeJob(data, width, **BOTH)).versions)


@pytest.mark.parametrize("name", ["avif", "webp"])
def test_a_version_has_the_width_that_was_asked_for(name: str) -> None:
    """And the height that keeps the shape."""
    assert (100, 50) == read(versions(photo(400, 200), 100)[name]).size


@pytest.mark.parametrize("name", ["avif", "webp"])
def test_a_picture_on_its_side_is_set_upright(name: str) -> None:
    """A camera held upright writes how to turn the picture; versions are turned, and say nothing of it."""
    image = Image.new("RGB", (64, 32), BLUE)
    image.paste(RED, (0, 0, 32, 32))
    upright = read(versions(save(image, "JPEG", exif=camera(image, 6)), 32)[name])
    assert (32, 64) == upright.size
    top, bottom = upright.convert("RGB").getpixel((16, 5)), upright.convert("RGB").getpixel((16, 58))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert (True, True) == (top[0] > top[2], bottom[2] > bottom[0])


@pytest.mark.parametrize("name", ["avif", "webp"])
def test_what_the_camera_wrote_is_left_out(name: str) -> None:
    """Maker, place and colour profile of the file are in none of its versions."""
    image = Image.new("RGB", (64, 32), RED)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = save(image, "JPEG", exif=camera(image, located=True), icc_profile=profile, comment=b"secret")
    version = read(versions(data, 32)[name])
    assert {} == dict(version.getexif())
    assert set() == {"exif", "icc_profile", "comment", "xmp"} & version.info.keys()


def test_a_file_that_names_a_place_says_so() -> None:
    """The original is published as it is: its author should know."""
    images = {located: Image.new("RGB", (64, 32)) for located in (True, False)}
    found = [
        encode(EncodeJob(save(image, "JPEG", exif=camera(image, located=located)), 0, **BOTH)).located
        for located, image in images.items()
    ]
    assert [True, False] == found


def test_equal_bytes_give_equal_bytes() -> None:
    """Builds are compared byte by byte."""
    data = photo(300, 200)
    assert versions(data, 200) == versions(data, 200)


def test_an_animation_stays_as_it_is() -> None:
    """Its frames are not taken apart."""
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    data = save(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert () == encode(EncodeJob(data, 32, **BOTH)).versions


def test_transparency_stays() -> None:
    """And no colour stands in for what shines through."""
    image = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    result = encode(EncodeJob(save(image, "PNG"), 32, **BOTH))
    alphas = [read(data).convert("RGBA").getpixel((9, 9)) for _, data in result.versions]
    assert [0, 0] == [alpha[3] for alpha in alphas if isinstance(alpha, tuple)]
    assert "" == result.tone


def test_the_tone_is_the_mean_colour() -> None:
    """It is shown until the image is there."""
    result = encode(EncodeJob(save(Image.new("RGB", (64, 64), (16, 32, 48)), "PNG"), 64, **BOTH))
    assert "#102030" == result.tone


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_kind_of_pixel_is_read(mode: str) -> None:
    """Grey, palette, print colours, sixteen bits."""
    kind = "TIFF" if mode == "CMYK" else "PNG"
    data = save(Image.new(mode, (64, 64)), "JPEG" if kind == "TIFF" else kind)
    assert ["avif", "webp"] == [name for name, _ in encode(EncodeJob(data, 32, **BOTH)).versions]


def test_sixteen_bits_keep_their_brightness() -> None:
    """Half of 65,536 is half of 256."""
    image = Image.new("I;16", (64, 64), 0x8000)
    grey = read(versions(save(image, "PNG"), 32)["webp"]).convert("L").tobytes()
    assert 128 == pytest.approx(sum(grey) / len(grey), abs=3)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_half_a_file_is_a_fault(format_: str) -> None:
    """At whatever width it is asked for."""
    data = photo(200, 100, format_)
    faults = [encode(EncodeJob(data[: len(data) // 2], width, **BOTH)).fault for width in (0, 100)]
    assert [True, True] == [fault.startswith("it is damaged: ") for fault in faults]


@pytest.mark.parametrize(
    ("width", "size", "expected"),
    [
        (2400, 80_000, (720, 1080, 1440)),
        (1440, 80_000, (720, 1080, 1440)),
        (900, 80_000, (720, 900)),
        (800, 80_000, (800,)),  # 720 would save next to nothing
        (300, 80_000, (300,)),
        (2400, 4_000, ()),  # a file so small gains nothing
    ],
)
def test_widths(width: int, size: int, expected: tuple[int, ...]) -> None:
    """None is wider than the image, and no two are nearly the same."""
    assert expected == pick_widths(width, size, (720, 1080, 1440))


def label(data: bytes) -> str:
    return str(len(data))


def test_what_saves_nothing_is_not_kept() -> None:
    """Neither a version larger than the file, nor a better format that is larger than a common one."""
    data = photo(200, 100)
    encoded = [encode(EncodeJob(data, 200, **BOTH))]
    avif, webp = (len(version) for _, version in encoded[0].versions)
    assert Derived(tone=encoded[0].tone) == choose(min(avif, webp), encoded, label)[0]
    kept, contents = choose(1_000_000, encoded, label)
    names = ["avif", "webp"] if avif < webp else ["webp"]
    assert names == [variant.format for variant in kept.variants]
    assert list(kept.variants) == list(contents)
