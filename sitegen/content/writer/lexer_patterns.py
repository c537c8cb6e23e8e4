"""The text of a regular expression -> what its matches can begin with; a shorter one for ASCII text.

Nothing is compiled. Only as much of the syntax is read as is needed, and the answers are safe: what isn't
understood can begin with every character, or with none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from sitegen.core.text import lazy_compile


class First(NamedTuple):
    """How a part of an expression can begin."""

    characters: frozenset[str]
    optional: bool  #: whether it matches nothing, too, so that what follows it can begin instead


ASCII = frozenset(map(chr, range(128)))

_NO_WIDTH = First(frozenset(), optional=True)
_ANYTHING = First(ASCII, optional=True)
_DECIMAL = frozenset(filter(str.isdecimal, ASCII))
_SPACE = frozenset(filter(str.isspace, ASCII))
_WORD = frozenset(filter(str.isalnum, ASCII)) | {"_"}
_CATEGORIES = {
    r"\d": _DECIMAL,
    r"\D": ASCII - _DECIMAL,
    r"\s": _SPACE,
    r"\S": ASCII - _SPACE,
    r"\w": _WORD,
    r"\W": ASCII - _WORD,
}
_HEXADECIMAL = frozenset("xuU")
_DIGITS = frozenset("0123456789abcdefABCDEF")
_OCTAL = frozenset("01234567")
_CONTROLS = {r"\a": 7, r"\t": 9, r"\n": 10, r"\v": 11, r"\f": 12, r"\r": 13}
#: The flags that are followed here, by their letter.
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "u": re.UNICODE}
_FOLLOWED = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.UNICODE
_ESCAPE = r"\\(?:x..|u.{4}|U.{8}|\d{1,3}|.)"
_TOKEN = re.compile(
    rf"(?P<escape>{_ESCAPE})"
    r"|(?P<set>\[\^?\]?[^\]\\]*(?:\\.[^\]\\]*)*\])"
    r"|(?P<comment>\(\?\#[^)]*\))"
    r"|(?P<backreference>\(\?P=\w+\))"
    r"|(?P<flags>\(\?\w+\))"
    r"|(?P<open>\((?:\?(?:P<\w+>|[:=!>]|<[=!]|\(\w+\)|\w*(?:-\w+)?:))?)"
    r"|(?P<end>[|)])"
    r"|(?P<repeat>(?:[*+?]|\{(?!\})\d*(?:,\d*)?\})[?+]?)"
    r"|(?P<character>.)",
    re.DOTALL,
)
_RANGE = lazy_compile(rf"({_ESCAPE}|.)(?:-({_ESCAPE}|.))?", re.DOTALL)


class _NotUnderstoodError(Exception):
    """The expression has something that isn't followed here."""


@lru_cache(maxsize=4096)  # lexers say the same in many states
def first_characters(text: str, flags: int = 0) -> frozenset[str] | None:
    """Return the ASCII characters that matches can begin with; None when some need no character."""
    if flags & ~_FOLLOWED:
        return None
    try:
        first = _Reader(text).read_branches(flags)
    except _NotUnderstoodError:
        return None
    return None if first.optional else first.characters


def has_no_width(text: str) -> bool:
    """Return whether an expression surely matches nothing but "", and sets no flags for what follows it."""
    reader = _Reader(text)
    return not reader.sets_flags() and reader.read_branches(0) == _NO_WIDTH


class _Reader:
    """The tokens of an expression, read once from the first to the last."""

    def __init__(self, text: str) -> None:
        self._tokens = [(token.lastgroup or "", token[0]) for token in _TOKEN.finditer(text)]
        self._tokens.append(("end", ""))
        self._next = 0

    def sets_flags(self) -> bool:
        """Return whether flags for the whole expression are in it."""
        return any(kind == "flags" for kind, _ in self._tokens)

    def _take(self) -> tuple[str, str]:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def read_branches(self, flags: int) -> First:
        """Read to the end of a group, or of the expression, and past it."""
        characters: frozenset[str] = frozenset()
        optional = False
        while True:
            branch = self._read_branch(flags)
            characters |= branch.characters
            optional = optional or branch.optional
            if self._take()[1] != "|":
                return First(characters, optional)

    def _read_branch(self, flags: int) -> First:
        """Read to the next bar or closing bracket of this group."""
        characters: frozenset[str] = frozenset()
        optional = True
        while (kind := self._tokens[self._next][0]) != "end":
            if not optional:
                self._skip()
            elif kind == "flags":  # they hold for the whole expression, and are at its start
                flags |= _read_flags(self._take()[1][2:-1])
            else:
                part = self._read_part(flags)
                characters |= part.characters
                optional = part.optional
        return First(characters, optional)

    def _skip(self) -> None:
        """Read past a token, and past all of a group."""
        depth = 0
        while True:
            kind, text = self._take()
            if kind == "open":
                depth += 1
            elif text == ")":
                depth -= 1
            if depth <= 0 or not text:
                return

    def _read_part(self, flags: int) -> First:
        """Read a character, a set or a group, and how often it is repeated."""
        kind, text = self._take()
        part = self._read_group(text, flags) if kind == "open" else _read_single(kind, text, flags)
        while self._tokens[self._next][0] == "repeat":
            repeat = self._take()[1]
            least = "".join(takewhile(str.isdigit, repeat[1:])) if repeat[0] == "{" else repeat[0]
            if least in {"*", "?", ""} or (least != "+" and int(least) == 0):
                part = First(part.characters, optional=True)
        return part

    def _read_group(self, opening: str, flags: int) -> First:
        if opening.startswith("(?("):  # which branch is taken depends on an earlier group
            self.read_branches(flags)
            return _ANYTHING
        if opening[:2] == "(?" and opening[-1] == ":":
            added, _, removed = opening[2:-1].partition("-")
            flags = (flags | _read_flags(added)) & ~_read_flags(removed)
        inside = self.read_branches(flags)
        return _NO_WIDTH if opening in {"(?!", "(?<=", "(?<!"} else inside


