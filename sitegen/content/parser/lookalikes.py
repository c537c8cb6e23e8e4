"""The text of a block -> warnings about markup of other generators in it, which readers would see as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.parser.foreign_kinds import COMMON, EMPHASIS, EXPRESSION, FORMULA, KINDS
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sitegen.config import Dialect
    from sitegen.content.parser.foreign_kinds import Kind
    from sitegen.content.parser.page import Page

_KIND_MARKS = frozenset(kind.mark for kind in KINDS)
_SPAN = lazy_compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
#: Tokens whose content is text that readers see.
_TEXTS = frozenset(("text", "strong_text", "em_text", "link_text"))
_INCLUDE = lazy_compile(r"[ \t]*\{\{#[a-z_]+ [^{}\n]*\}\}[ \t]*$", re.MULTILINE)
#: Languages in which such a line is code.
_TEMPLATES = frozenset(
    ("", "text", "txt", "plain", "markdown", "md", "html", "hbs", "handlebars", "mustache", "svelte")
)


def list_suspects(
    source: str,
    dialect: Dialect,
    *,
    knows_cjk: bool = False,
    knows_formulas: bool = False,
    knows_macros: bool = False,
) -> tuple[Kind, ...]:
    """Return the kinds that may occur in a page: for most pages none, which ends the search.

    ``knows_cjk``: stars beside Chinese punctuation are read as emphasis; ``knows_formulas``: dollar signs
    as formulas; ``knows_macros``: what has braces around it is evaluated, or reported already.
    """
    marks = {
        mark
        for mark in _KIND_MARKS
        if mark[-1] in source and mark[0] in source and mark in source  # one character is found much faster
    }
    return tuple(
        kind
        for kind in KINDS
        if kind.mark in marks
        and dialect not in kind.read_by
        and not (knows_cjk and kind.name == EMPHASIS)
        and not (knows_formulas and kind.name == FORMULA)
        and not (knows_macros and kind.name == EXPRESSION)
        and (kind.mark not in COMMON or kind.expression.search(source))
    )


#: What begins markup inside a note; code is masked.
_MARKS = lazy_compile(r"[*_~<\[\\\0](?<!\^\[)")
#: Kinds with other markup inside: their text is looked for up to that.
_CUT = frozenset(("^[", "|", "$"))


def warn_of_lookalikes(token: Token, children: Sequence[Token], page: Page) -> None:
    """Report markup of other generators in the text of a block whose tokens are ``children``."""
    content = token.content
    text = masked = joined = ""
    for kind in page.suspects:
        if kind.mark not in content:
            continue
        if not text:
            text = "".join(child.content if child.type in _TEXTS else "\0" for child in children)
            joined = text.replace("\0", "")
            masked = _SPAN.sub(lambda span: "\0" * len(span[0]), content) if "`" in content else content
        for match in kind.expression.finditer(masked):
            written = match[0]
            shown = _MARKS.split(written)[0] if kind.mark in _CUT else written
            shown_line = content[match.start() : match.end()].partition("\n")[0]
            is_escaped = masked[match.start() - 1 : match.start()] == "\\"
            is_text = shown in text or shown.replace("_", "") in joined  # a formula's _ may be emphasis
            if is_text and not is_escaped:
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
