"""A language -> the words of a calculator's scripts in it: those of the answer, and the file with the others.

`tools/calculator/words.py` writes these files, one for each language, from the theme's catalogues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.core.wording import Wording

#: What the scripts of the first screen say; they get those that a language has other words for.
BROWSER_WORDS = (
    *("token", "tokens", "request", "requests", "Shut down", "Counted with {parts}.", ", "),
    *("{amount} a month", "{amount} less", "{amount} more", "as much", "as", "than"),
    *("{number} tokens out", "{number} days a month", "{number} more tokens in"),
    *("{number} tokens of reasoning", "{number} % of the input cached"),
    *("a whole number up to {number}", "Tokenizer", "Try again"),
    *("no price for so long an input", "not offered in this tier", "{loaded} of {total} kB"),
    "The text could not be counted: {reason}. The figures are an estimate.",
    "What you chose could not be loaded. It appears once you are online again.",
    "{amount} a request, {month}",
    *("{tokens}. {model}: {cost}.", "About {tokens}. {model}: {cost}."),
)


def page_words(say: Wording) -> Mapping[str, Any]:
    """Return what a page brings at once: the words of the answer, and the site's own."""
    words = {**say.own, **say.choose(*BROWSER_WORDS)}
    return {"words": words} if words else {}


def words_asset(catalogue: str) -> str:
    """Return the asset that has all other words of a catalogue; "" for English."""
    return f"calculator-words.{catalogue}.json" if catalogue else ""
