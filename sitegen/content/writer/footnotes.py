"""The definitions of footnotes among block tokens -> a section at the end, in order of first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.parser.text import escape

if TYPE_CHECKING:
    from markdown_it.token import Token

    from sitegen.content.parser.page import Page
    from sitegen.content.writer.renderer import Renderer

Definitions = dict[str, list["Token"]]


def take_definitions(tokens: list[Token], page: Page) -> tuple[list[Token], Definitions]:
    """Split block tokens into (the page's own, the tokens of each definition by label)."""
    page_tokens: list[Token] = []
    definitions: Definitions = {}
    stack: list[list[Token]] = [page_tokens]
    for token in tokens:
        if token.type == "footnote_reference_open":
            label = token.meta["label"]
            line_column = page.line_position(token.map[0] if token.map else 0)
            if label in definitions:
                page.warn(
                    "footnote-duplicate",
                    f"the footnote {label!r} is defined twice; the first is used",
                    line_column,
                    "give each footnote a label of its own",
                )
            body: list[Token] = []
            if definitions.setdefault(label, body) is body:
                page.footnotes[label] = line_column
            stack.append(body)
        elif token.type == "footnote_reference_close":
            stack.pop()
        else:
            stack[-1].append(token)
    return page_tokens, definitions


def render_footnotes(renderer: Renderer, definitions: Definitions) -> None:
    """Append the notes that the page refers to; a note may refer to further ones."""
    page, references = renderer.page, renderer.references
    say = page.settings.say
    if references:
        renderer.pieces.append(
            f'<section class="footnotes" role="doc-endnotes" aria-label="{escape(say("Footnotes"))}">\n<ol>\n'
        )
        done = 0
        while done < len(references):
            for label in list(references)[done:]:
                _render_note(renderer, label, definitions.get(label, []))
                done += 1
        renderer.pieces.append("</ol>\n</section>\n")
    for label in definitions:
        if label not in references:
            page.warn(
                "footnote-unused",
                f"nothing refers to the footnote {label!r}, so it is not shown",
                page.footnotes[label],
                f"write [^{label}] where it belongs, or remove it",
            )


def _render_note(renderer: Renderer, label: str, tokens: list[Token]) -> None:
    number, uses = renderer.references[label]
    name = f"fn-{number}"
    renderer.page.ids.claim(name)
    renderer.pieces.append(f'<li id="{name}">\n')
    renderer.render_tokens(tokens)
    last = renderer.pieces.pop() if renderer.pieces[-1] == "</p>\n" else ""
    back = escape(renderer.page.settings.say("Back to reference {number}", number=number))
    for index, use in enumerate(uses):
        mark = f"<sup>{index + 1}</sup>" if index else ""
        again = f"-{index + 1}" if index else ""
        renderer.pieces.append(
            f' <a class="footnote-back" href="#{use}" role="doc-backlink"'
            f' aria-label="{back}{again}">\u21a9\ufe0e{mark}</a>'
        )
    renderer.pieces.append(f"{last}</li>\n")
