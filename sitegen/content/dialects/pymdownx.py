"""Blocks of PyMdown Extensions (``/// note | Title`` … ``///``) -> directives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, quote
from sitegen.content.dialects.python_markdown import KINDS

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_OPEN = re.compile(r"([ \t]*)(/{3,})[ \t]*([a-z][\w-]*)(?:[ \t]*\|[ \t]*(.*?))?[ \t]*$")
_CLOSE = re.compile(r"[ \t]*(/{3,})[ \t]*$")
_OPTION = re.compile(r"(?:[ ]{4}|\t)[ \t]*([\w-]+):[ \t]*(.*?)[ \t]*$")
_COLLAPSED = frozenset(("details", "tab"))


def read_slashed(lines: list[Line], notes: Notes) -> list[Line]:
    """Translate blocks between ``/// name | title`` and ``///``, with their options."""
    out: list[Line] = []
    marks: list[str] = []  #: of the blocks that are open
    takes_options = False
    for _, line, is_code in mark_code(lines):
        found = None if is_code or "///" not in line.text else _OPEN.match(line.text)
        option = _OPTION.match(line.text) if takes_options else None
        takes_options = False
        if found:
            marks.append(found[2])
            out.append(line.says(found[1] + _open(found, line, notes)))
            takes_options = True
        elif not is_code and marks and (end := _CLOSE.match(line.text)) and end[1] == marks[-1]:
            out.append(line.says(line.text.replace(marks.pop(), ":" * len(end[1]))))
        elif option:
            takes_options = True
        else:
            out.append(line)
    return out


def _open(found: re.Match[str], line: Line, notes: Notes) -> str:
    marks, name, title = ":" * len(found[2]), found[3], found[4]
    if name in _COLLAPSED:
        return f"{marks} details {quote(title or name.capitalize())}" + (
            " open=true" if name == "tab" else ""
        )
    kind = KINDS.get(name)
    if kind is None:
        hint = "write the text itself, or a directive of that name"
        notes.refuse(line, len(found[1]), "there is no block like this one here", hint, written=f"/// {name}")
        return f"{marks} details {quote(title or name)} open=true"
    shown = title if title is not None else name.capitalize()
    return f"{marks} {kind} {quote(shown)}" if shown else f"{marks} {kind}"
