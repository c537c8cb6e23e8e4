"""The text of a block -> warnings about markup of other generators in it, which readers would see as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import Dialect
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sitegen.content.parser.page import Page

_PYTHON = frozenset({Dialect.PELICAN, Dialect.MKDOCS})
#: Dialects whose generators show the same text, so that nothing is lost: those with few extras.
_PLAIN = frozenset({Dialect.MDBOOK, Dialect.ZOLA, Dialect.OBSIDIAN})
_MDX = frozenset({Dialect.DOCUSAURUS, Dialect.NEXT, Dialect.STARLIGHT})
_COMMONMARK = _PLAIN | _MDX | {Dialect.HUGO, Dialect.MYST, Dialect.VITEPRESS}
_LIQUID = _PLAIN | {Dialect.JEKYLL, Dialect.PELICAN, Dialect.MKDOCS, Dialect.HUGO, Dialect.MYST}
_ADMONITIONS = (
    "note|info|abstract|summary|tldr|todo|example|quote|cite|question|help|faq|seealso|new|admonition|tip|hint|"
    "success|check|done|important|warning|caution|attention|danger|error|failure|fail|missing|bug"
)
_CPP = "nodiscard|noreturn|maybe_unused|deprecated|likely|unlikely|fallthrough|assume|no_unique_address"


class Kind(NamedTuple):
    """One construct of another generator. Its expression begins with its mark, so that it fails fast."""

    name: str
    mark: str  #: a text that each occurrence contains
    expression: re.Pattern[str]
    remedy: str
    read_by: frozenset[Dialect] = frozenset()  #: dialects that read it, refuse it, or show it as text, too


def _kind(
    name: str, mark: str, expression: str, remedy: str, read_by: frozenset[Dialect] = frozenset()
) -> Kind:
    return Kind(name, mark, lazy_compile(expression, re.MULTILINE), remedy, read_by)


_EMPHASIS = "emphasis beside Chinese or Japanese punctuation"
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_CJK_CLOSING = "。．，！？：；、）」』】》〉”’…"
_CJK_OPENING = "「『（《〈【“‘"
#: Marks of which most pages have one.
_COMMON = frozenset({":", "**", "|"})
_DIRECTIVE = "write a directive, such as ::: note"
_MKDOCS = f'set dialect = "mkdocs", or {_DIRECTIVE}'
#: A row of a table after its first bar, with two cells or more, but none of dashes.
_ROW = r"(?![ \t:|-]*--)[^|\n]*\|[^\n]*\|[ \t]*"
_TOC = "leave it out: the theme lists the headings beside the text, see toc"
#: Lookbehinds are after the mark for the same reason.
_KINDS = (
    _kind(
        "a shortcode of Hugo",
        "{{",
        r"\{\{[<%][ \t]*/?[ \t]*[\w./-][^\n]*?[%>]\}\}",
        f'set dialect = "hugo", or {_DIRECTIVE}',
        _LIQUID,
    ),
    _kind(
        "a tag of Liquid or Jinja",
        "{%",
        r"\{%(?<!\{\{%)-?[ \t]*[A-Za-z_][^\n]*?%\}",
        f'set dialect = "jekyll", or {_DIRECTIVE}',
        _LIQUID,
    ),
    _kind(
        "an expression of Liquid or Jinja",
        "{{",
        r"\{\{(?<![\w${}\\^]\{\{)-?[ \t]*[A-Za-z_][\w.-]+"
        r"(?:[ \t]*\([^{}\n]*\))?(?:[ \t]*\|[^{}\n]*)?[ \t]*\}\}(?!\})",
        'write the value itself; dialect = "jekyll" reads {{ page.x }} and {{ site.x }}',
        _LIQUID,
    ),
    _kind(
        "an include of mdBook",
        "{{#",
        r"\{\{#[a-z_]+[^{}\n]*\}\}",
        "write the text itself, or a directive that reads the file",
        _LIQUID - {Dialect.MDBOOK},
    ),
    *(
        _kind(
            "an admonition of MkDocs",
            mark,
            rf'^{re.escape(mark)}\+?[ \t]+(?:(?i:{_ADMONITIONS})|[a-z][\w -]*[ \t]+"[^"\n]*")[ \t]*$',
            _MKDOCS,
            _PYTHON | _COMMONMARK | {Dialect.JEKYLL},
        )
        for mark in ("!!!", "???")
    ),
    _kind(
        "a tab of MkDocs",
        "===",
        r'^===[+!]?[ \t]+"[^"\n]*"[ \t]*$',
        'set dialect = "mkdocs", or write ::: details',
        _PYTHON | _COMMONMARK | {Dialect.JEKYLL},
    ),
    _kind("a table of contents", "[[", r"^\[\[_?(?i:toc)_?\]\][ \t]*$", _TOC, _PLAIN),
    *(
        _kind("a table of contents", mark, rf"^{re.escape(mark)}[ \t]*$", _TOC, _PYTHON | _PLAIN)
        for mark in ("[TOC]", "[toc]")
    ),
    _kind(
        "a wiki link",
        "[[",
        r"\[\[(?<![\w\]\[]\[\[)(?!_?(?i:toc)_?\]\]|(?:" + _CPP + r")\b)"
        r"(?=[^\[\]\n:]*[^\W\d_])(?=[^\s\[\]|])(?:[^\[\]\n:]|:(?!:))+\]\](?![\](]|\n[ \t]*[\w.\"'-]+[ \t]*=)",
        'set dialect = "obsidian", or write [text](page.md)',
        _COMMONMARK | {Dialect.JEKYLL, Dialect.PELICAN},
    ),
    _kind(
        "an icon or emoji by its name",
        ":",
        r":(?<![\w:/.\\-]:)(?:[a-z][a-z0-9_+-]*[a-z0-9]|\+1|-1):(?![\w:/=])",
        "write the character itself, such as 🎉, or an image",
        _COMMONMARK | {Dialect.PELICAN},
    ),
    _kind(
        "a key of a keyboard",
        "++",
        r'\+\+(?<![\w+]\+\+)(?![a-z]\+\+)(?:[a-z][a-z0-9-]*|[0-9]|"[^"\n]+")(?:\+(?:[a-z0-9-]+|"[^"\n]+"))*\+\+(?![\w+])',
        'set dialect = "mkdocs", or write <kbd>…</kbd>',
        _COMMONMARK | {Dialect.JEKYLL},
    ),
    _kind(
        "a block between colons",
        ":::",
        r"^:{3,}.*$",
        "write ::: name on a line of its own, and end it with ::: on another",
        _PLAIN | _PYTHON | {Dialect.HUGO, Dialect.JEKYLL},
    ),
    _kind(
        "a block of PyMdown Extensions",
        "///",
        r"^/{3,}[ \t]*[A-Za-z][\w-]*(?:[ \t]*\|[^\n]*)?[ \t]*$",
        _MKDOCS,
        _COMMONMARK | {Dialect.MKDOCS, Dialect.JEKYLL},
    ),
    _kind(
        "a snippet of MkDocs",
        "8<",
        r"^-+8<-+.*$",
        "write the text itself, or a directive that reads the file",
        _PYTHON | _COMMONMARK | {Dialect.JEKYLL},
    ),
    _kind(
        "an abbreviation",
        "*[",
        r"^\*\[[^\]\n]+\]:[ \t]*\S.*$",
        'write <abbr title="…"> where it matters',
        _PYTHON | _COMMONMARK,
    ),
    _kind(
        "a highlight",
        "==",
        r"==(?<![\w=<]==)(?=[^\s=>])[^=\n]*[^\s=<]==(?![\w=>])",
        'write <mark>…</mark>, or set dialect = "mkdocs" or "obsidian"',
        _COMMONMARK | {Dialect.PELICAN, Dialect.JEKYLL},
    ),
    _kind(
        "an attribute list of kramdown",
        "{:",
        r"\{:[ \t]*(?:[.#][\w-]|toc\b|[\w-]+=)[^{}\n]*\}",
        'set dialect = "jekyll", or write {.class #id} without the colon',
        _LIQUID | _MDX,
    ),
    _kind(
        "a comment of Obsidian",
        "%%",
        r"%%(?<![\w%]%%)(?!%)[^%\n]*[^%\s][^%\n]*%%(?![\w%])",
        'set dialect = "obsidian", or write <!-- … -->',
        _COMMONMARK | _PYTHON | {Dialect.JEKYLL},
    ),
    _kind(
        "a footnote of Pandoc",
        "^[",
        r"\^\[(?<![\\$]\^\[)(?:(?<!\w\^\[)[^\[\]\n]+|[^\[\]\n]* [^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*)"
        r"\](?![(\[])",
        "write [^1], and [^1]: the note, on a line of its own",
        (_COMMONMARK - {Dialect.OBSIDIAN}) | _PYTHON | {Dialect.JEKYLL},
    ),
    _kind(
        "a comment of MDX",
        "{/*",
        r"\{/\*[^\n]*",
        "write <!-- … -->, or name the file .mdx",
        _COMMONMARK | _PYTHON | {Dialect.JEKYLL},
    ),
    *(
        _kind(
            _EMPHASIS,
            mark,
            rf"{sign}(?:(?<=[{_CJK_CLOSING}]{sign})(?=[{_CJK}])|(?<=[{_CJK}]{sign})(?=[{_CJK_OPENING}]))[^\s*~]{{1,8}}",
            'set language, such as "zh", or markdown.cjk_emphasis = true',
            _COMMONMARK,
        )
        for mark, sign in (("**", r"\*\*"), ("~~", "~~"))
    ),
    _kind(
        "a table whose first two rows have different numbers of columns",
        "|",
        r"^(?=[ \t>|:-]*--)(?=[^|\n]*\|)[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$",
        "write as many columns in the second row as in the first",
        _COMMONMARK,
    ),
    _kind(
        "a table without a row of dashes",
        "|",
        rf"^[ \t>]*\|{_ROW}(?:\n[ \t>]*\|{_ROW})+$",
        "write a row such as |---|---| below the first one",
        _COMMONMARK | _PYTHON,
    ),
    _kind(
        "a callout",
        "[!",
        r"^\[![A-Za-z][\w-]*\][+-]?(?=[ \t]|$)",
        'write NOTE, TIP, IMPORTANT, WARNING or CAUTION alone; dialect = "obsidian" reads all',
        _COMMONMARK | _PYTHON | {Dialect.JEKYLL},
    ),
)
_SPAN = lazy_compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
#: Tokens whose content is text that readers see.
_TEXTS = frozenset(("text", "strong_text", "em_text", "link_text"))
_INCLUDE = lazy_compile(r"[ \t]*\{\{#[a-z_]+ [^{}\n]*\}\}[ \t]*$", re.MULTILINE)
#: Languages in which such a line is code.
_TEMPLATES = frozenset(
    ("", "text", "txt", "plain", "markdown", "md", "html", "hbs", "handlebars", "mustache", "svelte")
)


def list_suspects(source: str, dialect: Dialect, *, knows_cjk: bool = False) -> tuple[Kind, ...]:
    """Return the kinds that may occur in a page: for most pages none, which ends the search.

    ``knows_cjk``: stars beside Chinese punctuation are read as emphasis.
    """
    return tuple(
        kind
        for kind in _KINDS
        if kind.mark[-1] in source  # looking for one character is thirty times as fast
        and kind.mark[0] in source
        and kind.mark in source
        and dialect not in kind.read_by
        and not (knows_cjk and kind.name == _EMPHASIS)
        and (kind.mark not in _COMMON or kind.expression.search(source))
    )


#: What begins markup inside a note; code is masked.
_MARKS = lazy_compile(r"[*_~<\[\0](?<!\^\[)")


def warn_of_lookalikes(token: Token, children: Sequence[Token], page: Page) -> None:
    """Report markup of other generators in the text of a block whose tokens are ``children``."""
    content = token.content
    text = masked = ""
    for kind in page.suspects:
        if kind.mark not in content:
            continue
        if not text:
            text = "".join(child.content if child.type in _TEXTS else "\0" for child in children)
            masked = _SPAN.sub(lambda span: "\0" * len(span[0]), content) if "`" in content else content
        for match in kind.expression.finditer(masked):
            written = match[0]
            shown = _MARKS.split(written)[0] if kind.mark in ("^[", "|") else written
            shown_line = content[match.start() : match.end()].partition("\n")[0]
            if shown in text and masked[match.start() - 1 : match.start()] != "\\":
                page.warn(
                    "foreign-markup",
                    f"{kind.name} is shown as text: {shown_line[:60]}",
                    page.inline_position(match.start()),
                    f"{kind.remedy}; to show it as it is, put it between backticks",
                    subject=kind.name,
                )


def warn_of_include(code: str, language: str, page: Page, line: int) -> None:
    """Report a line of code that mdBook replaces by a file; ``line`` is that of the fence, from 0."""
    if language.partition(",")[0].lower() in _TEMPLATES:
        return
    for match in _INCLUDE.finditer(code):
        row = line + 1 + code.count("\n", 0, match.start())
        message = f"an include of mdBook is shown as code: {match[0].strip()[:60]}"
        hint = "write the code itself; to show it as it is, name the language text"
        page.warn("foreign-markup", message, page.line_position(row), hint, subject="include")
