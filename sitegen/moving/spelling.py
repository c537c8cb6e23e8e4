"""A target and the text around it -> the characters that spell it, and those that spell another one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Container

#: What is before the target of a definition, which many links share.
_DEFINITION = lazy_compile(r"[ \t>]*\[(?:[^\[\]\\]|\\.)*\]:[ \t]*<?")
_ENTITIES = {"&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos"}
#: A target ends before these, or is part of a longer one.
_LEFT, _RIGHT = r"(?<![\w/.%~-])", r"(?![\w/%~-]|\.\w)"
_PARENTHESES = str.maketrans({"(": "%28", ")": "%29"})
#: What separates the parts of a target is not encoded.
_SAFE = "/?#=&:;,@!$+*~()'"


class Lines:
    """A text, in which an offset is known by its line and column."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a position; lines and columns count from 1, column 0 is the whole line."""
        start = self._starts[min(max(line, 1), len(self._starts)) - 1]
        return start + max(column - 1, 0)

    def find(
        self, target: str, line: int, column: int, taken: Container[tuple[int, int]]
    ) -> tuple[int, int] | None:
        """Return where a target is spelled, at or behind a position in its paragraph, however it is encoded.

        What is ``taken`` is passed over, but for a definition, which many links share.
        """
        at = self.offset(line, column)
        definition = _DEFINITION.fullmatch(self.text, self.offset(line, 0), at)
        spelled = _spellings(target)
        for start in (at, at + 1):  # a quote or an angle bracket may come first
            if (match := spelled.match(self.text, start)) and (definition or match.span() not in taken):
                return match.span()
        name = _spellings(target, whole=True)
        for start, mark in (
            (at, "\n\n"),
            (self.offset(line, 0), "\n"),
        ):  # columns of translated lines are shifted
            end = self.text.find(mark, start)
            matches = name.finditer(self.text, start, end if end >= 0 else len(self.text))
            if span := next((match.span() for match in matches if match.span() not in taken), None):
                return span
        return None


@lru_cache(maxsize=4096)
def _spellings(target: str, *, whole: bool = False) -> re.Pattern[str]:
    """Return a pattern of everything that means a target: ``a b``, ``a%20b``, ``a&#32;b``."""
    pattern = "".join(map(_spell, target))
    return re.compile(f"{_LEFT}{pattern}{_RIGHT}" if whole else f"{pattern}{_RIGHT}")


def _spell(character: str) -> str:
    if character.isascii() and character.isalnum():
        return f"(?:{character}|%{ord(character):02X})"
    percent = "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogateescape"))
    ways = [re.escape(character), f"(?i:{percent})", rf"\\{re.escape(character)}"]
    ways += [f"(?i:&#0*{ord(character)};)", f"(?i:&#x0*{ord(character):x};)"]
    if character in _ENTITIES:
        ways.append(f"&{_ENTITIES[character]};")
    return f"(?:{'|'.join(ways)})"


def respell(text: str, span: tuple[int, int], target: str) -> str:
    """Return another target, spelled in the same manner as the one at ``span``."""
    start, end = span
    written, before = text[start:end], text[start - 1 : start]
    if "%" in written:
        return quote(target, safe=_SAFE)
    if before == "<":
        return target.replace("<", "%3C").replace(">", "%3E")
    if before in ('"', "'"):
        return target.replace("&", "&amp;") if "&amp;" in written else target
    if before in ("(", " ", "\t") and text[end : end + 1] in (*") \t\r\n?#", ""):
        bare = re.sub(r"[\s<>]", lambda match: quote(match[0]), target)
        return bare if _is_balanced(bare) else bare.translate(_PARENTHESES)
    return target


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
