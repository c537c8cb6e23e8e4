"""Turns token recipes into vocabulary shards and back: the file format that Python and the browser share.

A vocabulary is a list of byte strings; a token's place in it is its rank (and its id). It is published in two
shards. The first holds the tokens made of ASCII bytes only: text that is pure ASCII never needs another one.
The second holds the rest. Tokens are numbered in the order of the shards: all of the first, by rank, then all
of the second, by rank.

Each token is a recipe of two numbers, `(left, right)`, that refers to tokens with smaller numbers:

    right   token
    0       the one byte `left`
    1       token `left` without its leading space
    2       token `left` with the case of its first letter swapped (behind a leading space, if there is one)
    3       the same, and a leading space taken away or put there
    4       token `left` in upper case
    5 + n   token `left`, then token `n`

Case means that of the letters a–z: other bytes stay. A shard, once gunzipped, is (integers little-endian, of
4 bytes each):

    "SGV2"                      magic
    total, first, count         tokens in the vocabulary; number of this shard's first; tokens in this shard
    (total + 7) // 8 bytes      only in the ASCII shard: bit r (least significant first) is set when the token
                                of rank r is ASCII
    (count + 2) // 3 bytes      what `right` is: 0 to 4, or 5 for 5 + n; three tokens in a byte, in base 6
    3 planes of `count` bytes   left >> 16, left >> 8 & 255, left & 255
    3 planes                    the same of each n

The planes of low bytes are not in the order of the tokens but in that of the rest of the number: the low
bytes of 0 to 255 come first, then those of 256 to 511. Which low bytes are frequent depends on it.
"""

from __future__ import annotations

import gzip
import itertools
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAGIC = b"SGV2"
HEADER = struct.Struct("<4sIII")
GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255])  # deflate; no name, no time, no operating system

BYTE, WITHOUT_SPACE, SWAP_CASE, SWAP_CASE_AND_SPACE, UPPER, PAIR = range(6)
"""The meanings of a recipe's `right`; from PAIR on it is a token's number plus PAIR."""
KINDS = PAIR + 1
KINDS_IN_A_BYTE = 3


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a vocabulary, unpacked; `lefts` and `rights` have one number for each token."""

    total: int  #: tokens in the whole vocabulary
    first: int  #: number of this shard's first token
    lefts: Sequence[int]  #: a token's number, or a byte's value where `right` is BYTE
    rights: Sequence[int]  #: one of the operations, or PAIR plus a token's number
    ascii_ranks: bytes = b""  #: one bit for each rank of the vocabulary; empty unless it is the ASCII shard


class ShardError(ValueError):
    """A shard is damaged, or doesn't belong with the others."""


def file_names(encoding: str) -> tuple[str, str]:
    """Return the names of an encoding's two shards; `.bin`, so that no server declares a Content-Encoding."""
    return f"{encoding}.ascii.bin", f"{encoding}.rest.bin"


def pack(shard: Shard) -> bytes:
    """Return the shard's file: gzip, the same bytes at each run with the same zlib."""
    header = HEADER.pack(MAGIC, shard.total, shard.first, len(shard.lefts))
    seconds = [right - PAIR for right in shard.rights if right >= PAIR]
    kinds = pack_kinds([min(right, PAIR) for right in shard.rights])
    return gzip_parts([header + shard.ascii_ranks, kinds, *to_planes(shard.lefts), *to_planes(seconds)])


def gzip_parts(parts: Sequence[bytes]) -> bytes:
    """Return one gzip file of parts that have little in common: each is compressed in the way that suits it.

    The planes of low bytes are almost noise: looking for repetitions in them makes the whole 5 % larger.
    """
    content = b"".join(parts)
    end = zlib.compressobj(wbits=-zlib.MAX_WBITS).flush()
    trailer = struct.pack("<II", zlib.crc32(content), len(content))
    return b"".join([GZIP_HEADER, *map(deflate, parts), end, trailer])


def deflate(part: bytes) -> bytes:
    """Return the part as deflate blocks, without the mark of the last one: the smallest of some attempts."""
    attempts = []
    for strategy, memory in itertools.product((zlib.Z_HUFFMAN_ONLY, zlib.Z_DEFAULT_STRATEGY), (3, 7, 8, 9)):
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, memory, strategy)
        attempts.append(compressor.compress(part) + compressor.flush(zlib.Z_SYNC_FLUSH))
    return min(attempts, key=len)


def pack_kinds(kinds: Sequence[int]) -> bytes:
    """Return numbers below KINDS, three in a byte: alone, each would take at least a bit."""
    padded = [*kinds, *[0] * (-len(kinds) % KINDS_IN_A_BYTE)]
    triples = zip(*[iter(padded)] * KINDS_IN_A_BYTE, strict=True)
    return bytes(first + KINDS * (second + KINDS * third) for first, second, third in triples)


