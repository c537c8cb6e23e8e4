"""What moves -> where templates, data and other files name it, which only their author can change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.core.problems import Problem, warning
from sitegen.sources.choose import site_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.moving.following import Move
    from sitegen.moving.loaded_site import LoadedSite

#: Files that hold text. Of a larger one, only so many bytes are read.
_TEXTS = (
    ".html",
    ".xml",
    ".txt",
    ".json",
    ".yaml",
    ".yml",
    ".toml",
    ".csv",
    ".js",
    ".css",
    ".svg",
    ".webmanifest",
)
_MOST_BYTES = 1_000_000


def find_mentions(site: LoadedSite, move: Move, addresses: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a warning for each line of such a file that names an old path or address."""
    content = f"{site.config.paths.content}/"
    names = {path.removeprefix(content) for path in move.files if path.endswith(".md")}
    names |= {address.strip("/") for address in addresses} - {""}
    if not names:
        return
    # A name that is part of a longer one is another name.
    pattern = re.compile(rf"(?<![\w.-])/?({'|'.join(map(re.escape, sorted(names, reverse=True)))})(?![\w-])")
    inputs = site.inputs
    for tree in (inputs.layouts, inputs.data, inputs.static):
        for entry in tree.entries:
            if not entry.path.endswith(_TEXTS):
                continue
            text = tree.read(entry)[:_MOST_BYTES].decode("utf-8", "replace")
            for number, line in enumerate(text.split("\n"), 1):
                if match := pattern.search(line):
                    yield warning(
                        "move-mention",
                        f"this file names {match[0]!r}, which moves",
                        path=f"{tree.shown}/{site_path(entry)}",
                        line=number,
                        column=match.start() + 1,
                        hint="change it by hand: sitegen edits pages and sitegen.toml",
                        subject=match[0],
                    )
