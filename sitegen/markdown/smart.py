"""Straight quotes, dashes and dots in text tokens -> typographic ones, in one pass.

A quote opens after white space or an opening bracket and closes otherwise, so ``'90s`` needs a
typed apostrophe. Unlike pairing quotes, this takes linear time whatever the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_TEXT = frozenset(("text", "em_text", "strong_text", "link_text"))
_MARK = re.compile(r"---|--|\.\.\.|[\"']")
_OPENERS = frozenset("([{\u2018\u201c-\u2013\u2014/")
_FIXED = {"---": "\u2014", "--": "\u2013", "...": "\u2026"}
_QUOTES = {'"': ("\u201c", "\u201d"), "'": ("\u2018", "\u2019")}


def make_smart(tokens: list[Token]) -> None:
    """Replace the marks in text tokens; code, HTML and escaped characters stay as they are."""
    before = " "
    for token in tokens:
        if token.type in _TEXT and token.content:
            token.content = replace_marks(token.content, before)
        if token.content:
            before = token.content[-1]
        elif token.type in ("hardbreak", "softbreak"):
            before = " "


def replace_marks(text: str, before: str = " ") -> str:
    """Return text with typographic marks; ``before`` is the character in front of it."""

    def replace(match: re.Match[str]) -> str:
        mark = match.group()
        if mark in _FIXED:
            return _FIXED[mark]
        start = match.start()
        previous = text[start - 1] if start else before
        opens = previous.isspace() or previous in _OPENERS or previous in "\"'"
        if previous in "\"'" and start:
            # In "'a'" the second mark opens like the first, and closes like it at the end.
            opens = start + 1 < len(text) and text[start + 1].isalnum()
        return _QUOTES[mark][0 if opens else 1]

    return _MARK.sub(replace, text)
