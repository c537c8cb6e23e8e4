"""YAML front matter -> Entries, over the parser's events.

Events rather than a PyYAML loader: they keep the place and the spelling of every value, show a
duplicate key, an anchor and a tag before anything is built of them, and never recurse, so that
deep nesting can't overrun libyaml's stack.

Plain values are read as YAML 1.2 reads them, with the truth values of YAML 1.1 (yes, no, on, off)
added. What the two versions read differently (``010``, ``1:30``, ``1_000``) stays text.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from sitegen.content.frontmatter.nodes import (
    MAX_DEPTH,
    MAX_INTEGER,
    MIN_INTEGER,
    Entries,
    Fault,
    Kind,
    Node,
    duplicate_key,
    too_deep,
    unusable_number,
)
from sitegen.content.frontmatter.yaml_errors import explain
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML may be built without libyaml

#: Plain values that are neither text nor numbers. Data files are read by the same rules.
WORDS: dict[str, tuple[Kind, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), ("null", None)),
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), ("bool", True)),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), ("bool", False)),
}
INTEGER = lazy_compile(r"[-+]?(?:0|[1-9][0-9]*)\Z|0x[0-9a-fA-F]+\Z")
FLOAT = lazy_compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?\Z")
ODD_FLOAT = lazy_compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
DATE = lazy_compile(
    r"\d{4}-\d\d?-\d\d?"
    r"(?:(?:[Tt]|[ \t]+)\d\d?:\d\d(?::\d\d(?:\.\d*)?)?(?:[ \t]*(?:[Zz]|[-+]\d\d?(?::?\d\d)?))?)?\Z"
)
# YAML 1.1, and so libyaml, takes these for line ends; files, editors and YAML 1.2 don't. They pass
# the parser in the guise of characters that Unicode keeps free for such use.
_BREAK = lazy_compile("[\x85\u2028\u2029]")
_BREAKS = str.maketrans("\x85\u2028\u2029", "\ufdd0\ufdd1\ufdd2")
_UNBREAKS = str.maketrans("\ufdd0\ufdd1\ufdd2", "\x85\u2028\u2029")
#: Kinds of keys that are text below the first level: ``changes: {2026-02-19: text}``.
_KEYS_OF_DATA = frozenset({"date", "int", "float"})
#: Characters of a value that aliases may repeat.
_LONGEST_ANCHORED = 1_000
_TEXT_TAG = "tag:yaml.org,2002:str"


#: Keys whose values are prose, in which an author doesn't expect comments.
_PROSE = frozenset(
    (
        "title",
        "linktitle",
        "subtitle",
        "description",
        "summary",
        "excerpt",
        "slug",
        "tags",
        "categories",
        "keywords",
        "author",
        "authors",
        "series",
    )
)
_CUT = lazy_compile(
    r"""["']?[\w-]+["']?[ \t]*:[ \t]+[^"'\[{|>&*!#\s](?:[^\n]|\n[ \t]+(?![ \t\n]))*?[ \t](#)"""
)
_CUT_WHOLE = lazy_compile(r"""["']?[\w-]+["']?[ \t]*:[ \t]+(#)[^\s#]""")
_CUT_ITEM = lazy_compile(r"""[^"'\[{|>&*!#\s][^\n\],]*?[ \t](#)""")


class Yaml(YAMLHandler):
    """Front matter between two lines of ``---``."""

    def __init__(self) -> None:
        super().__init__(fm_boundary=re.compile(r"^---[^\S\n]*$", re.MULTILINE))

    def load(self, fm: str, **options: object) -> Entries:
        """Return the members of a YAML mapping, and what is wrong with it."""
        del options  # part of the handler's interface; the parser isn't up to the caller
        entries = Entries()
        disguised = _BREAK.search(fm) is not None
        loader = _PARSER(fm.translate(_BREAKS) if disguised else fm)
        try:
            _Builder(iter(loader.get_event, None), entries, disguised=disguised).build()
        except yaml.MarkedYAMLError as problem:
            entries.faults.append(explain(problem, fm))
        except _TooDeepError as problem:
            entries.faults.append(too_deep(problem.index))
        finally:
            loader.dispose()
        if " #" in fm or "\t#" in fm:
            entries.faults += _find_cut(fm, entries)
        return entries


def _find_cut(fm: str, entries: Entries) -> Iterator[Fault]:
    """Yield a fault for each line of prose that goes on behind `` #``, which begins a comment."""
    prose = [(name, node) for name, node in entries.items() if name.casefold() in _PROSE]
    values = [(name, node, _CUT) for name, node in prose]
    values += [(name, item, _CUT_ITEM) for name, node in prose if node.kind == "list" for item in node.value]
    values += [(name, node, _CUT_WHOLE) for name, node in prose if node.kind == "null"]
    for name, node, cut in values:
        if node.kind in ("text", "null") and " #" not in node.written and (line := cut.match(fm, node.at)):
            message = f"{name} ends here: a # after a blank begins a comment"
            hint = "put the value in quotes, or move the comment to a line of its own"
            yield Fault(line.start(1), "front-matter-comment", message, hint, is_minor=True)


class _TooDeepError(Exception):
    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


class _Builder:
    """Builds Nodes of events; its recursion is bounded by MAX_DEPTH."""

    def __init__(self, events: Iterator[yaml.Event], entries: Entries, *, disguised: bool) -> None:
        self._events = events
        self._entries = entries
        self._faults = entries.faults
        self._disguised = disguised
        self._anchors: dict[str, Node] = {}  # single values only: lists in lists can grow to gigabytes

    def build(self) -> None:
        """Fill the entries from the one document of the stream."""
        next(self._events)  # the stream's start
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        else:
            return
        event = next(self._events)
        if isinstance(event, yaml.MappingStartEvent):
            self._refuse_properties(event, _start(event))
            self._fill(self._entries, 1)
        elif not (isinstance(event, yaml.ScalarEvent) and event.implicit[0] and event.value == ""):
            self._refuse_root(event)
            return
        next(self._events)  # the document's end
        event = next(self._events)
        if isinstance(event, yaml.DocumentStartEvent):
            self._fault(
                _start(event),
                "front-matter-syntax",
                "a second YAML document begins here",
                "keep one",
            )

    def _refuse_root(self, event: yaml.Event) -> None:
        kind = "a list" if isinstance(event, yaml.SequenceStartEvent) else "text"
        self._fault(
            _start(event),
            "front-matter-type",
            f"the front matter is {kind}, not a mapping",
            "write lines of 'key: value'; for a rule at the top of a page write *** instead of ---",
        )

    def _fill(self, members: dict[str, Node], depth: int) -> None:
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                return
            index = _start(event)
            name = self._key(event, index, depth)
            node = self._node(next(self._events), index, depth)
            if name is None:
                continue
            if name in members:
                self._faults.append(duplicate_key(name, index, members[name].at))
            members[name] = node

    def _key(self, event: yaml.Event, index: int, depth: int) -> str | None:
        node = self._node(event, index, depth)
        is_text = node.kind == "text" or (depth > 1 and node.kind in _KEYS_OF_DATA)
        if is_text and node.written != "<<":
            return node.written
        if node.written == "<<":
            self._fault(index, "front-matter-alias", "merge keys (<<) are not read", "write the keys out")
        elif node.kind in ("list", "mapping"):
            self._fault(
                index, "front-matter-key", f"a {node.kind} cannot be a key", "a key is one word of text"
            )
        elif not isinstance(event, yaml.AliasEvent):
            shown = node.written or "null"
            self._fault(
                index, "front-matter-key", f"the key {shown} is not text", f"put it in quotes: '{shown}'"
            )
        return None

    def _node(self, event: yaml.Event, index: int, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, index)
        if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
            self._refuse_properties(event, index)
        if isinstance(event, yaml.ScalarEvent):
            scalar = self._scalar(event, index)
            if event.anchor is not None and len(event.value) <= _LONGEST_ANCHORED:
                self._anchors[event.anchor] = scalar
            return scalar
        if depth >= MAX_DEPTH:
            raise _TooDeepError(_start(event))
        if isinstance(event, yaml.MappingStartEvent):
            members: dict[str, Node] = {}
            self._fill(members, depth + 1)
            return Node("mapping", members, "", index)
        items = []
        for item in self._events:
            if isinstance(item, yaml.SequenceEndEvent):
                break
            items.append(self._node(item, _start(item), depth + 1))
        return Node("list", items, "", index)

    def _alias(self, event: yaml.AliasEvent, index: int) -> Node:
        anchored = self._anchors.get(event.anchor or "")
        if anchored is not None:
            return Node(anchored.kind, anchored.value, anchored.written, index)
        self._fault(
            _start(event),
            "front-matter-alias",
            f"the YAML alias *{event.anchor} isn't supported",
            "write the value out, or put it in quotes if it is text",
        )
        return Node("bad", None, "", index)

    def _scalar(self, event: yaml.ScalarEvent, index: int) -> Node:
        text = event.value.translate(_UNBREAKS) if self._disguised else event.value
        if event.implicit[0] and text in WORDS:
            return Node(*WORDS[text], text, index)
        if not event.implicit[0] or text[0] not in "0123456789+-.":
            return Node("text", text, text, index)
        if DATE.match(text):
            return Node("date", text, text, index)
        if INTEGER.match(text):
            return self._integer(text, index)
        if FLOAT.match(text) or ODD_FLOAT.match(text):
            return self._decimal(text, index)
        return Node("text", text, text, index)

    def _decimal(self, text: str, index: int) -> Node:
        if FLOAT.match(text) and isfinite(number := float(text)):
            return Node("float", number, text, index)
        self._faults.append(unusable_number(text, index))
        return Node("bad", None, text, index)

    def _integer(self, text: str, index: int) -> Node:
        if len(text) <= 20:
            number = int(text, 16 if text.startswith("0x") else 10)
            if MIN_INTEGER <= number <= MAX_INTEGER:
                return Node("int", number, text, index)
        self._faults.append(unusable_number(text, index))
        return Node("bad", None, text, index)

    def _refuse_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, index: int) -> None:
        if event.anchor is not None and not isinstance(event, yaml.ScalarEvent):
            self._fault(
                index,
                "front-matter-alias",
                f"the YAML anchor &{event.anchor} of a list or mapping isn't supported",
                "remove it, and write the value out where it is used",
            )
        if event.tag not in (None, "!", _TEXT_TAG):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._fault(
                index, "front-matter-tag", f"the YAML tag {tag} isn't supported", "write the value without it"
            )

    def _fault(self, index: int, code: str, message: str, hint: str) -> None:
        self._faults.append(Fault(index, code, message, hint))


def _start(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0
