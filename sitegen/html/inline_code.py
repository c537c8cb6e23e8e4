"""HTML -> the scripts, styles, event handlers and forms that are in it, which a policy may block."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.hosts import is_elsewhere
from sitegen.core.text import lazy_compile
from sitegen.html.tags import end_of_raw_text, read_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.html.tags import Markup

#: Without one of these there is nothing to look for.
SUSPECT = lazy_compile(r"<script|<style|\bstyle\s*=|\bon[a-z]+\s*=|\bjavascript:|action\s*=", re.IGNORECASE)
_HANDLER = lazy_compile(r"on[a-z]{3,}\Z")
_ADDRESSES = frozenset(("href", "xlink:href", "action", "formaction"))
_JAVASCRIPT = lazy_compile(
    r"(?:text|application)/(?:x-)?(?:java|ecma)script\Z|(?:module|importmap|speculationrules)?\Z"
)


class Inline(NamedTuple):
    """One script or style that is in a page or template itself."""

    kind: str  #: script, style or form
    form: str  #: elem or attr, as in the names of directives
    start: int  #: of its code; in an attribute, of its name
    end: int
    opening: int  #: where a reader looks for it
    shown: str  #: ``<script>``, ``style=``, ``onclick=``, ``javascript:``
    nonce: str = ""
    address: str = ""  #: where a form sends its fields


def find_inline(html: str) -> Iterator[Inline]:
    """Yield the inline code of a whole page."""
    for tag in read_markup(html, whole=True):
        yield from find_in_tag(html, tag)
        yield from _find_addresses(tag)


def _find_addresses(tag: Markup) -> Iterator[Inline]:
    """Yield the addresses of a start tag that are code, or to which a form sends its fields."""
    for attribute in () if tag.is_end else tag.attributes:
        if attribute.name not in _ADDRESSES:
            continue
        address = attribute.value.strip()
        span = (attribute.start, attribute.end, attribute.start)
        if address[:11].lower() == "javascript:":
            yield Inline("script", "attr", *span, "javascript:")
        elif attribute.name.endswith("action") and is_elsewhere(address):
            yield Inline("form", "action", *span, f"{attribute.name}=", address=address)


def find_in_tag(html: str, tag: Markup) -> Iterator[Inline]:
    """Yield the code that a start tag begins or carries."""
    if tag.is_end or not tag.name:
        return
    values = tag.values()
    if tag.name == "style" or (tag.name == "script" and _is_run(values)):
        end = end_of_raw_text(html, tag.name, tag.end)
        yield Inline(tag.name, "elem", tag.end, end, tag.start, f"<{tag.name}>", values.get("nonce", ""))
    for attribute in tag.attributes:
        name = attribute.name
        if name == "style" or _HANDLER.match(name):
            kind = "style" if name == "style" else "script"
            yield Inline(kind, "attr", attribute.start, attribute.end, attribute.start, f"{name}=")


def _is_run(values: dict[str, str]) -> bool:
    """Return whether a script element holds code, not data or an address."""
    return "src" not in values and _JAVASCRIPT.match(values.get("type", "").strip().lower()) is not None
