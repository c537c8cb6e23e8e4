"""Turns text into exact token counts at build time, from the same shards that the browser downloads."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import tiktoken

from sitegen.calculator import shards
from sitegen.core.builtin_theme import builtin_layouts

if TYPE_CHECKING:
    from pathlib import Path

O200K_PIECES = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}",
    r" ?[^\s\p{L}\p{N}]+[\r\n/]*",
    r"\s*[\r\n]+",
    r"\s+(?!\S)",
    r"\s+",
)
CL100K_PIECES = (
    r"'(?i:[sdmt]|ll|ve|re)",
    r"[^\r\n\p{L}\p{N}]?+\p{L}++",
    r"\p{N}{1,3}+",
    r" ?[^\s\p{L}\p{N}]++[\r\n]*+",
    r"\s++$",
    r"\s*[\r\n]",
    r"\s+(?!\S)",
    r"\s",
)

LONGEST_BLANK = (
    800_000  # characters; somewhere below a million tiktoken panics, and takes the process with it
)
TOO_BLANK = re.compile(rf"\s{{{LONGEST_BLANK + 1}}}")

PATTERNS = {"o200k_base": "|".join(O200K_PIECES), "cl100k_base": "|".join(CL100K_PIECES)}
"""How each encoding splits text before it merges: tiktoken's definitions, as the tests verify."""

SPECIAL_TOKENS = {
    "o200k_base": {"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
    "cl100k_base": {
        "<|endoftext|>": 100257,
        "<|fim_prefix|>": 100258,
        "<|fim_middle|>": 100259,
        "<|fim_suffix|>": 100260,
        "<|endofprompt|>": 100276,
    },
}

ENCODING_OF_MODELS = (
    ("gpt-6", "o200k_base"),  # assumed: nothing is published
    ("gpt-5", "o200k_base"),
    ("gpt-oss", "o200k_base"),  # o200k_harmony: the same ranks and pattern, other special tokens
    ("gpt-4.1", "o200k_base"),
    ("gpt-4.5", "o200k_base"),
    ("gpt-4o", "o200k_base"),
    ("chatgpt-4o", "o200k_base"),
    ("o1", "o200k_base"),
    ("o3", "o200k_base"),
    ("o4-mini", "o200k_base"),
    ("gpt-4", "cl100k_base"),
    ("gpt-3.5", "cl100k_base"),
    ("text-embedding-3", "cl100k_base"),
    ("text-embedding-ada-002", "cl100k_base"),
)
"""The start of a model's name and its encoding; the first that fits counts."""


def count(text: str, encoding: str = "o200k_base") -> int:
    """Return the number of tokens in a text; what looks like a special token is ordinary text.

    Raise KeyError for an unknown encoding, and ValueError for more white space than tiktoken can take.
    """
    if len(text) > LONGEST_BLANK and TOO_BLANK.search(text):
        raise ValueError(f"more than {LONGEST_BLANK:,} white-space characters in a row cannot be tokenized")
    return len(load(encoding).encode_ordinary(text))


def encoding_for_model(model: str) -> str:
    """Return the name of a model's encoding; raise KeyError when the model is none of OpenAI's."""
    for start, encoding in ENCODING_OF_MODELS:
        if model.startswith(start):
            return encoding
    raise KeyError(model)


def is_assumed(model: str) -> bool:
    """Return whether a model's encoding is an assumption rather than published."""
    return model.startswith("gpt-6")


@cache
def load(encoding: str) -> tiktoken.Encoding:
    """Return an encoding, built from the built-in shards at its first use; raise KeyError if unknown."""
    return build(encoding, builtin_layouts() / "assets" / "vocabulary")


def build(encoding: str, folder: Path) -> tiktoken.Encoding:
    """Build an encoding from the shards in a folder; no network. Raise KeyError, OSError or ShardError."""
    pattern, special_tokens = PATTERNS[encoding], SPECIAL_TOKENS[encoding]
    return tiktoken.Encoding(
        encoding,
        pat_str=pattern,
        mergeable_ranks=read_ranks(encoding, folder),
        special_tokens=special_tokens,
    )


def read_ranks(encoding: str, folder: Path) -> dict[bytes, int]:
    """Return the rank of each token: that is its id too."""
    parts = [shards.unpack((folder / name).read_bytes()) for name in shards.file_names(encoding)]
    tokens = shards.expand(parts)
    return dict(zip(tokens, range(len(tokens)), strict=True))
