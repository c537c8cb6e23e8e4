"""Foreign texts -> Markdown that shows them unchanged: code spans and blocks, rows of tables."""

from __future__ import annotations

import re

#: Code, or the beginning of what looks like a tag.
_TAG = re.compile(
    r"(?s:```.*?```)|`[^`\n]+`|(?:\n\n|\A)(?: {4}.*(?:\n|\Z))+|<(?=/?(?P<tag>[A-Za-z][\w-]*)[\s/>])"
)
_HTML = re.compile(
    "a|abbr|b|blockquote|br|code|dd|del|details|div|dl|dt|em|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp"
    "|small|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul|var",
    re.IGNORECASE,
)


def code(text: str) -> str:
    """Return text as a code span."""
    text = " ".join(text.split())
    marks = "`" * (_longest(text) + 1)
    pad = " " if "`" in text else ""
    return f"{marks}{pad}{text}{pad}{marks}"


def write_fence(language: str, text: str) -> list[str]:
    """Return the lines of a code block; its marks are longer than any in the text."""
    marks = "`" * max(3, _longest(text) + 1)
    return [f"{marks}{language}", *text.split("\n"), marks]


def write_row(*cells: str) -> str:
    """Return a row of a table; ``|`` in its cells, in code too, is escaped."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def show_placeholders(text: str) -> str:
    """Return text in which ``<name>`` is shown; HTML that docstrings use, and code, stay as they are."""
    return _TAG.sub(_show_placeholder, text) if "<" in text else text


def _show_placeholder(match: re.Match[str]) -> str:
    tag = match["tag"]
    return match[0] if tag is None or _HTML.fullmatch(tag) else f"\\{match[0]}"


def _longest(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)
