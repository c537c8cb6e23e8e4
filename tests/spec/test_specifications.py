"""CommonMark 0.31.2 and the extensions of GFM 0.29 as their specifications show them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from sitegen.config import Config, Markdown, RawHtml
from sitegen.content.markdown import convert
from sitegen.core.model import Directive, FrontMatter, Image, Link

if TYPE_CHECKING:
    from sitegen.core.model import Converted, Segment, Segments

COMMONMARK = json.loads(Path(__file__).with_name("commonmark-0.31.2.json").read_text("utf-8"))

_HOLE = "a URL in raw HTML is a link of this site, which is checked and written anew"
_BARE = "GFM links bare addresses"
COMMONMARK_EXCEPTIONS = {21: _HOLE, 31: _HOLE, 344: _HOLE, 608: _BARE, 611: _BARE, 612: _BARE}
COMMONMARK_EXCEPTIONS |= dict.fromkeys((630, 631, 642, 643), _HOLE)


GFM = json.loads(Path(__file__).with_name("gfm-0.29-extensions.json").read_text("utf-8"))

GFM_EXCEPTIONS = {653: "unsafe raw HTML is an error with its place, not text; under raw_html = all it passes"}

_TASK = re.compile(r'<input type="checkbox" disabled( checked)? aria-label="[^"]*">')
_TASKS = {
    None: '<input disabled="" type="checkbox">',
    " checked": '<input checked="" disabled="" type="checkbox">',
}
_ALIGN = re.compile(r' class="align-(left|center|right)"')


SPEC_CONFIG = Config(markdown=Markdown(raw_html=RawHtml.ALL, heading_anchors=False))

_CODE = re.compile(
    r'<div class="code"[^>]*><pre tabindex="0"><code( class="language-[^"]*")?>(.*?)</code></pre></div>',
    re.DOTALL,
)
_SPAN = re.compile(r"</?span[^>]*>")
_HEADING_ID = re.compile(r'<h([1-6]) id="[^"]*">')
_FIGURE = re.compile(r"<figure>(.*?)\n<figcaption>(.*?)</figcaption>\n</figure>", re.DOTALL)
_VOID = re.compile(r"<(br|hr|img|input)\b([^<>]*?)\s*/?>")


def convert_spec(markdown: str) -> Converted:
    """Convert an example as a whole file; its title is one that no example repeats."""
    front = FrontMatter(title="The title that no example has")
    return convert("example.md", front, markdown, 1, "", SPEC_CONFIG)


def fill_plain(segments: Segments) -> str:
    """Fill the holes as a site would in which every target is its own address."""
    return "".join(_fill(segment) for segment in segments)


def _fill(segment: Segment) -> str:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, Link) and segment.is_text:  # the title of the target, where there is no text
        return ""
    if isinstance(segment, Link):
        return _escape(_encode(segment.target))
    if isinstance(segment, Image):
        title = f' title="{_escape(segment.title)}"' if segment.title else ""
        return f'<img src="{_escape(_encode(segment.target))}" alt="{_escape(segment.alt)}"{title}>'
    return fill_plain(segment.body) if isinstance(segment, Directive) else ""


def _encode(target: str) -> str:
    return quote(target, safe="%;/?:@&=+$,-_.!~*'()#")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def strip_ours(html: str) -> str:
    """Take off what sitegen adds: code block frames, spans of highlighting, heading ids."""
    html = _CODE.sub(lambda m: f"<pre><code{m.group(1) or ''}>{_SPAN.sub('', m.group(2))}</code></pre>", html)
    html = _HEADING_ID.sub(r"<h\1>", html)
    html = _FIGURE.sub(lambda m: f'<p>{m.group(1)[:-1]} title="{m.group(2)}"></p>', html)
    return normalise(html)


def normalise(html: str) -> str:
    """Write void elements the short way."""
    return _VOID.sub(lambda m: f"<{m.group(1)}{m.group(2)}>", html)


def convert_commonmark(number: int) -> tuple[str, str]:
    example = COMMONMARK[number - 1]
    assert example["number"] == number
    content = convert_spec(example["markdown"]).body.content
    return normalise(example["html"]), strip_ours(fill_plain(content))


def convert_gfm(number: int) -> tuple[str, str]:
    example = next(example for example in GFM if example["number"] == number)
    content = fill_plain(convert_spec(example["markdown"]).body.content)
    # Alignment is a class: the attribute is obsolete, and a style would break the page's policy.
    content = _ALIGN.sub(r' align="\1"', content)
    content = re.sub(r' class="(contains-task-list|task-list-item)"', "", content)
    content = _TASK.sub(lambda match: _TASKS[match.group(1)], content)
    return normalise(example["html"]), strip_ours(content)


@pytest.mark.parametrize("number", sorted({e["number"] for e in COMMONMARK} - set(COMMONMARK_EXCEPTIONS)))
def test_commonmark(number: int) -> None:
    """With every extension on, an example's result is the specification's, apart from `strip_ours`."""
    expected, actual = convert_commonmark(number)
    assert expected == actual


@pytest.mark.parametrize("number", sorted({e["number"] for e in GFM} - set(GFM_EXCEPTIONS)))
def test_gfm(number: int) -> None:
    """The same for the examples of GFM's extensions."""
    expected, actual = convert_gfm(number)
    assert expected == actual


@pytest.mark.parametrize("number", sorted(COMMONMARK_EXCEPTIONS))
def test_commonmark_exceptions_are_needed(number: int) -> None:
    """An example that has come right leaves the list of exceptions."""
    expected, actual = convert_commonmark(number)
    assert expected != actual


@pytest.mark.parametrize("number", sorted(GFM_EXCEPTIONS))
def test_gfm_exceptions_are_needed(number: int) -> None:
    """The same for GFM."""
    expected, actual = convert_gfm(number)
    assert expected != actual
