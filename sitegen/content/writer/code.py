"""A fence's information string and its code -> the HTML of a code block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from markdown_it.common.utils import unescapeAll

from sitegen.content.parser.directives import read_arguments
from sitegen.content.parser.text import escape
from sitegen.content.writer import highlight
from sitegen.core.model import DIAGRAM, FENCE, Directive
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from sitegen.content.parser.page import Page

_LINES = lazy_compile(r"\{([\d\s,-]+)\}")
#: Options as Hugo, Pandoc and R Markdown write them, not in a text, and what may be between two of them.
_BRACES = lazy_compile(r"(\"[^\"]*\"|'[^']*')|\{((?:[^{}\"']|\"[^\"]*\"|'[^']*')*)\}")
_PIECE = lazy_compile(r"""\[[^\[\]]*\]|"[^"]*"|'[^']*'|,|[^\s,\["']+|\s+""")
_CLASS = lazy_compile(r"(?:^|\s)\.([\w+#-]+)")
#: A comma between options, as in Zola and mdBook, but not one in quotes.
_COMMAS = lazy_compile(r"""("[^"]*"|'[^']*')|,(?=[A-Za-z])""")
#: How Hugo, MkDocs, Pandoc, Zola and Docusaurus ask for line numbers, and for the first of them.
_NUMBERED = frozenset(
    ("linenos", ".numberLines", ".number-lines", ".line-numbers", "line-numbers", "showLineNumbers")
)
_STARTS = ("start", "linenostart", "linenums", "startFrom", "startLineNumber", "showLineNumbers")
_TITLES = ("title", "filename", "file", "caption")
_RANGE = lazy_compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_MAX_LINE = 100_000
#: A comment that only refers to an item of the list below: ``# (1)``, ``// (2)!``, ``<!-- (3) -->``.
_ANNOTATION = lazy_compile(
    r"((?:#|//|/\*|--|;;?|%|&lt;!--)[ ]?)\((\d{1,2})\)!?(?=(?:[ ]?(?:\*/|--&gt;))?(?:\n|</span>|\Z))"
)
#: The numbers 1 to 20 in circles.
_ONE, _MOST = 0x2460, 20
#: How Mermaid describes a diagram to those who can't see it.
_DESCRIPTION = lazy_compile(r"^[ \t]*acc(?:Descr|Title)[ \t]*:[ \t]*(\S[^\n]*)", re.MULTILINE)


class Fence(NamedTuple):
    """What an information string asks for."""

    language: str = ""
    title: str = ""
    numbers: bool = False
    start: int = 1
    marked: frozenset[int] = frozenset()  #: lines of the block, from 1
    alt: str = ""  #: of a diagram
    options: tuple[tuple[str, str], ...] = ()  #: all of them, as they are written
    annotated: bool = False  #: comments such as ``# (1)`` stand for the items of a list below it


def read_info(info: str, *, numbers: bool) -> Fence:
    """Read ``python title="app.py" linenos start=10 hl_lines="2-4" {2,4-6}``.

    The options may be in braces, with commas between them, and the language as a class among them:
    ``{.python hl_lines=[1,"2-3"]}``. Unknown options, which are for other tools, are left out.
    """
    info = unescapeAll(info).strip()
    if not info:
        return Fence(numbers=numbers)
    if not any(character in info for character in " \t{=,:?"):
        return Fence(info, numbers=numbers)
    marked: set[int] = set()
    for match in _LINES.finditer(info):
        marked |= _read_ranges(match.group(1))
    words = _BRACES.sub(_open_braces, _LINES.sub(" ", info)).strip()
    head = re.match(r"(?![\w-]+=)(?!line(?:nos|nums)\b)(?:[^\s{,:?]|:(?!line-numbers\b))*", words)
    language = head.group() if head else ""
    words = words[len(language) :]
    if language.startswith("."):
        language = language[1:]
    elif language.startswith("#") or not language:  # an id, or nothing, before it
        named = _CLASS.search(words)
        language = named[1] if named else language
    arguments, options, _ = read_arguments(_COMMAS.sub(r"\1 ", words.lstrip(", \t:?")).rstrip())
    option_values = dict(options)
    if "hl_lines" in option_values:  # Zola writes hl_lines=1 3-5, without quotes
        marked |= _read_ranges(" ".join((option_values["hl_lines"], *filter(_RANGE.fullmatch, arguments))))
    start = next((option_values[name] for name in _STARTS if name in option_values), "1")
    wish = option_values.get("linenos", "")
    return Fence(
        language=language,
        title=next((option_values[name] for name in _TITLES if name in option_values), ""),
        numbers=(
            numbers or not _NUMBERED.isdisjoint(arguments) or "linenums" in option_values or wish in _TRUE
        )
        and wish not in _FALSE,
        start=int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1,
        marked=frozenset(marked),
        options=options,
        alt=option_values.get("alt", ""),
        annotated="annotate" in arguments or ".annotate" in arguments,
    )


def _open_braces(braces: re.Match[str]) -> str:
    """Return options in braces as they are written without: blanks instead of commas, lists as text."""
    if braces[1]:
        return braces[1]
    pieces = []
    for piece in _PIECE.findall(braces[2]):
        if piece == ",":
            pieces.append(" ")
        elif piece[0] == "[":
            pieces.append('"' + re.sub(r"[\[\]\"']", "", piece) + '"')
        else:
            pieces.append(piece)
    return f" {''.join(pieces).strip()} "


_TRUE = ("true", "1", "yes", "table", "inline")
_FALSE = ("false", "0", "no")


def _read_ranges(text: str) -> set[int]:
    lines: set[int] = set()
    for first, last in _RANGE.findall(text):
        lines.update(range(int(first), min(int(last or first), _MAX_LINE) + 1))
    return lines


