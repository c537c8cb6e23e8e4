"""The browser's tokenizer gives the ids of tiktoken: in Node, and in a real Chromium."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.calculator import vocabulary
from tests.frontend.texts import TRAPS, code_points, documents, edited_versions, long_runs, random_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.frontend.engines import Engine

PAGE = Path(__file__).parents[2] / "content/calculator/index.md"
#: As many as the calculator's page says.
RANDOM_TEXTS = 120_000
CODE_POINTS = 0x110000


@pytest.fixture(params=["o200k_base", "cl100k_base"])
def encoding(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def tiktoken_ids(encoding: str, texts: Sequence[str]) -> list[list[int]]:
    oracle = vocabulary.load(encoding)
    return [oracle.encode_ordinary(text) for text in texts]


def differences(engine: Engine, encoding: str, texts: Sequence[str]) -> list[str]:
    """The texts whose ids are not tiktoken's."""
    pairs = zip(texts, tiktoken_ids(encoding, texts), engine(encoding, "encode", texts), strict=True)
    return [text for text, expected, actual in pairs if expected != actual]


def test_traps(engine: Engine, encoding: str) -> None:
    """Each known difference between JavaScript's regular expressions and tiktoken's is overcome."""
    assert [] == differences(engine, encoding, TRAPS)


def test_random_texts(engine: Engine, encoding: str) -> None:
    """A sample of random strings across scripts."""
    assert [] == differences(engine, encoding, random_texts(3000))


def test_code_points(engine: Engine, encoding: str) -> None:
    """Every 61st code point."""
    assert [] == differences(engine, encoding, code_points(61))


def test_documents(engine: Engine, encoding: str) -> None:
    """Whole documents."""
    assert [] == differences(engine, encoding, documents())


def test_long_runs(engine: Engine, encoding: str) -> None:
    """Runs of one kind of character, long enough for tiktoken's other algorithm."""
    assert [] == differences(engine, encoding, long_runs(3000))


def test_counts(engine: Engine, encoding: str) -> None:
    """The count without ids is the number of ids."""
    texts = [*TRAPS, *random_texts(500)]
    assert [len(ids) for ids in tiktoken_ids(encoding, texts)] == engine(encoding, "count", texts)


def test_edits(engine: Engine, encoding: str) -> None:
    """After each edit a document holds what a fresh count of the new text gives."""
    check_edits(engine, encoding, edited_versions(200))


def test_forecasts(engine: Engine, encoding: str) -> None:
    """What is foreseen of each key at a place is what the text has once the key is pressed."""
    check_forecasts(engine, encoding, [*TRAPS[::4], *random_texts(8)])


def test_characters_and_words(engine: Engine, encoding: str) -> None:
    """After each edit a document has the characters and words that a reader finds in the whole text."""
    answers = engine(encoding, "measure", edited_versions(200))
    assert [answer["whole"] for answer in answers] == [answer["edited"] for answer in answers]


def test_places(engine: Engine, encoding: str) -> None:
    """Each token's place is the characters that it holds bytes of."""
    texts = [*TRAPS, *random_texts(300)]
    assert [places(encoding, text) for text in texts] == engine(encoding, "place", texts)


def test_the_page_says_what_is_compared() -> None:
    """How many strings and code points, with which version of tiktoken, and how to repeat it."""
    text = PAGE.read_text(encoding="utf-8")
    claims = (
        f"tiktoken {version('tiktoken')} ",
        f"{RANDOM_TEXTS:,} random strings",
        f"{CODE_POINTS:,} code points",
        "pytest -m slow tests/frontend/test_tokenizer.py",
    )
    assert [] == [claim for claim in claims if claim not in text]


@pytest.mark.slow
def test_all_random_texts(engine: Engine, encoding: str) -> None:
    """Random strings across scripts."""
    assert [] == differences(engine, encoding, random_texts(RANDOM_TEXTS))


@pytest.mark.slow
def test_all_code_points(engine: Engine, encoding: str) -> None:
    """Every code point."""
    assert [] == differences(engine, encoding, code_points(1))


@pytest.mark.slow
def test_very_long_runs(engine: Engine, encoding: str) -> None:
    """100,000 characters of one kind."""
    assert [] == differences(engine, encoding, long_runs(100_000))


@pytest.mark.slow
def test_many_edits(engine: Engine, encoding: str) -> None:
    """5,000 edits, one after the other."""
    check_edits(engine, encoding, edited_versions(5000))


@pytest.mark.slow
def test_many_forecasts(engine: Engine, encoding: str) -> None:
    """At places of many texts, and where a piece is too long to say."""
    check_forecasts(engine, encoding, [*random_texts(1000), *documents()])
    assert [] == [
        answer
        for answers in engine(encoding, "foresee", ["a" * 5000])
        for answer in answers
        if answer["place"] > 2000
    ]


def check_forecasts(engine: Engine, encoding: str, texts: list[str]) -> None:
    answers = [answer for answers in engine(encoding, "foresee", texts) for answer in answers]
    assert len(answers) > 100 * len(texts)
    assert [] == [answer for answer in answers if answer["foreseen"] != answer["made"]]


def check_edits(engine: Engine, encoding: str, versions: list[str]) -> None:
    expected = [{"count": len(ids), "ids": ids} for ids in tiktoken_ids(encoding, versions)]
    actual = engine(encoding, "edit", versions)
    assert [] == [text for text, a, b in zip(versions, expected, actual, strict=True) if a != b]


def places(encoding: str, text: str) -> list[list[int]]:
    """Return [start, end] of each token, in UTF-16 code units, from the oracle's tokens."""
    well_formed = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    character_of_byte: list[tuple[int, int]] = []
    at = 0
    for character in well_formed:
        end = at + (2 if ord(character) > 0xFFFF else 1)
        character_of_byte += [(at, end)] * len(character.encode())
        at = end
    oracle = vocabulary.load(encoding)
    found, byte = [], 0
    for token in oracle.decode_tokens_bytes(oracle.encode_ordinary(text)):
        found.append([character_of_byte[byte][0], character_of_byte[byte + len(token) - 1][1]])
        byte += len(token)
    return found
