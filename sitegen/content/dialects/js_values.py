"""A JavaScript or TypeScript configuration -> a Node of its literals; it is never run.

Read are object and array literals, texts, numbers, and constants that name such values. The arguments of a
call are its parts, and its name is the tag: ``starlight({ title: "A" })``. Everything else is a Node of the
tag ``code``, whose value is None.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.old_value import Node

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)"
    r"|(?P<pattern>(?<=[(,=:\[!&|?{};])\s?/(?![/*\s])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*)"
    r"|(?P<number>\d[\d_]*(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*)"
    r"|(?P<mark>\.\.\.|=>|.)",
    re.DOTALL,
)
_EXPORT = re.compile(r"^\s*(?:export\s+default\s|module\.exports\s*=)", re.MULTILINE)
_CONSTANT = re.compile(
    r"^\s*(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)[^=\n]*=(?!=|>)", re.MULTILINE
)
#: A function that only returns a value, and one that is written as an arrow.
_FUNCTION = re.compile(
    r"^\s*(?:export\s+)?(?:default\s+)?function\s+([A-Za-z_$][\w$]*)\s*\([^()]*\)[^{}\n]*\{\s*return\b(?=\s*[\[({])",
    re.MULTILINE,
)
_ARROW = re.compile(r"\s*\([^()]*\)\s*(?::[^=\n]+)?=>\s*(?:\{\s*return\b\s*)?(?=[\[(])")
_RETURN = re.compile(r"^\s*return\s*(?=[{(]|[A-Za-z_$][\w$]*\()", re.MULTILINE)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\n|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\0", "\n": ""}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_CLOSING = {"{": "}", "[": "]", "(": ")"}
_MOST_DEPTH = 60


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def read_js(text: str, path: str, imported: Mapping[str, Node] | None = None) -> Node:
    """Return what a module exports by default; a mapping without entries where that is no literal.

    Constants of the module are in the entry ``$constants``, which no object literal has, and so are the
    values of functions that only return one. ``imported`` are those of other modules.
    """
    constants: dict[str, Node] = {**(imported or {})}
    definitions = [*_FUNCTION.finditer(text), *_CONSTANT.finditer(text)]
    definitions = [match for match in definitions if match[1] not in constants]
    for _ in range(2 if len(definitions) > 1 else 1):  # one may use another that is defined below it
        for match in definitions:
            arrow = _ARROW.match(text, match.end())
            start = arrow.end() if arrow else match.end()
            constants[match[1]] = _Reader(text, start, path, constants).value()
    export = _EXPORT.search(text)
    node = _Reader(text, export.end(), path, constants).value() if export else Node(None, path, 1, "code")
    node = _unwrap(node)
    if not node.items and (given := _RETURN.search(text, export.end() if export else 0)):
        node = _unwrap(_Reader(text, given.end(), path, constants).value())
    return Node({**node.items, "$constants": Node(constants, path, 1)}, path, node.line, node.tag)


def _unwrap(node: Node) -> Node:
    """Return the object that a call such as ``defineConfig({…})`` gets."""
    while node.tag and not node.items and isinstance(node.value, tuple):
        inner = next((part for part in node.value if part.items or isinstance(part.value, tuple)), None)
        if inner is None:
            return node
        node = inner
    return node


class _Reader:
    """The tokens from one place on; a value is read as far as it goes."""

    def __init__(self, text: str, start: int, path: str, constants: dict[str, Node]) -> None:
        self._text = text
        self._path = path
        self._constants = constants
        self._pos = start
        self._line = text.count("\n", 0, start) + 1
        self._depth = 0
        self._token = _Token("", "", self._line)
        self._next()

    def _next(self) -> None:
        while match := _TOKEN.match(self._text, self._pos):
            line = self._line
            self._pos = match.end()
            self._line += match[0].count("\n")
            if match.lastgroup != "space":
                self._token = _Token(match.lastgroup or "", match[0], line)
                return
        self._token = _Token("end", "", self._line)

    def value(self) -> Node:
        """Read one expression; what follows a literal and changes it makes code of it."""
        start = self._token.line
        node = self._operand()
        while self._token.kind == "name" and self._token.text in ("as", "satisfies"):
            self._skip()
        if self._token.text not in (",", "}", "]", ")", ";", "") and not self._begins_statement(start):
            self._skip()
            return Node(None, self._path, start, "code")
        return node

    def _begins_statement(self, start: int) -> bool:
        return self._depth == 0 and self._token.line > start and self._token.kind == "name"

    def _operand(self) -> Node:
        token = self._token
        code = Node(None, self._path, token.line, "code")
        if self._depth > _MOST_DEPTH:
            return code
        if token.text in ("{", "[", "("):
            return self._bracket(code)
        if token.kind == "name":
            return self._named(token)
        if token.kind in ("text", "number"):
            self._next()
            is_computed = token.text[0] == "`" and "${" in token.text
            return code if is_computed else Node(_literal(token), self._path, token.line)
        if token.text not in (",", "}", "]", ")", ";", ""):
            self._skip()
        return code

    def _bracket(self, code: Node) -> Node:
        opening = self._token.text
        self._depth += 1
        node = self._object() if opening == "{" else self._list(_CLOSING[opening])
        self._depth -= 1
        if opening != "(":
            return node
        return node.value[0] if len(node.value) == 1 else code

    def _named(self, token: _Token) -> Node:
        self._next()
        if token.text in ("await", "new"):
            return self._operand()
        if self._token.text == "(":
            self._depth += 1
            arguments = self._list(")")
            self._depth -= 1
            if token.text in self._constants and self._constants[token.text].tag != "code":
                return self._constants[token.text]
            return Node(arguments.value, self._path, token.line, token.text)
        if token.text in _WORDS:
            return Node(_WORDS[token.text], self._path, token.line)
        if token.text in self._constants:
            return self._constants[token.text]
        return Node(None, self._path, token.line, "code")

    def _list(self, end: str) -> Node:
        line = self._token.line
        items: list[Node] = []
        self._next()
        while self._token.text not in (end, ""):
            if self._token.text == "...":
                self._next()
                spread = self.value()
                items += spread.parts if isinstance(spread.value, tuple) and not spread.tag else ()
            elif self._token.text == ",":
                self._next()
            elif self._token.text in ("}", "]", ")"):
                break
            else:
                items.append(self.value())
        self._next()
        return Node(tuple(items), self._path, line)

    def _object(self) -> Node:
        line = self._token.line
        items: dict[str, Node] = {}
        self._next()
        while self._token.text not in ("}", ""):
            token = self._token
            if token.text == ",":
                self._next()
            elif token.text == "...":
                self._next()
                items |= self.value().items
            elif token.text in ("]", ")"):
                break
            else:
                name = self._name(token)
                if self._token.text == ":":
                    self._next()
                    items[name] = self.value()
                elif self._token.text in (",", "}"):
                    items[name] = self._constants.get(name, Node(None, self._path, token.line, "code"))
                else:
                    self._skip()
                    items[name] = Node(None, self._path, token.line, "code")
        self._next()
        return Node(items, self._path, line)

    def _name(self, token: _Token) -> str:
        """Read the name of a property; a computed one is in brackets."""
        self._next()
        if token.text != "[":
            return unquote(token.text) if token.kind == "text" else token.text
        name = self.value().text
        if self._token.text == "]":
            self._next()
        return name

    def _skip(self) -> None:
        """Pass over the rest of an expression, with all its brackets."""
        brackets: list[str] = []
        while self._token.text:
            text = self._token.text
            if not brackets and text in (",", "}", "]", ")", ";"):
                return
            if self._token.kind == "mark" and text in _CLOSING:
                brackets.append(_CLOSING[text])
            elif brackets and text == brackets[-1]:
                brackets.pop()
            self._next()


def _literal(token: _Token) -> str | int | float:
    if token.kind == "text":
        return unquote(token.text)
    digits = token.text.replace("_", "")
    return float(digits) if "." in digits else int(digits[:18])


def unquote(written: str) -> str:
    """Return what a text in quotes or backticks says."""
    return _ESCAPE.sub(lambda match: _unescape(match[1]), written[1:-1])


def _unescape(escape: str) -> str:
    if escape[0] in "ux" and len(escape) > 1:
        code = int(escape[1:].strip("{}"), 16)
        return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return _ESCAPED.get(escape, escape)
