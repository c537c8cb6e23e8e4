"""Folders of an old project, as its content calls them -> where the site has them: `markdown.aliases`."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

#: The target of a link or image, or of an attribute, that begins as no address does.
_TARGET = re.compile(r"(?:(?<=\]\()|(?<==[\"']))((?:\.\.?/|[@~])[^\s()\"'<>#?]+)")


def resolve_alias(written: str, notes: Notes) -> str:
    """Return a target with the folder that its first name means; a relative one must leave the content."""
    config, path = notes.files.config, written
    if written[0] == ".":
        path = normpath(join(dirname(notes.files.page), written))
        if f"{path}/".startswith(f"{config.paths.content}/") or path[:2] == "..":
            return written
    aliases = config.markdown.aliases
    name = next((name for name in aliases if path.startswith(name)), "")
    return f"{aliases[name]}{path.removeprefix(name)}" if name else written


def read_aliases(lines: list[Line], notes: Notes) -> list[Line]:
    """Replace the beginnings of targets."""
    out = []
    for _, line, is_code in mark_code(lines):
        text = line.text
        if not is_code and ("../" in text or "@" in text or "~" in text):
            for match in reversed(list(_TARGET.finditer(mask_spans(text)))):
                text = text[: match.start()] + resolve_alias(match[1], notes) + text[match.end() :]
        out.append(line.says(text) if text != line.text else line)
    return out
