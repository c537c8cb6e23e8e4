"""A Pygments lexer and code -> its tokens, trying only the rules that a character can begin.

The library tries the rules of a state in turn at every position. Here a table for each state says,
for a character, which of them may match there, in their order: a few instead of a dozen. Tokens of
the same name come as one. A differential test holds the result to the library's own tokens.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pygments.lexer import RegexLexer
from pygments.token import Error, Whitespace, _TokenType

from sitegen.markdown.firsts import ASCII, first_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pygments.lexer import Lexer

    Namer = Callable[[_TokenType], str]
    Match = Callable[[str, int], re.Match[str] | None]
    #: As a processed lexer holds them: match, action, new state.
    Rule = tuple[Match, Any, Any]
    #: The same with the name of its tokens in place of an action that is only their type.
    NamedRule = tuple[Match, str | None, Any, Any]


def lex(lexer: Lexer, text: str, name: Namer) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the tokens; the texts together are the whole text.

    A blank within a line joins the token before it where its own name is "".
    """
    states = _states_of(lexer, name)
    if states is None:
        return ((name(kind), value) for _, kind, value in lexer.get_tokens_unprocessed(text) if value)
    return _lex(lexer, states, text)


_ONE = re.compile(".", re.DOTALL)
#: As many as are on the stack, in the library's way to leave states.
_ALL_STATES = -1_000_000


class _State(dict[str, tuple["NamedRule", ...]]):
    """The rules of a state by the character that is to be read; "" is the end of the text."""

    def __init__(self, rules: list[Rule], name: Namer) -> None:
        super().__init__()
        self._firsts = [_first_characters(match) for match, _, _ in rules]
        self._rules = [
            (match, name(action) if type(action) is _TokenType else None, action, state)
            for match, action, state in rules
        ]
        #: What the library does where no rule matches; a line that none ends begins anew.
        self._last: tuple[NamedRule, NamedRule] = (
            (_ONE.match, name(Error), Error, None),
            (_ONE.match, name(Whitespace), Whitespace, _ALL_STATES),
        )

    def __missing__(self, character: str) -> tuple[NamedRule, ...]:
        foreign = character not in ASCII and character
        found = [
            rule
            for rule, first in zip(self._rules, self._firsts, strict=True)
            if first is None or character in first or foreign
        ]
        if character:
            found.append(self._last[character == "\n"])
        self[character] = tuple(found)
        return self[character]


def _first_characters(match: Match) -> frozenset[str] | None:
    pattern = getattr(match, "__self__", None)
    return first_characters(pattern) if isinstance(pattern, re.Pattern) else None


class _States(dict[str, _State]):
    """The states of a lexer, each made when it is first entered."""

    def __init__(self, rules: dict[str, list[Rule]], name: Namer) -> None:
        super().__init__()
        self._rules = rules
        self.name = name

    def __missing__(self, state: str) -> _State:
        made = self[state] = _State(self._rules[state], self.name)
        return made


@lru_cache(maxsize=64)  # lexers compare by identity; `highlight` keeps one a language
def _states_of(lexer: Lexer, name: Namer) -> _States | None:
    """Return the states of a lexer that works with the library's plain loop; None of another."""
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed:
        return None
    return _States(lexer._tokens, name)  # type: ignore[attr-defined]  # noqa: SLF001  nothing public holds them


def _lex(lexer: Lexer, states: _States, text: str) -> Iterator[tuple[str, str]]:
    stack = ["root"]
    rules = states["root"]
    run: str | None = None  # the name of what is read but not yielded; None: it has none, or is nothing
    start = pos = 0
    end = len(text)
    while True:
        for match, name, action, new_state in rules[text[pos] if pos < end else ""]:  # noqa: B007  the rule found
            found = match(text, pos)
            if found is not None:
                break
        else:
            break
        after = found.end()
        if name is None:
            if start < pos:
                yield run or "", text[start:pos]
            yield from _act(lexer, states, action, found)
            start, run = after, None
        elif name != run and after > pos and (name or not _is_gap(text[pos:after])):
            if start < pos:
                yield run or "", text[start:pos]
            start, run = pos, name
        pos = after
        if new_state is not None:
            _change_state(stack, new_state)
            rules = states[stack[-1]]
    if start < end:
        yield run or "", text[start:]


def _act(
    lexer: Lexer,
    states: _States,
    action: Callable[[Lexer, re.Match[str]], Iterator[tuple[int, _TokenType, str]]] | None,
    found: re.Match[str],
) -> Iterator[tuple[str, str]]:
    """Yield the tokens that a rule's function makes of its match; a rule without one makes none."""
    if action is not None:
        for _, kind, value in action(lexer, found):
            if value:
                yield states.name(kind), value


def _is_gap(text: str) -> bool:
    """Tell whether a token is white space within a line."""
    return text.isspace() and "\n" not in text


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
