"""A Pygments lexer and code -> its tokens, with the rules of each state joined into one expression.

A lexer tries the rules of a state in turn at every position, in Python. One expression whose
alternatives are the rules does the same inside the regular expression engine, which passes over
an alternative by its first character. An empty group behind each alternative says which one it
was. Rules that cannot be joined (they number or name groups, or set flags) stay alone, in their
place. A differential test holds the tokens equal to the library's, for every lexer joined.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from pygments.lexer import RegexLexer
from pygments.token import Error, Whitespace, _TokenType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pygments.lexer import Lexer

    Token = tuple[_TokenType, str]
    #: (match, action, new state), as a processed lexer holds them
    Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]

#: Joining a language's rules takes up to 0.1 s, which is won back after so many characters of it.
JOIN_AFTER = 50_000

_ALONE = re.compile(r"\\[1-9]|\(\?P[<=]|\(\?\(|^\(\?[aiLmsux]+\)")


class _Part(NamedTuple):
    """Neighbouring rules of a state under one expression."""

    match: Callable[[str, int], re.Match[str] | None]
    rules: dict[int | None, Rule]  #: by the number of the empty group behind each; None: the only one


class _States(dict[str, list[_Part]]):
    """The states of a lexer, each joined when it is first entered."""

    def __init__(self, rules: dict[str, list[Rule]]) -> None:
        super().__init__()
        self._rules = rules
        self.lexed = 0  #: characters, so far

    def __missing__(self, state: str) -> list[_Part]:
        self[state] = _join_rules(self._rules[state])
        return self[state]


def lex(lexer: Lexer, text: str) -> Iterator[Token]:
    """Yield (type, text) of each token; the texts together are the whole text."""
    states = _states_of(lexer)
    if states is None or states.lexed < JOIN_AFTER:
        if states is not None:
            states.lexed += len(text)
        return ((kind, value) for _, kind, value in lexer.get_tokens_unprocessed(text))
    return _lex_joined(lexer, states, text)


def _lex_joined(lexer: Lexer, states: _States, text: str) -> Iterator[Token]:
    stack = ["root"]
    parts = states["root"]
    pos, end = 0, len(text)
    while True:
        for part in parts:
            match = part.match(text, pos)
            if match is not None:
                break
        else:
            if pos >= end:
                return
            if text[pos] == "\n":  # a line that no rule ends begins anew
                stack = ["root"]
                parts = states["root"]
                yield Whitespace, "\n"
            else:
                yield Error, text[pos]
            pos += 1
            continue
        own_match, action, new_state = part.rules[match.lastindex if len(part.rules) > 1 else None]
        if action is not None:
            if type(action) is _TokenType:
                yield action, match.group()
            else:  # it reads the groups of its own expression
                for _, kind, value in action(lexer, own_match(text, pos)):
                    yield kind, value
        pos = match.end()
        if new_state is not None:
            _change_state(stack, new_state)
            parts = states[stack[-1]]


def _change_state(stack: list[str], new_state: tuple[str, ...] | int | str) -> None:
    """Push and pop states; the last one stays."""
    if isinstance(new_state, int):
        keep = max(1, len(stack) - abs(new_state))
        del stack[keep:]
        return
    for state in (new_state,) if isinstance(new_state, str) else new_state:
        if state == "#push":
            stack.append(stack[-1])
        elif state != "#pop":
            stack.append(state)
        elif len(stack) > 1:
            stack.pop()


@lru_cache(maxsize=64)  # lexers compare by identity; `highlight` keeps one a language
def _states_of(lexer: Lexer) -> _States | None:
    """Return the states of a lexer that works with the library's plain loop; None of another."""
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed:
        return None
    return _States(lexer._tokens)  # type: ignore[attr-defined]  # noqa: SLF001  nothing public holds them


def _join_rules(rules: list[Rule]) -> list[_Part]:
    parts: list[_Part] = []
    group: list[Rule] = []
    for rule in rules:
        if _can_join(rule, group):
            group.append(rule)
            continue
        parts += _join(group)
        group = [rule] if _can_join(rule, []) else []
        if not group:
            parts.append(_Part(rule[0], {None: rule}))
    return parts + _join(group)


def _pattern(rule: Rule) -> re.Pattern[str] | None:
    owner = getattr(rule[0], "__self__", None)
    return owner if isinstance(owner, re.Pattern) else None


def _can_join(rule: Rule, group: list[Rule]) -> bool:
    pattern = _pattern(rule)
    if pattern is None or _ALONE.search(pattern.pattern):
        return False
    first = _pattern(group[0]) if group else pattern
    return first is not None and first.flags == pattern.flags and not pattern.flags & re.VERBOSE


def _join(group: list[Rule]) -> list[_Part]:
    if not group:
        return []
    if len(group) == 1:
        return [_Part(group[0][0], {None: group[0]})]
    alternatives: list[str] = []
    rules: dict[int | None, Rule] = {}
    count = 0
    flags = 0
    for rule in group:
        pattern = _pattern(rule)
        if pattern is not None:
            alternatives.append(f"(?:{pattern.pattern})()")
            count += pattern.groups + 1
            flags = pattern.flags
            rules[count] = rule
    return [_Part(re.compile("|".join(alternatives), flags).match, rules)]
