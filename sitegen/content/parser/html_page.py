"""Lines of a page that is written in HTML -> tokens: HTML as a whole, with the calls and code between it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.rules_block import fence

from sitegen.content.parser.blocks import BlockState
from sitegen.content.parser.directives import directive
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.token import Token

    from sitegen.content.parser.parser import Parser

_H1 = lazy_compile(r"<h1\b[^<>]*>(.+)</h1>\s*", re.IGNORECASE)
#: How a translated call and translated code begin.
_STARTS = (":::", "~~~")
_RULES = (directive, fence)


def read_html_page(source: str, parser: Parser, env: dict[str, object], tokens: list[Token]) -> None:
    """Append the tokens of a page; blank lines and indents mean nothing in it."""
    state = BlockState(source, parser, env, tokens)
    first = line = 0
    has_h1 = False
    while line < state.lineMax:
        start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
        heading = None if has_h1 else _H1.fullmatch(source, start, end)
        rule = None
        if source.startswith(_STARTS, start):
            rule = next((rule for rule in _RULES if rule(state, line, state.lineMax, True)), None)
        if not heading and not rule:
            line += 1
            continue
        _push_html(state, first, line)
        if heading:
            _push_heading(state, line, heading[1])
            has_h1 = True
        elif rule:
            rule(state, line, state.lineMax, False)
        first = line = max(state.line, line + 1)
    _push_html(state, first, line)


def _push_html(state: BlockState, first: int, end: int) -> None:
    text = state.getLines(first, end, 0, keepLastLF=True)
    if text.strip():
        token = state.push("html_block", "", 0)
        token.map = [first, end]
        token.content = text


def _push_heading(state: BlockState, line: int, text: str) -> None:
    """Append an h1, which may be the page's title."""
    token = state.push("heading_open", "h1", 1)
    token.map = [line, line + 1]
    token.markup = "#"
    inline = state.push("inline", "", 0)
    inline.content = text.strip()
    inline.map = [line, line + 1]
    state.push("heading_close", "h1", -1)
    state.line = line + 1
