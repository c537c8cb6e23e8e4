"""The files below content/ -> those that belong to the site, and warnings about others meant as pages."""

from __future__ import annotations

import re
import unicodedata
from posixpath import normpath, splitext
from typing import TYPE_CHECKING

from sitegen.config import Dialect, RawHtml
from sitegen.core.file_names import HTML_SUFFIXES
from sitegen.core.problems import Problem, warning

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.config import Config
    from sitegen.sources import Entry, SourceFile


def is_document(entry: Entry) -> bool:
    """Return whether a content file is a page rather than a file to be copied."""
    return entry.is_html_page or is_markdown(entry.path)


def is_markdown(path: str) -> bool:
    """Return whether a content file is a page by its name alone."""
    return path.endswith(".md") or path.lower().endswith(MARKDOWN_SUFFIXES)


def site_path(entry: Entry) -> str:
    """Return the path by which the site knows a file: composed letters, whatever the disk holds."""
    return entry.path if entry.path.isascii() else unicodedata.normalize("NFC", entry.path)


#: The suffixes of pages, in any letter case.
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdx")
#: Suffix -> markup languages of which other generators make pages.
_LANGUAGES = {
    ".rst": "reStructuredText",
    ".adoc": "AsciiDoc",
    ".asciidoc": "AsciiDoc",
    ".org": "Org",
    ".textile": "Textile",
    ".ipynb": "a Jupyter notebook",
}
#: Suffixes among these of files that readers may download.
_DOWNLOADS = frozenset((".ipynb",))
#: Files that hold no text, and YAML, of which each document begins as front matter does.
_NEVER_PAGES = frozenset(
    (
        *(
            ".avif",
            ".bmp",
            ".gif",
            ".heic",
            ".ico",
            ".jpeg",
            ".jpg",
            ".jxl",
            ".png",
            ".tif",
            ".tiff",
            ".webp",
        ),
        *(".eot", ".otf", ".ttf", ".woff", ".woff2"),
        *(".7z", ".br", ".bz2", ".gz", ".jar", ".tar", ".tgz", ".xz", ".zip", ".zst"),
        *(".aac", ".avi", ".flac", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".oga", ".ogg", ".ogv"),
        *(".opus", ".wav", ".webm", ".bin", ".dmg", ".exe", ".wasm", ".epub", ".pdf", ".ps"),
        *(".doc", ".docx", ".odp", ".ods", ".odt", ".ppt", ".pptx", ".xls", ".xlsx", ".yaml", ".yml"),
    )
)
#: Suffixes that a file may add to the name of a page without being a copy of it: ``a.md.png``.
_BESIDE_PAGES = _NEVER_PAGES.union(HTML_SUFFIXES, (".asc", ".json", ".sig", ".svg", ".xml"))
_FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(?:.*\r?\n){0,200}?\1[ \t]*(?:\r?\n|\Z)"
)
_KEY = re.compile(rb"""^["']?[A-Za-z_][\w-]*["']?[ \t]*[:=]""", re.MULTILINE)
#: More than this of a file isn't searched for the end of its front matter.
_MOST_FRONT_MATTER = 64 << 10
_MEANT = {
    Dialect.JEKYLL: "it has front matter, and is a template of Jekyll",
}
_AS_MARKDOWN = (
    "name it .md to make it a page, move it to static/ to publish it unchanged, or list it under ignore"
)
#: What a component of a page is written in; next to content it is code of the old site.
_OF_SCRIPTS = (".ts", ".tsx", ".jsx", ".mjs", ".js")
#: Generators for which a page can be written in HTML.
_WITH_HTML = frozenset({Dialect.JEKYLL, Dialect.HUGO})
#: What makes a file no page, though it has front matter: Eleventy's pagination, and formats other than HTML.
_NO_PAGE = re.compile(
    rb"^pagination:[ \t]*\r?\n(?:[ \t].*\n)*?[ \t]+data:"
    rb"|^permalink:[ \t]*[\"']?(?:false\b|[^\s\"']*\.(?!html?\b)\w+[\"']?[ \t\r]*$)",
    re.MULTILINE,
)
CODE_SUFFIXES = {
    **dict.fromkeys((Dialect.NEXT, Dialect.DOCUSAURUS, Dialect.STARLIGHT), _OF_SCRIPTS),
    Dialect.VITEPRESS: (*_OF_SCRIPTS, ".vue", ".css", ".mts"),
    Dialect.JEKYLL: (".njk", ".liquid"),
}


