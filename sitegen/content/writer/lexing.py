"""A Pygments lexer and code -> its tokens, trying only the rules that a character can begin.

The library tries the rules of a state in turn at every position. Here a table for each state says,
for a character, which of them may match there, in their order: a few instead of a dozen. Tokens of
the same name come as one. A differential test holds the result to the library's own tokens.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pygments.lexer import RegexLexer
from pygments.token import Error, Whitespace

from sitegen.content.writer.lexer_rules import Rule, Rules

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

    from sitegen.content.writer.lexer_rules import Action, Match, NewStates

    Namer = Callable[[_TokenType], str]
    #: A rule, and the name of its tokens where its action is only their type and they are named.
    NamedRule = tuple[Match, str | None, Action, NewStates]

_RESTART = "#restart"
#: What the library does if no rule matches: an error consumes one character; a line end leaves all states.
_ERROR = Rule("(?s).", 0, Error, ())
_END_OF_LINE = Rule("\n", 0, Whitespace, (_RESTART,))


def make_lexer(language: type[Lexer], **options: bool) -> Lexer:
    """Return a lexer that keeps white space at both ends, with options of its language.

    If only rules define the language, they are compiled on demand. Otherwise
    the library compiles all of them here.
    """
    if (
        issubclass(language, RegexLexer)
        and language.get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
        and not getattr(language, "token_variants", False)  # their rules depend on an option
    ):
        language = type(language.__name__, (_LazyLexer, language), {})
    return language(stripnl=False, ensurenl=False, **options)


class _LazyLexer(RegexLexer):
    """A language's lexer as the functions of its rules see it: they may lex a part of a match again."""

    #: Tells the library not to compile the rules when a lexer is made.
    token_variants = True

    def get_tokens_unprocessed(
        self, text: str, stack: Iterable[str] = ("root",)
    ) -> Iterator[tuple[int, _TokenType, str]]:
        """Yield (position, kind, text) of the tokens."""
        return _lex(self, _states_of(type(self), None, ascii_only=text.isascii()), text, stack)


def lex(lexer: Lexer, text: str, name: Namer) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of the tokens; the texts together are the whole text.

    A blank within a line joins the token before it where its own name is "".
    """
    if isinstance(lexer, _LazyLexer):
        states = _states_of(type(lexer), name, ascii_only=text.isascii())
        return ((named, value) for _, named, value in _lex(lexer, states, text, ("root",)))
    return ((name(kind), value) for _, kind, value in lexer.get_tokens_unprocessed(text) if value)


class _State(dict[str, "tuple[NamedRule, ...]"]):
    """The rules of a state by the character that must be read; "" is the end of the text."""

    def __init__(self, rules: list[Rule], name: Namer | None) -> None:
        super().__init__()
        self._rules = rules
        self._name = name

    def __missing__(self, character: str) -> tuple[NamedRule, ...]:
        rules = [rule for rule in self._rules if rule.can_begin(character)]
        if character:
            rules.append(_END_OF_LINE if character == "\n" else _ERROR)
        self[character] = tuple(
            (rule.match, self._find_name(rule), rule.action, rule.new_states) for rule in rules
        )
        return self[character]

    def _find_name(self, rule: Rule) -> str | None:
        kind = rule.action
        return None if self._name is None or kind is None or callable(kind) else self._name(kind)


class _States(dict[str, _State]):
    """The states of a language, each made when it is first entered."""

    def __init__(self, rules: Rules, name: Namer | None) -> None:
        super().__init__()
        self._rules = rules
        self.name = name

    def __missing__(self, state: str) -> _State:
        rules = self[state] = _State(self._rules[state], self.name)
        return rules


@cache
def _rules_of(language: type[RegexLexer], *, ascii_only: bool) -> Rules:
    return Rules(language, ascii_only=ascii_only)


@cache
def _states_of(language: type[RegexLexer], name: Namer | None, *, ascii_only: bool) -> _States:
    return _States(_rules_of(language, ascii_only=ascii_only), name)


def _lex(lexer: Lexer, states: _States, text: str, stack: Iterable[str]) -> Iterator[tuple[int, Any, str]]:
    """Yield (position, name, text) of the tokens; where they have no names, (position, kind, text)."""
    entered = list(stack)
    rules = states[entered[-1]]
    run: str | None = None  # the name of what is read but not yielded; None: it has none, or is nothing
    start = pos = 0
    end = len(text)
    while True:
        for match_at, name, action, new_states in rules[text[pos] if pos < end else ""]:  # noqa: B007  the rule found
            match = match_at(text, pos)
            if match is not None:
                break
        else:
            break
        after = match.end()
        if name is None:
            if start < pos:
                yield start, run or "", text[start:pos]
            yield from _act(lexer, states, action, match)
            start, run = after, None
        elif name != run and after > pos and (name or not _is_gap(text[pos:after])):
            if start < pos:
                yield start, run or "", text[start:pos]
            start, run = pos, name
        pos = after
        if new_states:
            _change_states(entered, new_states)
            rules = states[entered[-1]]
    if start < end:
        yield start, run or "", text[start:]


def _act(
    lexer: Lexer, states: _States, action: Action, match: re.Match[str]
) -> Iterator[tuple[int, Any, str]]:
    """Yield the tokens of a rule's match; none if the rule has no action."""
    if action is None:
        return
    tokens = action(lexer, match) if callable(action) else ((match.start(), action, match[0]),)
    for position, kind, value in tokens:
        if value:
            yield position, states.name(kind) if states.name else kind, value


def _is_gap(text: str) -> bool:
    """Return whether a token is white space within a line."""
    return text.isspace() and "\n" not in text


def _change_states(entered: list[str], new_states: NewStates) -> None:
    """Leave and enter states; the last one stays."""
    for state in new_states:
        if state == "#push":
            entered.append(entered[-1])
        elif state == _RESTART:
            entered[:] = ["root"]
        elif state != "#pop":
            entered.append(state)
        elif len(entered) > 1:
            entered.pop()
