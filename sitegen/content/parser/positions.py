"""An offset in converted text -> line and column in the file, worked out only when something asks.

The parser cuts the markers of quotes and lists off before it reads a paragraph. What is left of
each line is still the tail of the line in the file, so the column is found from the tail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.text import CharacterIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token


class Positions:
    """The lines of one body, and where in its file the body begins."""

    __slots__ = ("_breaks", "_found", "_lines", "_rows", "_text", "_token", "_token_marks", "first_line")

    def __init__(self, text: str, first_line: int, rows: Sequence[tuple[int, int]] = ()) -> None:
        """``rows`` has, for text that was translated, each line's row as written and columns before it."""
        self._text = text
        self._rows = rows
        self._lines: list[str] | None = None
        self._breaks: CharacterIndex | None = None
        self._token: Token | None = None  #: the last one in which something was looked for
        self._token_marks = CharacterIndex("", "\n")
        self.first_line = first_line
        self._found: tuple[Token | None, int, int | None] = (None, -1, None)

    def line(self, index: int) -> str:
        """Return the line of the body with this index, counted from 0; "" past the end."""
        if self._lines is None:
            self._lines = self._text.split("\n")
        return self._lines[index] if 0 <= index < len(self._lines) else ""

    def at_offset(self, offset: int) -> tuple[int, int]:
        """Return (line, column) in the file of an offset into the whole body."""
        if self._breaks is None:
            self._breaks = CharacterIndex(self._text, "\n")
        row, start = self._breaks.before(offset)
        return self.at(row, offset - start + 1)

    def at(self, index: int, column: int) -> tuple[int, int]:
        """Return (line, column) in the file for a line of the text, from 0, and a column of it, from 1."""
        if 0 <= index < len(self._rows):
            row, shift = self._rows[index]
            return self.first_line + row, column + shift if column else 0
        return self.first_line + index, column

    def in_token(self, token: Token, offset: int) -> tuple[int, int]:
        """Return (line, column) in the file of an offset into a token's content.

        The column is 0 if the text of the token isn't found in the line as it is (a tab
        that belongs half to a list's indent): then the whole line is meant.
        """
        first = token.map[0] if token.map else 0
        if "column" in token.meta:  # a table cell: each | in it is written \|
            bars, _ = self._marks_of(token, "|").before(offset)
            return self.at(first, token.meta["column"] + offset + bars)
        content = token.content
        rows, start = self._marks_of(token, "\n").before(offset)
        row = first + rows
        last_token, at, column = self._found
        if last_token is token and at == start:  # a line of ten thousand links is searched once
            return self.at(row, 0 if column is None else column + offset)
        end = content.find("\n", offset)
        piece = content[start : end if end >= 0 else len(content)]
        tail = piece.lstrip(" \t")
        index = self.line(row).rfind(tail.rstrip(" \t"))
        column = index - start - (len(piece) - len(tail)) + 1 if index >= 0 else None
        self._found = (token, start, column)
        return self.at(row, 0 if column is None else column + offset)

    def _marks_of(self, token: Token, character: str) -> CharacterIndex:
        """Return where a character is in a token: a paragraph may have ten thousand links."""
        if self._token is not token:
            self._token, self._token_marks = token, CharacterIndex(token.content, character)
        return self._token_marks
