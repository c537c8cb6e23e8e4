"""Our parser with its shortcuts against the library's own, on seeded heaps of Markdown."""

from __future__ import annotations

import random
import re

import pytest
from markdown_it import MarkdownIt

from sitegen.config import Config, Markdown, RawHtml
from sitegen.content.markdown import convert
from sitegen.core.model import FrontMatter, Link

# fmt: off
FRAGMENTS = (
    "a", "b c", "word ", "foo_bar_", "_a_b", "é", "日", ".", "'", '"', "0", "(", ")",
    "*", "**", "***", "_", "__", "*w*", "**w x**", "*(a)*", "**a**b", " *a*", "*a*,", "**a*",
    "`", "``", "`c`", "[", "]", "](", "](x)", "](<x> 't')", "[l](u)", "[l *e*](u)", "[a]", "\n\n[a]: /u\n",
    "\n", "\n\n", "  \n", "\n\n> ", "\n- ", "\n* ", "\n1. ", "\n2) ", "\n    ", "\n# ", "\n## ",
    "\n===\n", "\n---\n", "~~", "&amp;", "&#65;", "&copy", "\\*", "\\", "<b>", "</b>", "<http://a.b>",
    "\n\n|a|b|\n|-|-|\n", "|",
)
# fmt: on

STOCK = MarkdownIt("commonmark", {"xhtmlOut": False, "maxNesting": 100}).enable(["table", "strikethrough"])
STOCK.options["strikethrough_single_tilde"] = True
CONFIG = Config(markdown=Markdown(raw_html=RawHtml.ALL, heading_anchors=False))


def convert_plain(source: str) -> str:
    """Convert and fill holes with their targets; take off what only sitegen adds."""
    filled = []
    front = FrontMatter(title="The title of nothing")
    for segment in convert("a.md", front, source, 1, "", CONFIG).body.content:
        if isinstance(segment, Link):  # a link without a text shows the title of its target
            filled.append("" if segment.is_text else segment.target)
        else:
            filled.append(str(segment))
    html = re.sub(
        r'<div class="code"><pre tabindex="0">(.*?)</div>', r"<pre>\1", "".join(filled), flags=re.DOTALL
    )
    return _join_lines(re.sub(r'(<h[1-6]) id="[^"]*"', r"\1", html))


def render_stock(source: str) -> str:
    """Render with the library alone; say <del>, as GFM does."""
    return _join_lines(re.sub(r"<(/?)s>", r"<\1del>", STOCK.render(source)))


def _join_lines(html: str) -> str:
    """Leave out line ends beside tags: we put each block on a line of its own, lists included."""
    return re.sub(r"(?<=>)\n|\n(?=<)|\n\Z", "", html)


@pytest.mark.parametrize("seed", range(8))
def test_same_html_as_the_library(seed: int) -> None:
    """First-character dispatch, gathered text and simple emphasis change nothing that shows."""
    heap = random.Random(seed)
    for _ in range(60):
        source = "".join(heap.choice(FRAGMENTS) for _ in range(heap.randint(3, 40)))
        source = re.sub(r"\\[ \n]+", "", source)  # the library keeps no break after a backslash and spaces
        assert render_stock(source) == convert_plain(source), source


@pytest.mark.parametrize("seed", range(2))
def test_same_code_spans_as_the_library(seed: int) -> None:
    """The short way to the end of a code span is taken only where it leads to the same."""
    heap = random.Random(seed)
    pieces = ("`", "``", "`", "a", " ", "\n", "\\", "*", "[", "]", "é", "<b>")
    for _ in range(400):
        source = "x" + "".join(heap.choice(pieces) for _ in range(heap.randint(2, 14))).strip()
        source = re.sub(r"\\[ \n]+|\n\s+", "", source)  # as above, and no second block
        assert render_stock(source) == convert_plain(source), source
