"""Folders of an old project, as its content calls them -> where the site has them: `markdown.aliases`."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sitegen.content.dialects.lines import Line, Notes

#: The target of a link or image, or of an attribute, that begins as no address does.
_TARGET = re.compile(r"(?:(?<=\]\()|(?<==[\"']))((?:\.\.?/|[@~])[^\s()\"'<>#?]+)")


def read_aliases(aliases: Mapping[str, str]) -> Callable[[list[Line], Notes], list[Line]]:
    """Return a pass that replaces the beginnings of targets; a relative one must leave the content."""

    def resolve(written: str, page: str, content: str) -> str:
        path = written
        if written[0] == ".":
            path = normpath(join(dirname(page), written))
            if f"{path}/".startswith(f"{content}/") or path[:2] == "..":
                return written
        name = next((name for name in aliases if path.startswith(name)), "")
        return f"{aliases[name]}{path.removeprefix(name)}" if name else written

    def read(lines: list[Line], notes: Notes) -> list[Line]:
        page, content = notes.files.page, notes.files.config.paths.content
        out = []
        for _, line, is_code in mark_code(lines):
            text = line.text
            if not is_code and ("../" in text or "@" in text or "~" in text):
                for match in reversed(list(_TARGET.finditer(mask_spans(text)))):
                    target = resolve(match[1], page, content)
                    text = text[: match.start()] + target + text[match.end() :]
            out.append(line.says(text) if text != line.text else line)
        return out

    return read
