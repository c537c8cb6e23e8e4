"""Public tokenizers and sample texts -> how many of their tokens are one token of o200k_base.

    pip install tokenizers
    pip download --no-deps django        # its translations are the samples of other languages
    python -m tools.calculator.ratios django-*.whl NAME=tokenizer.json NAME=tekken.json ...

Prints the least and the greatest ratio of each tokenizer over the samples, which `data/others.json` states
of models whose vendor publishes a tokenizer. A `tokenizer.json` is in Hugging Face's form, a `tekken.json`
in Mistral's.
"""

from __future__ import annotations

import re
import sys
from ast import literal_eval
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import tiktoken
from msgspec import json
from tokenizers import Tokenizer

from sitegen.calculator.vocabulary import count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[2]
#: Of this repository, by the language that its files are written in.
FILES = {
    "English": "content/docs/*.md",
    "Python": "sitegen/calculator/*.py",
    "JavaScript": "layouts/assets/calculator/*.js",
    "JSON": "sitegen/calculator/data/*.json",
}
LANGUAGES = ("ar", "de", "es", "fr", "hi", "it", "ja", "ko", "pl", "pt_BR", "ru", "tr", "zh_Hans")
MESSAGES = "django/conf/locale/{}/LC_MESSAGES/django.po"
TRANSLATION = re.compile(r'^msgstr (".*"(?:\n".*")*)', re.MULTILINE)
LONGEST = 60_000  #: characters of a sample


def read_samples(django: Path) -> list[str]:
    """Return a text of each language."""
    samples = ["".join(path.read_text() for path in sorted(ROOT.glob(files))) for files in FILES.values()]
    with ZipFile(django) as wheel:
        for language in LANGUAGES:
            catalogue = wheel.read(MESSAGES.format(language)).decode()
            lines = (match.split("\n") for match in TRANSLATION.findall(catalogue))
            samples.append("\n".join("".join(literal_eval(part) for part in parts) for parts in lines))
    return [sample[:LONGEST] for sample in samples]


def read_tokenizer(path: Path) -> Callable[[str], int]:
    """Read a tokenizer in either form as a function that counts."""
    document = json.decode(path.read_bytes())
    if "vocab" not in document:
        tokenizer = Tokenizer.from_file(str(path))
        return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)
    config = document["config"]
    size = config["default_vocab_size"] - config["default_num_special_tokens"]
    ranks = {b64decode(token["token_bytes"]): token["rank"] for token in document["vocab"][:size]}
    tekken = tiktoken.Encoding("tekken", pat_str=config["pattern"], mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(tekken.encode_ordinary(text))


def main(arguments: Sequence[str]) -> None:
    """Print a line for each tokenizer."""
    samples = read_samples(Path(arguments[0]))
    for argument in arguments[1:]:
        name, _, path = argument.partition("=")
        tokens = read_tokenizer(Path(path))
        ratios = [tokens(sample) / count(sample) for sample in samples]
        sys.stdout.write(f"{name}: {min(ratios):.2f} to {max(ratios):.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
