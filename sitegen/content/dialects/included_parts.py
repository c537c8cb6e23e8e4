"""The options of Sphinx's ``include`` and ``literalinclude`` -> the lines of a file that they choose."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING

from sitegen.content.dialects.inclusion import NotIncludedError, choose_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_CHANGED = "correct the option: the file has changed"


def choose_by_number(lines: Sequence[str], options: Mapping[str, str], path: str) -> list[str]:
    """Return the lines that ``lines``, ``start-line``, ``end-line`` and ``pyobject`` name.

    NotIncludedError if the file has none of them.
    """
    if "pyobject" in options:
        return _find_object(lines, options["pyobject"], path)
    if "lines" in options:
        return choose_lines(lines, options["lines"], path)
    start, end = options.get("start-line", ""), options.get("end-line", "")
    first, last = (int(text) if text.lstrip("-").isdigit() else None for text in (start, end))
    if first is not None and first >= len(lines) > 0:
        raise NotIncludedError(f"{path} has {len(lines)} lines, not {first + 1}", _CHANGED)
    return [*lines[first:last]]


def choose_between(lines: Sequence[str], options: Mapping[str, str], path: str) -> list[str]:
    """Return the lines between the texts that options name; NotIncludedError if the file has none."""
    first, last = 0, len(lines)
    for option, skipped in (("start-after", 1), ("start-at", 0)):
        if text := options.get(option):
            first = _find(lines, text, 0, option, path) + skipped
    for option, kept in (("end-before", 0), ("end-at", 1)):
        if text := options.get(option):
            last = _find(lines, text, first, option, path) + kept
    chosen = [*lines[first:last]]
    return dedent("\n".join(chosen)).split("\n") if "dedent" in options and chosen else chosen


def _find(lines: Sequence[str], text: str, start: int, option: str, path: str) -> int:
    for index in range(start, len(lines)):
        if text in lines[index]:
            return index
    raise NotIncludedError(f"{path} has no text {text!r}, which {option} names", _CHANGED)


def _find_object(lines: Sequence[str], name: str, path: str) -> list[str]:
    """Return the definition of a function or class of Python, with its decorators: ``Class.method``."""
    start, end, indent = 0, len(lines), -1
    for part in name.split("."):
        head = re.compile(rf"([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(part)}\b")
        at = next(
            (index for index in range(start, end) if (m := head.match(lines[index])) and len(m[1]) > indent),
            None,
        )
        if at is None:
            raise NotIncludedError(f"{path} has no object {name!r}", _CHANGED)
        indent = len(lines[at]) - len(lines[at].lstrip())
        start = at
        deeper = (lines[index] for index in range(at + 1, end))
        end = (
            at
            + 1
            + next(
                (
                    index
                    for index, line in enumerate(deeper)
                    if line.strip()
                    and len(line) - len(line.lstrip()) <= indent
                    and line.strip()[0] not in ")]}"
                ),
                end - at - 1,
            )
        )
    while start and lines[start - 1].lstrip().startswith("@"):
        start -= 1
    chosen = [*lines[start:end]]
    while chosen and not chosen[-1].strip():
        chosen.pop()
    return chosen
