"""Options about Markdown."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from sitegen.config.choices import Formulas, HeadingIds, RawHtml


class Markdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How Markdown is read."""

    raw_html: Annotated[
        RawHtml,
        Meta(
            description="HTML in Markdown: all but scripts, iframes and styles (`safe`), everything (`all`),"
            " or shown as text (`none`)"
        ),
    ] = RawHtml.SAFE
    heading_ids: Annotated[HeadingIds, Meta(description="Whose ids headings get")] = HeadingIds.GITHUB
    liquid: Annotated[bool, Meta(description="Evaluate Liquid in content of Jekyll and Eleventy")] = False
    emoji: Annotated[bool, Meta(description="Read `:tada:` as an emoji in content of Hugo and Zola")] = False
    smart_punctuation: Annotated[bool, Meta(description="Typographic quotes, dashes and ellipses")] = False
    toc: Annotated[bool, Meta(description="Show a table of contents unless a page says `toc: false`")] = True
    toc_depth: Annotated[
        int, Meta(ge=1, le=6, description="Deepest heading level in the table of contents")
    ] = 3
    heading_anchors: Annotated[bool, Meta(description="A link to itself beside each heading")] = True
    term_anchors: Annotated[
        bool, Meta(description="Ids for the terms of definition lists, so that links can lead to them")
    ] = False
    line_numbers: Annotated[bool, Meta(description="Number the lines of code blocks")] = False
    math: Annotated[
        bool, Meta(description="Read formulas between dollar signs on every page, not only with `math: true`")
    ] = False
    formulas: Annotated[
        Formulas,
        Meta(description="Publish formulas as MathML (`mathml`), or as TeX for a script of yours (`tex`)"),
    ] = Formulas.MATHML
    cjk_emphasis: Annotated[
        bool | None,
        Meta(
            description="Emphasis beside Chinese, Japanese and Korean punctuation, as in `**重要：**请`, and"
            " lines that follow without a space; on by default if `language` is one of these"
        ),
    ] = None
    max_nesting: Annotated[int, Meta(ge=20, le=200, description="Deepest nesting of quotes and lists")] = 100
    lightbox: Annotated[
        bool, Meta(description="Link each image to its file; a click shows it in full size above the page")
    ] = False
    append: Annotated[
        tuple[str, ...],
        Meta(description="Files that end every page, such as a list of abbreviations (with `includes`)"),
    ] = ()
    macros: Annotated[
        bool,
        Meta(
            description="Evaluate `{{ name }}` and `{% for %}` in pages as mkdocs-macros does, with names "
            "from the front matter and `[extra]` (dialect `mkdocs`)"
        ),
    ] = False
    extensions: Annotated[
        tuple[str, ...],
        Meta(
            description="More that Markdown may say, as in MkDocs: `includes`, `marks`, `abbreviations`,"
            " `icons`; on with dialect `mkdocs`"
        ),
    ] = ()
    aliases: Annotated[
        dict[str, str],
        Meta(
            description="How content of other generators begins the paths of files, and how this site does:"
            ' `"@assets/" = "/_assets/"`'
        ),
    ] = {}
    directives: Annotated[
        dict[str, str],
        Meta(description="Directives in Python: name = `package.module:function`; trusted code"),
    ] = {}
