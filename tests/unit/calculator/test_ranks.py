"""The vocabulary that is published is OpenAI's, to the last byte, and is derived alike each time."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.calculator import characters, shards
from sitegen.core.builtin_theme import builtin_layouts
from tools.calculator import ranks

if TYPE_CHECKING:
    from collections.abc import Sequence

ASSETS = builtin_layouts() / "assets"

WORDS = st.text("abAB é!", min_size=1, max_size=6).map(str.encode)
VOCABULARIES = st.lists(WORDS, unique=True, max_size=40)


def with_prefixes(words: Sequence[bytes]) -> list[bytes]:
    """Return a vocabulary in which each token can be made of earlier ones: bytes, then ever more of them."""
    beginnings = {word[:end]: None for word in words for end in range(2, len(word) + 1)}
    return [*(bytes([byte]) for byte in range(256)), *sorted(beginnings, key=len)]


@cache
def classes() -> bytearray:
    return characters.classify()


def committed(encoding: str) -> list[bytes]:
    return [(ASSETS / "vocabulary" / name).read_bytes() for name in shards.file_names(encoding)]


@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_the_published_shards_are_the_whole_vocabulary(encoding: str) -> None:
    """The committed shards expand to the exact `.tiktoken` text."""
    text = ranks.format_ranks(shards.expand([shards.unpack(packed) for packed in committed(encoding)]))
    assert ranks.DIGESTS[encoding] == hashlib.sha256(text).hexdigest()


def test_the_ascii_shard_is_ascii() -> None:
    """The first shard holds each ASCII token and no other."""
    first, rest = [shards.unpack(packed) for packed in committed("cl100k_base")]
    tokens = shards.expand([first, rest])
    assert len([token for token in tokens if token.isascii()]) == len(first.lefts)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_the_published_shards_can_be_derived_again(encoding: str) -> None:
    """Deriving gives the committed shards; compared unpacked, as zlib's versions pack differently."""
    tokens = ranks.parse(ranks.read_published(encoding))
    again = [gzip.decompress(shards.pack(shard)) for shard in ranks.split(tokens)]
    assert [gzip.decompress(packed) for packed in committed(encoding)] == again


def test_the_published_character_classes_can_be_derived_again() -> None:
    """The table of character classes is that of the tiktoken that is installed."""
    assert (ASSETS / "tokenizer" / "character-runs.js").read_text("utf-8") == characters.as_module()


def test_the_browser_knows_the_sizes_of_the_shards() -> None:
    """The manifest, which progress is told by, has the sizes of the files."""
    manifest = {
        encoding: ranks.describe(encoding, [len(packed) for packed in committed(encoding)])
        for encoding in ranks.DIGESTS
    }
    assert (ASSETS / "tokenizer" / "shards.js").read_text("utf-8") == ranks.manifest_module(manifest)


@settings(max_examples=25, deadline=None)
@given(VOCABULARIES)
def test_any_vocabulary_survives(words: list[bytes]) -> None:
    """Splitting, packing, unpacking and expanding gives the tokens back, each operation included."""
    tokens = with_prefixes(words)
    packed = [shards.pack(shard) for shard in ranks.split(tokens)]
    assert tokens == shards.expand([shards.unpack(shard) for shard in packed])


@pytest.mark.parametrize(
    ("operation", "source", "token"),
    [
        (shards.WITHOUT_SPACE, b" the", b"the"),
        (shards.SWAP_CASE, b" the", b" The"),
        (shards.SWAP_CASE, b"The", b"the"),
        (shards.SWAP_CASE_AND_SPACE, b" the", b"The"),
        (shards.SWAP_CASE_AND_SPACE, b"The", b" the"),
        (shards.SWAP_CASE_AND_SPACE, b"!", b" !"),
        (shards.UPPER, b" the\xc3\xa9", b" THE\xc3\xa9"),
    ],
)
def test_operations(operation: int, source: bytes, token: bytes) -> None:
    """What each operation makes of a token."""
    assert token == shards.make(operation, 0, [source])


def test_equal_input_gives_equal_files() -> None:
    """Packing holds no time and no name."""
    shard = ranks.split(with_prefixes([b"abc"]))[0]
    assert shards.pack(shard) == shards.pack(shard)
    assert shards.GZIP_HEADER == shards.pack(shard)[:10]


def test_a_gap_in_the_ranks() -> None:
    """Ranks that are not 0, 1, 2, … are refused: a place in the list could not stand for them."""
    with pytest.raises(ranks.RanksError, match="not 0, 1, 2"):
        ranks.parse(b"IQ== 0\nIg== 2\n")


def test_other_ranks_than_published() -> None:
    """A text with another digest is refused, with both digests."""
    with pytest.raises(ranks.RanksError, match=f"expected the SHA-256 {ranks.DIGESTS['o200k_base']}, found"):
        ranks.check_digest("o200k_base", b"IQ== 0\n")


def test_shards_of_two_vocabularies() -> None:
    """Shards that do not follow each other are refused."""
    first = shards.unpack(committed("cl100k_base")[0])
    with pytest.raises(shards.ShardError, match="do not belong together"):
        shards.expand([first, first])
    with pytest.raises(shards.ShardError, match="has 100256 tokens, its shards 95222"):
        shards.expand([first])


def test_runs() -> None:
    """A table is told as classes and lengths."""
    assert [(7, 2), (0, 1), (7, 3)] == characters.runs(bytes([7, 7, 0, 7, 7, 7]))
    assert ["", "2", "Z", "10"] == [characters.base36(length) for length in (1, 2, 35, 36)]


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\ufeff", "OTHER"),
        ("\x85", "SPACE"),
        ("\r", "NEWLINE"),
        ("\u01c5", "UPPER"),
        ("\u02b0", "CASELESS"),
        ("\u0301", "MARK"),
        ("\u2167", "NUMBER"),
        ("\ud800", "OTHER"),
    ],
)
def test_classes(character: str, name: str) -> None:
    """Where other engines put a character elsewhere, tiktoken's class counts."""
    names = [*(name for name, _ in characters.CLASSES), "OTHER"]
    assert name == names[classes()[ord(character)]]
