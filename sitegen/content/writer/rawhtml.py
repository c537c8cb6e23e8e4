"""Raw HTML in Markdown -> segments: URLs become holes, comments go, what could run code is a Problem."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from sitegen.config import RawHtml
from sitegen.content.parser.attributes import RESERVED
from sitegen.content.parser.links import report_unsafe
from sitegen.content.parser.text import escape
from sitegen.content.writer.urls import decode_target
from sitegen.core.hosts import explain_nowhere, is_elsewhere
from sitegen.core.model import InlineCode, Link
from sitegen.core.safe_paths import is_unsafe
from sitegen.core.text import lazy_compile
from sitegen.html.inline_code import find_in_tag
from sitegen.html.tags import RAW_TEXT, read_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.content.parser.page import Page
    from sitegen.core.model import Segment
    from sitegen.html.tags import Attribute, Markup

    Locate = Callable[[int], tuple[int, int]]

#: Elements that run code, load documents or styles, change the page's base, or swallow what follows.
# fmt: off
UNSAFE_ELEMENTS = frozenset((
    "script", "iframe", "frame", "frameset", "style", "object", "embed", "applet", "base", "meta", "link",
    "portal", "plaintext", "xmp", "noembed", "noframes", "html", "head", "body",
))
# fmt: on
_EMBEDS = frozenset(("src", "poster", "srcset", "background", "data"))
#: Elements whose href is loaded with the page, where markdown.raw_html lets them pass.
_LINKS_EMBED = frozenset(("link", "use", "image"))
#: What an SVG animation may set an href to.
_ANIMATED = frozenset(("values", "from", "to", "by"))
_URLS = _EMBEDS | {"href", "action", "formaction", "cite", "xlink:href", "ping", "longdesc"}


#: Elements that become properties of `document` by their name, and can hide its own.
_NAMED = frozenset(("form", "img", "image"))
#: Where a page's summary ends.
MORE = lazy_compile(
    r"<!--\s*(?:(?:read[ _-]?)?more|truncate|(?:end[ _-]?)?excerpt|excerpt[ _-]?end|teaser_end"
    r"|pelican_end_summary)\s*-->\s*",
    re.IGNORECASE,
)


def find_tags(html: str, page: Page) -> Iterator[Markup]:
    """Yield the tags of raw HTML that `read_html` lets pass."""
    keep = page.settings.raw_html is RawHtml.ALL
    inside = ""  # the name of an open element whose content is text
    for tag in read_markup(html, cdata=keep, whole=keep):
        if inside and not (tag.is_end and tag.name == inside):
            continue
        if not tag.name or not (keep or (tag.is_closed and tag.name not in UNSAFE_ELEMENTS)):
            continue
        inside = tag.name if tag.name in RAW_TEXT and not tag.is_end else ""
        yield tag


def read_html(html: str, page: Page, locate: Locate) -> list[Segment]:
    """Return raw HTML as segments; ``locate`` gives the place in the file of an offset into it."""
    page.has_html = True
    keep = page.settings.raw_html is RawHtml.ALL
    out: list[Segment] = []
    done = 0
    for tag in read_markup(html, cdata=keep, whole=keep):
        out.append(_inert(html[done : tag.start], keep=keep))
        done = tag.end
        if not tag.name:
            if keep:
                out.append(html[tag.start : tag.end])
        elif not keep and tag.name in UNSAFE_ELEMENTS:
            if not tag.is_end:
                _report_element(page, tag.name, locate(tag.start))
            out.append(escape(html[tag.start : tag.end]))
        elif not keep and not tag.is_closed:
            _report_unclosed(page, tag.name, locate(tag.start))
            out.append(escape(html[tag.start : tag.end]))
        else:
            if keep:
                out += _mark_inline_code(html, tag, locate)
            _read_tag(html, tag, out, page, locate, keep=keep)
    out.append(_inert(html[done:], keep=keep))
    return out


def _report_unclosed(page: Page, name: str, line_column: tuple[int, int]) -> None:
    page.error(
        "unsafe-html",
        f"the tag <{name} is not closed: it would read the following text as its attributes",
        line_column,
        "close its quotes and add the >; a blank line ends a block of HTML",
    )


def _report_element(page: Page, name: str, line_column: tuple[int, int]) -> None:
    page.error(
        "unsafe-html",
        f"<{name}> in content could run code or change the page around it",
        line_column,
        'put it into a directive or a template, or set markdown.raw_html = "all"',
    )


def _read_tag(html: str, tag: Markup, out: list[Segment], page: Page, locate: Locate, *, keep: bool) -> None:
    """Append a tag, with a hole for each URL of this site in it."""
    out.append("<")
    done = tag.start + 1
    for attribute in tag.attributes:
        name = attribute.name
        has_value = attribute.written_at >= 0
        if not keep and (fault := _find_fault(tag.name, name)):
            hint = 'use a class, or set markdown.raw_html = "all"'
            page.error("unsafe-html", f"the attribute {name!r} {fault}", locate(attribute.start), hint)
            out.append(_inert(html[done : attribute.begin], keep=keep).rstrip())
            done = attribute.end
        elif has_value and name == "id":
            page.claim_id(unescape(attribute.value), locate(attribute.start))
        elif has_value and name == "name" and tag.name == "a":  # links lead to it, too
            page.ids.claim(unescape(attribute.value))
        elif has_value and name in _URLS:
            out.append(f'{_inert(html[done : attribute.written_at], keep=keep)}"')
            done = attribute.end
            _read_url(html, tag.name, attribute, out, page, locate, keep=keep)
            out.append('"')
        elif not keep and has_value and name in _ANIMATED:
            for value in unescape(attribute.value).split(";"):
                if is_unsafe(value.strip()):
                    report_unsafe(page, value.strip(), locate(attribute.start))
    out.append(_inert(html[done : tag.end], keep=keep))


def _mark_inline_code(html: str, tag: Markup, locate: Locate) -> Iterator[InlineCode]:
    for inline in find_in_tag(html, tag):
        yield InlineCode(inline.shown, html[inline.start : inline.end], *locate(inline.opening))


def _find_fault(element: str, name: str) -> str:
    """Return what is wrong with an attribute, whatever its value; "" when nothing is."""
    if name.startswith("on") or name in ("style", "srcdoc"):
        return "in content could run code or break the page's policy"
    if name == RESERVED:
        return "is reserved for the theme's scripts"
    if name == "name" and element in _NAMED:
        return f"of <{element}> would hide a part of the page from its scripts"
    return ""


def _read_url(
    html: str,
    element: str,
    attribute: Attribute,
    out: list[Segment],
    page: Page,
    locate: Locate,
    *,
    keep: bool,
) -> None:
    """Append the value of an attribute that holds an address, or several."""
    value = unescape(attribute.value).strip()
    line_column = locate(attribute.written_at + (html[attribute.written_at] in "\"'"))
    if not keep and is_unsafe(value):
        report_unsafe(page, value, line_column)
    elif attribute.name == "srcset":
        _read_srcset(value, out, page, line_column)
    else:
        is_embed = attribute.name in _EMBEDS or element in _LINKS_EMBED
        _push_url(value, out, page, line_column, embed=is_embed)


def _inert(text: str, *, keep: bool) -> str:
    """Return text between or within tags, in which no parser takes a ``<`` for the start of a tag."""
    return text if keep else text.replace("<", "&lt;")


def _push_url(url: str, out: list[Segment], page: Page, line_column: tuple[int, int], *, embed: bool) -> None:
    if is_elsewhere(url) and (nowhere := explain_nowhere(url, embed=embed)):
        page.error("broken-link", nowhere[0], line_column, nowhere[1], subject=url)
    if not url or (is_elsewhere(url) and not embed):
        out.append(escape(url))
    elif is_elsewhere(url):
        out.append(Link(url, *line_column, embed))
    else:
        out.append(Link(decode_target(url, backslashes=True), *line_column, embed))


def _read_srcset(value: str, out: list[Segment], page: Page, line_column: tuple[int, int]) -> None:
    """Append ``a.png 1x, b.png 2x`` with a hole for each file."""
    for index, candidate in enumerate(part.split() for part in value.split(", ")):
        if index:
            out.append(", ")
        if candidate:
            _push_url(candidate[0].rstrip(","), out, page, line_column, embed=True)
            out.append(escape("".join(f" {word}" for word in candidate[1:])))
