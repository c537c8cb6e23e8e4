"""A regular expression -> the ASCII characters that its matches can begin with.

Read off the parsed expression, and never too few: what is not understood counts as every character.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as codes  # type: ignore[attr-defined]  # nothing public reads an expression
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import TYPE_CHECKING, Any

from sitegen.expressions import known_firsts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    #: What can begin there, and whether nothing at all can stand there, too.
    First = tuple[frozenset[str], bool]

ASCII = frozenset(map(chr, range(128)))

_NOTHING: frozenset[str] = frozenset()
_CATEGORIES = {
    name: frozenset(filter(re.compile(escape).match, ASCII))
    for name, escape in (
        (codes.CATEGORY_DIGIT, r"\d"),
        (codes.CATEGORY_NOT_DIGIT, r"\D"),
        (codes.CATEGORY_SPACE, r"\s"),
        (codes.CATEGORY_NOT_SPACE, r"\S"),
        (codes.CATEGORY_WORD, r"\w"),
        (codes.CATEGORY_NOT_WORD, r"\W"),
    )
}
#: What the same flags mean for every part of an expression; others are not looked into.
_KNOWN = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE


@lru_cache(maxsize=4096)  # lexers say the same in many states
def first_characters(pattern: re.Pattern[str]) -> frozenset[str] | None:
    """Return the ASCII characters that matches can begin with; None when some need no character."""
    asked = pattern.pattern, pattern.flags
    if asked in known_firsts:
        return known_firsts[asked]
    if pattern.flags & ~_KNOWN:
        return None
    characters, skippable = _sequence(parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    return None if skippable else characters


def _sequence(parts: Iterable[tuple[Any, Any]], flags: int) -> First:
    found: set[str] = set()
    for code, argument in parts:
        read = _READERS.get(code)
        characters, skippable = read(argument, flags) if read else (ASCII, True)
        found |= characters
        if not skippable:
            return frozenset(found), False
    return frozenset(found), True


def _literal(number: int, flags: int) -> First:
    return _either_case({number}, flags), False


def _not_literal(number: int, flags: int) -> First:
    return ASCII if flags & re.IGNORECASE else ASCII - {chr(number)}, False


def _any(_: None, flags: int) -> First:
    return ASCII if flags & re.DOTALL else ASCII - {"\n"}, False


def _set(items: list[tuple[Any, Any]], flags: int) -> First:
    numbers: set[int] = set()
    found: set[str] = set()
    negated = False
    for code, argument in items:
        if code is codes.NEGATE:
            negated = True
        elif code is codes.LITERAL:
            numbers.add(argument)
        elif code is codes.RANGE:
            first, last = argument
            numbers.update(range(first, min(last, 127) + 1), (last,))
        elif argument in _CATEGORIES:
            found |= _CATEGORIES[argument]
        else:
            return ASCII, False
    if negated and flags & re.IGNORECASE:
        return ASCII, False
    found |= _either_case(numbers, flags)
    return ASCII - found if negated else frozenset(found), False


def _either_case(numbers: set[int], flags: int) -> frozenset[str]:
    written = {chr(number) for number in numbers if number < 128}
    if flags & re.IGNORECASE:
        written |= {other for character in written for other in (character.lower(), character.upper())}
        if max(numbers, default=0) >= 128:
            written |= set("iksIKS")  # each has a relative beyond ASCII: U+0131, U+212A, U+017F
    return frozenset(written)


def _branch(argument: tuple[None, list[Any]], flags: int) -> First:
    firsts = [_sequence(parts, flags) for parts in argument[1]]
    return _NOTHING.union(*(characters for characters, _ in firsts)), any(skip for _, skip in firsts)


def _group(argument: tuple[Any, int, int, Any], flags: int) -> First:
    _, added, removed, parts = argument
    return _sequence(parts, (flags | added) & ~removed)


def _repeat(argument: tuple[int, int, Any], flags: int) -> First:
    least, _, parts = argument
    characters, skippable = _sequence(parts, flags)
    return characters, skippable or least == 0


def _ahead(argument: tuple[int, Any], flags: int) -> First:
    direction, parts = argument
    return _sequence(parts, flags) if direction > 0 else (_NOTHING, True)


def _no_width(_: object, __: int) -> First:
    return _NOTHING, True


_READERS: dict[Any, Callable[[Any, int], First]] = {
    codes.LITERAL: _literal,
    codes.NOT_LITERAL: _not_literal,
    codes.ANY: _any,
    codes.IN: _set,
    codes.BRANCH: _branch,
    codes.SUBPATTERN: _group,
    codes.ATOMIC_GROUP: _sequence,
    codes.MAX_REPEAT: _repeat,
    codes.MIN_REPEAT: _repeat,
    codes.POSSESSIVE_REPEAT: _repeat,
    codes.ASSERT: _ahead,
    codes.ASSERT_NOT: _no_width,
    codes.AT: _no_width,
}