def unpack_kinds(packed: bytes, count: int) -> bytes:
    """Return the `count` numbers that are packed."""
    triples = [bytes([byte % KINDS, byte // KINDS % KINDS, byte // KINDS**2 % KINDS]) for byte in range(256)]
    return b"".join([triples[byte] for byte in packed])[:count]


def unpack(packed: bytes) -> Shard:
    """Read a shard's file; raise ShardError when it is damaged."""
    try:
        data = gzip.decompress(packed)
        magic, total, first, count = HEADER.unpack_from(data)
    except (OSError, EOFError, struct.error) as error:
        raise ShardError(f"not a vocabulary shard: {error}") from error
    body = HEADER.size + ((total + 7) // 8 if first == 0 else 0)
    left_planes = body + (count + KINDS_IN_A_BYTE - 1) // KINDS_IN_A_BYTE
    right_planes = left_planes + 3 * count
    kinds = unpack_kinds(data[body:left_planes], count)
    if magic != MAGIC or len(data) != right_planes + 3 * kinds.count(PAIR):
        raise ShardError("not a vocabulary shard: its length does not match its header")
    seconds = iter(from_planes(data[right_planes:]))
    return Shard(
        total=total,
        first=first,
        lefts=from_planes(data[left_planes:right_planes]),
        rights=[PAIR + next(seconds) if kind == PAIR else kind for kind in kinds],
        ascii_ranks=data[HEADER.size : body],
    )


def to_planes(numbers: Sequence[int]) -> list[bytes]:
    """Return the high, middle and low bytes of numbers below 2**24, the low ones in the order of the rest."""
    high, middle = (bytes(number >> shift & 255 for number in numbers) for shift in (16, 8))
    return [high, middle, bytes(number & 255 for number in sorted(numbers, key=lambda number: number >> 8))]


def from_planes(planes: bytes) -> list[int]:
    """Return the numbers whose high, middle and low bytes are one after the other."""
    count = len(planes) // 3
    words = bytearray(2 * count)
    words[1::2], words[::2] = planes[:count], planes[count : 2 * count]
    rests = struct.unpack(f"<{count}H", words)
    low = iter(planes[2 * count :])
    lows = {rest: iter(bytes(itertools.islice(low, size))) for rest, size in sorted(Counter(rests).items())}
    return [rest << 8 | next(lows[rest]) for rest in rests]


def expand(shards: Sequence[Shard]) -> list[bytes]:
    """Return the vocabulary's tokens in the order of their ranks; raise ShardError when they don't fit."""
    tokens: list[bytes] = []
    for shard in shards:
        if shard.first != len(tokens) or shard.total != shards[0].total:
            raise ShardError("these vocabulary shards do not belong together")
        for left, right in zip(shard.lefts, shard.rights, strict=True):
            token = tokens[left] + tokens[right - PAIR] if right >= PAIR else make(right, left, tokens)
            tokens.append(token)
    return in_rank_order(tokens, shards[0])


def make(operation: int, left: int, tokens: Sequence[bytes]) -> bytes:
    """Return the token that an operation other than PAIR makes."""
    if operation == BYTE:
        return bytes([left])
    source = tokens[left]
    if operation == WITHOUT_SPACE:
        return source[1:]
    if operation == SWAP_CASE:
        return swap_first_case(source)
    if operation == SWAP_CASE_AND_SPACE:
        return toggle_space(swap_first_case(source))
    return source.upper()


def swap_first_case(token: bytes) -> bytes:
    """Swap the case of the first letter, which may be behind a space."""
    at = 1 if token.startswith(b" ") else 0
    return token[:at] + token[at : at + 1].swapcase() + token[at + 1 :]


def toggle_space(token: bytes) -> bytes:
    """Take the leading space away, or put one there."""
    return token[1:] if token.startswith(b" ") else b" " + token


def in_rank_order(tokens: Sequence[bytes], ascii_shard: Shard) -> list[bytes]:
    """Put tokens that are ordered by number in the order of their ranks."""
    if len(tokens) != ascii_shard.total:
        raise ShardError(f"the vocabulary has {ascii_shard.total} tokens, its shards {len(tokens)}")
    first, second = iter(tokens), iter(tokens[len(ascii_shard.lefts) :])
    bits = int.from_bytes(ascii_shard.ascii_ranks, "little")
    flags = reversed(f"{bits:0{ascii_shard.total}b}")
    return [next(first) if flag == "1" else next(second) for flag in flags]
