"""A file being converted -> the same, changed by extensions: front matter, source, Markdown rules, HTML."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.core.model import Body, Converted
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.ext import PageHtml, PageText
from sitegen.ext.load import find_function
from sitegen.html.tags import RAW_TEXT, read_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it import MarkdownIt

    from sitegen.core.model import FrontMatter, Segments
    from sitegen.ext.load import Function
    from sitegen.ext.registry import Extensions

#: Stands for a numbered hole in the HTML that extensions see: characters for private use.
_HOLE = re.compile("\uf8f3(\\d+)\uf8f4")
#: Elements whose text isn't replaced.
_KEPT = RAW_TEXT | {"a", "code", "kbd", "math", "pre", "samp"}


def find_functions(extensions: Extensions, kind: str) -> list[Function]:
    """Return the functions of a kind, in the order of the extensions."""
    functions = (find_function(extensions, kind, name) for name, _ in extensions.provided(kind))
    return [function for function in functions if function]


def find_plugins(extensions: Extensions) -> tuple[Callable[[MarkdownIt], None], ...]:
    """Return the plugins that extensions add to the parser."""
    return tuple(function.call for function in find_functions(extensions, "markdown"))


def read_keys(front: FrontMatter, extensions: Extensions, path: str) -> tuple[FrontMatter, list[Problem]]:
    """Return front matter with the keys that extensions read; a Problem for each value that they refuse."""
    extra, problems = dict(front.extra), []
    for function in find_functions(extensions, "keys"):
        name = function.name
        if name not in extra:
            continue
        try:
            extra[name] = function.run(extra[name], page=path, transparent=(ValueError,))
            msgspec.json.encode(extra[name])
        except ValueError as refusal:
            line, column = front.place(name)
            message = f"{name}: {refusal}"
            problems.append(error("field-value", message, path=path, line=line, column=column))
        except TypeError:
            kind, place = type(extra[name]).__name__, function.used.origin
            message = f"the reader of {name!r} must return plain data, and returned {kind}"
            raise ProblemError(error("extension-failed", message, path=place, page=path)) from None
    return msgspec.structs.replace(front, extra=extra), problems


def change_text(
    text: str, front: FrontMatter, extensions: Extensions, path: str
) -> tuple[str, list[int] | None]:
    """Return a body as extensions change it, and for each line its index in the source, from 0."""
    changed = text
    for function in find_functions(extensions, "texts"):
        page = PageText(path=path, text=changed, title=front.title, extra=front.extra)
        changed = function.expect(str, page, page=path)
    if changed == text:
        return text, None
    before, after = text.split("\n"), changed.split("\n")
    if len(before) == len(after):
        return changed, list(range(len(after)))
    from difflib import SequenceMatcher

    lines = [0] * len(after)
    for _, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for offset in range(last - first):
            lines[first + offset] = min(start + offset, max(start, end - 1), len(before) - 1)
    return changed, lines


def change_html(converted: Converted, extensions: Extensions, path: str) -> Converted:
    """Return a converted page as the replacements and transforms of extensions leave it."""
    replacements = find_functions(extensions, "replacements")
    transforms = find_functions(extensions, "documents")
    if not (replacements or transforms):
        return converted
    document, body = converted.document, converted.body
    holes: list[Any] = []
    html = _number(body.content, holes)
    summary = _number(document.summary, holes)
    for function in replacements:
        html, summary = (_replace(part, function, path) for part in (html, summary))
    page = PageHtml(path=path, title=document.title, html=html, extra=document.front.extra)
    for function in transforms:
        page = function.expect(PageHtml, page, page=path)
    front = msgspec.structs.replace(document.front, extra=dict(page.extra))
    document = msgspec.structs.replace(
        document, title=page.title, front=front, summary=_restore(summary, holes)
    )
    return Converted(document, Body(_restore(page.html, holes), body.headings, body.markdown))


def _number(segments: Segments, holes: list[Any]) -> str:
    """Return segments as one text, with a mark for each hole; what is inside a directive stays as it is."""
    parts = []
    for segment in segments:
        if isinstance(segment, str):
            parts.append(segment)
            continue
        holes.append(segment)
        parts.append(f"\uf8f3{len(holes) - 1}\uf8f4")
    return "".join(parts)


def _restore(html: str, holes: Sequence[Any]) -> Segments:
    pieces = _HOLE.split(html)
    segments = [
        (holes[int(piece)] if int(piece) < len(holes) else "") if index % 2 else piece
        for index, piece in enumerate(pieces)
    ]
    return tuple(segment for segment in segments if segment != "")


def _replace(html: str, function: Function, path: str) -> str:
    """Return HTML with a pattern replaced in its text, not in code or links."""
    pattern = re.compile(function.name)

    def write(match: re.Match[str]) -> str:
        return str(function.expect(str, match, page=path))

    parts: list[str] = []
    for text, is_text in _split(html):
        if not is_text:
            parts.append(text)
            continue
        plain, end = unescape(text), 0
        for match in pattern.finditer(plain):
            parts += (escape(plain[end : match.start()], quote=False), write(match))
            end = match.end()
        parts.append(escape(plain[end:], quote=False) if end else text)
    return "".join(parts)


def _split(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of HTML, each with whether it is text in which words may be replaced."""
    done, inside = 0, 0
    for tag in read_markup(html, whole=True):
        yield html[done : tag.start], not inside
        yield html[tag.start : tag.end], False
        done = tag.end
        if tag.name in _KEPT and not tag.is_slashed:
            inside = max(0, inside - 1) if tag.is_end else inside + 1
    yield html[done:], not inside
