"""``:::tip[Title]`` and ``:::tip Title`` of Docusaurus and Starlight -> our directives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, quote
from sitegen.content.dialects.python_markdown import KINDS, clean_title

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_OPEN = re.compile(
    r"([ \t>]*)(:{3,})[ \t]*([a-z][\w-]*)(?:\[(.*)\])?(?:\{[^{}]*\})?[ \t]*([^\[{].*?)?[ \t]*$"
)


def read_asides(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate the first lines of asides; their closing lines are the same as ours."""
    out: list[Line] = []
    open_marks: list[tuple[str, str]] = []  #: (indent, colons) of the asides that aren't closed yet
    for _, line, is_code in mark_code(lines):
        match = _OPEN.match(line.text) if not is_code and ":::" in line.text else None
        if match is None or match[3] not in KINDS:
            if not is_code and open_marks and line.text.strip(" \t>") == open_marks[-1][1]:
                open_marks.pop()
            out.append(line)
            continue
        open_marks.append((match[1], match[2]))
        title = clean_title(match[4] or match[5] or match[3].capitalize()).strip().strip('"')
        out.append(line.says(f"{match[1]}{match[2]} {KINDS[match[3]]} {quote(title)}"))
    if out:  # an aside that nothing closes ends with the page
        out += [out[-1].says(f"{indent}{colons}") for indent, colons in reversed(open_marks)]
    return out
