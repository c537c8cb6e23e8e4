"""``--8<-- "file:part"``, ``{% include-markdown "file" %}``, ``{* file *}`` -> the lines that they name."""

from __future__ import annotations

import re
from functools import partial
from textwrap import dedent
from typing import TYPE_CHECKING

from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import (
    NotIncludedError,
    choose_lines,
    choose_named,
    drop_front_matter,
    rebase_links,
    split_part,
)
from sitegen.content.dialects.lines import Line, mark_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Notes

_SNIPPET = re.compile(r"^([ \t>]*)-+8<-+[ \t]+(?:\"([^\"]+)\"|'([^']+)')[ \t]*$")
_BLOCK = re.compile(r"^([ \t>]*)-+8<-+[ \t]*$")
_ESCAPED = re.compile(r"^([ \t>]*);(?=-+8<-+)")
_TAG = re.compile(r"\{%-?\s*(include(?:-markdown)?)\s+(?:\"([^\"]+)\"|'([^']+)')((?:[^%]|%(?!\}))*?)-?%\}")
_TAG_START = re.compile(r"^[ \t>]*\{%-?[ \t]*(?:include(?:-markdown)?\b|$)")
_STARRED = re.compile(r"^([ \t>]*)\{\*[ \t]+(\S+)([^*]*)\*\}[ \t]*$")
_BANG = re.compile(r"^([ \t>]*)\{![ \t]*(\S+?)[ \t]*!\}[ \t]*$")
_ARGUMENT = re.compile(r"([a-z-]+)[ \t]*=[ \t\n]*(?:\"([^\"]*)\"|'([^']*)'|([\w-]+))")
_HEADING = re.compile(r"#{1,6}(?=[ \t])")
_SHOWN = re.compile(r"\b(ln|hl)\[([\d:, ]*)\]")
_SECTION = (
    re.compile(r"-+8<-+[ \t]*\[[ \t]*start[ \t]*:[ \t]*([\w-]+)[ \t]*\]"),
    re.compile(r"-+8<-+[ \t]*\[[ \t]*end[ \t]*:[ \t]*([\w-]+)[ \t]*\]"),
)
#: The longest tag that is written on several lines.
_MOST_LINES = 20
_LANGUAGES = {"py": "python", "rs": "rust", "js": "javascript", "ts": "typescript", "yml": "yaml"}


