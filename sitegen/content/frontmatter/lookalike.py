"""The beginning of a body -> text that looks like front matter but isn't.

A fence that is indented, too long or made of other dashes costs more than its looks: ``draft: true`` below it
counts for nothing, and the page is published.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.core.text import lazy_compile

_DASHES = "-\u2010-\u2015\u2212"
#: A line that resembles a fence.
_FENCE = lazy_compile(rf"\ufeff*[^\S\n]*(?:[{_DASHES}]{{1,12}}|\+{{2,6}})[^\S\n]*\Z")
_KEY = lazy_compile(r"""[^\S\n]*["']?([A-Za-z_]+)["']?[^\S\n]*[:=]""")
#: What else may be between two fences: nothing, a comment, an item, more of a value.
_MORE = lazy_compile(r"\s*\Z|\s*[#\]})-]|\s")
#: A brace that may open JSON, and a key of it, in whatever quotes.
_BRACE = lazy_compile(r"""\ufeff*\s*\{\s*(?:(?://|\#)[^\n]*\n\s*)?['"\u201c]([A-Za-z_]+)['"\u201d]\s*:""")
#: Comments before it: only the first line of a file begins front matter.
_COMMENTS = lazy_compile(r"(?:\s*<!--(?:(?!-->).)*-->)+\s*", re.DOTALL)
#: How many lines are looked at.
_LINES = 40


class Lookalike(NamedTuple):
    """Text in the place of front matter that isn't front matter."""

    at: int  #: index of its first character
    written: str  #: how it begins
    hint: str


def find_lookalike(text: str, known_keys: frozenset[str]) -> Lookalike | None:
    """Return what looks like front matter; ``known`` are the keys, in small letters, one of which it has."""
    if text[:1].isalnum():  # nearly every page
        return None
    if match := _BRACE.match(text):
        if match[1].casefold() not in known_keys:
            return None
        at = text.index("{")
        hint = "put the brace first in the file, keys in double quotes, and no comments"
        return Lookalike(at, "{", hint)
    comments = _COMMENTS.match(text) if text.lstrip()[:4] == "<!--" else None
    start = comments.end() if comments else len(text) - len(text.lstrip("\n"))
    opener, *lines = text[start:].split("\n", _LINES)[:_LINES]
    if not _FENCE.match(opener) or known_keys.isdisjoint(_find_keys(lines)):
        return None
    fence = "+++" if "+" in opener else "---"
    written = opener.strip("\ufeff")
    hint = f"write {fence}, and nothing else, in the line above it and in the line below"
    if comments:
        hint = "move it above the comment: front matter begins in the first line of a file"
    return Lookalike(start, written, hint)


def _find_keys(lines: list[str]) -> set[str]:
    """Return the keys up to the next fence, in small letters; none where other text comes first."""
    keys: set[str] = set()
    for line in lines:
        if keys and _FENCE.match(line):
            return keys
        if key := _KEY.match(line):
            keys.add(key[1].casefold())
        elif not keys or not _MORE.match(line):
            return set()
    return set()
