"""Token counts at build time: tiktoken's, from the shards that the browser downloads."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
import tiktoken
import tiktoken_ext.openai_public  # type: ignore[import-untyped]  # it publishes no types

from sitegen.calculator import vocabulary
from sitegen.calculator.shards import ShardError
from sitegen.core.builtin_theme import builtin_layouts

if TYPE_CHECKING:
    from pathlib import Path

SHARDS = builtin_layouts() / "assets" / "vocabulary"


@pytest.mark.parametrize(
    ("encoding", "tokens"), [("o200k_base", [13225, 11, 2375, 0]), ("cl100k_base", [9906, 11, 1917, 0])]
)
def test_known_ids(encoding: str, tokens: list[int]) -> None:
    """The ids are those that OpenAI's tokenizer page gives."""
    assert tokens == vocabulary.load(encoding).encode_ordinary("Hello, world!")


def test_special_tokens_are_ordinary_text() -> None:
    """What looks like a special token is counted as the text that it is."""
    assert 7 == vocabulary.count("<|endoftext|>")


@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_definitions_are_those_of_tiktoken(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pattern and special tokens are tiktoken's own: only the ranks come from elsewhere."""
    monkeypatch.setattr(tiktoken_ext.openai_public, "load_tiktoken_bpe", lambda *_, **__: {})
    theirs = tiktoken_ext.openai_public.ENCODING_CONSTRUCTORS[encoding]()
    ours = (vocabulary.PATTERNS[encoding], vocabulary.SPECIAL_TOKENS[encoding])
    assert (theirs["pat_str"], theirs["special_tokens"]) == ours


def test_no_network_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoding is built from local files alone."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert 2 == len(vocabulary.build("cl100k_base", SHARDS).encode_ordinary("Hello world"))


def test_an_encoding_is_built_once() -> None:
    """Loading again gives the same object."""
    assert vocabulary.load("cl100k_base") is vocabulary.load("cl100k_base")


@pytest.mark.parametrize(
    "model", ["gpt-5", "gpt-5.4-mini", "gpt-4.1", "gpt-4o-mini", "o3", "gpt-4", "gpt-3.5-turbo"]
)
def test_models_have_the_encoding_that_tiktoken_gives_them(model: str) -> None:
    """Where tiktoken knows a model, we agree."""
    assert tiktoken.encoding_name_for_model(model) == vocabulary.encoding_for_model(model)


def test_models_that_tiktoken_does_not_know() -> None:
    """The encoding of gpt-6 is an assumption, and told as one; gpt-oss shares the ranks of o200k_base."""
    encodings = [vocabulary.encoding_for_model(model) for model in ("gpt-6.1-sol", "gpt-oss-120b")]
    assert ["o200k_base", "o200k_base"] == encodings
    assert [True, False] == [vocabulary.is_assumed(model) for model in ("gpt-6.1-sol", "gpt-oss-120b")]


def test_a_model_of_others_has_no_encoding() -> None:
    """A model that is not OpenAI's raises KeyError."""
    with pytest.raises(KeyError, match="claude"):
        vocabulary.encoding_for_model("claude-opus-5")


def test_an_unknown_encoding() -> None:
    """An encoding without shards raises KeyError."""
    with pytest.raises(KeyError, match="p50k_base"):
        vocabulary.count("text", "p50k_base")


def test_more_white_space_than_tiktoken_can_take() -> None:
    """What would make tiktoken panic is an error that can be caught; other long texts are counted."""
    with pytest.raises(ValueError, match="more than 800,000 white-space characters in a row"):
        vocabulary.count(" " * 800_001)
    assert 125_000 == vocabulary.count("a" * 1_000_000)


def test_a_damaged_shard(tmp_path: Path) -> None:
    """A shard that is cut short is an error, not a wrong count."""
    for shard in SHARDS.glob("cl100k_base.*"):
        (tmp_path / shard.name).write_bytes(shard.read_bytes()[:1000])
    with pytest.raises(ShardError, match="not a vocabulary shard"):
        vocabulary.build("cl100k_base", tmp_path)
