"""``*[HTML]: Hypertext Markup Language`` -> ``<abbr>`` around each HTML of the page."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_DEFINITION = re.compile(r"[ ]{0,3}\*\[([^\]]+)\]:[ \t]*((?:.*[^ \t])?)[ \t]*$")
#: Lines and parts of lines that are no prose: headings, targets of links, directives; addresses, tags, names.
_NO_PROSE = re.compile(r"[ \t>]*(?:#{1,6}[ \t]|\[[^\]]+\]:|:::|\{[^{}]*\}[ \t]*$)")
_NO_WORDS = re.compile(
    r"\]\([^)]*\)|\]\[[^\]]*\]|https?://\S+|<[A-Za-z/!][^>]*>|\{[^{}]*\}|:[a-z][\w-]*:|\$[^$]+\$|\\."
)


def read_abbreviations(lines: list[Line], _notes: Notes) -> list[Line]:
    """Leave out definitions of abbreviations, and explain their uses outside of code and headings."""
    definitions: dict[str, str] = {}
    rest: list[Line] = []
    if not any("*[" in line.text for line in lines):
        return lines
    for _, line, is_code in mark_code(lines):
        match = None if is_code or "*[" not in line.text else _DEFINITION.match(line.text)
        if match:
            definitions[match[1]] = match[2]
        rest.append(line.says("") if match else line)
    if not definitions:
        return lines
    longest_first = sorted(map(re.escape, definitions), key=len, reverse=True)
    uses = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first)})(?![\w-])")
    return [
        line if is_code or _NO_PROSE.match(line.text) else line.says(_explain(line.text, uses, definitions))
        for _, line, is_code in mark_code(rest)
    ]


def _explain(text: str, uses: re.Pattern[str], definitions: dict[str, str]) -> str:
    masked = _NO_WORDS.sub(lambda match: "\0" * len(match[0]), mask_spans(text))
    for match in reversed(list(uses.finditer(masked))):
        if title := definitions[match[0]]:
            marked = f'<abbr title="{escape(title)}">{match[0]}</abbr>'
            text = text[: match.start()] + marked + text[match.end() :]
    return text
