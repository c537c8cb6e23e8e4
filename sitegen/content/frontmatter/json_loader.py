"""JSON front matter -> Entries."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, Any

from frontmatter.default_handlers import JSONHandler

from sitegen.content.frontmatter.nodes import (
    MAX_DEPTH,
    MAX_INTEGER,
    MIN_INTEGER,
    Entries,
    Fault,
    Node,
    duplicate_key,
    too_deep,
    unusable_number,
)
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

# An unfinished string takes the rest of its line, so that the scan stays linear.
_TOKEN = lazy_compile(
    r'(?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*"?)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<colon>:)'
)


class Json(JSONHandler):
    """Front matter that is one JSON object at the very top of a file."""

    def __init__(self) -> None:
        # A brace may begin ordinary text: it opens front matter only before a key or a closing brace.
        super().__init__(fm_boundary=re.compile(r'\{\s*(?:["}]|[A-Za-z_]\w*\s*:)'))

    def split(self, text: str) -> tuple[str, str]:
        """Return the object and what follows it; ValueError when its brace is never closed."""
        depth = 0
        for token in _TOKEN.finditer(text):
            depth += (token.lastgroup == "open") - (token.lastgroup == "close")
            if depth == 0:
                return text[: token.end()], text[token.end() :]
        raise ValueError

    def load(self, fm: str, **options: object) -> Entries:
        """Return the members of a JSON object, and what is wrong with it."""
        del options  # part of the handler's interface; strictness isn't up to the caller
        entries = Entries()
        keys: list[int] = []  # where each key is, inner ones too, in the order of the text
        depth = last = 0
        for token in _TOKEN.finditer(fm):
            if token.lastgroup == "string":
                last = token.start()
            elif token.lastgroup == "colon":
                keys.append(last)
            depth += (token.lastgroup == "open") - (token.lastgroup == "close")
            if depth > MAX_DEPTH:
                entries.faults.append(too_deep(token.start()))
                return entries
        try:
            pairs = json.loads(
                fm, object_pairs_hook=_Pairs, parse_int=_Number, parse_float=_Number, parse_constant=_Number
            )
        except json.JSONDecodeError as problem:
            entries.faults.append(_explain(problem))
            return entries
        _fill(entries, pairs, iter(keys), entries.faults)
        return entries


class _Pairs(list[tuple[str, Any]]):
    """The pairs of an object: a dict would lose duplicate keys."""


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


def _fill(members: dict[str, Node], pairs: _Pairs, keys: Iterator[int], faults: list[Fault]) -> None:
    for name, value in pairs:
        index = next(keys)
        node = _node(value, index, keys, faults)
        if name in members:
            faults.append(duplicate_key(name, index, members[name].at))
        else:
            members[name] = node


def _node(
    value: object,
    index: int,
    keys: Iterator[int],
    faults: list[Fault],
) -> Node:
    if isinstance(value, _Number):
        return _number(value, index, faults)
    if isinstance(value, _Pairs):
        members: dict[str, Node] = {}
        _fill(members, value, keys, faults)
        return Node("mapping", members, "", index)
    if isinstance(value, list):
        return Node("list", [_node(item, index, keys, faults) for item in value], "", index)
    if isinstance(value, bool):
        return Node("bool", value, str(value).lower(), index)
    if value is None:
        return Node("null", None, "null", index)
    text = str(value)
    return Node("text", text, text, index)


def _number(written: str, index: int, faults: list[Fault]) -> Node:
    if len(written) <= 20 and written.lstrip("-").isdecimal():
        number = int(written)
        if MIN_INTEGER <= number <= MAX_INTEGER:
            return Node("int", number, str(written), index)
    elif not written.lstrip("-").isdecimal() and isfinite(decimal := float(written)):
        return Node("float", decimal, str(written), index)
    faults.append(unusable_number(written, index))
    return Node("bad", None, written, index)


def _explain(problem: json.JSONDecodeError) -> Fault:
    message = problem.msg[:1].lower() + problem.msg[1:]
    hint = ""
    if "property name" in message:
        hint = "put keys in double quotes, and no comma after the last member"
    elif "delimiter" in message:
        hint = "put a comma between two members, and a colon after a key"
    elif "control character" in message:
        hint = r"write a line end inside text as \n"
    elif "Expecting value" in problem.msg:
        hint = "put text in double quotes, and no comma after the last item"
    elif "Extra data" in problem.msg:
        hint = "the front matter is one object"
    return Fault(problem.pos, "front-matter-syntax", message, hint)
