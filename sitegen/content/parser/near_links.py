"""Brackets that almost make a link, ``[text](my file.md)`` or ``[text][label]`` -> a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.helpers import parseLinkLabel

from sitegen.content.parser.page import page_of
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from re import Match

    from markdown_it.rules_inline import StateInline

#: What follows the ^ of a set of characters in a regular expression: no footnote is meant.
_CHARACTERS = lazy_compile(r"(?:\w-\w|\\.|\W)+")
_SPACED = lazy_compile(
    r"""\([ \t]*(?P<url>(?:[^\s()<>]+[ \t]+)+?[^\s()<>]+)(?:[ \t]+(?P<title>"[^"\n]*"|'[^'\n]*'))?[ \t]*\)"""
)
_UNCLOSED = lazy_compile(r"\(([^\s()<>]+)(?=\s|\Z)")
_APART = lazy_compile(r"[ \t]\(([^\s()<>]+)\)")
_FULL_WIDTH = lazy_compile(r"（([^\s（）<>]+)）")
_LONGEST_TEXT = 1_000
#: What leads somewhere, even with a space in it: text in parentheses seldom looks like this.
_ADDRESS = lazy_compile(r"(?:https?://|www\.|\.{0,2}/)\S.*|.*\.[A-Za-z][A-Za-z0-9]{1,4}(?:[?#].*)?")
#: Text that can only be an address.
_SURE_ADDRESS = lazy_compile(
    r"https?://.+|[^\s\[\]]+\.(?:md|markdown|html?|pdf|png|jpe?g|gif|svg|webp|avif)(?:[?#].*)?"
)


def find_spaced_address(src: str, at: int, end: int) -> Match[str] | None:
    """Return the match of ``(my file.md "title")`` at ``at``, with the groups ``url`` and ``title``."""
    match = _SPACED.match(src, at, end)
    return match if match and _ADDRESS.fullmatch(match["url"]) else None


def warn_of_near_link(state: StateInline, start: int, end: int) -> None:
    """Report the label ``src[start:end + 1]`` if a link or footnote was meant: readers see the brackets."""
    src = state.src
    if src[start + 1] == "^":
        _warn_of_note(state, start, src[start + 2 : end])
        return
    before = src[start - 1 : start]
    if before == ")" and _SURE_ADDRESS.fullmatch(src, start + 1, end):
        opening = src.rfind("(", max(0, start - _LONGEST_TEXT), start)
        if opening >= 0 and src[opening - 1 : opening] != "]":
            _warn_of_text(state, opening, end + 1, "write [text](address): the text is in square brackets")
        return
    if not any(map(str.isalpha, src[start + 1 : end])) or before.isalnum() or before in ("]", ")", "_", "\\"):
        return
    after = src[end + 1 : end + 2] if end + 1 < state.posMax else ""
    if after == "[":
        _warn_of_label(state, start, end)
    elif after in ("(", "（", " "):
        _warn_of_address(state, start, end + 1)


def _warn_of_note(state: StateInline, start: int, note: str) -> None:
    if not note or _CHARACTERS.fullmatch(note):
        return
    message = f"there is no footnote {note[:60]!r}, so the reference is shown as text"
    hint = f"define it in a line of its own: [^{note[:60]}]: …"
    if " " in note:
        hint = "write a label without blanks, and define it in a line of its own"
    _warn(state, "reference-undefined", start, message, hint)


def _warn_of_label(state: StateInline, start: int, end: int) -> None:
    second = parseLinkLabel(state, end + 1)
    if second < 0:
        return
    label = state.src[end + 2 : second] or state.src[start + 1 : end]
    if label.startswith(","):  # arguments that may be left out: f(name[, mode][, ok])
        return
    message = f"nothing defines {label[:60]!r}, so this is shown as text"
    _warn(
        state,
        "reference-undefined",
        start,
        message,
        f"define it in a line of its own: [{label[:60]}]: address",
    )


def _warn_of_address(state: StateInline, start: int, after: int) -> None:
    """Report what follows a label and looks like an address, but isn't one in Markdown."""
    src, maximum = state.src, state.posMax
    text = src[start:after]
    if match := find_spaced_address(src, after, maximum):
        hint = f"put an address with a space between angle brackets: {text}(<{match['url']}>)"
    elif (match := _UNCLOSED.match(src, after, maximum)) and _ADDRESS.fullmatch(match[1]):
        hint = "close the address with a ) right after it"
    elif (match := _APART.match(src, after, maximum)) and len(text) > 3 and _SURE_ADDRESS.fullmatch(match[1]):
        hint = f"remove the space: {text}({match[1]})"
    elif (match := _FULL_WIDTH.match(src, after, maximum)) and _SURE_ADDRESS.fullmatch(match[1]):
        hint = f"write ASCII parentheses, ( and ): {text}({match[1]})"
    else:
        return
    _warn_of_text(state, start, match.end(), hint)


def _warn_of_text(state: StateInline, start: int, end: int, hint: str) -> None:
    shown = " ".join(state.src[start:end].split())[:60]
    _warn(state, "link-as-text", start, f"this link is shown as text: {shown}", hint)


def _warn(state: StateInline, code: str, start: int, message: str, hint: str) -> None:
    page = page_of(state)
    page.warn(code, message, page.inline_position(start), hint)
