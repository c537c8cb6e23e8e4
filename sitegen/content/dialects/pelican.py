"""Pelican's ``{filename}``, ``{static}``, ``{tag}`` … in links -> paths and addresses of ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_PREFIX = re.compile(
    r"(?<=[(\"'<=\s])[{|](filename|static|attach|photo|tag|category|author|index|archives)[}|]([^\s)\"'>]*)"
)
_FOLDERS = {"tag": "tag", "category": "category"}


def read_links(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate the targets of links and images outside code."""
    out = []
    for _, line, is_code in mark_code(lines):
        if is_code or ("{" not in line.text and "|" not in line.text):
            out.append(line)
            continue
        text = line.text
        masked = mask_spans(text)
        parts = []
        done = 0
        for match in _PREFIX.finditer(masked):
            parts += [text[done : match.start()], _replace(match, line, notes)]
            done = match.end()
        out.append(line.says("".join((*parts, text[done:]))))
    return out


def _replace(match: re.Match[str], line: Line, notes: Notes) -> str:
    kind, rest = match[1], match[2]
    if kind in ("filename", "static", "attach"):
        return rest
    if kind == "index":
        return "/"
    if kind in _FOLDERS:
        return f"/{_FOLDERS[kind]}/{rest.strip('/')}/"
    notes.refuse(line, match.start(), f"there is no page for {{{kind}}} here", "link to a page by its path")
    return match[0]
