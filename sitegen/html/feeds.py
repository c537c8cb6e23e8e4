"""An XML or JSON file -> what programs that read feeds, sitemaps and drawings would stumble over in it."""

from __future__ import annotations

import json
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any
from xml.parsers.expat import ExpatError, ParserCreate, errors

from sitegen.html.references import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CODE = "broken-output"
#: (root, element) -> the children that it must have, and those of which one is enough.
_NEEDED: dict[tuple[str, str], tuple[tuple[str, ...], ...]] = {
    ("feed", "feed"): (("id",), ("title",), ("updated",)),
    ("feed", "entry"): (("id",), ("title",), ("updated",), ("content", "summary", "link")),
    ("rss", "channel"): (("title",), ("link",), ("description",)),
    ("rss", "item"): (("title", "description"),),
    ("urlset", "url"): (("loc",),),
    ("sitemapindex", "sitemap"): (("loc",),),
}
#: Elements that are empty only by mistake.
_FILLED = frozenset(("id", "title", "updated", "loc"))
#: Text below them may be anything.
_OPAQUE = frozenset(("content", "summary", "description"))
_NEED = "readers of feeds need it"
#: At most this many faults of one file are reported.
_MOST = 50


class _Reader:
    """An XML file, while it is read."""

    def __init__(self) -> None:
        self._parser = parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take_text
        parser.EntityDeclHandler = self._refuse
        self.faults: list[Fault] = []
        self._root = ""
        #: Open elements: name, line, column, names of what is in it, whether it has text.
        self._open: list[tuple[str, int, int, set[str], list[bool]]] = []

    def read(self, data: bytes) -> None:
        """Process the file; what follows its first mistake of form isn't read."""
        try:
            self._parser.Parse(data, True)
        except ExpatError as cause:
            message = f"it is no XML: {errors.messages[cause.code]}"
            hint = "escape <, > and & in texts, and close each element"
            self._complain(message, hint, cause.lineno, cause.offset + 1)

    def _complain(self, message: str, hint: str, line: int, column: int, clue: str = "") -> None:
        self.faults.append(Fault(CODE, message, clue, hint, line, column))

    def _refuse(self, *_: object) -> None:
        raise _EntityError

    def _start(self, name: str, _attributes: Mapping[str, str]) -> None:
        bare = name.rpartition(" ")[2]
        self._root = self._root or bare
        if self._open:
            self._open[-1][3].add(bare)
        line_column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self._open.append((bare, *line_column, set(), [False]))

    def _take_text(self, text: str) -> None:
        if text.strip() and self._open:
            self._open[-1][4][0] = True

    def _end(self, _name: str) -> None:
        name, line, column, inside, has_text = self._open.pop()
        parent = self._open[-1][0] if self._open else ""
        needed = _NEEDED.get((self._root, name), ()) if parent not in _OPAQUE else ()
        for names in needed:
            if inside.isdisjoint(names):
                lacking = " or ".join(f"<{child}>" for child in names)
                self._complain(
                    f"<{name}> has no {lacking}", "readers of feeds need it", line, column, f"<{name}"
                )
        if name in _FILLED and (self._root, parent) in _NEEDED and not has_text[0] and not inside:
            self._complain(f"the <{name}> of <{parent}> is empty", "say what it is", line, column, f"<{name}")


class _EntityError(Exception):
    """A file declares an entity."""


def judge_xml(data: bytes) -> tuple[Fault, ...]:
    """Return what is wrong with an XML file; one that declares entities is read no further than that."""
    reader = _Reader()
    with suppress(_EntityError):  # a few of them can expand to gigabytes, and old drawing programs write some
        reader.read(data)
    return tuple(reader.faults[:_MOST])


def judge_json_feed(data: bytes) -> tuple[Fault, ...]:
    """Return what is wrong with a JSON feed; nothing of another JSON file."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return (Fault(CODE, "it is not JSON"),)
    if not isinstance(value, dict) or "jsonfeed.org" not in str(value.get("version")):
        return ()
    lacks = islice(_list_lacks(value), _MOST)
    return tuple(Fault(CODE, lack, "", _NEED) for lack in lacks)


def _list_lacks(feed: Mapping[str, Any]) -> Iterator[str]:
    if not feed.get("title"):
        yield "the feed has no title"
    for number, item in enumerate(feed.get("items") or ()):
        if not (isinstance(item, dict) and item.get("id")):
            yield f"entry {number + 1} has no id"
        elif item.keys().isdisjoint(("content_html", "content_text")):  # it may be "": a post may be a title
            yield f"entry {item['id']!r} has no content"
