"""Lines of a text, and positions in them as the protocol counts: from 0, in UTF-16 code units."""

from __future__ import annotations

from lsprotocol.types import Position, Range


class Text:
    """A text by lines; columns count characters from 0, as everywhere else in this program."""

    def __init__(self, text: str) -> None:
        self.lines = [line.removesuffix("\r") for line in text.split("\n")]

    def line(self, number: int) -> str:
        """Return a line; "" beyond the end."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def read(self, position: Position) -> tuple[int, int]:
        """Return (line, column in characters) of a position of the protocol."""
        line = self.line(position.line).encode("utf-16-le", "surrogatepass")
        return position.line, len(line[: 2 * position.character].decode("utf-16-le", "replace"))

    def write(self, line: int, column: int) -> Position:
        """Return the protocol's position of a line and a column in characters."""
        before = self.line(line)[:column].encode("utf-16-le", "surrogatepass")
        return Position(line, len(before) // 2)

    def range(self, line: int, start: int, end: int) -> Range:
        """Return the range of some columns of a line."""
        return Range(self.write(line, start), self.write(line, end))
