"""TOML text -> its values and the place of each of its keys; a mistake is a TomlError, never a crash.

tomllib gives no places, recurses into nested brackets and takes quadratic time and memory for long
dotted keys. One pass over the tokens finds the places and refuses what tomllib can't bear.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The most nested brackets, or parts of one dotted key, that are accepted.
MAX_DEPTH = 50

#: The names and positions that lead to a key: ``("menu", 0, "name")``.
KeyPath = tuple[str | int, ...]

# An unfinished string takes the rest of its line, or of the text, so that the scan stays linear.
_TOKEN = lazy_compile(
    r"(?P<space>[ \t\r]+)|(?P<newline>\n)|(?P<comment>\#[^\n]*)"
    r'|(?P<block>"""[^\\"]*(?:(?:\\.|"(?!""))[^\\"]*)*(?:"{3,5}|\Z|\\)|\'\'\'[^\']*(?:\'(?!\'\')[^\']*)*(?:\'{3,5}|\Z))'
    r'|(?P<string>"[^"\\\n]*(?:\\.[^"\\\n]*)*"?|\'[^\'\n]*\'?)'
    r"|(?P<mark>[\[\]{}=.,])|(?P<bare>[^\s\#\"'\[\]{}=.,]+)",
    re.DOTALL,
)
_WHERE = lazy_compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class TomlError(Exception):
    """A text that isn't TOML, or nested beyond reason; ``index`` counts characters from 0."""

    def __init__(self, message: str, index: int, hint: str = "", *, is_too_deep: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.index = index
        self.hint = hint
        self.is_too_deep = is_too_deep


class TomlText(msgspec.Struct, frozen=True):
    """The values of a TOML text, with their positions."""

    values: dict[str, Any]
    places: dict[KeyPath, int]  #: index of each key's first character; tables in arrays are numbered


def read_toml(text: str) -> TomlText:
    r"""Return the values of a TOML text (line ends ``\\n``) and the places of its keys."""
    places = _Scan(text).places
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _explain(problem, text) from None
    except ValueError:  # Python refuses to read a decimal number of more than 4,300 digits
        raise TomlError("a number has too many digits", _longest_digits(text), "write it in quotes") from None
    return TomlText(values, places)


def _explain(problem: tomllib.TOMLDecodeError, text: str) -> TomlError:
    message = str(problem)
    where = _WHERE.search(message)
    index = len(text.rstrip("\n"))
    if where and where[1]:
        lines = text.split("\n")
        index = sum(len(line) + 1 for line in lines[: int(where[1]) - 1]) + int(where[2]) - 1
    message = _WHERE.sub("", message)
    return TomlError(message[:1].lower() + message[1:], index, _hint(message))


def _hint(message: str) -> str:
    if "Cannot overwrite" in message or "Cannot declare" in message or "Duplicate" in message:
        return "each key and each table can appear only once"
    if "Invalid value" in message or "Expected newline" in message:
        return "write text in double quotes, and booleans as true or false"
    if "Expected '='" in message:
        return "each line is 'key = value'"
    return "look at the quotes, brackets and commas here and on the line before"


def _longest_digits(text: str) -> int:
    return max(re.finditer(r"[0-9_]+", text), key=lambda run: len(run[0])).start()


class _Scan:
    """One pass over the tokens of a text that doesn't have to be correct; tomllib judges that."""

    def __init__(self, text: str) -> None:
        self.places: dict[KeyPath, int] = {}
        self._tables: dict[KeyPath, int] = {}  # array of tables -> how many so far
        self._prefix: KeyPath = ()
        tokens = (
            (token.lastgroup or "", token[0], token.start())
            for token in _TOKEN.finditer(text)
            if token.lastgroup not in ("space", "comment")
        )
        for kind, word, index in tokens:
            if kind == "newline":
                continue
            if word == "[":
                self._read_header(tokens, index)
            else:
                self._read_pair(tokens, (kind, word, index))

    def _read_header(self, tokens: Iterator[tuple[str, str, int]], index: int) -> None:
        parts: list[str] = []
        opened = 1
        for kind, word, _ in tokens:
            if kind == "newline":
                break
            if word == "[":
                opened += 1
            elif kind in ("bare", "string"):
                parts.append(_unquote(word))
            _refuse_depth(len(parts), index)
        path: KeyPath = ()
        for position, part in enumerate(parts):
            path = (*path, part)
            self.places.setdefault(path, index)
            last = position == len(parts) - 1
            if last and opened > 1:
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
                self.places.setdefault(path, index)
        self._prefix = path

    def _read_pair(self, tokens: Iterator[tuple[str, str, int]], first: tuple[str, str, int]) -> None:
        parts = [(_unquote(first[1]), first[2])] if first[0] in ("bare", "string") else []
        for kind, word, index in tokens:
            if kind == "newline":
                return
            if word == "=":
                self._read_value(tokens, self._note(self._prefix, parts))
                return
            if kind in ("bare", "string"):
                parts.append((_unquote(word), index))
                _refuse_depth(len(parts), index)

    def _read_value(self, tokens: Iterator[tuple[str, str, int]], path: KeyPath) -> None:
        """Read to the end of a value; note the keys of the inline tables in it."""
        open_: list[tuple[str, KeyPath, int]] = []  # bracket, path of what it holds, items before
        parts: list[tuple[str, int]] = []
        for kind, word, index in tokens:
            if kind == "newline":
                if not open_:
                    return
                continue
            if word in ("[", "{"):
                if open_ and open_[-1][0] == "[":
                    path = (*open_[-1][1], open_[-1][2])
                    self.places.setdefault(path, index)
                open_.append((word, path, 0))
                parts = []
                _refuse_depth(len(open_), index)
            elif word in ("]", "}") and open_:
                open_.pop()
            elif word == "," and open_:
                bracket, holder, items = open_[-1]
                open_[-1] = (bracket, holder, items + 1)
                parts = []
            elif word == "=" and open_:
                path = self._note(open_[-1][1], parts)
                parts = []
            elif kind in ("bare", "string"):
                parts.append((_unquote(word), index))
                _refuse_depth(len(parts), index)

    def _note(self, prefix: KeyPath, parts: list[tuple[str, int]]) -> KeyPath:
        path = prefix
        for part, index in parts:
            path = (*path, part)
            self.places.setdefault(path, index)
        return path


def _refuse_depth(depth: int, index: int) -> None:
    if depth > MAX_DEPTH:
        raise TomlError(
            f"nested more than {MAX_DEPTH} levels deep",
            index,
            "flatten the value, or move it to a data file",
            is_too_deep=True,
        )


def _unquote(word: str) -> str:
    """Return a key's name; escapes are left to tomllib, which reads the one key."""
    if word[0] not in "\"'":
        return word
    if "\\" not in word or word[0] == "'":
        return word.strip(word[0])
    try:
        return next(iter(tomllib.loads(f"{word}=0")))
    except tomllib.TOMLDecodeError:
        return word
