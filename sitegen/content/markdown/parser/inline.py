"""Inline text -> tokens: markdown-it's inline parser with its rules found by first character.

The library offers every character to every rule in turn. Here a table says which rules a
character can begin, and text without such characters is taken in one piece. Pieces that the
library makes tokens of only to join them again (line ends, escapes, markers that pair with
nothing) stay text. The CommonMark suite and a differential test hold the result to the byte.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from markdown_it.common.entities import entities
from markdown_it.common.utils import fromCodePoint, isValidEntityCode
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline, backtick, strikethrough
from markdown_it.rules_inline import emphasis as emphasis_rule
from markdown_it.rules_inline.balance_pairs import processDelimiters
from markdown_it.rules_inline.state_inline import Delimiter, Scanned
from markdown_it.token import Token

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.utils import EnvType

    Rule = Callable[[StateInline, bool], bool]

_ESCAPED = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CJK = lazy_compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_SIMPLE_EMPHASIS = lazy_compile(r"(\*\*?|__?)([A-Za-z0-9](?:[A-Za-z0-9 ,.;/()+=-]*[A-Za-z0-9])?)\1(?![*_\w])")
_SIMPLE_CODE = lazy_compile(r"`([^`\n]+)`(?!`)")
_ENTITY = lazy_compile(r"&(?:#(?:[xX]([a-fA-F0-9]{1,6})|([0-9]{1,7}))|([a-zA-Z][a-zA-Z0-9]{1,31}));")


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
        """The text that is not yet in a token."""
        if len(self.gathered) > 1:
            self.gathered = ["".join(self.gathered)]
        return self.gathered[0] if self.gathered else ""

    @pending.setter
    def pending(self, value: str) -> None:
        self.gathered = [value] if value else []

    def append_pending(self, text: str) -> None:
        """Add text that is not markup."""
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
    """Offers each character only to the rules that can begin with it."""

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


def _pair_delimiters(state: InlineState) -> None:
    processDelimiters(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta:
            processDelimiters(state, meta["delimiters"])
    if "~" in state.src:
        strikethrough.postProcess(state)
    emphasis_rule.postProcess(state)


# --- Rules: (state, silent) -> matched, as the library's, with the same result ------------------


def newline(state: StateInline, silent: bool) -> bool:
    """Make a line end: a break after two spaces, else text; spaces around it go."""
    if not silent:
        pending = state.pending
        if pending.endswith(" "):
            state.pending = pending.rstrip(" ")
        if pending.endswith("  "):
            state.push("hardbreak", "br", 0)
        else:
            state.append_pending("\n")
    pos = state.pos + 1
    while pos < state.posMax and state.src[pos] in " \t":
        pos += 1
    state.pos = pos
    return True


def escape(state: StateInline, silent: bool) -> bool:
    """Make text of a character behind a backslash, and a break of a line end behind one."""
    pos = state.pos + 1
    if pos >= state.posMax:
        return False
    character = state.src[pos]
    if character == "\n":
        if not silent:
            state.push("hardbreak", "br", 0)
        pos += 1
        while pos < state.posMax and state.src[pos] in " \t":
            pos += 1
        state.pos = pos
        return True
    if not silent:
        _push_literal(state, character if character in _ESCAPED else "\\" + character)
    state.pos = pos + 1
    return True


def entity(state: StateInline, silent: bool) -> bool:
    """Make text of ``&amp;``, ``&#38;`` and ``&#x26;``."""
    match = _ENTITY.match(state.src, state.pos)
    if match is None:
        return False
    hexadecimal, decimal, name = match.groups()
    if name is not None and name not in entities:
        return False
    if not silent:
        if name is not None:
            text = entities[name]
        else:
            code = int(hexadecimal, 16) if hexadecimal else int(decimal)
            text = fromCodePoint(code) if isValidEntityCode(code) else "\ufffd"
        _push_literal(state, text)
    state.pos = match.end()
    return True


def _push_literal(state: StateInline, text: str) -> None:
    # Smart punctuation leaves alone what the author escaped, so there it is a token of its own.
    if state.md.options["typographer"]:
        state.push("text_special", "", 0).content = text
    else:
        state.append_pending(text)


def emphasis(state: StateInline, silent: bool) -> bool:
    """Note a run of * or _ for pairing; one that can neither open nor close stays text."""
    if silent:
        return False
    pos = state.pos
    if pos == 0 or state.src[pos - 1] in " \n":
        # **plain words**: the run that opens and the run that closes can only match each other.
        simple = _SIMPLE_EMPHASIS.match(state.src, pos, state.posMax)
        if simple is not None:
            token = state.push("em_text" if simple.end(1) - pos == 1 else "strong_text", "", 0)
            token.content = simple.group(2)
            state.pos = simple.end()
            return True
    marker = state.src[pos]
    scanned = state.scanDelims(state.pos, marker == "*")
    if marker == "*" and state.md.options.get("cjk_emphasis"):
        scanned = _scan_beside_cjk(state, scanned)
    state.pos += scanned.length
    if not (scanned.can_open or scanned.can_close):
        state.append_pending(marker * scanned.length)
        return True
    code = ord(marker)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(code, scanned.length, len(state.tokens) - 1, -1, scanned.can_open, scanned.can_close)
        )
    return True


def _scan_beside_cjk(state: StateInline, scanned: Scanned) -> Scanned:
    """Let stars open and close emphasis beside a Chinese, Japanese or Korean character.

    CommonMark asks for a blank or punctuation on the other side of punctuation. Such languages have no
    blanks, so a character of theirs does as well.
    """
    start, end = state.pos, state.pos + scanned.length
    before, after = state.src[start - 1 : start] or " ", state.src[end : min(end + 1, state.posMax)] or " "
    return Scanned(
        scanned.can_open or (bool(_CJK.match(before)) and not after.isspace()),
        scanned.can_close or (bool(_CJK.match(after)) and not before.isspace()),
        scanned.length,
    )


def code(state: StateInline, silent: bool) -> bool:
    """Read a code span: most are between single backticks on one line, where a look ahead finds the end."""
    # The library lists all runs of backticks first: 0.04 ms more on a page of 25 spans.
    simple = _SIMPLE_CODE.match(state.src, state.pos)
    if simple is None or simple.end() > state.posMax or simple[1][0] == " " == simple[1][-1]:
        return backtick(state, silent)
    if not silent:
        token = state.push("code_inline", "code", 0)
        token.markup = "`"
        token.content = simple[1]
    state.pos = simple.end()
    return True


def html_inline(base: Rule) -> Rule:
    """Return the library's rule with the place of the tag noted in its token."""

    def rule(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not base(state, silent):
            return False
        if not silent:
            state.tokens[-1].meta["at"] = start
        return True

    return rule
