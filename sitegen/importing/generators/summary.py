"""``SUMMARY.md`` (mdBook, literate-nav, GitBook) -> a Node in the form of MkDocs' ``nav``."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.importing.generators.old_settings import Node

_ITEM = re.compile(r"([ \t]*)(?:[-*+]|\d+[.)])[ \t]+(.*\S)")
_LINK = re.compile(r"!?\[((?:[^\[\]]|\\.|\[[^\]]*\])*)\]\(\s*<?([^)>]*?)>?\s*\)")
_PART = re.compile(r"#{1,6}[ \t]+(.*?)[ \t#]*$")
_MARKS = re.compile(r"[`*_]|\\(?=[\[\]()_*`])")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class _Entry(NamedTuple):
    """An item of the list, and what is listed below it."""

    indent: int
    title: str
    target: str
    line: int
    below: list[_Entry]


def read_summary(text: str, path: str) -> Node:
    """Return a list of ``{title: target}`` and ``{title: [entries]}``.

    A part title (``# Basics``) is a group of what follows it; an item that has a page and items is a group
    whose first entry is that page.
    """
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    top: list[_Entry] = []
    stack: list[_Entry] = []
    part: _Entry | None = None
    is_first = True
    for number, line in enumerate(text.split("\n"), start=1):
        heading, item = _PART.match(line), _ITEM.match(line)
        if heading:
            title = _MARKS.sub("", heading[1])
            if not is_first or top:  # the first line is the title of the list
                part = _Entry(-1, title, "", number, [])
                top.append(part)
            is_first, stack = False, []
            continue
        link = _LINK.search(line)
        if item is None and (link is None or line[:1].isspace() or line.lstrip()[:1] != "["):
            continue
        entry = _entry(item[2] if item else line, len(item[1].expandtabs(4)) if item else 0, number)
        if item is None:  # a chapter before or after the numbered ones
            top.append(entry)
            part, stack = None, []
            continue
        while stack and stack[-1].indent >= entry.indent:
            stack.pop()
        (stack[-1].below if stack else part.below if part else top).append(entry)
        stack.append(entry)
    return Node(tuple(_node(entry, path) for entry in top), path, 1)


def _entry(text: str, indent: int, line: int) -> _Entry:
    link = _LINK.search(text)
    title = _MARKS.sub("", link[1] if link else text).strip()
    return _Entry(indent, title, (link[2].strip() if link else "").removeprefix("./"), line, [])


def _node(entry: _Entry, path: str) -> Node:
    if not entry.below:
        bare = not entry.target and ("*" in entry.title or entry.title.endswith("/"))
        if bare:
            return Node(entry.title, path, entry.line)
        return Node({entry.title: Node(entry.target or None, path, entry.line)}, path, entry.line)
    own = (
        [Node({entry.title: Node(entry.target, path, entry.line)}, path, entry.line)] if entry.target else []
    )
    below = tuple(_node(item, path) for item in entry.below)
    return Node({entry.title: Node((*own, *below), path, entry.line)}, path, entry.line)
