"""``python -m tools.calculator.words``: the theme's catalogues -> what a calculator says below its answer.

Writes ``layouts/assets/calculator-words.*.json``, one file for each language, which a browser loads with the
parts below the answer. Run it when a catalogue, a script of the calculator or a text of its data changes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.calculator.offer import DIFFERENT_VALUES
from sitegen.calculator.prices import read_others, read_plans, read_prices
from sitegen.calculator.profiles import PROFILES
from sitegen.calculator.words import BROWSER_WORDS, words_asset
from sitegen.core.catalogue import WORDS, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

ASSETS = Path(__file__).parents[2] / "layouts" / "assets"
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def script_literals() -> set[str]:
    """Return every string in the scripts of the calculator."""
    scripts = (ASSETS / "calculator").glob("*.js")
    return {literal for path in scripts for literal in _LITERAL.findall(path.read_text("utf-8"))}


def data_texts() -> Iterator[str]:
    """Yield what pages show of the committed data, but for names; some are shown by templates alone."""
    yield read_plans().note
    yield from (profile.name for profile in PROFILES)
    for prices in (read_prices(), read_others()):
        yield from (source.role for source in prices.sources.values())
        for model in prices.models:
            yield from (model.family, model.token_source, model.shutdown_source)
        for entry in prices.explained:
            yield entry.reason
            if not DIFFERENT_VALUES.fullmatch(entry.field):
                yield entry.field


def words_of(catalogue: str) -> bytes:
    """Return the file of a catalogue: English -> the language, or its plurals by category, as JSON."""
    words, plurals = load_catalogue(catalogue.replace("_", "-"))[1:3]
    texts = (script_literals() | set(data_texts())) - set(BROWSER_WORDS)
    chosen = {text: plurals.get(text, words.get(text)) for text in sorted(texts) if text in words}
    return json.dumps(chosen, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def main() -> None:
    """Write the files."""
    for path in WORDS.glob("*.po"):
        (ASSETS / words_asset(path.stem)).write_bytes(words_of(path.stem))


if __name__ == "__main__":
    main()
