"""Raw HTML in Markdown -> segments: URLs become holes, comments go, what could run code is a Problem."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import RawHtml
from sitegen.markdown.links import report_unsafe
from sitegen.markdown.text import escape
from sitegen.markdown.urls import decode_target, explain_nowhere, is_external, is_unsafe
from sitegen.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.markdown.page import Page
    from sitegen.model import Segment

    Locate = Callable[[int], tuple[int, int]]

#: Elements that run code, load documents or styles, change the page's base, or swallow what follows.
# fmt: off
UNSAFE_ELEMENTS = frozenset((
    "script", "iframe", "frame", "frameset", "style", "object", "embed", "applet", "base", "meta", "link",
    "portal", "plaintext", "xmp", "noembed", "noframes", "html", "head", "body",
))
# fmt: on
# Names and values end where browsers end them, or what we took for a value would be an event handler to them.
_NAMED = r"[\s/]*+(=?[^\s/>=]++|=)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+)|(?!\s*+=\s*+[\"']))"
_ATTRIBUTE = re.compile(_NAMED)
_UNNAMED = _NAMED.replace("(=?", "(?:=?").replace('(\\"', '(?:\\"')
_COMMENT = r"<!--(?:>|->|.*?(?:-->|\Z))|"
_ELEMENT = rf"</?([a-zA-Z][^\s/>]*+)((?:{_UNNAMED})*+)[\s/]*+(>?)"
_TAG = re.compile(_COMMENT + _ELEMENT, re.DOTALL)
_TAG_OR_CDATA = re.compile(rf"{_COMMENT}<!\[CDATA\[.*?(?:\]\]>|\Z)|{_ELEMENT}", re.DOTALL)
_EMBEDS = frozenset(("src", "poster", "srcset", "background", "data"))
#: Elements whose href is loaded with the page, where markdown.raw_html lets them pass.
_LINKS_EMBED = frozenset(("link", "use", "image"))
#: What an SVG animation may set an href to.
_ANIMATED = frozenset(("values", "from", "to", "by"))
_URLS = _EMBEDS | {"href", "action", "formaction", "cite", "xlink:href", "ping", "longdesc"}


#: Elements whose content is text: what looks like a tag in it is none.
_RAW_TEXT = frozenset(("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes"))
#: Where a page's summary ends.
MORE = re.compile(r"<!--[ \t]*more[ \t]*-->\s*")


class Tag(NamedTuple):
    """A tag that is published as one."""

    name: str
    start: int  #: its offset
    is_end: bool
    is_slashed: bool  #: it ends with />


def find_tags(html: str, page: Page) -> Iterator[Tag]:
    """Yield the tags of raw HTML that `read_html` lets pass."""
    keep = page.settings.raw_html is RawHtml.ALL
    inside = ""  # of an element whose content is text
    for match in (_TAG_OR_CDATA if keep else _TAG).finditer(html):
        name = (match.group(1) or "").lower()
        is_end = html.startswith("</", match.start())
        if inside and not (is_end and name == inside):
            continue
        if not name or not (keep or (match.group(3) and name not in UNSAFE_ELEMENTS)):
            continue
        inside = name if name in _RAW_TEXT and not is_end else ""
        yield Tag(name, match.start(), is_end, match.group().endswith("/>"))


def read_html(html: str, page: Page, locate: Locate) -> list[Segment]:
    """Return raw HTML as segments; ``locate`` gives the place in the file of an offset into it."""
    page.has_html = True
    keep = page.settings.raw_html is RawHtml.ALL
    out: list[Segment] = []
    done = 0
    for match in (_TAG_OR_CDATA if keep else _TAG).finditer(html):
        out.append(_inert(html[done : match.start()], keep=keep))
        done = match.end()
        name = match.group(1)
        if name is None:
            if keep:
                out.append(match.group())
        elif not keep and name.lower() in UNSAFE_ELEMENTS:
            if html[match.start() + 1] != "/":
                _report_element(page, name.lower(), locate(match.start()))
            out.append(escape(match.group()))
        elif not keep and not match.group(3):
            _report_unclosed(page, name, locate(match.start()))
            out.append(escape(match.group()))
        else:
            _read_tag(match, out, page, locate, keep=keep)
    out.append(_inert(html[done:], keep=keep))
    return out


def _report_unclosed(page: Page, name: str, place: tuple[int, int]) -> None:
    page.error(
        "unsafe-html",
        f"the tag <{name} is not closed: it would take what follows for its attributes",
        place,
        "close its quotes and add the >; a blank line ends a block of HTML",
    )


def _report_element(page: Page, name: str, place: tuple[int, int]) -> None:
    page.error(
        "unsafe-html",
        f"<{name}> in content could run code or change the page around it",
        place,
        'put it into a directive or a template, or set markdown.raw_html = "all"',
    )


def _read_tag(match: re.Match[str], out: list[Segment], page: Page, locate: Locate, *, keep: bool) -> None:
    """Append a tag, with a hole for each URL of this site in it."""
    tag = match.group()
    base = match.start()
    out.append("<")
    done = 1
    for attribute in _ATTRIBUTE.finditer(tag, match.start(2) - base, match.end(2) - base):
        name, written = attribute.group(1).lower(), attribute.group(2)
        place = base + attribute.start(1)
        if not keep and (name.startswith("on") or name in ("style", "srcdoc")):
            page.error(
                "unsafe-html",
                f"the attribute {name!r} in content could run code or break the page's policy",
                locate(place),
                'use a class, or set markdown.raw_html = "all"',
            )
            out.append(_inert(tag[done : attribute.start()], keep=keep).rstrip())
            done = attribute.end()
        elif written is not None and name == "id":
            page.claim_id(unescape(written.strip("\"'")), locate(place))
        elif written is not None and name in _URLS:
            value = unescape(written[1:-1] if written[0] in "\"'" else written).strip()
            at = base + attribute.start(2) + (written[0] in "\"'")
            out.append(f'{_inert(tag[done : attribute.start(2)], keep=keep)}"')
            done = attribute.end()
            if not keep and is_unsafe(value):
                report_unsafe(page, value, locate(at))
            elif name == "srcset":
                _read_srcset(value, out, page, locate(at))
            else:
                is_embed = name in _EMBEDS or match.group(1).lower() in _LINKS_EMBED
                _push_url(value, out, page, locate(at), embed=is_embed)
            out.append('"')
        elif not keep and written is not None and name in _ANIMATED:
            for value in unescape(written.strip("\"'")).split(";"):
                if is_unsafe(value.strip()):
                    report_unsafe(page, value.strip(), locate(place))
    out.append(_inert(tag[done:], keep=keep))


def _inert(text: str, *, keep: bool) -> str:
    """Return what stands between or within tags: no ``<`` there begins or ends a thing for any parser."""
    return text if keep else text.replace("<", "&lt;")


def _push_url(url: str, out: list[Segment], page: Page, place: tuple[int, int], *, embed: bool) -> None:
    if is_external(url) and (nowhere := explain_nowhere(url, embed=embed)):
        page.error("broken-link", nowhere[0], place, nowhere[1])
    if not url or (is_external(url) and not embed):
        out.append(escape(url))
    elif is_external(url):
        out.append(Link(url, *place, embed))
    else:
        out.append(Link(decode_target(url), *place, embed))


def _read_srcset(value: str, out: list[Segment], page: Page, place: tuple[int, int]) -> None:
    """Append ``a.png 1x, b.png 2x`` with a hole for each file."""
    for index, candidate in enumerate(part.split() for part in value.split(", ")):
        if index:
            out.append(", ")
        if candidate:
            _push_url(candidate[0].rstrip(","), out, page, place, embed=True)
            out.append(escape("".join(f" {word}" for word in candidate[1:])))
