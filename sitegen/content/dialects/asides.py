"""Asides of Docusaurus and Starlight, ``:::tip[Title]``, -> our directives; ``:::div{.x}`` -> HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, quote
from sitegen.content.dialects.python_markdown import KINDS, clean_title

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

_OPEN = re.compile(
    r"([ \t>]*)(:{3,})[ \t]*([a-z][\w-]*)(?:\[(.*)\])?(?:\{([^{}]*)\})?[ \t]*([^\[{].*?)?[ \t]*$"
)
#: Containers of remark-directive that are elements of HTML.
_ELEMENTS = frozenset(("article", "aside", "div", "figure", "footer", "header", "nav", "section"))


def read_asides(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate the first lines of asides; their closing lines are the same as ours."""
    out: list[Line] = []
    open_marks: list[tuple[str, str, str]] = []  #: (indent, colons, end) of what isn't closed yet
    for _, line, is_code in mark_code(lines):
        match = _OPEN.match(line.text) if not is_code and ":::" in line.text else None
        if match is not None and match[3] in _ELEMENTS and not match[6]:
            open_marks.append((match[1], match[2], f"</{match[3]}>"))
            out += [
                line.says(f"{match[1]}<{match[3]}{_write_attributes(match[5] or '')}>"),
                line.says(match[1]),
            ]
            continue
        if match is None or match[3] not in KINDS:
            is_end = not is_code and open_marks and line.text.strip(" \t>") == open_marks[-1][1]
            indent, _, end = open_marks.pop() if is_end else ("", "", "")
            out += [line.says(indent), line.says(f"{indent}{end}")] if end[:1] == "<" else [line]
            continue
        open_marks.append((match[1], match[2], match[2]))
        title = clean_title(match[4] or match[6] or match[3].capitalize()).strip().strip('"')
        out.append(line.says(f"{match[1]}{match[2]} {KINDS[match[3]]} {quote(title)}"))
    if out:  # an aside that nothing closes ends with the page
        out += [out[-1].says(f"{indent}{end}") for indent, _, end in reversed(open_marks)]
    return out


def _write_attributes(written: str) -> str:
    """Return the attributes of ``.class #id``."""
    classes, ids = re.findall(r"\.([\w-]+)", written), re.findall(r"#([\w-]+)", written)
    text = f" class={quote(' '.join(classes))}" if classes else ""
    return text + (f" id={quote(ids[0])}" if ids else "")
