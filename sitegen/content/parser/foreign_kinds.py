"""The markup of other generators that readers would see as text: a table of kinds, for `lookalikes`."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.config import Dialect
from sitegen.core.text import lazy_compile

_PYTHON = frozenset({Dialect.PELICAN, Dialect.MKDOCS})
#: Dialects whose generators show the same text, so that nothing is lost: those with few extras.
_PLAIN = frozenset({Dialect.MDBOOK, Dialect.ZOLA, Dialect.OBSIDIAN})
_MDX = frozenset({Dialect.DOCUSAURUS, Dialect.NEXT, Dialect.STARLIGHT})
_COMMONMARK = _PLAIN | _MDX | {Dialect.HUGO, Dialect.MYST, Dialect.VITEPRESS}
_ALL_OTHERS = frozenset(Dialect) - {Dialect.SITEGEN}
_LIQUID = _PLAIN | {Dialect.JEKYLL, Dialect.PELICAN, Dialect.MKDOCS, Dialect.HUGO, Dialect.MYST}
_ADMONITIONS = (
    "note|info|abstract|summary|tldr|todo|example|quote|cite|question|help|faq|seealso|new|admonition|tip|hint|"
    "success|check|done|important|warning|caution|attention|danger|error|failure|fail|missing|bug"
)
_CPP = "nodiscard|noreturn|maybe_unused|deprecated|likely|unlikely|fallthrough|assume|no_unique_address"


class Kind(NamedTuple):
    """One construct of another generator. Most expressions begin with their mark, so that they fail fast."""

    name: str
    mark: str  #: a text that each occurrence contains
    expression: re.Pattern[str]
    remedy: str
    read_by: frozenset[Dialect] = frozenset()  #: dialects that read it, refuse it, or show it as text, too


def _kind(
    name: str, mark: str, expression: str, remedy: str, read_by: frozenset[Dialect] = frozenset()
) -> Kind:
    return Kind(name, mark, lazy_compile(expression, re.MULTILINE), remedy, read_by)


def _at_line_start(mark: str) -> str:
    """Return the expression for a mark that only blanks and signs of quotes precede: eight at most.

    It begins with the mark, which is found fast; each lookbehind has one width.
    """
    places = "|".join(rf"(?<=^[ \t>]{{{width}}}{mark})" for width in range(9))
    return f"{mark}(?:{places})"


FORMULA = "a formula"
EXPRESSION = "an expression of Liquid or Jinja"
EMPHASIS = "emphasis beside Chinese or Japanese punctuation"
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_CJK_CLOSING = "。．，！？：；、）」』】》〉”’…"
_CJK_OPENING = "「『（《〈【“‘"
#: Marks of which most pages have one.
COMMON = frozenset({":", "**", "|", "$", "##"})
_DIRECTIVE = "write a directive, such as ::: note"
_MKDOCS = f'set dialect = "mkdocs", or {_DIRECTIVE}'
#: A row of a table after its first bar, with two cells or more, but none of dashes.
_ROW = r"(?![ \t:|-]*--)[^|\n]*\|[^\n]*\|[ \t]*"
#: The name of a Python object after its colons.
_OBJECT = r"[ \t]+[A-Za-z_]\w*(?:\.\w+)+[ \t]*$"
_TOC = "leave it out: the theme lists the headings beside the text, see toc"
#: Lookbehinds are after the mark for the same reason.
KINDS = (
    _kind(
        "a shortcode of Hugo",
        "{{",
        r"\{\{[<%][ \t]*(?:/[ \t]*)?[\w./-](?:(?!\{\{)[^\n])*?[%>]\}\}",
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
        EXPRESSION,
        "{{",
        r"\{\{(?<![\w${}\\^]\{\{)-?[ \t]*[A-Za-z_][\w.-]+"
        r"(?:[ \t]*\([^{}\n]*\))?(?:[ \t]*\|[^{}\n]*)?[ \t]*\}\}(?!\})",
        'write the value itself; dialect = "jekyll" reads {{ page.x }} and {{ site.x }}, '
        "and markdown.macros what mkdocs-macros reads",
        _LIQUID - {Dialect.MKDOCS},
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
        rf"^:{{3,}}(?!{_OBJECT}).*$",
        "write ::: name on a line of its own, and end it with ::: on another",
        _PLAIN | _PYTHON | {Dialect.HUGO, Dialect.JEKYLL},
    ),
    _kind(
        "a mark that documents code",
        ":::",
        rf"^:{{3,}}{_OBJECT}",
        "name the folder of the package in paths below [reference]",
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
            EMPHASIS,
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
        _at_line_start(r"\|") + rf"{_ROW}(?:\n[ \t>]*\|{_ROW})+$",
        "write a row such as |---|---| below the first one",
        _COMMONMARK | _PYTHON,
    ),
    _kind(
        "a heading without a space after its number signs",
        "##",
        _at_line_start("##") + r"#{0,4}(?=[^\W\d_])[^\n]*$",
        "write a space, as in ## Heading",
        _ALL_OTHERS,
    ),
    _kind(
        FORMULA,
        "$",
        r"\$(?<![\\$A-Za-z0-9]\$)(?:\$(?=[^$]*[\\^_=])[^$]*\$\$|(?=[^\s$])(?=[^$\n\0]*[\\^_])[^$\n\0]*(?<=[^\s\\])\$)(?![A-Za-z0-9$])",
        "write math: true in the front matter, or math = true below [markdown] in sitegen.toml",
        _ALL_OTHERS,
    ),
    _kind(
        "a callout",
        "[!",
        r"^\[![A-Za-z][\w-]*\][+-]?(?=[ \t]|$)",
        'write NOTE, TIP, IMPORTANT, WARNING or CAUTION alone; dialect = "obsidian" reads all',
        _COMMONMARK | _PYTHON | {Dialect.JEKYLL},
    ),
)
