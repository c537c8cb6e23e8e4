"""Bare addresses (``www.``, ``https://``, ``mailto:``, a name@host) -> links, as GFM's extension says.

https://github.github.com/gfm/#autolinks-extension-
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.parser.links import push_autolink
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

    from sitegen.content.parser.inline import InlineState

_BEFORE = frozenset(" \t\r\n*_~(\u201c\u2018\u00ab\u2014")
#: From here on: letters of Chinese, Japanese and Korean, which write no blank before an address.
_UNSPACED = "\u2e80"
_DOMAIN = lazy_compile(r"[\w-]+(?:\.[\w-]+)*")
#: An address ends before punctuation of typography and other scripts, and before marks that nobody sees.
_REST = lazy_compile(
    "[^\\s<\u00ab\u00bb\u060c\u061b\u061f\u06d4\u0964\u0965\u200b\u200e\u200f\u2010-\u2027\u202a-\u205e\u2060\ufeff"
    "\u3000-\u3003\u3008-\u301f\u30fb\ufe10-\ufe6f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]*"
)
_LOCAL_END = lazy_compile(r"[A-Za-z0-9.+_-]+\Z")
_MAIL_DOMAIN = lazy_compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+(?![@A-Za-z0-9_-])")
_RESOURCE = lazy_compile(r"/[A-Za-z0-9@.]+")
_ENTITY_END = lazy_compile(r"&[A-Za-z0-9]+;\Z")
_SCHEMES = ("https", "http", "ftp", "mailto", "xmpp")


def www(state: StateInline, silent: bool) -> bool:
    """Link ``www.example.org/path``."""
    pos = state.pos
    if silent or state.linkLevel or not state.src.startswith("www.", pos) or not _may_begin(state, pos):
        return False
    end = _find_end(state, pos, pos, short=False)
    if end < 0:
        return False
    text = state.src[pos:end]
    push_autolink(state, "http://" + text, text, pos)
    state.pos = end
    return True


def scheme(state: StateInline, silent: bool) -> bool:
    """Link ``https://example.org``, ``mailto:`` and ``xmpp:`` from their colon, looking back."""
    if silent or state.linkLevel:
        return False
    src, colon = state.src, state.pos
    written = src[max(0, colon - 6) : colon].lower()
    name = next((name for name in _SCHEMES if written.endswith(name)), "")
    start = colon - len(name)
    if not name or not _may_begin(state, start):
        return False
    if name in ("http", "https", "ftp"):
        if not src.startswith("://", colon):
            return False
        end = _find_end(state, start, colon + 3, short=True)
    else:
        end = _find_mail_end(state, colon + 1, resource=name == "xmpp")
    if end < 0 or not _take_back(state, src[start:colon]):
        return False
    push_autolink(state, src[start:end], src[start:end], start)
    state.pos = end
    return True


def email(state: StateInline, silent: bool) -> bool:
    """Link ``name@example.org`` from its at sign, looking back."""
    if TYPE_CHECKING:
        assert isinstance(state, InlineState)
    if silent or state.linkLevel or not state.gathered:
        return False
    at = state.pos
    match = _MAIL_DOMAIN.match(state.src, at + 1, state.posMax)
    if match is None or match.group()[-1] in "-_":
        return False
    local = _LOCAL_END.search(state.src[max(0, at - 256) : at])
    if local is None or not _may_begin(state, at - len(local.group())):
        return False
    if not _take_back(state, local.group()):
        return False
    text = local.group() + state.src[at : match.end()]
    push_autolink(state, "mailto:" + text, text, at - len(local.group()))
    state.pos = match.end()
    return True


def _may_begin(state: StateInline, pos: int) -> bool:
    return pos <= 0 or state.src[pos - 1] in _BEFORE or state.src[pos - 1] >= _UNSPACED


def _take_back(state: StateInline, text: str) -> bool:
    """Remove text from what is pending; False when it already belongs to a token."""
    pending = state.pending
    if not pending.endswith(text):
        return False
    state.pending = pending[: -len(text)]
    return True


def _find_end(state: StateInline, start: int, host: int, *, short: bool) -> int:
    """Return the offset after an address, or -1 when its host isn't a valid domain."""
    domain = _DOMAIN.match(state.src, host, state.posMax)
    if domain is None:
        return -1
    labels = domain.group().split(".")
    if (len(labels) < 2 and not short) or any("_" in label for label in labels[-2:]):
        return -1
    rest = _REST.match(state.src, domain.end(), state.posMax)
    end = rest.end() if rest else domain.end()
    return _trim(state.src, start, end)


def _trim(src: str, start: int, end: int) -> int:
    """Return the end without punctuation that belongs to the sentence around the address."""
    surplus = src.count(")", start, end) - src.count("(", start, end)
    while end > start:
        last = src[end - 1]
        if last in "?!.,:*_~'\"":
            end -= 1
        elif last == ")" and surplus > 0:
            surplus -= 1
            end -= 1
        elif last == ";":
            entity = _ENTITY_END.search(src[max(start, end - 40) : end])
            end -= len(entity.group()) if entity else 1
        else:
            break
    return end


def _find_mail_end(state: StateInline, pos: int, *, resource: bool) -> int:
    at = state.src.find("@", pos, min(state.posMax, pos + 256))
    if at <= pos or not _LOCAL_END.fullmatch(state.src[pos:at]):
        return -1
    match = _MAIL_DOMAIN.match(state.src, at + 1, state.posMax)
    if match is None or match.group()[-1] in "-_":
        return -1
    end = match.end()
    if resource:
        extra = _RESOURCE.match(state.src, end, state.posMax)
        if extra:
            end = extra.end() - (extra.group()[-1] == ".")
    return end
