"""``[text](target)``, ``![alt](target)``, ``<https://…>``, definitions -> tokens that know their place.

The token of a link holds its destination with escapes and entities undone, but not encoded for
HTML: whether it is a page of this site is for the renderer to see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markdown_it.common.utils import normalizeReference
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle

from sitegen.content.parser.attributes import PATTERN, add_attributes, parse_attributes
from sitegen.content.parser.near_links import find_spaced_address, warn_of_near_link
from sitegen.content.parser.page import page_of
from sitegen.content.parser.text import read_text
from sitegen.core.model import LABEL
from sitegen.core.safe_paths import describe_unsafe, is_unsafe
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from sitegen.content.parser.inline import InlineState
    from sitegen.content.parser.page import Page

#: What may be the label of a heading or an object: ``package.Class``, ``install-it``.
_NAME = lazy_compile(r"[A-Za-z_][\w.:/-]*")
#: A label without anything that could hide its end, and the commonest destination.
_SIMPLE_LABEL = lazy_compile(r"[^\[\]`<\\$]*\]")
_SIMPLE_TARGET = lazy_compile(r"\(([^\s()<>\\&\x00-\x1f\x7f]+)\)")
_SPACES = lazy_compile(r"[ \t\n]*")
_PLAIN_ALT = lazy_compile(r"[^\n!&*:<@\[\\\]_`{~$]*")
_AUTOLINK = lazy_compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\x00-\x20]*)>")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_AUTOLINK_EMAIL = lazy_compile(rf"<([a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(?:\.{_LABEL})*)>")


class Destination(NamedTuple):
    """Where a link leads, and where in the inline text that is written."""

    url: str
    title: str
    at: int  #: offset of the destination; -1 when a definition says it
    end: int  #: offset after the whole link
    label: str = ""  #: of the definition


def link(state: StateInline, silent: bool) -> bool:
    """Read ``[text](target "title")``, ``[text][label]``, ``[label]``, ``[text]{.class}``."""
    start = state.pos
    end = _find_label_end(state, start, nested=False)
    if end < 0:
        return False
    destination = _read_destination(state, start + 1, end)
    if destination is None:
        is_span = _read_span(state, start, silent)
        if not is_span and not silent:
            warn_of_near_link(state, start, end)
        return is_span
    if silent:
        state.pos = destination.end
        return True
    if _PLAIN_ALT.fullmatch(state.src, start + 1, end):
        token = state.push("link_text", "a", 0)
        token.content = state.src[start + 1 : end]
        _describe(token, destination)
        state.pos = destination.end
        return True
    _describe(state.push("link_open", "a", 1), destination)
    state.linkLevel += 1
    _tokenize_inside(state, start + 1, end)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)
    state.pos = destination.end
    return True


def image(state: StateInline, silent: bool) -> bool:
    """Read ``![alt](target "title")`` and ``![alt][label]``."""
    start = state.pos + 1
    if start >= state.posMax or state.src[start] != "[":
        return False
    end = _find_label_end(state, start, nested=True)
    destination = _read_destination(state, start + 1, end) if end >= 0 else None
    if destination is None:
        if end >= 0 and not silent:
            warn_of_near_link(state, start, end)
        return False
    if not silent:
        alt = _read_alt(state, state.src[start + 1 : end])
        token = state.push("image", "img", 0)
        token.content = alt
        token.meta["is_linked"] = state.linkLevel > 0
        _describe(token, destination)
        if destination.at < 0:
            token.meta["at"] = start + 1
    state.pos = destination.end
    return True


def autolink(state: StateInline, silent: bool) -> bool:
    """Read ``<https://example.org>`` and ``<name@example.org>``."""
    match = _AUTOLINK.match(state.src, state.pos, state.posMax)
    prefix = ""
    if match is None:
        match = _AUTOLINK_EMAIL.match(state.src, state.pos, state.posMax)
        prefix = "mailto:"
    if match is None:
        return False
    if is_unsafe(prefix + match.group(1)):
        if not silent:
            report_unsafe(page_of(state), match.group(1), page_of(state).inline_position(state.pos + 1))
        return False
    if not silent:
        push_autolink(state, prefix + match.group(1), match.group(1), match.start(1))
    state.pos = match.end()
    return True


def push_autolink(state: StateInline, url: str, text: str, at: int) -> None:
    """Append a link whose text is its address."""
    token = state.push("link_open", "a", 1)
    token.attrs["href"] = url
    token.meta["at"] = at
    state.push("text_special", "", 0).content = text  # no smart punctuation
    state.push("link_close", "a", -1)


def report_unsafe(page: Page, url: str, line_column: tuple[int, int]) -> None:
    """Add the Problem of a URL that could run code."""
    message, hint = describe_unsafe(url)
    page.error("unsafe-url", message, line_column, hint)


