"""``SUMMARY.md`` or ``nav.yml`` in the content -> the entries of the navigation, and the line of each.

Both are lists: ``- [Title](page.md)`` and ``- Title: page.md``, indented below the group that they belong to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config.menus import NavItem
from sitegen.config.nav_checks import find_nav_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config.toml import KeyPath

_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d+[.)])[ \t]+(.*\S)[ \t]*$")
_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^()<>]*(?:\([^()]*\)[^()<>]*)*)>?\s*\)$")
_PAIR = re.compile(r"(\"[^\"]*\"|'[^']*'|[^\"'\[{][^:]*?)[ ]*:(?:[ ]+(.*))?$")
_HEADING = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*$")
_LINE = re.compile(r"[ \t]*(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*$")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/", re.IGNORECASE)
_ADVICE = "write - [Title](page.md) or - Title: page.md, and indent what is below a group"


class NavFile(NamedTuple):
    """What a file lists."""

    items: tuple[NavItem, ...]
    lines: dict[
        KeyPath, int
    ]  #: the line of each entry, by its path as in `[[nav]]`: ``nav``, 0, ``items``, 1
    mistakes: tuple[tuple[int, str, str], ...]  #: (line, what is wrong there, the remedy)


class _Entry(NamedTuple):
    indent: int
    line: int
    item: NavItem
    below: list[_Entry]


def read_nav_file(text: str, *, is_yaml: bool) -> NavFile:
    """Return the entries of a file; lines that are none of its form are mistakes."""
    top: list[_Entry] = []
    opened: list[_Entry] = []
    mistakes: list[tuple[int, str, str]] = []
    for number, written in enumerate(text.split("\n"), start=1):
        line = _COMMENT.sub("", written) if is_yaml else written
        item = _ITEM.match(line)
        if item is None or (not is_yaml and _LINE.match(line)):
            opened = opened if is_yaml or not line.strip() else []
            other = _read_other(line, has_entries=bool(top), is_yaml=is_yaml)
            top += [_Entry(0, number, other, [])] if other else []
            if other is None and line.strip() and is_yaml and line.strip() not in ("nav:", "---"):
                mistakes.append(
                    (number, f"this isn't an entry of a navigation: {line.strip()[:40]}", _ADVICE)
                )
            continue
        entry = _Entry(len(item[1].expandtabs(4)), number, _read_item(item[2], is_yaml=is_yaml), [])
        while opened and opened[-1].indent >= entry.indent:
            opened.pop()
        (opened[-1].below if opened else top).append(entry)
        opened.append(entry)
    lines = dict(_list_lines(top, ("nav",)))
    items = tuple(map(_close, top))
    for path, message, hint in find_nav_mistakes(items):
        mistakes.append((find_line(lines, path), message, hint))
    return NavFile(items, lines, tuple(mistakes))


def find_line(lines: dict[KeyPath, int], path: Sequence[str | int]) -> int:
    """Return the line of an entry, or of the one that contains it; 1 without either."""
    key = tuple(path)
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def _read_item(text: str, *, is_yaml: bool) -> NavItem:
    """Return one entry without those below it."""
    if link := _LINK.match(text):
        return _lead(re.sub(r"\\(.)", r"\1", link[1]), link[2].strip())
    if not is_yaml:
        return NavItem(text)
    if pair := _PAIR.match(text):
        title = pair[1].strip("\"'")
        is_address = (pair[2] or "").startswith("//") or _ELSEWHERE.match(text)
        if not is_address or pair[2]:
            return _lead(title, (pair[2] or "").strip("\"' "))
    return _lead("", text.strip("\"'"))


def _lead(title: str, target: str) -> NavItem:
    """Return an entry that leads to an address, a folder or a page."""
    if not target or _ELSEWHERE.match(target):
        return NavItem(title, url=target)
    if target.endswith("/"):
        return NavItem(title, folder=target.rstrip("/"))
    return NavItem(title, target.removeprefix("./"))


def _read_other(line: str, *, has_entries: bool, is_yaml: bool) -> NavItem | None:
    """Return a heading, a line, or a chapter outside any list: only Markdown has these."""
    if is_yaml:
        return None
    if heading := _HEADING.match(line):
        return NavItem(heading[1]) if has_entries else None  # the first heading is the title of the list
    if _LINE.match(line):
        return NavItem(separator=True)
    return _read_item(line.strip(), is_yaml=False) if _LINK.match(line.strip()) else None


def _close(entry: _Entry) -> NavItem:
    item = entry.item
    below = tuple(map(_close, entry.below))
    return NavItem(item.title, item.page, item.url, item.folder, separator=item.separator, items=below)


def _list_lines(entries: Sequence[_Entry], path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    for position, entry in enumerate(entries):
        yield (*path, position), entry.line
        yield from _list_lines(entry.below, (*path, position, "items"))
