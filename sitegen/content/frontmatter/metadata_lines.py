"""``Title: x`` lines without fences, as Pelican and Python-Markdown read them -> Entries."""

from __future__ import annotations

import re

from sitegen.content.frontmatter.nodes import Entries, Node, duplicate_key
from sitegen.core.text import lazy_compile

#: A key has no blanks: `You can install it with:` is a sentence.
_LINE = lazy_compile(r"([A-Za-z][\w-]*):(?:[ \t]+((?:.*[^ \t])?))?[ \t]*$")
_MORE = lazy_compile(r"(?:[ ]{4}|\t)[ \t]*(\S(?:.*[^ \t])?)[ \t]*$")
_LISTS = {"tags": ",", "keywords": ",", "categories": ",", "authors": ";,", "aliases": ","}
#: Pelican's names of our keys, besides the synonyms of every front matter.
_NAMES = {"category": "categories", "lang": "language", "template": "layout"}


def split_lines(text: str) -> tuple[str, str] | None:
    """Return (lines of metadata, what follows their blank line), or None if the text has no metadata."""
    end = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\n")
        if not bare.strip():
            end += len(line) if end else 0
            break
        if not (_LINE.match(bare) or (end and _MORE.match(bare))):
            return None
        end += len(line)
    return (text[:end], text[end:]) if end else None


def load_lines(text: str) -> Entries:
    """Read lines of metadata; values are text, or lists of texts where the key takes several."""
    entries = Entries()
    at = 0
    name = ""
    for line in text.split("\n"):
        if (more := _MORE.match(line)) and name:
            node = entries[name]
            entries[name] = _node(name, f"{node.written} {more[1]}", node.at)
        elif match := _LINE.match(line):
            name = match[1].lower()
            name = _NAMES.get(name, name)
            if name in entries:
                entries.faults.append(duplicate_key(name, at, entries[name].at))
            else:
                entries[name] = _node(name, match[2] or "", at)
        at += len(line) + 1
    return _list_categories(entries)


def _node(name: str, written: str, at: int) -> Node:
    if not written:
        return Node("null", None, "", at)
    if name in _LISTS:
        parts = [part.strip() for part in re.split(f"[{_LISTS[name]}]", written)]
        return Node("list", [Node("text", part, part, at) for part in parts if part], written, at)
    if name == "weight" and written.isdigit():
        return Node("int", int(written), written, at)
    if name == "url" and not written.startswith("/"):
        written = f"/{written}"
    return Node("text", written, written, at)


def _list_categories(entries: Entries) -> Entries:
    """Make a list of a single category."""
    if "categories" in entries and entries["categories"].kind == "text":
        node = entries["categories"]
        entries["categories"] = Node("list", [node], node.written, node.at)
    return entries