def render_code(fence: Fence, code: str, page: Page, line: int) -> str | Directive:
    """Return the block's HTML, or the hole for a diagram; ``line`` is that of its first fence, from 0."""
    language = fence.language.lower()
    if language in page.settings.fences:
        body = _write_block(fence, escape(code))
        return Directive(FENCE, (language,), fence.options, (body,), code, *page.line_position(line))
    if language in page.settings.diagrams:
        plain = _write_block(fence._replace(title=""), escape(code))
        described = _DESCRIPTION.search(code)
        alt = fence.alt or fence.title or (described[1].strip() if described else "")
        options = (("alt", alt), ("title", fence.title))
        return Directive(DIAGRAM, (language,), options, (plain,), code, *page.line_position(line))
    html = _highlight(code, language, page, line)
    if fence.annotated or (page.settings.annotates and ")!" in code):
        html = _ANNOTATION.sub(_write_annotation, html)
    changes = language == "diff" or language.startswith("diff-")
    if fence.numbers or fence.marked or changes:
        html = _wrap_lines(html, fence, code if changes else "")
    return _write_block(fence, html)


def _write_block(fence: Fence, html: str) -> str:
    shown = escape(fence.language)
    lead = '<div class="code">'
    if fence.title:
        lead += f'<div class="code-title">{escape(fence.title)}</div>'
    kind = f' class="language-{shown}"' if shown else ""
    return f'{lead}<pre tabindex="0"><code{kind}>{html}</code></pre></div>\n'


def _write_annotation(match: re.Match[str]) -> str:
    """Return a comment with a number in a circle: copied code stays code."""
    number = int(match[2])
    return match[1] + (chr(_ONE + number - 1) if 0 < number <= _MOST else f"({number})")


def _highlight(code: str, language: str, page: Page, line: int) -> str:
    if language in highlight.PLAIN:
        return escape(code)
    inner = language.removeprefix("diff-")
    if inner != language and highlight.knows(inner):
        html = _highlight_changes(code, inner, page.settings.plain)
        return _show_plain(code, inner, page, line) if html is None else html
    if not highlight.knows(language):
        from difflib import get_close_matches

        near = get_close_matches(language, highlight.list_languages(), 1, 0.75)
        hint = f"did you mean {near[0]!r}?" if near else "leave the name out, or write text"
        hint = _NO_CODE.get(language, hint)
        page.warn(
            "unknown-language",
            f"there is no highlighting for {language[:40]!r}",
            page.line_position(line),
            hint,
        )
        return escape(code)
    html = highlight.highlight(code, language, page.settings.plain)
    return _show_plain(code, language, page, line) if html is None else html


_DRAWN = "to draw it, name its language and program below [diagrams]; to show it as it is, write text"
#: Languages that another tool would draw or typeset.
_OF_MYST = 'this is a directive of MyST: set dialect = "myst", or write ::: note'
_NO_CODE = {
    **dict.fromkeys(
        ("code-block", "note", "warning", "tip", "important", "admonition", "figure", "eval-rst"), _OF_MYST
    ),
    **dict.fromkeys(("plantuml", "puml", "d2", "graphviz", "vega-lite", "ditaa"), _DRAWN),
    **dict.fromkeys(("math", "katex"), "set math = true below [markdown], and write the formula between $$"),
}


def _show_plain(code: str, language: str, page: Page, line: int) -> str:
    """Return code without highlighting, with a warning that says why."""
    if highlight.ALL_CODE in page.settings.plain:
        reason = f"highlighting other code of this page took more than {highlight.SECONDS:g} s several times"
    else:
        reason = f"highlighting this {language} took more than {highlight.SECONDS:g} s"
    hint = "split the block, or name the language text"
    page.warn("highlight-timeout", f"{reason}; it is shown plain", page.line_position(line), hint)
    return escape(code)


def _highlight_changes(code: str, language: str, plain: frozenset[bytes]) -> str | None:
    """Highlight code whose lines begin with + or - as the language itself."""
    lines = code.split("\n")
    marks = [line[:1] if line[:1] in "+-" else "" for line in lines]
    bare = "\n".join(line[len(mark) :] for mark, line in zip(marks, lines, strict=True))
    html = highlight.highlight(bare, language, plain)
    if html is None:
        return None
    return "\n".join(mark + line for mark, line in zip(marks, split_lines(html), strict=True))


def split_lines(html: str) -> list[str]:
    """Split highlighted code at its line ends; an element that spans several is closed and reopened."""
    lines = []
    open_tag = ""
    for line in html.split("\n"):
        whole = open_tag + line
        start, end = whole.rfind("<span"), whole.rfind("</span>")
        open_tag = whole[start : whole.index(">", start) + 1] if start > end else ""
        lines.append(f"{whole}</span>" if open_tag else whole)
    return lines


def _wrap_lines(html: str, fence: Fence, changes: str) -> str:
    """Give every line an element, for numbers, marked lines and changes."""
    lines = split_lines(html)
    if lines[-1] == "":
        lines.pop()
    signs = changes.split("\n") if changes else []
    return "".join(
        _wrap_line(line, number, fence, signs[number - 1][:1] if signs else "")
        for number, line in enumerate(lines, 1)
    )


_SIGNS = {"+": " added", "-": " removed"}


def _wrap_line(line: str, number: int, fence: Fence, sign: str) -> str:
    names = "line" + (" marked" if number in fence.marked else "") + _SIGNS.get(sign, "")
    # The number is an attribute, so that it is neither selected nor copied nor read out.
    shown = f'<span class="number" data-number="{fence.start + number - 1}"></span>' if fence.numbers else ""
    return f'<span class="{names}">{shown}{line}\n</span>'
