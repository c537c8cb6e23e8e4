"""Block tokens -> segments of HTML, the list of headings, and the pieces that make a summary."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from sitegen.config import RawHtml
from sitegen.content.parser.attributes import add_attributes, cut_attributes, parse_attributes
from sitegen.content.parser.headings import leave_out_html, restore_hyphens
from sitegen.content.parser.inline import WRITTEN
from sitegen.content.parser.lookalikes import warn_of_include
from sitegen.content.parser.shortcodes import split_html
from sitegen.content.parser.text import escape, join_words, read_text
from sitegen.content.writer.code import Fence, read_info, render_code
from sitegen.content.writer.inline_renderer import InlineRenderer
from sitegen.content.writer.rawhtml import MORE, read_html
from sitegen.content.writer.segments import merge
from sitegen.core.model import Heading, Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sitegen.content.parser.page import Page
    from sitegen.content.parser.shortcodes import ShortcodeCall
    from sitegen.core.model import Segment


class Cut(NamedTuple):
    """A run of blocks and the pieces that they became."""

    first_token: int
    last_token: int  #: after the last
    first_piece: int
    last_piece: int  #: after the last
    marks: int  #: ids and footnote references among the pieces


class Renderer(InlineRenderer):
    """Writes one page. In ``brief`` mode (for summaries) ids, anchors and footnotes are left out."""

    def __init__(self, parser: MarkdownIt, page: Page, *, brief: bool = False) -> None:
        super().__init__(parser, page, brief=brief)
        self.headings: list[Heading] = []
        self.more: Cut | None = None  #: what is before ``<!-- more -->``
        self.first_paragraph: Cut | None = None  #: the first that has text
        self._calls: list[tuple[list[Segment], Token]] = []
        self._attributes: dict[str, str] = {}

    def render(self, tokens: list[Token]) -> None:
        """Append the HTML of block tokens to `pieces`."""
        self._tokens = tokens
        handlers = self._BLOCKS
        for index, token in enumerate(tokens):
            handler = handlers.get(token.type)
            if handler is not None:
                handler(self, token, index)
            elif token.nesting > 0:
                self._open_block(token, index)
            else:
                self.pieces.append(f"</{token.tag}>\n")

    def render_tokens(self, tokens: list[Token]) -> None:
        """Render further tokens (a footnote's) in the middle of others."""
        outer = self._tokens
        self.render(tokens)
        self._tokens = outer

    # --- Blocks that hold others

    def _open_block(self, token: Token, index: int) -> None:
        self._break_line(index)
        self.pieces.append(f"<{token.tag}{self._take_attributes(token)}{self._end_of_tag(token, index)}")

    def _break_line(self, index: int) -> None:
        """Start a block after the text of a tight list item on a line of its own."""
        if index and self._tokens[index - 1].hidden:
            self.pieces.append("\n")

    def _end_of_tag(self, token: Token, index: int) -> str:
        follower = self._tokens[index + 1]
        if follower.type == "inline" or follower.hidden:
            return ">"
        empty = follower.nesting < 0 and follower.tag == token.tag
        return ">" if empty and token.tag != "blockquote" else ">\n"

    def _say(self, text: str) -> str:
        """Return an English text of the theme in the site's language, for an attribute."""
        return escape(self.page.settings.say(text))

    def _open_item(self, token: Token, index: int) -> None:
        self._open_block(token, index)
        if "checked" in token.meta:
            state, name = (" checked", "Done") if token.meta["checked"] else ("", "To do")
            self.pieces.append(f'<input type="checkbox" disabled{state} aria-label="{self._say(name)}"> ')

    def _open_directive(self, token: Token, index: int) -> None:
        self._break_line(index)
        self._calls.append((self.pieces, token))
        self.pieces = []

    def _close_directive(self, _token: Token, _index: int) -> None:
        body = merge(self.pieces)
        self.pieces, opening = self._calls.pop()
        self.pieces.append(self.page.call(opening.meta["call"], body, opening.meta.get("title", ())))

    def _title(self, token: Token, index: int) -> None:
        """Keep the title of the innermost directive apart from its body, which it comes before."""
        self._inline(token, index)
        self._calls[-1][1].meta["title"] = merge(self.pieces)
        self.pieces = []

    # --- Text

    def _open_paragraph(self, token: Token, index: int) -> None:
        if token.hidden:
            self._break_line(index)
            return
        if self.first_paragraph is None and token.level == 0:
            self._open_first_paragraph(token, index)
            return
        self._open_text(token, index)

    def _open_first_paragraph(self, token: Token, index: int) -> None:
        """Record the pieces of the first paragraph that says something: it is the summary."""
        start, marks = len(self.pieces), self.marks
        self._open_text(token, index)
        children = self.parse(self._tokens[index + 1])
        if any(child.content.strip() for child in children if child.type != "image"):
            self.first_paragraph = Cut(index, index + 3, start, -1, marks)

    def _open_text(self, token: Token, index: int) -> None:
        self._break_line(index)
        children = self.parse(self._tokens[index + 1])
        self._figure = len(children) == 1 and children[0].type == "image" and "title" in children[0].attrs
        tag = "figure" if self._figure else "p"
        self.pieces.append(f"<{tag}{self._take_attributes(token)}>")

    def _close_paragraph(self, token: Token, index: int) -> None:
        if token.hidden or self._tokens[index - 2].hidden:
            return
        if self._figure:
            self._figure = False
            self.pieces.append("</figure>\n")
            return
        self.pieces.append("</p>\n")
        cut = self.first_paragraph
        if cut is not None and cut.last_piece < 0:
            self.first_paragraph = cut._replace(last_piece=len(self.pieces), marks=self.marks - cut.marks)

    def _inline(self, token: Token, _index: int) -> None:
        self.count_words(token)
        self.render_inline(token)

    def _open_heading(self, token: Token, index: int) -> None:
        self._break_line(index)
        inline = self._tokens[index + 1]
        inline.content, written = cut_attributes(inline.content)
        if written:
            line_column = self.page.line_position(inline.map[0] if inline.map else 0)
            add_attributes(token, parse_attributes(written, self.page, line_column))
        if self._attributes:
            add_attributes(token, self._attributes)
            self._attributes = {}
        children = self.parse(inline)
        written_text = read_text(children)  # ids have a hyphen for each blank
        text = join_words(written_text)
        explicit = token.attrs.pop("id", None)
        if self.brief:
            self.pieces.append(f"<{token.tag}>")
            return
        self.marks += 1
        if explicit is None:
            raw, is_raw = inline.content, self.page.settings.raw_ids
            name = self.page.ids.make(leave_out_html(raw) if is_raw else restore_hyphens(written_text, raw))
        else:
            name = str(explicit)
            self.page.claim_id(name, self.page.line_position(token.map[0] if token.map else 0))
        label = self.render_label(children) or escape(text)  # a heading may be an image
        self.headings.append(Heading(int(token.tag[1]), name, label, text))
        self.pieces.append(f'<{token.tag} id="{escape(name)}"{self.write_attributes(token)}>')

    def _close_heading(self, token: Token, _index: int) -> None:
        if self.page.settings.anchors and not self.brief:
            anchor = escape(self.headings[-1].id)
            self.pieces.append(
                f'<a class="anchor" href="#{anchor}" aria-label="{self._say("Link to this section")}"></a>'
            )
        self.pieces.append(f"</{token.tag}>\n")

    # --- Leaves

    def _fence(self, token: Token, index: int) -> None:
        self._break_line(index)
        fence = read_info(token.info, numbers=self.page.settings.line_numbers)
        if not self.brief:
            self._check_fence(fence, token)
        self._push_code(fence, token)

    def _check_fence(self, fence: Fence, token: Token) -> None:
        code, (first, last) = token.content, token.map or (0, 0)
        lines = code.count("\n") + (code[-1:] not in ("\n", ""))
        if last - first < lines + 2:
            message = "the code block is never closed: it goes on to the end of the page, list item or quote"
            hint = f"end it with a line of {token.markup}, indented like the first"
            self.page.warn("code-unclosed", message, self.page.line_position(first), hint)
        if "{{#" in code:
            warn_of_include(code, fence.language, self.page, first)

    def _code_block(self, token: Token, index: int) -> None:
        self._break_line(index)
        self._push_code(Fence(numbers=self.page.settings.line_numbers), token)

    def _push_code(self, fence: Fence, token: Token) -> None:
        html = render_code(fence, token.content, self.page, token.map[0] if token.map else 0)
        attributes = self._take_attributes(token)
        if attributes and isinstance(html, str):
            html = html.replace('<div class="code"', f'<div class="code"{attributes}', 1)
        self.pieces.append(html)

    def _html_block(self, token: Token, index: int) -> None:
        self._break_line(index)
        if token.level == 0 and self.more is None and MORE.fullmatch(token.content):
            self.more = Cut(0, index, 0, len(self.pieces), self.marks)
            return
        if "<!--" in token.content and (marker := MORE.search(token.content)):
            self.warn_of_marker(self._locate(token, 0, marker.start()))
        keep = self.page.settings.raw_html is RawHtml.ALL
        if not keep and token.content.startswith("<!--") and token.content.rstrip().endswith("-->"):
            token.content = token.content.rstrip()  # of a comment nothing stays, not even its line
        for start, html, raw_call in self._split_html(token.content):
            self.extend_html(read_html(html, self.page, partial(self._locate, token, start)))
            if raw_call:
                line_column = self._locate(token, start + len(html), 0)
                inner = read_html(raw_call.raw, self.page, partial(self._locate, token, start + len(html)))
                self.pieces.append(self.page.call(raw_call.at(*line_column), merge(inner)))

    def _split_html(self, html: str) -> Iterable[tuple[int, str, ShortcodeCall | None]]:
        """Return raw HTML; in files of other generators, split at the calls in it."""
        has_calls = "{{" in html and self._parser.options.get("shortcodes")
        return split_html(html) if has_calls else ((0, html, None),)

    def _locate(self, token: Token, start: int, offset: int) -> tuple[int, int]:
        return self.page.positions.in_token(token, start + offset)

    def _rule(self, token: Token, index: int) -> None:
        self._break_line(index)
        self.pieces.append(f"<hr{self._take_attributes(token)}>\n")

    def _math(self, token: Token, index: int) -> None:
        self._break_line(index)
        label = f' id="{escape(token.info)}"' if token.info and not self.brief else ""
        line_column = self.page.line_position(token.map[0] if token.map else 0)
        if label:
            self.marks += 1
            self.page.claim_id(token.info, line_column)
        html = self.formulas.write(token.content.strip(), line_column, is_block=True)
        self.marks += ' id="' in html
        self.pieces.append(f'<div class="math block"{label}>{html}</div>\n')

    def _set_attributes(self, token: Token, _index: int) -> None:
        for key, value in token.meta["set"].items():
            both = key == "class" and "class" in self._attributes
            self._attributes[key] = f"{self._attributes[key]} {value}" if both else value

    def _take_attributes(self, token: Token) -> str:
        if self._attributes:
            add_attributes(token, self._attributes)
            self._attributes = {}
        return self.write_attributes(token) if token.attrs else ""

    def extend_html(self, segments: list[Segment]) -> None:
        """Append raw HTML; a page's summary must not repeat the ids in it."""
        self.marks += any(type(segment) is str and "id" in segment for segment in segments)
        self.pieces.extend(segments)
        self.spend(sum(len(s.target) for s in segments if isinstance(s, Link)))

    #: Functions rather than bound methods: a renderer would hold itself, and memory with it.
    _BLOCKS: ClassVar[dict[str, Callable[[Renderer, Token, int], None]]] = {
        "paragraph_open": _open_paragraph,
        "paragraph_close": _close_paragraph,
        "inline": _inline,
        "heading_open": _open_heading,
        "heading_close": _close_heading,
        "fence": _fence,
        "code_block": _code_block,
        "html_block": _html_block,
        "hr": _rule,
        "attributes": _set_attributes,
        "list_item_open": _open_item,
        "directive_open": _open_directive,
        "directive_close": _close_directive,
        "directive_title": _title,
        "math_block": _math,
        WRITTEN: lambda renderer, token, _index: renderer.pieces.append(token.content),
        "math_block_label": _math,
    }