def _find_label_end(state: StateInline, start: int, *, nested: bool) -> int:
    if TYPE_CHECKING:
        assert isinstance(state, InlineState)
    if state.last_bracket <= start:
        return -1
    match = _SIMPLE_LABEL.match(state.src, start + 1, state.posMax)
    if match is not None:
        return match.end() - 1
    return parseLinkLabel(state, start, not nested)


def _read_destination(state: StateInline, start: int, end: int) -> Destination | None:
    """Return what follows the label ``src[start:end]``: (target) first, else a definition."""
    src = state.src
    if end + 1 < state.posMax and src[end + 1] == "(":
        match = _SIMPLE_TARGET.match(src, end + 1, state.posMax)
        if match is not None and not is_unsafe(match.group(1)):
            return Destination(match.group(1), "", match.start(1), match.end())
        destination = _read_inline_destination(state, end + 2) or _read_spaced_destination(state, end + 1)
        if destination is not None:
            return destination
    return _read_reference(state, start, end)


def _read_inline_destination(state: StateInline, pos: int) -> Destination | None:
    src, maximum = state.src, state.posMax
    pos = at = _skip(src, pos, maximum)
    if pos >= maximum:
        return None
    url = title = ""
    result = parseLinkDestination(src, pos, maximum)
    if result.ok:
        if is_unsafe(result.str):
            page = page_of(state)
            report_unsafe(page, result.str, page.inline_position(pos))
            return None
        url, pos = result.str, result.pos
        at += src[at] == "<"
    space = pos
    pos = _skip(src, pos, maximum)
    if pos > space:
        written = parseLinkTitle(src, pos, maximum)
        if written.ok:
            title, pos = written.str, _skip(src, written.pos, maximum)
    if pos >= maximum or src[pos] != ")":
        return None
    return Destination(url, title, at, pos + 1)


def _read_spaced_destination(state: StateInline, at: int) -> Destination | None:
    """Read ``(my file.md "title")`` as Python-Markdown and kramdown do."""
    if not page_of(state).settings.loose_links:
        return None
    match = find_spaced_address(state.src, at, state.posMax)
    if match is None or is_unsafe(match["url"]):
        return None
    return Destination(match["url"], (match["title"] or "")[1:-1], match.start("url"), match.end())


def _skip(src: str, pos: int, maximum: int) -> int:
    match = _SPACES.match(src, pos, maximum)
    return match.end() if match else pos


def _read_reference(state: StateInline, start: int, end: int) -> Destination | None:
    references = state.env.get("references") or {}
    reads_labels = page_of(state).settings.reads_labels
    if not references and not reads_labels:
        return None
    label, after = "", end + 1
    if after < state.posMax and state.src[after] == "[":
        second = parseLinkLabel(state, after)
        if second >= 0:
            label, after = state.src[after + 1 : second], second + 1
    shown = label or state.src[start:end]
    label = normalizeReference(shown)
    definition = references.get(label)
    if definition is None:
        if reads_labels and after > end + 1:
            return _read_label(state, start, shown.strip("`"), after)
        return None
    return Destination(definition["href"], definition["title"], -1, after, label)


def _read_label(state: StateInline, start: int, label: str, end: int) -> Destination | None:
    """Return a link to the heading or object with this label, on any page or in an inventory."""
    before = state.src[start - 2 : start - 1] if start > 1 else ""
    if not _NAME.fullmatch(label) or before.isalnum() or before in ("]", ")", "_", "\\"):
        return None
    return Destination(LABEL + label, "", start - 1, end)


def _read_span(state: StateInline, start: int, silent: bool) -> bool:
    """Read ``[text]{.class}``, which nests, unlike a link."""
    if TYPE_CHECKING:
        assert isinstance(state, InlineState)
    if not state.has_spans:
        return False
    end = parseLinkLabel(state, start, disableNested=False)
    match = PATTERN.match(state.src, end + 1, state.posMax) if end >= 0 else None
    if match is None:
        return False
    if silent:
        state.pos = match.end()
        return True
    page = page_of(state)
    attributes = parse_attributes(match.group(1), page, page.inline_position(end + 1))
    add_attributes(state.push("span_open", "span", 1), attributes)
    _tokenize_inside(state, start + 1, end)
    state.push("span_close", "span", -1)
    state.pos = match.end()
    return True


def _tokenize_inside(state: StateInline, start: int, end: int) -> None:
    maximum = state.posMax
    state.pos, state.posMax = start, end
    state.md.inline.tokenize(state)
    state.posMax = maximum


def _describe(token: Token, destination: Destination) -> None:
    token.attrs["href"] = destination.url
    if destination.title:
        token.attrs["title"] = destination.title
    token.meta["at"] = destination.at
    if destination.label:
        token.meta["label"] = destination.label


def _read_alt(state: StateInline, written: str) -> str:
    if _PLAIN_ALT.fullmatch(written):
        return written
    page = page_of(state)
    if page.image_depth >= 8:  # an image in the text of an image counts by its own text
        return written
    page.image_depth += 1
    tokens = state.md.inline.parse(written, state.md, state.env, [])
    page.image_depth -= 1
    return read_text(tokens)
