"""Inline tokens -> plain text; text -> words, excerpt, and the form in which titles are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it.token import Token

EXCERPT_LENGTH = 160

#: Scripts that are written without spaces.
_UNSPACED = lazy_compile(
    "[\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003ffff]"
)
#: The end of a line between two characters of these scripts, or their punctuation: no space is meant.
_NO_SPACE = lazy_compile(
    "(?<=[\u3001-\u30ff\u3105-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d])[ \t]*\n[ \t]*"
    "(?=[\u3001-\u30ff\u3105-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d])"
)
#: Scripts without spaces whose words have about five characters: Thai, Lao, Burmese and Khmer.
_LONG_WORDS = lazy_compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})


def escape(text: str) -> str:
    """Return text with the four special characters of HTML escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def count_words(text: str) -> int:
    """Return the number of words; two Chinese or Japanese characters count as one, and five of Thai."""
    if text.isascii():
        return len(text.split())
    spaced, characters = _UNSPACED.subn(" ", text)
    spaced, more = _LONG_WORDS.subn(" ", spaced)
    return (characters + 1) // 2 + (more + 4) // 5 + len(spaced.split())


def read_text(tokens: Iterable[Token]) -> str:
    """Return the text of inline tokens, without markup; of an image, its alternative text."""
    return "".join(token.content or _BREAKS.get(token.type, "") for token in tokens if token.type in _SAYING)


# fmt: off
_SAYING = frozenset((
    "text", "text_special", "em_text", "strong_text", "link_text",
    "code_inline", "image", "softbreak", "hardbreak", "math_inline",
    "math_inline_double",
))
# fmt: on
_SEPARATOR = lazy_compile(r"[ \t\n]+")
_BREAKS = {"softbreak": "\n", "hardbreak": "\n"}


def join_words(text: str) -> str:
    """Return a text of one line, with one blank between words; a no-break space is a character of its own."""
    return _SEPARATOR.sub(" ", _join_lines(text)).strip(" ")


def _join_lines(text: str) -> str:
    """Return a text in which lines of Chinese or Japanese follow each other without a blank."""
    return text if text.isascii() else _NO_SPACE.sub("", text)


def is_unspaced(text: str, end: int) -> bool:
    """Return whether the end of a line, at this offset, is no space, as in Chinese and Japanese."""
    while end and text[end - 1] in " \t":
        end -= 1
    return _NO_SPACE.match(text, end) is not None


def fold_title(text: str) -> str:
    """Return a title as it is compared: letter case, white space and kinds of quotes don't count."""
    return " ".join(text.translate(_QUOTES).split()).casefold()


def cut_excerpt(text: str) -> str:
    """Return at most 160 characters of text, cut after a word and marked with an ellipsis."""
    text = " ".join(_join_lines(text).split())
    if len(text) <= EXCERPT_LENGTH:
        return text
    head = text[:EXCERPT_LENGTH]
    space = head.rfind(" ")
    # A text without spaces (or with one very long word) is cut where it is.
    end = space if space > EXCERPT_LENGTH // 2 else EXCERPT_LENGTH - 1
    return head[:end].rstrip(" ,;:–—-") + "…"
