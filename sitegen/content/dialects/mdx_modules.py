"""The JavaScript of an MDX page -> which lines it takes, and the values that it names; nothing is run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.aliases import resolve_alias
from sitegen.content.dialects.inclusion import NotIncludedError
from sitegen.content.dialects.js_values import read_js, unquote
from sitegen.content.dialects.lines import mark_code
from sitegen.core.old_value import Node, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line, Notes

_MODULE = re.compile(
    r"(?:import\s+(?:[\w*{\"'])|export\s+(?:default|const|let|var|function|async|type|interface|\{|\*))"
)
_IMPORT = re.compile(r"^import\s+(?:\*\s+as\s+)?(\w+)\s+from\s+[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_TOKEN = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/|[(){}\[\]`]", re.DOTALL
)
_NAME = r"[A-Za-z_$][\w$]*"
_PATH = re.compile(rf"{_NAME}(?:\??\.{_NAME}|\[(?:\d+|\"[^\"]*\"|'[^']*')\])*\Z")
_STEP = re.compile(rf"({_NAME})|\[(\d+)\]|\[[\"']([^\"']*)[\"']\]")
_TEXT = re.compile(r"(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)\Z", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?\Z")
_HOLE = re.compile(r"\$\{([^{}]*)\}")
_EMPTY = frozenset(("true", "false", "null", "undefined"))
_MEDIA = re.compile(r"[^!?]+\.(?:avif|gif|jpe?g|mp[34]|png|svg|webm|webp)")
#: Of one module: what isn't closed within them ends at its first blank line.
_MOST_LINES = 600


def find_modules(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return (first index, index after the last) of each run of lines that is JavaScript, not text."""
    modules: list[tuple[int, int]] = []
    end = 0
    for index, line, is_code in mark_code(lines):
        if index >= end and not is_code and _MODULE.match(line.text):
            end = _find_end(lines, index)
            modules.append((index, end))
    return modules


def cut_modules(lines: list[Line]) -> list[Line]:
    """Return lines without what is JavaScript, not text: blank lines stand for it."""
    cut = {index for start, end in find_modules(lines) for index in range(start, end)}
    return [line.says("") if index in cut else line for index, line in enumerate(lines)] if cut else lines


def _find_end(lines: Sequence[Line], start: int) -> int:
    """Return the index after a module: at a blank line, or after a statement, outside all brackets."""
    text = ""
    first_blank = 0
    for index in range(start, min(start + _MOST_LINES, len(lines))):
        line = lines[index].text
        text += f"{line}\n"
        is_blank = not line.strip()
        if is_blank and not first_blank:
            first_blank = index
        if (is_blank or line.rstrip().endswith((";", "'", '"'))) and _is_closed(text):
            return index if is_blank else index + 1
    return first_blank or (len(lines) if _is_closed(text) else start + 1)


def _is_closed(text: str) -> bool:
    """Return whether all brackets and template literals of a piece of JavaScript are closed."""
    depth = 0
    for part in _TOKEN.findall(text):
        if part == "`":
            return False
        depth += (part in "({[") - (part in ")}]") if len(part) == 1 else 0
    return depth <= 0


class _File(str):
    """The address of a picture or recording that a page imports; frameworks also call it ``name.src``."""

    __slots__ = ()


class Values:
    """What names in a page stand for: its front matter, its constants, the files that it imports."""

    def __init__(self, lines: Sequence[Line], modules: Sequence[tuple[int, int]], notes: Notes) -> None:
        page: object = notes.values.get("page", {})
        self._values: dict[str, object] = {"frontmatter": page, "frontMatter": page}
        text = "\n".join(line.text for start, end in modules for line in lines[start:end])
        for name, written in _IMPORT.findall(text):
            if (value := _read_import(written, notes)) is not None:
                self._values[name] = value
        constants = read_js(text, "").items["$constants"].items if "const" in text else {}
        self._values |= {name: plain(node) for name, node in constants.items() if not _is_computed(node)}

    def get(self, expression: str) -> str | None:
        """Return what an expression shows; None if it isn't a literal or a known name."""
        expression = expression.strip()
        if not expression or expression in _EMPTY:
            return ""
        if _NUMBER.match(expression):
            return expression
        if _TEXT.match(expression):
            return self._fill(expression)
        return self._look_up(expression) if _PATH.match(expression) else None

    def _look_up(self, path: str) -> str | None:
        value: object = self._values
        for name, number, key in _STEP.findall(path):
            if number and isinstance(value, list) and int(number) < len(value):
                value = value[int(number)]
            elif isinstance(value, dict) and (name or key) in value:
                value = value[name or key]
            elif isinstance(value, _File) and name in ("src", "default"):
                continue
            else:
                return None
        if isinstance(value, bool):
            return ""
        return str(value) if isinstance(value, (str, int, float)) else None

    def _fill(self, literal: str) -> str | None:
        text = unquote(literal)
        if literal[0] != "`" or "${" not in text:
            return text
        parts = {hole: self.get(hole) for hole in _HOLE.findall(text)}
        if any(part is None for part in parts.values()):
            return None
        return _HOLE.sub(lambda match: parts[match[1]] or "", text)


def _is_computed(node: Node) -> bool:
    return bool(node.tag) or node.value is None


def _read_import(written: str, notes: Notes) -> object:
    """Return the value of an imported JSON file, the address of a picture, or the text of another file."""
    if _MEDIA.fullmatch(written):
        return _File(resolve_alias(written, notes))
    path = written.removeprefix("!!raw-loader!").lstrip("!").partition("?")[0]
    is_text = path != written
    if not is_text and not path.endswith(".json"):
        return None
    try:
        lines = notes.files.read(path, notes.files.page, 0)[1]
        return "\n".join(lines) if is_text else json.loads("\n".join(lines))
    except (NotIncludedError, ValueError):
        return None
