"""Straight quotes, dashes and dots in text tokens -> typographic ones, in one pass.

A quote opens after white space, an opening bracket or a sign that joins words, and closes otherwise; before a
decade (``'90s``) and in a few words that begin with one (``'tis``) it is an apostrophe. Between Chinese or
Japanese characters, which have no spaces, quotes open and close in turns. Tags are passed over. This takes
linear time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.token import Token

_TEXT = frozenset(("text", "em_text", "strong_text", "link_text"))
#: A mark, or the rest of an address, which stays as it is: ``"https://example.org/a--b"`` is no link.
_MARK = lazy_compile(r"---|--|\.\.\.|[\"']|://[^\s\"'<>]+")
_OPENERS = frozenset(
    "([{\u2018\u201c-\u2013\u2014/\u00bf\u00a1\u00ab\u2039\u201e\u201a\u3008\u300a\u300c\u300e\u3010\uff08"
)
#: Signs after which a quote opens before a letter or digit: ``"a":"b"``.
_JOINERS = frozenset(":=+*#$@<>~|\\^&%\u2026")
_ELISION = lazy_compile(
    r"\d\d(?:s\b|(?![\d'\w]))|(?:tis|twas|twere|twill|em|til|cause|bout|round|n)\b(?!')", re.IGNORECASE
)
_UNSPACED = lazy_compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")
_FIXED = {"---": "\u2014", "--": "\u2013", "...": "\u2026"}
_QUOTES = {'"': ("\u201c", "\u201d"), "'": ("\u2018", "\u2019")}


def make_smart(tokens: list[Token]) -> None:
    """Replace the marks in text tokens; code, HTML and escaped characters stay as they are."""
    before = " "
    for token in tokens:
        if token.type == "html_inline":
            before = " " if token.content.startswith(("<br", "<BR")) else before
            continue
        if token.type in _TEXT and token.content:
            token.content = replace_marks(token.content, before)
        if token.content:
            before = token.content[-1]
        elif token.type in ("hardbreak", "softbreak"):
            before = " "


def replace_marks(text: str, before: str = " ") -> str:
    """Return text with typographic marks; ``before`` is the character in front of it."""
    turns = {'"': False, "'": False}

    def replace(match: re.Match[str]) -> str:
        mark = match.group()
        if mark in _FIXED:
            return _FIXED[mark]
        if mark not in _QUOTES:
            return mark
        start = match.start()
        previous = text[start - 1] if start else before
        if mark == "'" and not previous.isalnum() and _ELISION.match(text, start + 1):
            return "\u2019"
        following = text[start + 1 : start + 2]
        if _UNSPACED.match(previous) or (_UNSPACED.match(following) and not previous.isspace()):
            turns[mark] = not turns[mark] or previous in _OPENERS
            return _QUOTES[mark][0 if turns[mark] else 1]
        opens = previous.isspace() or previous in _OPENERS or previous in "\"'"
        if previous in _OPENERS and turns[mark]:  # “so he –” said she, “https://example.org/”, “(”
            opens = following.isalnum()
        if previous in _JOINERS:
            opens = following.isalnum()
        if previous in "\"'" and start:
            # In "'a'" the second mark opens like the first, and closes like it at the end.
            opens = start + 1 < len(text) and text[start + 1].isalnum()
        turns[mark] = opens
        return _QUOTES[mark][0 if opens else 1]

    return _MARK.sub(replace, text)
