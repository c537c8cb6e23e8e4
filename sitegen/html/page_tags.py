"""The text of a page -> its tags, each with its place, and what is wrong with how they are written."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from html.entities import html5
from typing import TYPE_CHECKING, NamedTuple

from sitegen.html.elements import FOREIGN
from sitegen.html.tags import RAW_TEXT, end_of_raw_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    #: Takes the offset and the end of what is wrong, a message and a hint.
    Complain = Callable[[int, int, str, str], None]

_ATTRIBUTES = r"[^>\"'=]*(?:(?:=\s*(?:\"[^\"]*\"|'[^']*')?|[\"'])[^>\"'=]*)*"
#: Single words in an element each, as in highlighted code: they are treated as text.
_INLINE = "|".join(rf"{name}>[^<]+</{name}" for name in ("code", "em", "strong"))
_SPANS = rf"(?:<(?:span class=(?:[\w-]+|\"[\w -]*\")>[^<]+</span|{_INLINE})>[^<]*)+"
#: A tag, a comment, a document type, or what is taken for a comment; a comment may go on to the end.
_TOKEN = re.compile(
    rf"{_SPANS}|<(?:(/?)([a-zA-Z][^\s/>]*)({_ATTRIBUTES})(>?)|!--(-?>|.*?--!?>|.*)|!doctype([^>]*)>?|([!?/][^>]*>?)|)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"(=?[^\s/>=]+|=)(?:\s*=\s*(\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[^\s\"'>][^\s>]*|))?")
#: Attributes that are always valid, except when they are given twice.
_TIDY = re.compile(r"(?:\s+[^\s\"'<>/=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>=`]+))?)*\s*/?\Z")
#: References to characters except for the usual ones.
_REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|nbsp|apos|#39|#x27|#34);)(?:#([xX][0-9a-fA-F]+|[0-9]+)|([a-zA-Z][a-zA-Z0-9]*))(;?)"
)
_NAMES = {name for name in html5 if not name.endswith(";")}
_LONGEST = max(map(len, _NAMES))
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")


class AttributeText(NamedTuple):
    """The attributes of a start tag: they depend on its text alone."""

    attributes: Mapping[str, str]  #: names in lower case, values decoded; the first of two counts
    faults: tuple[tuple[str, str], ...]  #: message, hint


class Tag(NamedTuple):
    """A start tag or an end tag; the last of a page has no name."""

    name: str
    is_end: bool
    is_slashed: bool  #: it ends with />
    written: str  #: the attributes as they are written
    start: int
    end: int
    has_words: bool  #: there is text between the tag before this one and this one
    words_at: int  #: where the text before it begins


def find_tags(text: str, complain: Complain) -> Iterator[Tag]:
    """Yield the tags of a page."""
    position = said_at = 0
    foreign = 0
    has_words = False
    search = _TOKEN.search
    while match := search(text, position):
        start, end = match.span()
        if not has_words and start > position and not text[position:start].isspace():
            has_words = True
        position = end
        name = match[2]
        if not name:
            has_words = _take_mark(match, complain) or has_words
            continue
        name = name.lower()
        is_slashed = text.endswith("/>", start, end)
        if not match[4]:
            complain(start, end, f"the tag <{match[1]}{name} does not end", "close its quotes and add the >")
        yield Tag(name, bool(match[1]), is_slashed, match[3], start, end, has_words, said_at)
        said_at, has_words = end, False
        if name in FOREIGN and not is_slashed:
            foreign = max(foreign - 1, 0) if match[1] else foreign + 1
        elif name in RAW_TEXT and not match[1] and not (is_slashed and foreign):
            position = end_of_raw_text(text, name, end)
            has_words = name in {"title", "textarea"} and bool(text[end:position].strip())
    rest = text[position:].strip()
    yield Tag("", False, False, "", len(text), len(text), has_words or bool(rest), said_at)


def _take_mark(match: re.Match[str], complain: Complain) -> bool:
    """Check what isn't a tag (a comment, a document type, a bare <, words); return whether it is text."""
    start, end = match.span()
    if end == start + 1:
        complain(start, end, "a bare < doesn't begin a tag", "write &lt;")
        return True
    if match[0][1].isalpha():
        return True
    if (comment := match[5]) is not None:
        if comment in {">", "->"}:
            complain(start, end, "a comment ends where it begins", "write <!-- and -->")
        elif not comment.endswith(("-->", "--!>")):
            complain(start, end, "a comment does not end: the rest of the page is in it", "add -->")
    elif (kind := match[6]) is not None:
        if kind.strip().lower() not in {"html", 'html system "about:legacy-compat"'}:
            complain(start, end, "the document type is not that of HTML", "write <!doctype html>")
    else:
        message = f"{match[0][:20]!r} isn't HTML: browsers ignore it"
        complain(start, end, message, "write &lt; for <, or remove it")
    return False


