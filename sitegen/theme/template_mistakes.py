"""What Jinja2 says of a template that it can't read -> the same in plain words, its column and a remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    import jinja2

_QUOTED = lazy_compile(r"'([^']+)'")
_MARKS = {"end of print statement": "}}", "end of statement block": "%}"}
_UNKNOWN_TAG = lazy_compile(r"encountered unknown tag '([^']+)'")
_INNERMOST = lazy_compile(r"innermost block that needs to be closed is '(\w+)'")
_OFFSET = lazy_compile(r"(unexpected char .+) at (\d+)\Z")
_HINTS = (
    ("unexpected char", "is a quote or a brace missing here or above?"),
    ("unexpected '", "close {{ with }}, {% with %}, and each bracket with its partner"),
    ("expected token", "close {{ with }} and {% with %}; put text in quotes, and commas between arguments"),
    ("expected an expression", "write a name or a value there, as in {% if page.date %}"),
    ("missing end of", "close {# with #}, and {% raw %} with {% endraw %}"),
)


class SyntaxMistake(NamedTuple):
    """A mistake in the syntax of a template."""

    message: str
    column: int  #: from 1; 0 if it isn't known
    hint: str


def explain_syntax(mistake: jinja2.TemplateSyntaxError, text: str) -> SyntaxMistake:
    """Explain a mistake in ``text``, which is that of the template."""
    message = str(mistake.message).rstrip(".")
    message = message[:1].lower() + message[1:]
    for words, mark in _MARKS.items():
        message = message.replace(words, mark)
    innermost = _INNERMOST.search(message)
    if message.startswith("unexpected end of template"):
        if innermost is None:
            return SyntaxMistake("the template ends too early", 0, "close what begins on this line")
        return SyntaxMistake(
            f"{{% {innermost[1]} %}} is never closed", 0, f"add {{% end{innermost[1]} %}} where it ends"
        )
    if tag := _UNKNOWN_TAG.match(message):
        column = find_column(text, mistake.lineno, tag[0])
        if innermost:
            hint = f"end {{% {innermost[1]} %}} with {{% end{innermost[1]} %}}"
        else:
            hint = "remove it, or correct its name; {% raw %} and {% endraw %} around it show it as text"
        return SyntaxMistake(f"there is no tag {{% {tag[1]} %}} that fits here", column, hint)
    if offset := _OFFSET.match(message):
        at = int(offset[2])
        column = at - (text.replace("\r\n", "\n").rfind("\n", 0, at) + 1) + 1
        return SyntaxMistake(offset[1].replace("char ", "character "), column, _HINTS[0][1])
    hint = next((hint for words, hint in _HINTS if message.startswith(words)), "")
    return SyntaxMistake(message, find_column(text, mistake.lineno, message), hint)


def find_column(text: str, line: int, message: str) -> int:
    """Return the column, from 1, of the last name that a message quotes; 0 if it isn't once on the line."""
    quoted = _QUOTED.findall(message)
    rows = text.splitlines()
    if not quoted or not 0 < line <= len(rows):
        return 0
    matches = list(re.finditer(rf"(?<!\w){re.escape(quoted[-1])}(?!\w)", rows[line - 1]))
    return matches[0].start() + 1 if len(matches) == 1 else 0
