"""HTML -> its tags and their attributes, as a browser reads them.

This follows the tokenizer of the HTML standard. Its white space is five characters and no others: what we
took for a space and a browser for a letter would let a quote hide an event handler.

No expression here can fail once it has matched a repetition, so none goes back: time is linear. They use no
possessive quantifiers and no atomic groups, which match otherwise in Python 3.11.2 (its issue 106052).
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = r"\t\n\f\r "
_START = re.compile(rf"<(?:!--|!\[CDATA\[|(/?)([a-zA-Z][^{_SPACE}/>]*))")
_ATTRIBUTE = re.compile(
    # A name; a value in quotes, which may be missing at the very end; a value without quotes.
    rf"[{_SPACE}/]*(=?[^{_SPACE}/>=]+|=)"
    rf"(?:[{_SPACE}]*=[{_SPACE}]*(\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[^{_SPACE}\"'>][^{_SPACE}>]*)?)?"
)
_END = re.compile(rf"[{_SPACE}/]*(>?)")


class Attribute(NamedTuple):
    """An attribute of a tag; offsets count from the beginning of the text."""

    name: str  #: in lower case
    value: str  #: without its quotes, entities as they are written
    begin: int  #: of the white space before it
    start: int  #: of the name
    written_at: int  #: where the value is written, quotes and all; -1 without one
    end: int


class Markup(NamedTuple):
    """A tag, a comment or a CDATA section; only a tag has a name."""

    name: str  #: in lower case
    start: int
    end: int
    is_end: bool = False
    is_closed: bool = True  #: it has its ``>``
    is_slashed: bool = False  #: it ends with ``/>``
    attributes: tuple[Attribute, ...] = ()

    def values(self) -> dict[str, str]:
        """Return the values of the attributes, entities decoded; of two with one name the first counts."""
        return {attribute.name: unescape(attribute.value) for attribute in reversed(self.attributes)}


#: Elements whose content is text, even if it looks like a tag.
RAW_TEXT = frozenset(("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"))


def read_markup(text: str, *, cdata: bool = False, whole: bool = False) -> Iterator[Markup]:
    """Yield every tag and comment; CDATA sections too where ``cdata`` says so, else they are text.

    With ``whole`` it is a whole page, in which an element of raw text ends where its end tag is.
    """
    position = 0
    while match := _START.search(text, position):
        name, start = match[2], match.start()
        if name:
            markup = _read_tag(text, match)
        elif match[0] == "<!--":
            markup = Markup("", start, _end_of_comment(text, match.end()))
        elif cdata:
            markup = Markup("", start, _find_end(text, "]]>", match.end()))
        else:
            position = match.end()
            continue
        yield markup
        position = markup.end
        if whole and markup.name in RAW_TEXT and not markup.is_end:
            position = end_of_raw_text(text, markup.name, position)


def end_of_raw_text(text: str, name: str, position: int) -> int:
    """Return where the content ends of an element whose start tag ends here."""
    match = _end_tag(name).search(text, position)
    return match.start() if match else len(text)


@lru_cache(maxsize=len(RAW_TEXT))
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE)


def _read_tag(text: str, head: re.Match[str]) -> Markup:
    attributes: list[Attribute] = []
    position = head.end()
    while match := _ATTRIBUTE.match(text, position):
        written = match[2]
        value = written or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1] if len(value) > 1 and value[-1] == value[0] else value[1:]
        at = match.start(2) if written is not None else -1
        attributes.append(Attribute(match[1].lower(), value, match.start(), match.start(1), at, match.end()))
        position = match.end()
    tail = _END.match(text, position)
    end = tail.end() if tail else position
    is_closed = bool(tail and tail[1])
    is_slashed = is_closed and text.endswith("/>", position, end)
    return Markup(head[2].lower(), head.start(), end, bool(head[1]), is_closed, is_slashed, tuple(attributes))


def _end_of_comment(text: str, position: int) -> int:
    """Return where the comment ends whose ``<!--`` ends here; ``<!-->`` and ``<!--->`` are whole."""
    for short in (">", "->"):
        if text.startswith(short, position):
            return position + len(short)
    return _find_end(text, "-->", position)


def _find_end(text: str, mark: str, position: int) -> int:
    index = text.find(mark, position)
    return len(text) if index < 0 else index + len(mark)