#: Elements whose content isn't text of the page: character references don't count in it.
_NO_TEXT = re.compile(
    r"<!--.*?(?:--!?>|\Z)|<(script|style)\b.*?(?:</\1|\Z)|<[a-z/!?][^<>]*>", re.DOTALL | re.IGNORECASE
)


def find_references(text: str, complain: Complain) -> None:
    """Complain of references to characters in text, except unknown ones: they are shown as written."""
    if _REFERENCE.search(text) is None:  # few pages have one that may be wrong
        return
    plain = _NO_TEXT.sub(lambda match: " " * len(match[0]), text)
    for match in _REFERENCE.finditer(plain):
        if fault := _judge_reference(match):
            complain(match.start(), match.end(), *fault)


def _judge_reference(match: re.Match[str], *, in_attribute: bool = False) -> tuple[str, str] | None:
    number, name, stop = match.groups()
    if number:
        code = int(number[1:], 16) if number[0] in "xX" else int(number[:9])
        if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF or 0x80 <= code <= 0x9F:
            return f"{match[0]} isn't a known character reference", "write the character itself"
        return None if stop else (f"{match[0]} has no semicolon", f"write {match[0]};")
    if stop or in_attribute:
        return None
    entity = next(
        (name[:size] for size in range(min(len(name), _LONGEST), 1, -1) if name[:size] in _NAMES), ""
    )
    return (f"&{entity} has no semicolon", f"write &{entity}; or, for a bare &, &amp;") if entity else None


def find_controls(text: str, complain: Complain) -> None:
    """Complain of characters that no page may hold."""
    for match in _CONTROL.finditer(text):
        message = f"the character U+{ord(match[0]):04X} is not allowed in a page"
        complain(match.start(), match.end(), message, "remove it: editors show it as a box or not at all")


@lru_cache(maxsize=16_384)
def read_written(written: str) -> AttributeText:
    """Return the attributes in a start tag; templates write the same ones on every page."""
    attributes: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    is_tidy = _TIDY.match(written) is not None
    for match in _ATTRIBUTE.finditer(written):
        name, value = match[1].lower(), match[2] or ""
        if value[:1] in {'"', "'"}:
            value = value[1:-1] if len(value) > 1 and value[-1] == value[0] else value[1:]
        elif not is_tidy and value and any(mark in value for mark in "\"'<=`"):
            faults.append((f"the value of {name} has a quote, < or = in it", f'write {name}="…"'))
        if name in attributes:
            faults.append((f"the attribute {name} is given twice: the first counts", "leave one of them out"))
        elif not is_tidy and any(mark in name for mark in "\"'<"):
            faults.append(
                (f"{match[1]!r} is not the name of an attribute", "a quote is missing or too many before it")
            )
        if "&" in value:
            found_in = (
                _judge_reference(reference, in_attribute=True) for reference in _REFERENCE.finditer(value)
            )
            faults.extend(fault for fault in found_in if fault)
            value = unescape(value)
        attributes.setdefault(name, value)
    if not is_tidy and not faults:
        faults.extend(_explain_untidy(written))
    return AttributeText(attributes, tuple(faults))


_RUN_ON = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')(?=[^\s/>])")
_NO_VALUE = re.compile(r"=\s*\Z")


def _explain_untidy(written: str) -> Iterator[tuple[str, str]]:
    if match := _RUN_ON.search(written):
        yield f"no space after the attribute {match[0][:40]}", "write a space between attributes"
    elif _NO_VALUE.search(written):
        yield "an attribute has = and no value", 'write ="…"'
