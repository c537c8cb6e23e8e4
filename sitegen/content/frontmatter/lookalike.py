"""The beginning of a body -> text that looks like front matter but isn't.

A fence that is missing, indented, too long, named ``---json`` or made of other dashes costs more than its
looks: ``draft: true`` below it counts for nothing, and the page is published.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.core.text import lazy_compile

_DASHES = "-\u2010-\u2015\u2212"
#: A line that resembles a fence.
_FENCE = lazy_compile(
    rf"\ufeff*[^\S\n]*(?:[{_DASHES}]{{1,12}}|\+{{2,6}}|;;;|---[^\S\n]*(?P<language>json|toml|ya?ml))[^\S\n]*\Z",
    re.IGNORECASE,
)
_KEY = lazy_compile(r"""[^\S\n]*\{?[^\S\n]*["']?([A-Za-z_]+)["']?[^\S\n]*[:=]""")
#: A line without a fence above it that would hide the page.
_HIDING = lazy_compile(
    r"(?:draft[ \t]*[:=][ \t]*(?:true|yes|on)|published?[ \t]*[:=][ \t]*(?:false|no|off)"
    r"|(?:status|visibility)[ \t]*[:=][ \t]*[\"']?(?:draft|private)[\"']?"
    r"|(?:publish|expiry)_?date[ \t]*[:=][ \t]*[\"']?\d{4}-.*)[ \t]*\Z",
    re.IGNORECASE,
)
#: Other lines between two fences: an empty one, a comment, an item, more of a value.
_MORE = lazy_compile(r"\s*\Z|\s*[#\]})-]|\s")
#: A brace that may open JSON, and a key of it, in whatever quotes.
_BRACE = lazy_compile(r"""\ufeff*\s*\{\s*(?:(?://|\#)[^\n]*\n\s*)?['"\u201c]([A-Za-z_]+)['"\u201d]\s*:""")
#: Comments or a title before it: only the first line of a file begins front matter.
_COMMENTS = lazy_compile(r"(?:\s*<!--(?:(?!-->).)*-->)+\s*", re.DOTALL)
_TITLE = lazy_compile(r"\s*#[ \t][^\n]*\n\s*?(?=^[^\S\n]*(?:---|\+\+\+)[^\S\n]*$)", re.MULTILINE)
#: How many lines are looked at.
_LINES = 40


class Lookalike(NamedTuple):
    """Text in the place of front matter that isn't front matter."""

    at: int  #: index of its first character
    written: str  #: how it begins
    hint: str


def find_lookalike(text: str, known_keys: frozenset[str]) -> Lookalike | None:
    """Return what looks like front matter; ``known_keys`` are in small letters, and it has one of them."""
    if text[:1].isalnum():  # nearly every page
        return None
    if match := _BRACE.match(text):
        if match[1].casefold() not in known_keys:
            return None
        at = text.index("{")
        hint = "put the brace first in the file, keys in double quotes, and no comments"
        return Lookalike(at, "{", hint)
    above, preamble = _find_preamble(text)
    start = preamble or len(text) - len(text.lstrip("\n"))
    opener, *lines = text[start:].split("\n", _LINES)[:_LINES]
    fence = _FENCE.match(opener)
    if not fence or known_keys.isdisjoint(_find_keys(lines)):
        return None
    written = opener.strip("\ufeff")
    if above:
        hint = f"move it above the {above}: front matter begins in the first line of a file"
    elif written == ";;;" or (fence["language"] or "").casefold() == "json":
        hint = "remove this line and the one below the JSON: JSON as front matter has no fences"
    else:
        sign = "+++" if "+" in opener or (fence["language"] or "").casefold() == "toml" else "---"
        hint = f"write {sign}, and nothing else, in the line above it and in the line below"
    return Lookalike(start, written, hint)


def _find_preamble(text: str) -> tuple[str, int]:
    """Return (what stands above a possible front matter, its length)."""
    if text.lstrip()[:4] == "<!--" and (comments := _COMMENTS.match(text)):
        return "comment", comments.end()
    if text.lstrip()[:2] == "# " and (title := _TITLE.match(text)):
        return "title", title.end()
    return "", 0


def find_open(text: str, known_keys: frozenset[str]) -> Lookalike | None:
    """Return front matter without its first fence: keys that would hide the page, or that a fence ends."""
    first = _KEY.match(text)
    if first is None or first[1].casefold() not in known_keys | {"status", "visibility"}:
        return None
    lines = text.split("\n", _LINES)[:_LINES]
    end = next((number for number, line in enumerate(lines) if not _KEY.match(line)), len(lines))
    is_closed = end < len(lines) and lines[end].rstrip() in ("---", "+++") and first[1].islower()
    if not is_closed and not any(_HIDING.match(line) for line in lines[:end]):
        return None
    fence = "+++" if lines[0][first.end() - 1] == "=" else "---"
    return Lookalike(0, first[1], f"write a line of {fence} above it, and one below")


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
