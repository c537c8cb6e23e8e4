"""The text of a new page, and the .gitignore of a site."""

from __future__ import annotations

import json
from string import Template
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import ProblemError, error
from sitegen.core.text import decode, explain_encoding

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path, PurePosixPath


class Lines(NamedTuple):
    """Lines of a file that others may have, too."""

    name: str
    lines: tuple[str, ...]


#: What git should ignore.
IGNORED = Lines(".gitignore", ("/public/", "/.sitegen-*/"))

_ARCHETYPES = "archetypes"
_DEFAULT = """\
---
title: $title
date: $date
description:
tags: []
draft: true
---

"""


def find_archetype(root: Path, name: PurePosixPath) -> str:
    """Return the text that a page at ``name`` begins with; ProblemError if it isn't UTF-8."""
    section = name.parts[0] if len(name.parts) > 1 else ""
    for candidate in (section, "default"):
        path = root / _ARCHETYPES / f"{candidate}.md"
        if candidate and path.is_file():
            return _read_text(path, f"{_ARCHETYPES}/{candidate}.md")
    return _DEFAULT


def _read_text(path: Path, shown: str) -> str:
    data = path.read_bytes()
    try:
        return decode(data)
    except UnicodeError as mistake:
        message, line, column = explain_encoding(data, mistake)
        hint = "save the file as UTF-8"
        raise ProblemError(
            error("file-encoding", message, path=shown, line=line, column=column, hint=hint)
        ) from mistake


def fill_archetype(text: str, name: PurePosixPath, *, title: str | None, now: datetime) -> str:
    """Fill in ``$title`` (quoted), ``$date`` and ``$slug``; any other ``$`` stays."""
    slug = name.parent.name if name.stem in {"index", "_index"} else name.stem
    words = slug.replace("-", " ").replace("_", " ")
    shown = title or words[:1].upper() + words[1:]
    return Template(text).safe_substitute(
        title=json.dumps(shown, ensure_ascii=False), date=now.date().isoformat(), slug=slug
    )
