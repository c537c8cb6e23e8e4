"""Rules of inline text, as the library has them, with the same result: (state, silent) -> matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.common.entities import entities
from markdown_it.common.utils import fromCodePoint, isValidEntityCode
from markdown_it.rules_inline import StateInline, backtick, strikethrough
from markdown_it.rules_inline.state_inline import Delimiter, Scanned

from sitegen.content.parser.text import is_unspaced
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable

    Rule = Callable[[StateInline, bool], bool]


_ESCAPED = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CJK = lazy_compile(
    "[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_SIMPLE_EMPHASIS = lazy_compile(r"(\*\*?|__?)([A-Za-z0-9](?:[A-Za-z0-9 ,.;/()+=-]*[A-Za-z0-9])?)\1(?![*_\w])")
_SIMPLE_CODE = lazy_compile(r"`([^`\n]+)`(?!`)")
_ENTITY = lazy_compile(r"&(?:#(?:[xX]([a-fA-F0-9]{1,6})|([0-9]{1,7}))|([a-zA-Z][a-zA-Z0-9]{1,31}));")


def newline(state: StateInline, silent: bool) -> bool:
    """Parse a line end: a hard break after two spaces, otherwise text; spaces around it are removed.

    Browsers show a line end as a space, which Chinese and Japanese don't have.
    """
    if not silent:
        pending = state.pending
        if pending.endswith(" "):
            state.pending = pending.rstrip(" ")
        if pending.endswith("  "):
            state.push("hardbreak", "br", 0)
        elif not (state.md.options.get("cjk_emphasis") and is_unspaced(state.src, state.pos)):
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
        scanned = _scan_beside_cjk(state, state.pos, scanned)
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


def strike(state: StateInline, silent: bool) -> bool:
    """Note a run of ~ for pairing, also beside a Chinese, Japanese or Korean character."""
    start, count = state.pos, len(state.delimiters)
    if not strikethrough.tokenize(state, silent):
        return False
    if state.md.options.get("cjk_emphasis") and len(state.delimiters) > count:
        run = state.delimiters[-1]
        scanned = _scan_beside_cjk(state, start, Scanned(run.open, run.close, state.pos - start))
        run.open, run.close = scanned.can_open, scanned.can_close
    return True


def _scan_beside_cjk(state: StateInline, start: int, scanned: Scanned) -> Scanned:
    """Let a run open and close emphasis beside Chinese, Japanese or Korean characters and punctuation.

    CommonMark asks for a blank or punctuation on the other side of punctuation. Such languages have no
    blanks, so a character of theirs does as well.
    """
    end = start + scanned.length
    before, after = state.src[start - 1 : start] or " ", state.src[end : min(end + 1, state.posMax)] or " "
    if not (_CJK.match(before) or _CJK.match(after)):
        return scanned
    return Scanned(
        scanned.can_open or not after.isspace(), scanned.can_close or not before.isspace(), scanned.length
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


def noting_position(base: Rule) -> Rule:
    """Return the library's rule, which then also records the position in its token."""

    def rule(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if not base(state, silent):
            return False
        if not silent:
            state.tokens[-1].meta["at"] = start
        return True

    return rule
