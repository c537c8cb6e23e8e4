"""Settings -> the markdown-it parser with our rules, one per process and settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import html_inline
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
from sitegen.content.parser.inline import InlineParser, PluginInlineParser
from sitegen.content.parser.shortcodes import shortcode
from sitegen.content.parser.tables import table
from sitegen.core.safe_paths import is_unsafe

if TYPE_CHECKING:
    from sitegen.content.parser.inline import Rule


Plugin = Callable[[MarkdownIt], None]

#: Where the library ends a piece of text to try its rules.
_BEGINNINGS = "\n!#$%&+*-:<=>@[\\]^_`{}~"


class Parser(MarkdownIt):
    """Leaves URLs as they are written: the renderer decides between a page and an address."""

    #: Token -> what writes it: the rules for rendering that plugins brought.
    written: Mapping[str, Callable[..., str]] = {}

    def normalizeLink(self, url: str) -> str:
        """Return the URL unchanged."""
        return url

    def validateLink(self, url: str) -> bool:
        """Return whether the URL may be linked at all."""
        return not is_unsafe(url)


@lru_cache(maxsize=16)
def make_parser(
    *,
    html: bool,
    smart: bool,
    math: bool,
    max_nesting: int,
    shortcodes: bool = False,
    cjk: bool = False,
    plugins: tuple[Plugin, ...] = (),
) -> Parser:
    """Return CommonMark and GFM with directives, attributes, footnotes and definition lists.

    ``plugins`` may add rules for blocks and inline text, and those that render their tokens.
    """
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
    inline_rules_of_plugins = _use(parser, plugins)
    parser.block = BlockParser(parser.block, max_nesting)
    parser.inline = _make_inline(
        parser,
        inline_rules_of_plugins,
        html=html,
        math=math,
        shortcodes=shortcodes,
        max_nesting=max_nesting,
    )
    return parser


def _use(parser: Parser, plugins: tuple[Plugin, ...]) -> tuple[Rule, ...]:
    """Add plugins to a parser; return the inline rules that they brought."""
    if not plugins:
        return ()
    renderer = parser.renderer
    assert isinstance(renderer, RendererHTML)  # noqa: S101  it is the library's
    before, inline = dict(renderer.rules), parser.inline.ruler.getRules("")
    for plugin in plugins:
        plugin(parser)
    parser.written = {name: write for name, write in renderer.rules.items() if before.get(name) is not write}
    return tuple(rule for rule in parser.inline.ruler.getRules("") if rule not in inline)


def _make_inline(
    parser: Parser,
    more: tuple[Rule, ...],
    *,
    html: bool,
    math: bool,
    shortcodes: bool,
    max_nesting: int,
) -> InlineParser:
    emphasis = (inline_rules.emphasis,)
    rules: dict[str, tuple[Rule, ...]] = {
        "\n": (inline_rules.newline,),
        "\\": (inline_rules.escape,),
        "`": (inline_rules.code,),
        "~": (inline_rules.strike,),
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
    make = PluginInlineParser if parser.written else InlineParser
    inline_parser = make(parser.inline, max_nesting)
    addresses: dict[str, tuple[Rule, ...]] = {
        "w": (autolinks.www,),
        ":": (autolinks.scheme,),
        "@": (autolinks.email,),
    }
    if more:  # which character begins them is unknown: any that begins a rule in the library
        rules |= {character: (*more, *rules.get(character, ())) for character in _BEGINNINGS}
        addresses = {character: (*rules.get(character, ()), *own) for character, own in addresses.items()}
    inline_parser.dispatch(rules, addresses)
    return inline_parser
