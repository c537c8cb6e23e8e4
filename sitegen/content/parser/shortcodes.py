"""``{{< name arguments >}}`` within a line -> a directive: only files of other generators have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.parser.directives import Call, read_arguments
from sitegen.content.parser.page import page_of
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.rules_inline import StateInline

_CALL = lazy_compile(
    r"\{\{[<%][ \t]*([A-Za-z][\w-]*)"
    r"((?:[ \t](?:\"(?:[^\"\\]|\\.)*\"|(?!\{\{[<%])[^\"%>]|[%>](?!\}\}))*)?)(?:/[ \t]*)?[>%]\}\}"
)


def shortcode(state: StateInline, silent: bool) -> bool:
    """Read a call, and its body if another call ends it."""
    call = _read_call(state.src, state.pos, state.posMax)
    if call is None:
        return False
    if not silent:
        token = state.push("directive_inline", "", 0)
        token.meta = {"call": call.at(*page_of(state).inline_position(state.pos))}
    state.pos = call.end
    return True


class ShortcodeCall(NamedTuple):
    """A call in a text."""

    name: str
    written: str  #: its arguments
    raw: str  #: what is between it and the call that ends it
    end: int  #: the offset after all of it

    def at(self, line: int, column: int) -> Call:
        """Return the call at its place in the file."""
        arguments, options, _ = read_arguments(self.written)
        return Call(self.name, arguments, options, self.raw, line, column)


def _read_call(text: str, start: int, stop: int) -> ShortcodeCall | None:
    match = _CALL.match(text, start, stop)
    if match is None:
        return None
    name = match.group(1)
    end = re.compile(rf"\{{\{{[<%][ \t]*/[ \t]*{re.escape(name)}[ \t]*[>%]\}}\}}").search(
        text, match.end(), stop
    )
    raw = text[match.end() : end.start()] if end else ""
    return ShortcodeCall(name, match.group(2), raw, end.end() if end else match.end())


def split_html(html: str) -> Iterator[tuple[int, str, ShortcodeCall | None]]:
    """Yield (offset, HTML, the call that follows it) of raw HTML; in a tag there is no call."""
    done = 0
    for match in _CALL.finditer(html):
        start = match.start()
        if start < done or html.rfind("<", done, start) > html.rfind(">", done, start):
            continue
        call = _read_call(html, start, len(html))
        if call:
            yield done, html[done:start], call
            done = call.end
    yield done, html[done:], None
