"""A text and a position in it -> what the author is writing there: the target of a link, a key, an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.text import lazy_compile
from sitegen.moving.written import find_front_matter

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence


class Context(NamedTuple):
    """What the author is writing."""

    kind: str  #: ``link``, ``image``, ``anchor``, ``key``, ``value``, ``directive``, ``option``, …
    typed: str  #: the part before the cursor
    start: int  #: the column at which it begins
    about: str = ""  #: the page of an anchor, the key of a value, the directive of an option


#: What is before the cursor in a page, the most particular first; the last group is what is typed.
#: No two alternatives may begin alike: a page with many backslashes would take for ever.
_IN_PAGE = tuple(
    (kind, lazy_compile(pattern))
    for kind, pattern in (
        ("image", r"!\[(?:[^\[\]\\]|\\.)*\]\((?:<([^<>]*)|([^\s()<>]*))$"),
        ("link", r"\[(?:[^\[\]\\]|\[[^\]]*\]|\\.)*\]\((?:<([^<>]*)|([^\s()<>]*))$"),
        ("link", r"^[ \t>]*\[[^\]]+\]:[ \t]*(?:<([^<>]*)|([^\s()<>]*))$"),
        ("image", r"\b(?:src|poster)\s*=\s*\"([^\"]*)$"),
        ("link", r"\bhref\s*=\s*\"([^\"]*)$"),
        ("directive", r"^\s*:{3,}\s*([\w-]*)$"),
    )
)
_OPTION = lazy_compile(r"^\s*:{3,}\s*([\w-]+)\s(?:.*\s)?([\w-]*)$")
_KEY = lazy_compile(r"^\"?([\w-]*)$")
_VALUE = lazy_compile(r"^\"?([\w-]+)\"?\s*[:=]\s*(?:\[(?:.*,)?\s*)?[\"']?([^\"',\[\]]*)$")
_ITEM = lazy_compile(r"^\s*-\s+[\"']?([^\"']*)$")
#: In a template: a name and what follows its dot, the name of a template, or a name.
_ATTRIBUTE = lazy_compile(r"\b(\w+)\.(\w*)$")
_TEMPLATE = lazy_compile(r"\{%-?\s*(?:extends|include|import|from)\s+[\"']([^\"']*)$")
_NAME = lazy_compile(r"\{[{%][^}%]*?\b(\w*)$")


def find_context(lines: Sequence[str], line: int, column: int) -> Context | None:
    """Return what the author is writing at a position in a page; None: plain text."""
    before = lines[line][:column] if line < len(lines) else ""
    end = find_front_matter(lines)
    if line < end:
        return _find_in_front_matter(lines, line, before) if line else None
    for kind, pattern in _IN_PAGE:
        if match := pattern.search(before):
            return _make_target(kind, match, column) if kind in ("link", "image") else _make(kind, match)
    if match := _OPTION.match(before):
        return Context("option", match[2], match.start(2), match[1])
    return None


def _make(kind: str, match: re.Match[str]) -> Context:
    group = match.lastindex or 0
    return Context(kind, match[group], match.start(group))


def _make_target(kind: str, match: re.Match[str], column: int) -> Context:
    typed = match[match.lastindex or 0]
    page, mark, anchor = typed.partition("#")
    if mark and kind == "link":
        return Context("anchor", anchor, column - len(anchor), page)
    return Context(kind, typed, column - len(typed))


def _find_in_front_matter(lines: Sequence[str], line: int, before: str) -> Context | None:
    if match := _KEY.match(before):
        return Context("key", match[1], match.start(1))
    if match := _VALUE.match(before):
        return Context("value", match[2], match.start(2), match[1])
    if match := _ITEM.match(before):
        keys = (_VALUE.match(above) for above in reversed(lines[:line]))
        above = next((key for key in keys if key), None)
        return Context("value", match[1], match.start(1), above[1]) if above else None
    return None


def find_template_context(lines: Sequence[str], line: int, column: int) -> Context | None:
    """Return what the author is writing at a position in a template."""
    before = lines[line][:column] if line < len(lines) else ""
    if match := _TEMPLATE.search(before):
        return _make("template", match)
    if match := _ATTRIBUTE.search(before):
        return Context("attribute", match[2], match.start(2), match[1])
    if match := _NAME.search(before):
        return _make("name", match)
    return None
