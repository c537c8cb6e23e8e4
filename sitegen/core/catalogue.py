"""A language -> the theme's words in it (a gettext catalogue), and dates and numbers from CLDR.

The catalogues are in ``words/``, for any editor of such files; ``tools/cldr.py`` writes what comes from CLDR.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WORDS = Path(__file__).with_name("words")
#: Tags of Chinese that mean the traditional script.
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


class Catalogue(NamedTuple):
    """One language."""

    name: str  #: of its file; "" for English
    words: Mapping[str, str]  #: English -> the language
    plurals: Mapping[str, Mapping[str, str]]  #: English, many -> plural category of CLDR -> the language
    formats: Mapping[str, Any]  #: what tools/cldr.py writes; empty for English
    category: Callable[[int], str]  #: number -> plural category


@cache
def load_catalogue(language: str) -> Catalogue:
    """Return the catalogue of a language tag, or of the language that it is a kind of: ``de-AT``."""
    name = _choose_file(language.lower())
    if name is None:
        return Catalogue("", {}, {}, {}, _one_or_other)
    formats = json.loads((WORDS / "cldr.json").read_bytes())[name]
    words, plurals = {}, {}
    for single, forms in read_entries((WORDS / f"{name}.po").read_text("utf-8")):
        if len(forms) == 1 and single[1:] == ():
            words[single[0]] = forms[0]
        elif single[0]:
            plurals[single[1]] = dict(zip(formats["plurals"], forms, strict=True))
            words[single[0]] = forms[0]
    return Catalogue(name, words, plurals, formats, _CATEGORIES.get(name, _one_or_other))


def _choose_file(tag: str) -> str | None:
    if tag.startswith(_TRADITIONAL):
        return "zh_Hant"
    base = tag.partition("-")[0]
    return base if base.isalpha() and (WORDS / f"{base}.po").exists() else None


def read_entries(text: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield ((English, or English for one and for many), (the forms in the language)) of a ``.po`` file.

    Entries that are marked as fuzzy or have no translation are left out.
    """
    for block in text.split("\n\n"):
        keys: list[str] = []
        forms: list[str] = []
        target = keys
        for line in block.splitlines():
            if line.startswith("#"):
                if line.startswith("#,") and "fuzzy" in line:
                    break
                continue
            keyword, _, written = line.partition('"')
            piece = json.loads(f'"{written}')
            if keyword:
                target = keys if keyword.startswith("msgid") else forms
                target.append(piece)
            else:
                target[-1] += piece
        if keys and keys[0] and all(forms):
            yield tuple(keys), tuple(forms)


# --- plural categories of CLDR, for whole numbers; tests compare them with Babel's ---------------


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _none(_: int) -> str:
    return "other"


def _zero_is_one(number: int) -> str:
    return "one" if number in (0, 1) else "other"


def _with_two(number: int) -> str:
    return {1: "one", 2: "two"}.get(number, "other")


def _east_slavic(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


def _polish(number: int) -> str:
    return "one" if number == 1 else "many" if number % 10 == 1 else _east_slavic(number)


def _arabic(number: int) -> str:
    if number in (0, 1, 2):
        return ("zero", "one", "two")[number]
    rest = number % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


_CATEGORIES: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(("zh", "zh_Hant", "ja", "ko"), _none),
    **dict.fromkeys(("fr", "hi", "pt"), _zero_is_one),
    **dict.fromkeys(("ru", "uk"), _east_slavic),
    "he": _with_two,
    "pl": _polish,
    "ar": _arabic,
}
