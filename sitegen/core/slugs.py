"""Text -> a part of an address. Published addresses depend on these functions: a change breaks links.

They differ because each follows another generator: `anchor` makes the ids of GitHub, `python_anchor` those
of MkDocs, and so on, so that links to a heading work on both; `segment` keeps terms such as C, C++ and C#
distinct; `simple` makes the name that other generators derive from a title. The `ascii_…` functions need the
package anyascii for text that isn't ASCII.
"""

from __future__ import annotations

import html
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    import re

_ASCII_DROPPED = lazy_compile(r"[^a-z0-9_\- ]+")
#: Characters that mean something in a URL or are refused by a file system.
_UNSAFE = lazy_compile(r"[\x00-\x20/\\?%:*\"<>|&=\[\]{}^`]+")
_SPELT_OUT = {"#": "-sharp"}
_UNSPOKEN = lazy_compile(r"[^\w\s-]")
_OTHER_THAN_WORDS = lazy_compile(r"[\W_]+")
#: What Hexo calls special.
_SIGNS = lazy_compile(r"""[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:"'<>,.?/\u2000-\u206f]+""")
_HYPHENATED = lazy_compile(r"\s*-\s+|\s+-?")
_BLANKS = lazy_compile(r"[-\s]+")
_ASCII_SIGNS = lazy_compile(r"[^a-z0-9._~\s-]+")
_HAN = lazy_compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def anchor(text: str) -> str:
    """Return the id of a heading: lower case, spaces as hyphens, only letters, digits, marks, - and _."""
    text = text.strip().lower()
    if text.isascii():
        return _ASCII_DROPPED.sub("", text.replace("\n", " ").replace("\t", " ")).replace(" ", "-")
    characters = []
    for character in unicodedata.normalize("NFC", text):
        if character in "-_":
            characters.append(character)
        elif character in " \t\n":  # other blanks go, as on GitHub: those of French before a colon
            characters.append("-")
        elif unicodedata.category(character)[0] in "LMN":
            characters.append(character)
    return "".join(characters)


def python_anchor(text: str) -> str:
    """Return the id that Python-Markdown gives a heading: ASCII alone, and one hyphen for several blanks.

    Where nothing would be left the text keeps its letters, as with the function that sites set instead.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    slug = _BLANKS.sub("-", _UNSPOKEN.sub("", plain).strip().lower())
    return slug or anchor(text)


def ascii_anchor(text: str) -> str:
    """Return the id of a heading in ASCII: ``Über 北京`` -> ``uber-bei-jing``."""
    return anchor(_spell(text))


def ascii_path(path: str) -> str:
    """Return a path in ASCII: ``blog/北京`` -> ``blog/bei-jing``. Parts that are ASCII stay as they are."""
    return path if path.isascii() else "/".join(map(ascii_segment, path.split("/")))


def ascii_segment(name: str) -> str:
    """Return one part of a path in ASCII; a part of which nothing would be left stays as it is."""
    if name.isascii():
        return name
    spelt = _UNSAFE.sub("-", _spell(name).lower())
    return _BLANKS.sub("-", _ASCII_SIGNS.sub("", spelt)).strip("-.") or name


def _spell(text: str) -> str:
    """Return text in ASCII letters, with a blank between the syllables of Chinese, which has none."""
    if text.isascii():
        return text
    try:
        from anyascii import anyascii
    except ImportError:
        from sitegen.core.extras import report_missing
        from sitegen.core.problems import ProblemError

        raise ProblemError(report_missing("anyascii", "an address in ASCII", "sitegen.toml")) from None
    return anyascii(" ".join(_HAN.sub(lambda match: f" {match[0]} ", text).split()))


def zola_anchor(text: str) -> str:
    """Return the id that Zola gives a heading: hyphens for all but letters and digits."""
    return _join_words(text, _OTHER_THAN_WORDS).lower() or anchor(text)


def hexo_anchor(text: str) -> str:
    """Return the id that Hexo gives a heading: letters as they are, hyphens for blanks and signs.

    It reads the heading as HTML, in which an ampersand is ``&amp;``.
    """
    return _join_words(html.escape(text), _SIGNS) or anchor(text)


def hexo_segment(name: str) -> str:
    """Return the part of Hexo's addresses for a term: in its letters, with hyphens for blanks and signs."""
    return _join_words(name, _SIGNS) or segment(name)


def vitepress_anchor(text: str) -> str:
    """Return the id that VitePress gives a heading: as Hexo, in lower case, with ``_`` before a digit."""
    slug = _join_words(text, _SIGNS).lower()
    return f"_{slug}" if slug[:1].isdigit() else slug or anchor(text)


def _join_words(text: str, between: re.Pattern[str]) -> str:
    """Return words with hyphens between them; Latin letters lose their accents, others keep their marks."""
    letters = []
    for letter in unicodedata.normalize("NFC", text):
        base = unicodedata.normalize("NFD", letter)[0]
        letters.append(base if base.isascii() else letter)
    return between.sub("-", "".join(letters)).strip("-")


@lru_cache(maxsize=1 << 16)
def segment(name: str) -> str:
    """Return the name of a term as one readable part of a path: ``C# in Depth`` -> ``c-sharp-in-depth``."""
    text = unicodedata.normalize("NFC", name.strip().casefold())
    for character, spelling in _SPELT_OUT.items():
        text = text.replace(character, spelling)
    return _UNSAFE.sub("-", text).strip("-.") or "-"


def hugo_segment(name: str) -> str:
    """Return a term or a title as a part of Hugo's addresses, in the letters it is written in.

    Signs go, but for those that Hugo keeps; a ``#`` is spelt out, and no part ends in a dot.
    """
    text = unicodedata.normalize("NFC", name.strip())
    for character, spelling in _SPELT_OUT.items():
        text = text.replace(character, spelling)
    letters = (letter for letter in text if letter in "-._+~@" or letter.isspace() or _is_of_word(letter))
    return _HYPHENATED.sub("-", "".join(letters).strip()).rstrip(".") or segment(name)


def _is_of_word(letter: str) -> bool:
    return letter.isalpha() or letter.isdecimal() or unicodedata.category(letter)[0] == "M"


def simple(title: str) -> str:
    """Return the title of a page as other generators do: words, joined by single hyphens."""
    return _BLANKS.sub("-", _UNSPOKEN.sub("", title.casefold()).strip())
