"""Segments and HTML -> the plain form in which results and the specifications are compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.config import Config, Markdown, RawHtml
from sitegen.markdown import convert
from sitegen.model import Directive, FrontMatter, Image, Link

if TYPE_CHECKING:
    from sitegen.model import Converted, Segments

SPEC_CONFIG = Config(markdown=Markdown(raw_html=RawHtml.ALL, heading_anchors=False))

_CODE = re.compile(
    r'<div class="code"[^>]*><pre tabindex="0"><code( class="language-[^"]*")?>(.*?)</code></pre></div>', re.S
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


def _fill(segment: str | Link | Image | Directive) -> str:
    if isinstance(segment, str):
        return segment
    if isinstance(segment, Link):
        return _escape(_encode(segment.target))
    if isinstance(segment, Image):
        title = f' title="{_escape(segment.title)}"' if segment.title else ""
        return f'<img src="{_escape(_encode(segment.target))}" alt="{_escape(segment.alt)}"{title}>'
    return fill_plain(segment.body)


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
