"""A text -> the targets that are written in it, wherever they are, and its headings."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: A link, a definition, an attribute, a key of front matter, a link of a vault, a shortcode of Hugo.
_TARGETS = lazy_compile(
    r"""(?:\]\(\s*|^[ \t>]*\[[^\]]+\]:[ \t]*)(?:<([^<>]*)>|([^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*))"""
    r"""|\b(?:href|src|poster|image)\s*[=:]\s*"([^"]*)\""""
    r"""|^image:[ \t]*([^\s"'#][^#]*?)[ \t]*$|\[\[([^\]|]+)|\bref "([^"]+)\""""
)
_HEADING = lazy_compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = lazy_compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = lazy_compile(r" {0,3}(`{3,}|~{3,})")
_ID = lazy_compile(r"[ \t]*\{#?([^}]*)\}$")


class Target(NamedTuple):
    """A target and where it is written."""

    line: int  #: from 0
    start: int
    end: int
    written: str

    @property
    def meant(self) -> str:
        """The target without any encoding."""
        return unquote(unescape(self.written))


class HeadingLine(NamedTuple):
    """A heading and where it is written."""

    line: int  #: from 0
    level: int
    text: str  #: in Markdown, without attributes


def scan_targets(lines: Iterable[str]) -> Iterator[Target]:
    """Yield each target of a text."""
    for number, line in enumerate(lines):
        if any(mark in line for mark in ("](", "]:", '="', "image", "[[", "ref ")):
            for match in _TARGETS.finditer(line):
                start, end = match.span(match.lastindex or 0)
                yield Target(number, start, end, line[start:end])


def find_target(lines: Sequence[str], line: int, column: int) -> Target | None:
    """Return the target at a place."""
    here = scan_targets(["" if number != line else text for number, text in enumerate(lines)])
    return next((target for target in here if target.start <= column <= target.end), None)


def find_front_matter(lines: Sequence[str]) -> int:
    """Return how many lines front matter takes, with its fences; 0 without any."""
    fence = lines[0].removeprefix("\ufeff").rstrip() if lines else ""
    if fence not in ("---", "+++"):
        return 0
    ends = (number for number, line in enumerate(lines[1:], 1) if line.rstrip() == fence)
    return next(ends, len(lines) - 1) + 1


def scan_headings(lines: Sequence[str]) -> Iterator[HeadingLine]:
    """Yield each heading of a text, but not those in code."""
    fence, paragraph = "", ""
    first = find_front_matter(lines)
    for number, line in enumerate(lines[first:], first):
        if match := _FENCE.match(line):
            is_end = fence and match[1].startswith(fence) and not line.strip(f" \t{fence[0]}")
            fence, paragraph = "" if is_end else fence or match[1], ""
        elif fence:
            continue
        elif match := _HEADING.fullmatch(line):
            yield HeadingLine(number, len(match[1]), _ID.sub("", match[2] or ""))
            paragraph = ""
        elif paragraph and (match := _UNDERLINE.fullmatch(line)):
            yield HeadingLine(number - 1, 1 if match[1][0] == "=" else 2, _ID.sub("", paragraph))
            paragraph = ""
        else:
            paragraph = "" if re.match(r"\s*$| {0,3}([-*+>]|\d+[.)]|:{3,}) ", line) else line.strip()
