"""The files below content/ -> those that belong to the site, and which of the others were meant as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Dialect
from sitegen.errors import Problem, warning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.files import Entry

#: Languages that other generators make pages of.
_LANGUAGES = {
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org",
    ".textile": "Textile",
    ".ipynb": "a Jupyter notebook",
}
#: Those of them that readers download, too.
_DOWNLOADS = frozenset((".ipynb",))
#: Files that are templates where they begin with front matter, in the dialects that let them.
_TEMPLATES = (".html", ".htm", ".xml", ".json", ".scss", ".sass", ".css", ".js", ".txt")
_TEMPLATE_NAMES = {
    Dialect.JEKYLL: "it has front matter, and is a template of Jekyll",
    Dialect.HUGO: "it has front matter, and content in HTML is not read here",
}
#: What a component of a page is written in; next to content it is code of the old site.
_CODE = (".ts", ".tsx", ".jsx", ".mjs", ".js")


def choose_sources(
    root: Path, entries: Sequence[Entry], shown: str, config: Config
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return (the files of the site, warnings about pages that are written in other languages)."""
    if shown == ".":
        entries = _leave_out_others(entries, config)
    chosen: list[Entry] = []
    problems: list[Problem] = []
    foreign = config.dialect is not Dialect.SITEGEN
    for entry in entries:
        suffix = entry.path[entry.path.rfind(".") :]
        if suffix in _LANGUAGES:
            problems.append(_not_converted(shown, entry.path, f"it is {_LANGUAGES[suffix]}"))
            if foreign and suffix not in _DOWNLOADS:
                continue
        elif foreign and _is_template(root, entry.path, suffix, config):
            what = _TEMPLATE_NAMES[config.dialect]
            problems.append(_not_converted(shown, entry.path, what))
            continue
        elif config.dialect is Dialect.NEXT and suffix in _CODE:
            continue
        chosen.append(entry)
    return tuple(chosen), tuple(problems)


def _leave_out_others(entries: Sequence[Entry], config: Config) -> list[Entry]:
    """Content that is the site's whole folder does not contain what has a folder of its own in it."""
    paths = config.paths
    others = tuple(f"{folder}/" for folder in (paths.layouts, paths.static, paths.data, paths.output))
    return [entry for entry in entries if not entry.path.startswith(others) and entry.path != "sitegen.toml"]


def _is_template(root: Path, path: str, suffix: str, config: Config) -> bool:
    if suffix not in _TEMPLATES or config.dialect not in _TEMPLATE_NAMES:
        return False
    with (root / path).open("rb") as file:
        return file.read(5).startswith((b"---\n", b"---\r\n", b"+++\n"))


def _not_converted(shown: str, path: str, what: str) -> Problem:
    return warning(
        "not-converted",
        f"no page is made of this file: {what}",
        path=f"{shown}/{path}",
        hint="convert it to Markdown, for example with pandoc, or list it under ignore",
    )
