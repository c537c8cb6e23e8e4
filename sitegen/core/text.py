"""Bytes -> text; a text -> its lines and columns; an expression -> the same, compiled at its first use."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import AnyStr, Generic, cast

#: No text may hold these: control characters but tab, line ends and NEL; lone surrogates; non-characters.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class _LazyPattern(Generic[AnyStr]):
    """Stands for a compiled expression: each of its methods is fetched when it is first called."""

    def __init__(self, text: AnyStr, flags: int) -> None:
        self._text: str | bytes = text
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        method: object = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, method)
        return method


def lazy_compile(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return a regular expression that is compiled when it is first used: few builds use all of them."""
    return cast("re.Pattern[AnyStr]", _LazyPattern(text, flags))


_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_UTF_32 = b"\xff\xfe\0\0"


def decode(data: bytes) -> str:
    r"""Return the text of UTF-8 bytes: without byte order mark, line ends ``\n``; or UnicodeError."""
    if encoding := _BYTE_ORDER_MARKS.get(data[:2]):
        encoding = "UTF-32" if data.startswith(_UTF_32) else encoding
        raise UnicodeError(f"the file is in {encoding}")
    if b"\0" in data[:2]:
        raise UnicodeError("the file is in UTF-16, or isn't text")
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def position_in(text: str, offset: int) -> tuple[int, int]:
    """Return (line, column) of an offset, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


class CharacterIndex:
    """The offsets of a character in a text, found once for any number of lookups."""

    __slots__ = ("_positions",)

    def __init__(self, text: str, character: str) -> None:
        self._positions: list[int] = []
        at = text.find(character)
        while at >= 0:
            self._positions.append(at)
            at = text.find(character, at + 1)

    def before(self, offset: int) -> tuple[int, int]:
        """Return how many there are before an offset, and where what follows the last of them begins."""
        count = bisect_left(self._positions, offset)
        return count, self._positions[count - 1] + 1 if count else 0


def explain_encoding(data: bytes, problem: UnicodeError) -> tuple[str, int, int]:
    """Return (what is wrong with bytes that `decode` refused, line and column of the place)."""
    if not isinstance(problem, UnicodeDecodeError):
        return str(problem), 1, 1
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    offset = problem.start + mark
    before = data[mark:offset].decode().replace("\r\n", "\n").replace("\r", "\n")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"the file is not UTF-8: byte 0x{data[offset]:02X} at offset {offset:,}", line, column


def printable(text: str) -> str:
    """Return one line that is safe to print: control characters and line breaks become U+FFFD."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable()
        else " "
        if character.isspace() and character > "\x9f"
        else "\ufffd"
        for character in text
    )


class LinePositions:
    """The lines and columns of a text that begins on line ``first`` of its file."""

    def __init__(self, text: str, first: int = 1) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._first = first

    def at(self, index: int) -> tuple[int, int]:
        """Return (line, column), both counted from 1, of the character at ``index``."""
        line = bisect_right(self._starts, index) - 1
        return self._first + line, index - self._starts[line] + 1