def read_snippets(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in the files that a page names, and those that end every page."""
    appended = [Line(f'--8<-- "{path}"', len(lines) - 1) for path in notes.appended]
    if appended:
        lines = [*lines, lines[-1].says("") if lines else Line("", 0), *appended]
    if not any(mark in line.text for line in lines for mark in ("8<-", "{%", "{*", "{!")):
        return lines
    lines = _unfold_blocks(lines)
    code = {index for index, _, is_code in mark_code(lines) if is_code}
    expanded = expand(lines, notes, partial(_find, code, len(lines), notes.files.page))
    return [line.says(_ESCAPED.sub(r"\1", line.text)) if "8<" in line.text else line for line in expanded]


def _unfold_blocks(lines: list[Line]) -> list[Line]:
    """Return lines in which each snippet of a block, between two marks, has a mark of its own."""
    ends = [index for index, line in enumerate(lines) if "8<" in line.text and _BLOCK.match(line.text)]
    out, done = [], 0
    for start, end in zip(ends[::2], ends[1::2], strict=False):
        indent = lines[start].text.partition("-")[0]
        named = (line for line in lines[start + 1 : end] if (name := line.text.strip()) and name[0] != ";")
        out += [*lines[done:start], *(line.says(f'{indent}--8<-- "{line.text.strip()}"') for line in named)]
        done = end + 1
    return [*out, *lines[done:]]


def _find(code: set[int], length: int, page: str, lines: Sequence[Line], index: int) -> Mark | None:
    text = lines[index].text
    if "8<" in text:
        return _find_snippet(text, index)
    is_code = len(lines) == length and index in code  # of the page itself
    if "{" not in text or is_code:
        return None
    if starred := _STARRED.match(text):
        return Mark(index + 1, starred[1], "", starred[2], partial(_show, starred[3]), is_markup=False)
    if bang := _BANG.match(text):
        path, part = split_part(bang[2])
        return Mark(index + 1, bang[1], "", path, partial(_choose, part))
    return _find_tag(page, lines, index) if _TAG_START.match(text) else None


def _find_tag(page: str, lines: Sequence[Line], index: int) -> Mark | None:
    whole, end = lines[index].text, index + 1
    while "%}" not in whole and end < min(len(lines), index + _MOST_LINES):
        whole, end = f"{whole}\n{lines[end].text}", end + 1
    tag = _TAG.search(whole)
    if tag is None:
        return None
    options = {name: a or b or c for name, a, b, c in _ARGUMENT.findall(tag[4])}
    choose = partial(_choose_tagged, options, page if tag[1] != "include" else "")
    return Mark(end, whole[: tag.start()], whole[tag.end() :], tag[2] or tag[3], choose, is_pattern=True)


def _find_snippet(text: str, index: int) -> Mark | None:
    if match := _SNIPPET.match(text):
        path, part = split_part(match[2] or match[3])
        return Mark(index + 1, match[1], "", path, partial(_choose, part))
    return None


def _choose(part: str, lines: Sequence[str], path: str) -> list[str]:
    if not part:
        chosen = [*lines]
    elif part[0] in "-0123456789:":
        chosen = choose_lines(lines, part, path)
    else:
        chosen = choose_named(lines, part, path, _SECTION)
    return [line for line in chosen if not _SECTION[0].search(line) and not _SECTION[1].search(line)]


def _show(options: str, lines: Sequence[str], path: str) -> list[str]:
    """Return a whole code block of a file, as ``{* file ln[1:5] hl[3] *}`` shows it."""
    shown = {name: numbers.replace(" ", "") for name, numbers in _SHOWN.findall(options)}
    chosen = choose_lines(lines, shown["ln"], path) if shown.get("ln") else [*lines]
    suffix = path.rpartition(".")[2]
    marked = f' hl_lines="{shown["hl"].replace(":", "-").replace(",", " ")}"' if shown.get("hl") else ""
    return [f"```{_LANGUAGES.get(suffix, suffix)}{marked}", *chosen, "```"]


def _choose_tagged(options: dict[str, str], page: str, lines: Sequence[str], path: str) -> list[str]:
    """Return what the tag of include-markdown takes of a file; with a page, links lead there from it."""
    text = "\n".join(drop_front_matter(lines) if page else lines)
    start, end = (options.get(name, "").replace("\\n", "\n") for name in ("start", "end"))
    for name, mark in (("start", start), ("end", end)):
        if mark not in text:
            message = f"{path} has no text {mark!r}"
            raise NotIncludedError(message, f"correct {name}: the file has changed")
    parts = text.split(start)[1:] if start else [text]
    if start and not end:  # all after the first
        parts = [start.join(parts)]
    text = "".join(part.partition(end)[0] if end else part for part in parts)
    if options.get("dedent") == "true":
        text = dedent(text)
    if page and options.get("rewrite-relative-urls", options.get("rewrite_relative_urls")) != "false":
        text = rebase_links(text, path, page)
    chosen = text.strip("\n").split("\n")
    offset = options.get("heading-offset", "0")
    return _lower_headings(chosen, int(offset)) if re.fullmatch(r"-?[1-9]", offset) else chosen


def _lower_headings(lines: list[str], levels: int) -> list[str]:
    """Return lines whose headings have other levels; comments in code are no headings."""
    lowered = []
    for _, line, is_code in mark_code([Line(text, 0) for text in lines]):
        heading = None if is_code else _HEADING.match(line.text)
        marks = "#" * min(max(len(heading[0]) + levels, 1), 6) if heading else ""
        lowered.append(marks + line.text[len(heading[0]) if heading else 0 :])
    return lowered
