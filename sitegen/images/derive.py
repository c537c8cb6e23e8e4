"""The size of an image -> the widths to encode; encoded versions -> those worth publishing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sitegen.images.encode import Encoded

#: Smaller files get no versions: the gain isn't worth the markup.
WORTHWHILE_BYTES = 4096
#: A version this close in width to the next larger one is left out.
_NEARLY = 0.85


class Recipe(msgspec.Struct, frozen=True):
    """How smaller versions are made."""

    formats: tuple[str, ...]  #: avif, webp; the first that a browser knows is taken
    widths: tuple[int, ...]  #: in pixels, ascending
    qualities: tuple[int, ...]  #: one for each format, 1 to 100


class Variant(msgspec.Struct, frozen=True, array_like=True):
    """One version of an image."""

    format: str
    width: int
    height: int
    size: int  #: in bytes
    digest: str


class Derived(msgspec.Struct, frozen=True, array_like=True):
    """The result for one image."""

    variants: tuple[Variant, ...] = ()  #: by format in the recipe's order, then by width
    tone: str = ""  #: its mean colour, ``#1a2b3c``; "" when something behind it shines through
    fault: str = ""  #: why it can't be shown
    located: bool = False  #: its metadata has the coordinates of the place


def pick_widths(width: int, size: int, configured: Sequence[int]) -> tuple[int, ...]:
    """Return the widths in which an image of ``width`` pixels and ``size`` bytes is worth encoding.

    None is larger than the image; the last is its own width where that is less than all wanted.
    """
    if size < WORTHWHILE_BYTES or not configured:
        return ()
    largest = min(width, max(configured))
    return (*(candidate for candidate in configured if candidate < largest * _NEARLY), largest)


def choose(
    size: int, encoded: Iterable[Encoded], digest: Callable[[bytes], str]
) -> tuple[Derived, dict[Variant, bytes]]:
    """Return the versions to keep, and their bytes: only those that save something.

    A version must be smaller than the file of ``size`` bytes that it stands for, and a format smaller than
    those after it, which more browsers know.
    """
    results = list(encoded)
    smaller: dict[str, dict[Variant, bytes]] = {}
    for result in results:
        for format_, data in result.versions:
            if len(data) < size:
                variant = Variant(format_, result.width, result.height, len(data), digest(data))
                smaller.setdefault(format_, {})[variant] = data
    useful = _drop_useless_formats(smaller)
    first = results[0]
    return Derived(tuple(useful), first.tone, first.fault, first.located), useful


def _drop_useless_formats(by_format: dict[str, dict[Variant, bytes]]) -> dict[Variant, bytes]:
    useful: dict[Variant, bytes] = {}
    least = 0
    for versions in reversed(by_format.values()):
        ordered = dict(sorted(versions.items(), key=lambda item: item[0].width))
        largest = max(variant.size for variant in ordered)
        if not useful or largest < least:
            useful = ordered | useful
            least = largest
    return useful