def choose_sources(
    source: Callable[[str], SourceFile], entries: Sequence[Entry], shown: str, config: Config
) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return (the files of the site, warnings about pages that are written in other languages).

    ``source`` gives a file by its path in the tree.
    """
    chosen: list[Entry] = []
    problems: list[Problem] = []
    foreign = config.dialect is not Dialect.SITEGEN
    reads_html = config.dialect in _WITH_HTML and config.markdown.raw_html is not RawHtml.NONE
    names_told: set[str] = set()
    for entry in entries:
        if is_markdown(entry.path):
            chosen.append(entry)
            if not foreign and "_" in entry.path and (name := _find_hidden_elsewhere(entry.path)):
                names_told.add(name)
            continue
        suffix = splitext(entry.path)[1]
        if suffix.lower() in _LANGUAGES:
            problems.append(_not_converted(shown, entry.path, f"it is {_LANGUAGES[suffix.lower()]}"))
            if foreign and suffix.lower() not in _DOWNLOADS:
                continue
        elif suffix.lower() not in _NEVER_PAGES and (
            front := _read_front_matter(source(entry.path), empty=foreign)
        ):
            if reads_html and suffix.lower() in HTML_SUFFIXES and not _NO_PAGE.search(front):
                chosen.append(entry._replace(is_html_page=True))
                continue
            meant = _MEANT.get(config.dialect, "it has front matter, and is not Markdown by its name")
            problems.append(_not_converted(shown, entry.path, meant, _AS_MARKDOWN))
            continue
        elif is_markdown(splitext(entry.path)[0]) and suffix.lower() not in _BESIDE_PAGES:
            meant = "it seems to be a copy of a page, by its name"
            problems.append(_not_converted(shown, entry.path, meant, _AS_MARKDOWN))
            continue
        elif suffix in CODE_SUFFIXES.get(config.dialect, ()):
            continue
        chosen.append(entry)
    problems += [_published_nevertheless(shown, name) for name in sorted(names_told)]
    return tuple(chosen), tuple(problems)


def name_others(config: Config) -> tuple[str, ...]:
    """Return the folders that aren't content if the content is the site's whole folder."""
    paths = config.paths
    folders = (paths.layouts, paths.static, paths.data, paths.output)
    return (*(normpath(folder) for folder in folders), "sitegen.toml")


def _read_front_matter(source: SourceFile, *, empty: bool) -> bytes:
    """Return the front matter with which a text begins: two fences, and a key unless ``empty``."""
    try:
        with source.open() as file:
            start = file.read(6)
            if not start.startswith((b"---", b"+++", b"\xef\xbb\xbf---", b"\xef\xbb\xbf+++")):
                return b""
            match = _FRONT_MATTER.match(start + file.read(_MOST_FRONT_MATTER))
    except OSError:  # publishing the file reports why it can't be read
        return b""
    return match[0] if match is not None and (empty or _KEY.search(match[0])) else b""


def _find_hidden_elsewhere(path: str) -> str:
    """Return the folder or file of a page with a name such as ``_drafts``; "" if it has none."""
    parts = path.split("/")
    for index, part in enumerate(parts):
        if part.startswith("_") and not part.startswith(("__", "_index.")):
            return "/".join(parts[: index + 1])
    return ""


def _published_nevertheless(shown: str, name: str) -> Problem:
    return warning(
        "front-matter-hiding",
        "this is published, though its name begins with '_'",
        path=f"{shown}/{name}",
        hint="list it under ignore in sitegen.toml, or rename it",
    )


def _not_converted(shown: str, path: str, reason: str, hint: str = "") -> Problem:
    return warning(
        "not-converted",
        f"this file doesn't become a page: {reason}",
        path=f"{shown}/{path}",
        hint=hint or "convert it to Markdown, for example with pandoc, or list it under ignore",
    )
