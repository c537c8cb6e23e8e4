"""``{{< name arguments >}}`` within a line -> a directive: only files of other generators have it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.markdown.directives import Call, read_arguments
from sitegen.markdown.page import page_of

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

_CALL = re.compile(
    r"\{\{[<%][ \t]*([A-Za-z][\w-]*)((?:[ \t]+(?:\"(?:[^\"\\]|\\.)*\"|[^\"%>]|[%>](?!\}\}))*)?)"
    r"[ \t]*/?[ \t]*[>%]\}\}"
)


def shortcode(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  the parser's signature
    """Read a call; up to the call that ends it, when there is one, stands its body."""
    match = _CALL.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    name = match.group(1)
    end = re.compile(rf"\{{\{{[<%][ \t]*/[ \t]*{re.escape(name)}[ \t]*[>%]\}}\}}").search(
        state.src, match.end(), state.posMax
    )
    if not silent:
        raw = state.src[match.end() : end.start()] if end else ""
        arguments, options, _ = read_arguments(match.group(2))
        place = page_of(state).inline_place(state.pos)
        token = state.push("directive_inline", "", 0)
        token.meta = {"call": Call(name, arguments, options, raw, *place)}
    state.pos = end.end() if end else match.end()
    return True