def _read_flags(letters: str) -> int:
    try:
        return sum(_FLAGS[letter] for letter in letters)
    except KeyError:
        raise _NotUnderstoodError from None


def _read_single(kind: str, text: str, flags: int) -> First:
    """Read what is no group."""
    if kind == "comment" or text in {"^", "$", r"\A", r"\Z", r"\b", r"\B"}:
        return _NO_WIDTH
    if kind == "backreference" or (kind == "escape" and _is_number_of_group(text)):
        return _ANYTHING
    if kind == "set":
        return First(_read_set(text[1:-1], flags), optional=False)
    if text in _CATEGORIES:
        return First(_CATEGORIES[text], optional=False)
    if text == ".":
        return First(ASCII if flags & re.DOTALL else ASCII - {"\n"}, optional=False)
    return First(_in_either_case({_code_of(text)}, flags), optional=False)


def _is_number_of_group(escape: str) -> bool:
    """Return whether an escape repeats a group: three octal digits are a character, as are those after 0."""
    digits = escape[1:]
    return digits[0] in "123456789" and (len(digits) < 3 or not {*digits} <= _OCTAL)


def _read_set(text: str, flags: int) -> frozenset[str]:
    negated = text.startswith("^")
    codes: set[int] = set()
    characters: set[str] = set()
    for first, last in _RANGE.findall(text, int(negated)):
        if first in _CATEGORIES:
            characters |= _CATEGORIES[first]
            codes.update(_code_of(character) for character in ("-", last) if last)
        else:
            begin = _code_of(first)
            end = _code_of(last) if last else begin
            codes.update(range(begin, min(end, 127) + 1), (end,))
    if negated and flags & re.IGNORECASE:
        return ASCII
    characters |= _in_either_case(codes, flags)
    return ASCII - characters if negated else frozenset(characters)


def _code_of(text: str) -> int:
    """Return the code point of a character as it is written."""
    if len(text) == 1:
        return ord(text)
    if text in _CONTROLS:
        return _CONTROLS[text]
    if text[1] in _HEXADECIMAL and {*text[2:]} <= _DIGITS:
        return int(f"0x{text[2:]}", 0)
    if {*text[1:]} <= _OCTAL:
        return int(text[1:], 8)
    if not text[1].isalnum():
        return ord(text[1])
    raise _NotUnderstoodError


def _in_either_case(codes: set[int], flags: int) -> frozenset[str]:
    written = {chr(code) for code in codes if code < 128}
    if flags & re.IGNORECASE:
        written |= {variant for character in written for variant in (character.lower(), character.upper())}
        if max(codes, default=0) >= 128:
            written |= set("iksIKS")  # each has a relative beyond ASCII: U+0131, U+212A, U+017F
    return frozenset(written)


def keep_ascii(text: str, flags: int = 0) -> str:
    """Return an expression that matches the same in ASCII text, from one whose sets name other letters, too.

    Sets with the letters of all scripts take long to compile.
    """
    if text.isascii() or flags & ~_FOLLOWED or flags & re.IGNORECASE or _UNLIKE_ASCII.search(text):
        return text
    return _TOKEN.sub(lambda token: _shrink_set(token[0]) if token.lastgroup == "set" else token[0], text)


_UNLIKE_ASCII = lazy_compile(r"\(\?[a-z]*[aiLx]|[\0-\x7f]-[^\0-\x7f]")
_BEYOND_ASCII = lazy_compile(r"[^\0-\x7f](?:-[^\0-\x7f])?")


def _shrink_set(text: str) -> str:
    shrunk = _BEYOND_ASCII.sub("", text)
    return {"[]": r"(?!)", "[^]": r"[\s\S]"}.get(shrunk, shrunk)
