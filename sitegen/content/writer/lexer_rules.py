"""What a Pygments lexer states -> the rules of a state, each compiled when it is first tried.

Pygments compiles every rule of a language before it reads the first character: 100 ms for eight languages in
wide use, with which a build of a hundred posts would take a quarter longer. Most code enters few states, has
only ASCII characters, and names few of the words that a language knows.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pygments.lexer import combined, default, include, inherit, words

from sitegen.content.writer.lexer_patterns import ASCII, first_characters, has_no_width, keep_ascii

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from pygments.lexer import RegexLexer
    from pygments.token import _TokenType

    Match = Callable[[str, int], re.Match[str] | None]
    #: The type of a token, or what makes tokens of a match; None: a match is no token.
    Action: TypeAlias = _TokenType | Callable[..., Iterator[tuple[int, _TokenType, str]]] | None
    #: The states to enter, in their order; "#pop" leaves one, "#push" enters the present one again.
    NewStates = tuple[str, ...]

_USUAL_FLAGS = re.IGNORECASE | re.MULTILINE | re.DOTALL | re.UNICODE
_find_word = re.compile(r"\w+").fullmatch


class Rule:
    """An expression, what becomes of its matches, and the states that follow."""

    def __init__(self, expression: str, flags: int, action: Action, new_states: NewStates) -> None:
        self.action = action
        self.new_states = new_states
        self._expression = expression
        self._flags = flags

    @cached_property
    def match(self) -> Match:
        """What finds a match at a position."""
        return re.compile(self._expression, self._flags).match

    @cached_property
    def _firsts(self) -> frozenset[str] | None:
        return first_characters(self._expression, self._flags)

    def can_begin(self, character: str) -> bool:
        """Return whether a match may begin with a character; "" is the end of the text."""
        return (
            self._firsts is None or character in self._firsts or (character not in ASCII and character != "")
        )


class WordsRule(Rule):
    """A rule that matches any of some words.

    Where each of them must end at the end of a word, the word that is in the text is looked up. Else they
    are joined into one expression, as Pygments does.
    """

    def __init__(
        self, union: words, flags: int, action: Action, new_states: NewStates, *, ascii_only: bool
    ) -> None:
        super().__init__(_outline(union), flags, action, new_states)
        self._union = union
        self._ascii_only = ascii_only

    @cached_property
    def match(self) -> Match:
        """What finds the longest of the words at a position."""
        if not self._can_be_looked_up():
            return self._join(self._union.words)
        look_up = self._look_up()
        compounds = [word for word in self._union.words if not _find_word(word)]
        if not compounds:
            return look_up
        find_compound = self._join(compounds)
        return lambda text, position: find_compound(text, position) or look_up(text, position)

    def _can_be_looked_up(self) -> bool:
        if self._union.suffix != r"\b" or not has_no_width(self._union.prefix) or self._flags & ~_USUAL_FLAGS:
            return False
        if not self._flags & re.IGNORECASE:
            return True
        joined = "".join(self._union.words)
        return self._ascii_only and joined in {joined.lower(), joined.upper()}

    def _look_up(self) -> Match:
        find = re.compile(rf"{self._union.prefix}(\w+)", self._flags).match
        if self._flags & re.IGNORECASE:
            lowered = frozenset(word.lower() for word in self._union.words)

            def match_in_either_case(text: str, position: int) -> re.Match[str] | None:
                match = find(text, position)
                return match if match is not None and match[0].lower() in lowered else None

            return match_in_either_case
        listed = frozenset(self._union.words)

        def match_as_listed(text: str, position: int) -> re.Match[str] | None:
            match = find(text, position)
            return match if match is not None and match[0] in listed else None

        return match_as_listed

    def _join(self, chosen: list[str]) -> Match:
        joined = words(chosen, self._union.prefix, self._union.suffix).get()
        return re.compile(joined, self._flags).match


def _outline(union: words) -> str:
    """Return a short expression whose matches begin as those of the words do."""
    firsts = re.escape("".join(sorted({word[:1] for word in union.words})))
    may_be_empty = "?" * ("" in union.words)
    return f"{union.prefix}([{firsts}]{may_be_empty}){union.suffix}"


class Rules(dict[str, "list[Rule]"]):
    """The rules of each state of a language, read when the state is first entered."""

    def __init__(self, language: type[RegexLexer], *, ascii_only: bool) -> None:
        super().__init__()
        self._stated: dict[str, list[Any]] = language.get_tokendefs()
        self._flags = int(language.flags)
        self._ascii_only = ascii_only

    def __missing__(self, state: str) -> list[Rule]:
        rules = self[state] = []
        for stated in self._stated[state]:
            if isinstance(stated, include):
                rules += self[str(stated)]
            elif isinstance(stated, default):
                rules.append(Rule("", 0, None, self._name_states(stated.state)))
            elif stated is not inherit:
                rules.append(self._read(*stated[:3]))
        return rules

    def _read(self, expression: str | words, action: Action, stated: str | tuple[str, ...] = ()) -> Rule:
        new_states = self._name_states(stated)
        if isinstance(expression, words):
            return WordsRule(expression, self._flags, action, new_states, ascii_only=self._ascii_only)
        if self._ascii_only:
            expression = keep_ascii(expression, self._flags)
        return Rule(expression, self._flags, action, new_states)

    def _name_states(self, stated: str | tuple[str, ...]) -> NewStates:
        if isinstance(stated, combined):  # a state without a name: it has the rules of several
            name = f"all of {', '.join(stated)}"
            self._stated.setdefault(name, [include(state) for state in stated])
            return (name,)
        if isinstance(stated, tuple):
            return stated
        if stated.startswith("#pop:"):
            return ("#pop",) * int(stated.removeprefix("#pop:"))
        return (stated,)
