"""Inline tokens -> segments of HTML: links and images become holes that the site fills later."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sitegen.content.parser.inline import WRITTEN
from sitegen.content.parser.lookalikes import warn_of_lookalikes
from sitegen.content.parser.text import count_words, escape
from sitegen.content.writer.formulas import FormulaWriter
from sitegen.content.writer.rawhtml import MORE, read_html
from sitegen.content.writer.smart import make_smart
from sitegen.content.writer.urls import decode_target, encode_url, is_enlarged
from sitegen.core.hosts import explain_nowhere, is_elsewhere
from sitegen.core.model import OPTIONAL_LABEL, Image, Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from sitegen.content.parser.page import Page
    from sitegen.core.model import Segment

_PARSED = "parsed"


class OutputTooLargeError(Exception):
    """Raised when a page's output passes its budget."""


class InlineRenderer:
    """Parses and writes the text of blocks, once each."""

    def __init__(self, parser: MarkdownIt, page: Page, *, brief: bool) -> None:
        self.page = page
        self.brief = brief
        self.pieces: list[Segment] = []
        self.words = 0
        self.marks = 0  #: how many ids and footnote references are in the pieces
        self.size = 0  #: characters that links repeat
        self.references: dict[str, tuple[int, list[str]]] = {}  #: footnotes used -> number, ids of references
        self.formulas = FormulaWriter(page, brief=brief)
        self._parser = parser
        self._smart = bool(parser.options["typographer"])
        self._figure = False
        self._tokens: list[Token] = []
        self.env: dict[str, object] = {}

    def parse(self, token: Token) -> list[Token]:
        """Return the inline tokens of a block, parsing its text the first time."""
        if token.info == _PARSED:
            return token.children or []
        token.info = _PARSED
        self.page.inline = token
        children: list[Token] = []
        self._parser.inline.parse(token.content, self._parser, self.env, children)
        if self.page.suspects:
            warn_of_lookalikes(token, children, self.page)
        if self._smart:
            make_smart(children)
        token.children = children
        return children

    def count_words(self, token: Token) -> None:
        """Add the words of a block as written: markup hangs on words, so it hardly counts."""
        self.words += count_words(token.content)

    def render_inline(self, token: Token) -> None:
        """Append the text of a block."""
        children = self.parse(token)
        self.page.inline = token
        pieces, handlers = self.pieces, self._INLINES
        for child in children:
            kind = child.type
            if kind == "text":
                if child.content:
                    pieces.append(escape(child.content))
            elif kind in _TAGS:
                pieces.append(_TAGS[kind])
            elif kind in handlers:
                handlers[kind](self, child)
            elif kind == "strong_text":
                pieces.append(f"<strong>{escape(child.content)}</strong>")
            elif kind == "em_text":
                pieces.append(f"<em>{escape(child.content)}</em>")
            elif kind == "text_special":
                pieces.append(escape(child.content))
            else:
                pieces.append(f"<{child.tag}{self.write_attributes(child)}>")

    def render_label(self, tokens: list[Token]) -> str:
        """Return inline tokens as HTML for a table of contents: no links, images, notes, raw HTML."""
        parts = []
        for token in tokens:
            if token.type in _LABEL_TEXT:
                before, after = _LABEL_TEXT[token.type]
                parts.append(f"{before}{escape(token.content)}{after}")
            elif token.type in _LABEL_TAGS:
                parts.append(_TAGS[token.type])
        return "".join(parts).strip()

    def write_attributes(self, token: Token) -> str:
        """Return a token's attributes as HTML; an id is noted as one of the page's."""
        parts = []
        for key, value in token.attrs.items():
            if key == "id":
                if self.brief:
                    continue
                self.marks += 1
                line_column = (
                    self.page.line_position(token.map[0]) if token.map else self.page.inline_position(0)
                )
                self.page.claim_id(str(value), line_column)
            parts.append(f' {key}="{escape(str(value))}"')
        return "".join(parts)

    def spend(self, characters: int) -> None:
        """Count output that grows without the source growing. Raises OutputTooLargeError."""
        self.size += characters
        if self.size > self.page.settings.output_bytes:
            raise OutputTooLargeError

    # --- Inline elements

    def _code(self, token: Token) -> None:
        attributes = self.write_attributes(token) if token.attrs else ""
        self.pieces.append(f"<code{attributes}>{escape(token.content)}</code>")

    def _break(self, _token: Token) -> None:
        self.pieces.append("<br>\n")

    def _math_inline(self, token: Token) -> None:
        tex = token.content.strip()
        html = self.formulas.write(tex, self._line_column(token), is_block=False)
        self.marks += ' id="' in html
        self.pieces.append(f'<span class="math inline">{html}</span>')

    def _open_link(self, token: Token) -> None:
        url = str(token.attrs.pop("href"))
        pieces = self.pieces
        if url in _NOWHERE and not self.brief:
            hint = "write where it leads; #top is the top of the page"
            self.page.warn("empty-link", "the link has no address", self._line_column(token), hint)
        if is_elsewhere(url):
            self._judge(url, token)
            encoded = encode_url(url)
            pieces.append(f'<a href="{encoded}"')
            self.spend(len(encoded))
        elif url.startswith(OPTIONAL_LABEL):
            pieces += ["<a", Link(url, *self._line_column(token), is_optional=True)]
            self.spend(len(url))
        else:
            pieces.append('<a href="')
            pieces.append(Link(self._decode(url), *self._line_column(token)))
            pieces.append('"')
            self.spend(len(url))
        if token.attrs:
            written = self.write_attributes(token)
            self.spend(len(written))
            pieces.append(written)
        pieces.append(">")
        token.attrs["href"] = url

    def _judge(self, url: str, token: Token, *, embed: bool = False) -> None:
        """Report an external address that can't lead anywhere."""
        if not self.brief and (nowhere := explain_nowhere(url, embed=embed)):
            message, hint = nowhere
            code = "missing-image" if embed else "broken-link"
            self.page.error(code, message, self._line_column(token), hint, subject=url)

    def _link(self, token: Token) -> None:
        self._open_link(token)
        url = str(token.attrs["href"])
        if token.content.strip() or is_elsewhere(url):
            self.pieces.append(f"{escape(token.content)}</a>")
        else:
            self.pieces += [Link(decode_target(url), *self._line_column(token), is_text=True), "</a>"]

    def _image(self, token: Token) -> None:
        attributes = dict(token.attrs)
        url = str(attributes.pop("href"))
        title = str(attributes.pop("title", ""))
        identifier = attributes.get("id")
        line_column = self._line_column(token)
        alt = str(attributes.pop("alt", token.content)).replace("\n", " ")
        if not alt.strip() and "alt" not in token.attrs and not self.brief:
            self.page.warn(
                "image-alt-missing",
                f"the image {url!r} has no description for readers who can't see it",
                line_column,
                "describe it between the brackets: ![description](…)",
            )
        if identifier is not None:
            self.marks += 1
            if self.brief:
                del attributes["id"]
            else:
                self.page.claim_id(str(identifier), line_column)
        rest = tuple((key, str(value)) for key, value in attributes.items())
        self.spend(len(url) + len(title))
        target = url
        if is_elsewhere(url):
            self._judge(url, token, embed=True)
        else:
            target = self._decode(url)
        image = Image(target, alt, "" if self._figure else title, rest, *line_column)
        if self.page.settings.lightbox and is_enlarged(token, url):
            link = Link(target, *line_column, is_optional=True)  # the image says what is wrong
            self.pieces += ["<a", link, ' data-act="enlarge">', image, "</a>"]
        else:
            self.pieces.append(image)
        if self._figure:
            self.pieces.append(f"\n<figcaption>{escape(title)}</figcaption>\n")

    def _decode(self, url: str) -> str:
        return decode_target(url, backslashes=self.page.settings.loose_links)

    def _line_column(self, token: Token) -> tuple[int, int]:
        label = token.meta.get("label")
        if label in self.page.reference_places:
            return self.page.reference_places[label]
        return self.page.inline_position(max(token.meta.get("at", 0), 0))

    def _directive(self, token: Token) -> None:
        call = token.meta["call"]
        body = (escape(call.raw),) if call.raw else ()
        self.pieces.append(self.page.call(call, body))

    def warn_of_marker(self, line_column: tuple[int, int]) -> None:
        """Report a summary marker where it has no effect."""
        if not self.brief:
            message = "this doesn't end the summary: only the first such line without indentation does"
            hint = "put it on a line of its own, outside of lists and quotes"
            self.page.warn("summary-marker", message, line_column, hint)

    def _html(self, token: Token) -> None:
        start = token.meta["at"]
        if MORE.fullmatch(token.content):
            self.warn_of_marker(self.page.inline_position(start))
        segments = read_html(
            token.content, self.page, lambda offset: self.page.inline_position(start + offset)
        )
        self.marks += "id" in token.content
        self.pieces.extend(segments)

    def _footnote(self, token: Token) -> None:
        self.marks += 1
        if self.brief:
            return
        number, uses = self.references.setdefault(token.meta["label"], (len(self.references) + 1, []))
        name = f"fnref-{number}" + (f"-{len(uses) + 1}" if uses else "")
        uses.append(name)
        self.page.ids.claim(name)
        say = self.page.settings.say
        self.pieces.append(
            f'<sup class="footnote-ref"><a href="#fn-{number}" id="{name}" role="doc-noteref"'
            f' aria-label="{escape(say("Footnote {number}", number=number))}">{number}</a></sup>'
        )

    #: Functions rather than bound methods: a renderer would hold itself, and memory with it.
    _INLINES: ClassVar[dict[str, Callable[[InlineRenderer, Token], None]]] = {
        WRITTEN: lambda renderer, token: renderer.pieces.append(token.content),
        "code_inline": _code,
        "link_open": _open_link,
        "link_text": _link,
        "image": _image,
        "directive_inline": _directive,
        "html_inline": _html,
        "footnote_ref": _footnote,
        "math_inline": _math_inline,
        "math_inline_double": _math_inline,
        "hardbreak": _break,
    }


#: What is written where an address is to be filled in later.
_NOWHERE = frozenset(("", "#"))

_TAGS = {
    "em_open": "<em>",
    "em_close": "</em>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "s_open": "<del>",
    "s_close": "</del>",
    "link_close": "</a>",
    "span_close": "</span>",
}
_LABEL_TEXT = {
    "text": ("", ""),
    "text_special": ("", ""),
    "link_text": ("", ""),
    "em_text": ("<em>", "</em>"),
    "strong_text": ("<strong>", "</strong>"),
    "code_inline": ("<code>", "</code>"),
}
_LABEL_TAGS = frozenset(("em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close"))
