"""Inline text -> tokens: markdown-it's inline parser with its rules found by first character.

The library offers every character to every rule in turn. Here a table says which rules a
character can begin, and text without such characters is taken in one piece. Pieces that the
library makes tokens of only to join them again (line ends, escapes, markers that pair with
nothing) stay text. The CommonMark suite and a differential test hold the result to the byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline, strikethrough
from markdown_it.rules_inline import emphasis as emphasis_rules
from markdown_it.rules_inline.balance_pairs import processDelimiters
from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.utils import EnvType

    Rule = Callable[[StateInline, bool], bool]


#: A token whose content is the HTML that a plugin wrote.
WRITTEN = "written"


class InlineToken(Token):
    """A Token that is made in a third of the time: what few tokens set is the class's until then."""

    map = None
    level = 0
    children = None
    content = ""
    markup = ""
    info = ""
    block = False
    hidden = False

    def __init__(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> None:
        self.type = ttype
        self.tag = tag
        self.nesting = nesting
        self.attrs = {}
        self.meta = {}


class InlineState(StateInline):
    """The library's state, with text gathered in a plain list."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        # Not super().__init__(): these are all of its attributes, in the cheapest form.
        self.src = src
        self.env = env
        self.md = md
        self.tokens = tokens
        self.tokens_meta = []
        self.pos = 0
        self.posMax = len(src)
        self.level = 0
        self.gathered: list[str] = []
        self.pendingLevel = 0
        self.cache = {}
        self.delimiters = []
        self._prev_delimiters = []
        self.backticks = {}
        self.backticksScanned = False
        self.linkLevel = 0
        self._html_terminators = None
        self.last_bracket = src.rfind("]")
        self.has_spans = "]{" in src
        #: White space around a line end goes, and two spaces before it break the line.
        self.has_spaced_ends = "\n" in src and (" \n" in src or "\n " in src or "\n\t" in src)
        self.has_addresses = "://" in src or "www." in src or "@" in src or "mailto:" in src or "xmpp:" in src

    @property
    def pending(self) -> str:
        """The text that isn't yet in a token."""
        if len(self.gathered) > 1:
            self.gathered = ["".join(self.gathered)]
        return self.gathered[0] if self.gathered else ""

    @pending.setter
    def pending(self, value: str) -> None:
        self.gathered = [value] if value else []

    def append_pending(self, text: str) -> None:
        """Add text that isn't markup."""
        self.gathered.append(text)

    def pushPending(self) -> Token:
        """Make a token of the text gathered so far."""
        token = InlineToken("text", "", 0)
        gathered = self.gathered
        token.content = gathered[0] if len(gathered) == 1 else "".join(gathered)
        self.gathered = []
        self.tokens.append(token)
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Append a token, and the text before it."""
        if self.gathered:
            self.pushPending()
        token = InlineToken(ttype, tag, nesting)
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        elif nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            self.tokens_meta.append({"delimiters": self.delimiters})
        self.tokens.append(token)
        return token


class InlineParser(ParserInline):
    """Tries only the rules that can begin with a character."""

    def __init__(self, base: ParserInline, max_nesting: int) -> None:
        self.ruler = base.ruler
        self.ruler2 = base.ruler2
        self.terminator_re = base.terminator_re
        self._max_nesting = max_nesting
        self._lean: dict[str, tuple[Rule, ...]] = {}
        self._full: dict[str, tuple[Rule, ...]] = {}
        self._silent: dict[str, tuple[Rule, ...]] = {}
        self._lean_text = self._lines_text = self._full_text = self._silent_text = re.compile("")

    def dispatch(self, rules: dict[str, tuple[Rule, ...]], addresses: dict[str, tuple[Rule, ...]]) -> None:
        """Set the rules of each first character, and those that find bare addresses."""
        self._lean = rules
        self._full = {**rules, **addresses}
        self._silent = {**rules, "]": ()}
        lines = [character for character in rules if character != "\n"]
        self._lean_text, self._lines_text, self._full_text, self._silent_text = (
            re.compile("[^" + re.escape("".join(characters)) + "]+")
            for characters in (self._lean, lines, self._full, self._silent)
        )

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Append the tokens of one block's text to ``tokens``."""
        state = InlineState(src, md, env, tokens)
        self.tokenize(state)
        if state.delimiters or state.tokens_meta:
            _pair_delimiters(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:  # noqa: C901  the hottest loop: calls would cost more
        """Make tokens from ``state.pos`` to ``state.posMax``."""
        if TYPE_CHECKING:
            assert isinstance(state, InlineState)
        src = state.src
        end = state.posMax
        rules, text = (self._lean, self._lean_text)
        if state.has_addresses and state.linkLevel == 0:
            rules, text = (self._full, self._full_text)
        elif not state.has_spaced_ends:
            text = self._lines_text
        pos = state.pos
        match = text.match
        while pos < end:
            run = match(src, pos, end)
            if run is not None:
                state.append_pending(run.group())
                pos = run.end()
                if pos >= end:
                    state.pos = pos
                    break
            state.pos = pos
            if state.level < self._max_nesting:
                for rule in rules[src[pos]]:
                    if rule(state, False):
                        break
            if state.pos == pos:
                state.append_pending(src[pos])
                state.pos = pos + 1
            pos = state.pos
        if state.gathered:
            state.pushPending()

    def skipToken(self, state: StateInline) -> None:
        """Move past one token or piece of text without making it."""
        pos = state.pos
        cached_end = state.cache.get(pos)
        if cached_end is not None:
            state.pos = cached_end
            return
        run = self._silent_text.match(state.src, pos, state.posMax)
        if run is not None:
            state.pos = run.end()
        elif state.level >= self._max_nesting:
            state.pos = state.posMax
        else:
            state.level += 1
            for rule in self._silent[state.src[pos]]:
                if rule(state, True):
                    break
            state.level -= 1
            if state.pos == pos:
                state.pos = pos + 1
        state.cache[pos] = state.pos


class PluginInlineParser(InlineParser):
    """Also has the rules of plugins, which render their own tokens."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """Parse a block's text, and render the tokens of plugins."""
        write_tokens(super().parse(src, md, env, tokens), md, env)
        return tokens


def write_tokens(tokens: list[Token], md: MarkdownIt, env: EnvType) -> None:
    """Put HTML into the tokens that rules of plugins write."""
    rules = getattr(md, "written", None)
    if not rules:
        return
    written = {
        index: rules[token.type](tokens, index, md.options, env)
        for index, token in enumerate(tokens)
        if token.type in rules
    }
    for index, html in written.items():
        tokens[index].type, tokens[index].content = WRITTEN, html


def _pair_delimiters(state: InlineState) -> None:
    processDelimiters(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta:
            processDelimiters(state, meta["delimiters"])
    if "~" in state.src:
        strikethrough.postProcess(state)
    emphasis_rules.postProcess(state)
