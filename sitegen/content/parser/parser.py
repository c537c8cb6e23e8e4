"""Settings -> the markdown-it parser with our rules, one per process and settings."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_inline import html_inline, strikethrough
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from sitegen.content.parser import autolinks, inline_rules, links
from sitegen.content.parser.attributes import block_attributes, inline_attributes
from sitegen.content.parser.blocks import BlockParser
from sitegen.content.parser.definitions import reference
from sitegen.content.parser.directives import directive
from sitegen.content.parser.inline import InlineParser
from sitegen.content.parser.shortcodes import shortcode
from sitegen.content.parser.tables import table
from sitegen.core.safe_paths import is_unsafe

if TYPE_CHECKING:
    from sitegen.content.parser.inline import Rule


class Parser(MarkdownIt):
    """Leaves URLs as they are written: the renderer decides between a page and an address."""

    def normalizeLink(self, url: str) -> str:
        """Return the URL unchanged."""
        return url

    def validateLink(self, url: str) -> bool:
        """Return whether the URL may be linked at all."""
        return not is_unsafe(url)


@lru_cache(maxsize=16)
def make_parser(
    *, html: bool, smart: bool, math: bool, max_nesting: int, shortcodes: bool = False, cjk: bool = False
) -> Parser:
    """Return CommonMark and GFM with directives, attributes, footnotes and definition lists."""
    parser = Parser("commonmark", {"html": html, "typographer": smart, "maxNesting": max_nesting})
    parser.options["shortcodes"] = shortcodes
    parser.options["cjk_emphasis"] = cjk
    parser.options["alerts"] = True
    parser.options["tasklists"] = True
    parser.options["strikethrough_single_tilde"] = True
    blocks = parser.block.ruler
    blocks.enable("table")
    blocks.at("table", table, {"alt": ["paragraph", "reference"]})
    blocks.at("reference", reference)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(deflist_plugin)
    if math:
        parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_blank_lines=False)
    interrupting = ["paragraph", "reference", "blockquote", "list"]
    blocks.before("fence", "attributes", block_attributes)
    blocks.before("fence", "directive", directive, {"alt": interrupting})
    parser.block = BlockParser(parser.block, max_nesting)
    parser.inline = _make_inline(parser, html=html, math=math, shortcodes=shortcodes, max_nesting=max_nesting)
    return parser


def _make_inline(
    parser: Parser, *, html: bool, math: bool, shortcodes: bool, max_nesting: int
) -> InlineParser:
    emphasis = (inline_rules.emphasis,)
    rules: dict[str, tuple[Rule, ...]] = {
        "\n": (inline_rules.newline,),
        "\\": (inline_rules.escape,),
        "`": (inline_rules.code,),
        "~": (strikethrough.tokenize,),
        "*": emphasis,
        "_": emphasis,
        "[": (footnote_ref, links.link),
        "!": (links.image,),
        "<": (links.autolink, inline_rules.noting_position(html_inline)) if html else (links.autolink,),
        "&": (inline_rules.entity,),
        "{": (shortcode, inline_attributes) if shortcodes else (inline_attributes,),
    }
    if math:
        dollars = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)
        rules["$"] = (inline_rules.noting_position(dollars),)
    inline_parser = InlineParser(parser.inline, max_nesting)
    inline_parser.dispatch(rules, {"w": (autolinks.www,), ":": (autolinks.scheme,), "@": (autolinks.email,)})
    return inline_parser
