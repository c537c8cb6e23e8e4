"""A fault of a published page, and the page's sources -> the position where it was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.text import position_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.html.references import Fault


class SourcePosition(NamedTuple):
    """Where something is written: line and column count from 1, 0 where only the file is known."""

    path: str
    line: int = 0
    column: int = 0


#: A fault that isn't a tag is searched for by this many of its first characters.
_BEGINNING = 12
_TAG = re.compile(r"</?[a-zA-Z][^\s/>]*")


def find_written(fault: Fault, texts: Iterable[tuple[str, str]]) -> SourcePosition | None:
    """Return the position of a fault in one of these (path, text), or None.

    Of places that look alike the one counts whose surroundings are most like those of the fault.
    """
    find = _FINDERS.get(fault.code, _find_alike)
    best, position = 0, None
    for path, text in texts:
        for index, likeness in find(fault, text):
            if likeness > best:
                best, position = likeness, position_at(path, text, index)
    return position


def is_alike(fault: Fault) -> bool:
    """Return whether a fault is located by similar text rather than by a pattern."""
    return fault.code not in _FINDERS


def position_at(path: str, text: str, index: int) -> SourcePosition:
    """Return the source position of an offset."""
    return SourcePosition(path, *position_in(text, index))


def _find_alike(fault: Fault, text: str) -> Iterator[tuple[int, int]]:
    """Find a tag or a piece of text in the source, even if its attributes were changed."""
    if not fault.clue:
        return
    tag = _TAG.match(fault.clue)
    pattern = re.escape(tag[0]) + r"(?=[\s/>])" if tag else _loosely(fault.clue[:_BEGINNING].strip())
    behind = fault.clue + fault.after
    for match in re.finditer(pattern, text, re.IGNORECASE):
        start = match.start()
        likeness = _common(behind, text[start : start + len(behind)])
        likeness += _common(fault.before[::-1], text[max(0, start - len(fault.before)) : start][::-1])
        yield start, likeness + 1


def _loosely(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split())) or r"(?!)"


def _common(first: str, second: str) -> int:
    """Return how many characters two texts have in common from their beginning on."""
    pairs = zip(first, second, strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _matches(pattern: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield (offset, rank) of each match of a pattern; the last match ranks first."""
    for count, match in enumerate(re.finditer(pattern, text, re.MULTILINE)):
        yield match.start(), count + 1


def _find_image(fault: Fault, text: str) -> Iterator[tuple[int, int]]:
    name = re.escape(fault.clue.rpartition("/")[2])
    return _matches(rf"<img\b[^<>]*{name}[^<>]*>", text)


def _find_empty(fault: Fault, text: str) -> Iterator[tuple[int, int]]:
    """Find links without words that have the same address."""
    name = re.escape(fault.clue.strip("/").rpartition("/")[2])
    return _matches(rf"\[\s*\]\([^)\n]*{name}[^)\n]*\)|<a\b[^<>]*{name}[^<>]*>", text)


def _find_id(fault: Fault, text: str) -> Iterator[tuple[int, int]]:
    name = re.escape(fault.clue)
    return _matches(rf"(?:\bid\s*=\s*[\"']?|\{{[^{{}}\n]*#){name}(?![\w-])", text)


def _find_heading(fault: Fault, text: str) -> Iterator[tuple[int, int]]:
    """Find the heading of a level with these words, whatever markup is in it."""
    level, _, words = fault.clue.partition(" ")
    letters = _letters(words)
    pattern = rf"^[ \t]{{0,3}}#{{{level}}}[ \t]+(.+)$|<h{level}\b[^<>]*>(.*)"
    for match in re.finditer(pattern, text, re.MULTILINE):
        if letters and _letters(match[1] or match[2]).startswith(letters):
            yield match.start(), 1
            return


def _find_hollow(fault: Fault, text: str) -> Iterator[tuple[int, int]]:
    """Find a heading without words."""
    level = fault.clue[2:3]
    yield from _matches(rf"^[ \t]{{0,3}}#{{{level}}}(?:[ \t]+#*)?[ \t]*$", text)
    yield from _find_alike(fault, text)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", re.sub(r"<[^<>]*>|\]\([^)]*\)", "", text))


_FINDERS: dict[str, Callable[[Fault, str], Iterator[tuple[int, int]]]] = {
    "image-alt-missing": _find_image,
    "empty-link": _find_empty,
    "empty-heading": _find_hollow,
    "duplicate-id": _find_id,
    "heading-skipped": _find_heading,
}
