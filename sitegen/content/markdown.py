"""One file's Markdown and front matter -> Converted, by these alone."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from sitegen.config import (
    Dialect,
    Formulas,
    HeadingIds,
    RawHtml,
    localise_file,
    reads_cjk_emphasis,
    wording_of,
)
from sitegen.content.parser.blocks import BlockState
from sitegen.content.parser.html_page import read_html_page
from sitegen.content.parser.inline import write_tokens
from sitegen.content.parser.lookalikes import list_suspects
from sitegen.content.parser.page import KEY, Page, Settings
from sitegen.content.parser.parser import make_parser
from sitegen.content.parser.positions import Positions
from sitegen.content.parser.text import EXCERPT_LENGTH, cut_excerpt, escape, read_text
from sitegen.content.writer.balance import check_balance
from sitegen.content.writer.footnotes import render_footnotes, take_definitions
from sitegen.content.writer.inline_renderer import OutputTooLargeError
from sitegen.content.writer.renderer import Renderer
from sitegen.content.writer.segments import merge
from sitegen.content.writer.terms import name_terms
from sitegen.content.writer.titles import name_title, read_heading, take_title
from sitegen.core.file_names import HTML_SUFFIXES
from sitegen.core.model import Body, Converted, Document
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from sitegen.config import Config
    from sitegen.content.parser.parser import Parser, Plugin
    from sitegen.content.writer.renderer import Cut
    from sitegen.core.model import FrontMatter, Segments
    from sitegen.core.wording import Wording
    from sitegen.ext.registry import Extensions

#: Dialects whose pages get their title from the navigation, unless they begin with one.
_ONLY_H1 = (Dialect.MKDOCS, Dialect.DOCUSAURUS)
#: Dialects whose generators use Python-Markdown or kramdown.
_LOOSE_LINKS = (Dialect.MKDOCS, Dialect.PELICAN, Dialect.JEKYLL)
_NEWLINES = lazy_compile(r"\r\n?")
_EXPLICIT_ID = lazy_compile(r"\{[^{}\n]*#([^\s{}#.]+)[^{}\n]*\}[ \t]*$", re.MULTILINE)
#: The ids of documented objects.
_OBJECT_ID = lazy_compile(r'\{id="([^"\n]+)"\}')


def convert(
    path: str,
    front: FrontMatter,
    body: str,
    first_line: int,
    digest: str,
    config: Config,
    rows: Sequence[tuple[int, int]] | None = None,
    plain: frozenset[bytes] = frozenset(),
    extensions: Extensions | None = None,
) -> Converted:
    """Convert one Markdown file.

    ``path`` is relative to the content directory, ``body`` begins on line ``first_line`` of the
    file. For a body that was translated from a dialect, ``rows`` says where its lines were. ``plain``
    names code that isn't to be highlighted, ``extensions`` what extensions add.
    Mistakes of the author are in ``Converted.document.problems``, in the order of the file; nothing
    is raised for them.
    """
    source = _NEWLINES.sub("\n", body).replace("\0", "\ufffd") if "\r" in body or "\0" in body else body
    is_translated = rows is not None and (config.dialect is not Dialect.SITEGEN or path.endswith(".mdx"))
    settings = _settings_for(config, extensions, is_translated=is_translated, plain=plain)
    page = Page(f"{config.paths.content}/{path}", Positions(source, first_line, rows or ()), settings)
    is_settled = config.markdown.cjk_emphasis is not None or reads_cjk_emphasis(config)
    page.suspects = list_suspects(
        source,
        config.dialect,
        knows_cjk=is_settled,
        knows_formulas=front.math or config.markdown.math,
        knows_macros=config.markdown.macros,
    )
    calls = is_translated or bool(config.markdown.extensions)
    parser = _parser_for(config, front, extensions, calls=calls)
    name = localise_file(config, path)[1]
    title = front.title or (name_title(name) if config.dialect is Dialect.OBSIDIAN else "")
    conversion = _Conversion(parser, page, title, only_h1=config.dialect in _ONLY_H1)
    try:
        conversion.run(source)
    except OutputTooLargeError:
        conversion = conversion.give_up(
            "output-too-large",
            f"the page makes more than {settings.output_bytes:,} characters of HTML",
            "split the page, or raise limits.output_bytes",
        )
    document = Document(
        path=path,
        digest=digest,
        front=front,
        title=conversion.title or name_title(name),
        is_titled=bool(conversion.title),
        has_formulas=conversion.renderer.formulas.has_formulas,
        summary=conversion.summary,
        excerpt=conversion.excerpt,
        anchors=page.ids.all(),
        words=conversion.renderer.words,
        problems=tuple(
            sorted(set(page.problems), key=lambda problem: (problem.line, problem.column, problem))
        ),
    )
    return Converted(document, Body(conversion.content, tuple(conversion.renderer.headings)))


def _settings_for(
    config: Config, extensions: Extensions | None, *, is_translated: bool, plain: frozenset[bytes]
) -> Settings:
    markdown = config.markdown
    return Settings(
        markdown.raw_html,
        markdown.heading_anchors,
        markdown.line_numbers,
        config.limits.output_bytes,
        balanced=markdown.raw_html is not RawHtml.ALL and not is_translated,
        typesets=markdown.formulas is Formulas.MATHML,
        heading_ids=config.markdown.heading_ids,
        raw_ids=config.dialect is Dialect.HUGO and config.markdown.heading_ids is HeadingIds.GITHUB,
        allows_style=not {"all", "style-attributes"}.isdisjoint(config.privacy.allow_inline),
        say=wording_of(config),
        names_terms=markdown.term_anchors,
        reads_labels=config.reference.reads_labels,
        loose_links=config.dialect in _LOOSE_LINKS,
        annotates=config.dialect is Dialect.MKDOCS,
        lightbox=markdown.lightbox,
        diagrams=frozenset(config.diagrams.languages),
        fences=frozenset(name for name, _ in extensions.provided("fences")) if extensions else frozenset(),
        plain=plain,
    )


def _translate_titles(tokens: Sequence[Token], say: Wording) -> None:
    """Put the titles of alerts, ``> [!NOTE]``, into the language of the site."""
    for opening, title in pairwise(tokens):
        if opening.type == "alert_title_open":
            title.content = say(title.content)


def _parser_for(config: Config, front: FrontMatter, extensions: Extensions | None, *, calls: bool) -> Parser:
    plugins: tuple[Plugin, ...] = ()
    if extensions and extensions.has("markdown"):
        from sitegen.content.extended import find_plugins

        plugins = find_plugins(extensions)
    markdown = config.markdown
    return make_parser(
        html=markdown.raw_html is not RawHtml.NONE,
        smart=markdown.smart_punctuation,
        math=front.math or markdown.math,
        max_nesting=markdown.max_nesting,
        shortcodes=calls,
        cjk=reads_cjk_emphasis(config),
        plugins=plugins,
    )


def _reserve_ids(source: str, page: Page) -> None:
    """Reserve the ids that the author gives to elements, so that no heading gets one of them."""
    if "{" not in source:
        return
    for marker, pattern in (("#", _EXPLICIT_ID), ('{id="', _OBJECT_ID)):
        if marker in source:
            for match in pattern.finditer(source):
                page.ids.reserve(match.group(1))


class _Conversion:
    """The steps of one conversion, and what they collect."""

    def __init__(self, parser: Parser, page: Page, title: str, *, only_h1: bool) -> None:
        self.parser = parser
        self.only_h1 = only_h1
        self.page = page
        self.title = title
        self.summary: Segments = ()
        self.excerpt = ""
        self.content: Segments = ()
        self.renderer = Renderer(parser, page, brief=False)

    def run(self, source: str) -> None:
        """Parse, render and summarise. Raises OutputTooLargeError."""
        page, renderer = self.page, self.renderer
        tokens: list[Token] = []
        env: dict[str, object] = {KEY: page}
        renderer.env = env
        _reserve_ids(source, page)
        if source and page.path.lower().endswith(HTML_SUFFIXES):
            read_html_page(source, self.parser, env, tokens)
        elif source:
            state = BlockState(source, self.parser, env, tokens)
            self.parser.block.tokenize(state, 0, state.lineMax)
        write_tokens(tokens, self.parser, env)
        if not page.settings.say.is_english:
            _translate_titles(tokens, page.settings.say)
        body_tokens, definitions = take_definitions(tokens, page) if "footnotes" in env else (tokens, {})
        self.title, body_tokens, heading = take_title(
            body_tokens, self.title, self._parse_text, only_h1=self.only_h1
        )
        target = self._keep_target(heading) if heading else ""
        if page.settings.names_terms:
            name_terms(body_tokens, page, self._parse_text)
        renderer.render(body_tokens)
        if definitions:
            render_footnotes(renderer, definitions)
        if page.has_html:
            for tokens_of in (body_tokens, *definitions.values()):
                check_balance(tokens_of, page)
        self.content = merge([target, *renderer.pieces])
        if sum(len(piece) for piece in self.content if isinstance(piece, str)) > page.settings.output_bytes:
            raise OutputTooLargeError
        self._summarise(body_tokens)

    def _parse_text(self, text: str) -> list[Token]:
        quiet = {**self.renderer.env, KEY: self.page.copy_quietly()}  # it is parsed again where it is shown
        return self.parser.inline.parse(text, self.parser, quiet, [])

    def _keep_target(self, heading: str) -> str:
        """Return an element with the id of a heading that became the page's title: links lead there."""
        words, written = read_heading(heading, self._parse_text)
        if written:
            self.page.claim_id(written, (self.page.positions.first_line, 0))
        return f'<span id="{escape(written or self.page.ids.make(words))}"></span>\n'

    def give_up(self, code: str, message: str, hint: str) -> _Conversion:
        """Report why there is no output; return a conversion without any."""
        self.page.error(code, message, (self.page.positions.first_line, 0), hint)
        return _Conversion(self.parser, self.page, self.title, only_h1=self.only_h1)

    def _summarise(self, tokens: list[Token]) -> None:
        """Take the summary from what is rendered; ids and notes in it cost a second rendering."""
        renderer = self.renderer
        cut = renderer.more or renderer.first_paragraph
        if cut is not None:
            self._cut_summary(tokens, cut)
        if len(self.excerpt) < 2:  # a page may begin with a picture, or be a list
            self.excerpt = cut_excerpt(self._read_start(tokens))
            self.summary = (f"<p>{escape(self.excerpt)}</p>\n",) if self.excerpt else self.summary

    def _cut_summary(self, tokens: list[Token], cut: Cut) -> None:
        renderer = self.renderer
        chosen = tokens[cut.first_token : cut.last_token]
        pieces = renderer.pieces[cut.first_piece : cut.last_piece]
        if cut.marks:
            brief = Renderer(self.parser, self.page.copy_quietly(), brief=True)
            brief.env = renderer.env
            brief.render(chosen)
            pieces = brief.pieces
        self.summary = merge(pieces)
        self.excerpt = cut_excerpt(self._read_start(chosen))

    def _read_start(self, tokens: list[Token]) -> str:
        """Return the text of blocks, as far as an excerpt may need it."""
        texts: list[str] = []
        length = 0
        for index, token in enumerate(tokens):
            if token.type == "inline" and tokens[index - 1].type != "heading_open":
                texts.append(read_text(self.renderer.parse(token)))
                length += len(texts[-1])
            if length > 2 * EXCERPT_LENGTH:
                break
        return " ".join(texts)
