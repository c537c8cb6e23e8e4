"""A page written in HTML -> the same without indents, so that nothing in it is read as code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

#: Where indents count: an element, a block of Jekyll, and code that was translated.
_OPEN = re.compile(r"<(pre|textarea)\b|\{%-?\s*(highlight)\b|^(~~~+)", re.IGNORECASE)


def drop_indents(lines: list[Line], _notes: Notes) -> list[Line]:
    """Take the indent from each line that isn't inside preformatted text."""
    out: list[Line] = []
    open_block = ""
    for line in lines:
        text = line.text if open_block else line.text.lstrip(" \t")
        out.append(line if text == line.text else line.says(text, shift=len(line.text) - len(text)))
        if open_block:
            open_block = "" if _closes(text, open_block) else open_block
        elif match := _OPEN.search(text):
            name = match[1] or match[2] or match[3]
            open_block = "" if _closes(text[match.end() :], name) else name
    return out


def _closes(text: str, name: str) -> bool:
    if name[0] == "~":
        return text.strip() == name
    return re.search(rf"</{name}\s*>|\{{%-?\s*end{name}\b", text, re.IGNORECASE) is not None
