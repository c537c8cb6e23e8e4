"""The bytes of one published file -> Findings: its references, its ids, and its faults."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from sitegen.core.suggest import NameGroups
from sitegen.core.text import lazy_compile
from sitegen.html.tags import end_of_raw_text, read_markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """Something wrong in a published file; its position in the sources is looked up later."""

    code: str
    message: str
    clue: str = ""  #: what to look for in the source: the tag as written, or what the rule of its code needs
    hint: str = ""
    line: int = 0  #: in the file itself, as column: counted from 1, 0 if they aren't known
    column: int = 0
    before: str = ""  #: the text before it, by which places that look alike are told apart
    after: str = ""  #: and the text behind it


class Findings(msgspec.Struct, frozen=True, array_like=True):
    """What one published file contains; depends only on its bytes."""

    references: tuple[str, ...] = ()  #: addresses as written, entities decoded, each once, sorted
    ids: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    redirect: str = ""  #: where the page redirects its readers to
    hidden: bool = False  #: search engines are asked to leave it out
    faults: tuple[Fault, ...] = ()
    head: tuple[int, int] | None = None  #: line and column where the head of a whole page begins
    is_cut: bool = False  #: it could not be read to its end in time


class FoundParts:
    """The contents of the published files that were read: the `Parts` of a published site."""

    def __init__(self, findings: Mapping[str, Findings]) -> None:
        self._findings = findings
        self._ids = NameGroups()

    def redirect(self, output: str) -> str:
        """Return where a page redirects its readers to; "" for any other file."""
        findings = self._findings.get(output)
        return findings.redirect if findings else ""

    def has(self, output: str, part: str) -> bool:
        """Return whether a page has this id."""
        return self._ids.has(part, output, self.ids(output))

    def ids(self, output: str) -> tuple[str, ...]:
        """Return the ids of a page."""
        findings = self._findings.get(output)
        return findings.ids if findings else ()


CSS_URL = lazy_compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'()]+))\s*\)")
_CSS_IMPORT = lazy_compile(r"@import\s+(?:\"([^\"]*)\"|'([^']*)')")
_CSS_COMMENT = lazy_compile(r"/\*(?:.*?\*/|.*)", re.DOTALL)
_XML_PLACE = lazy_compile(r"<(?:link|loc|guid|url|id)\b[^<>]*>([^<]+)</|\b(?:href|src|url)=\"([^\"]*)\"")
_REFRESH = lazy_compile(r"\d+\s*;\s*url=(.*)", re.IGNORECASE)
#: attribute -> the elements for which it is an address; none: for all.
ADDRESSES: dict[str, frozenset[str]] = {
    "href": frozenset(),
    "src": frozenset(),
    "xlink:href": frozenset(),
    "poster": frozenset({"video"}),
    "action": frozenset({"form"}),
    "formaction": frozenset({"button", "input"}),
    "data": frozenset({"object"}),
    "srcset": frozenset({"img", "source"}),
    "imagesrcset": frozenset({"link"}),
}
_META_ADDRESSES = frozenset({"og:url", "og:image", "twitter:image"})
_JSON_ADDRESSES = frozenset({"src", "start_url", "url", "home_page_url", "feed_url", "image"})


def refers(path: str) -> bool:
    """Return whether a file is of a kind that refers to others."""
    return path.rpartition(".")[2].lower() in _READERS


def read_output(path: str, data: bytes) -> Findings:
    """Return what is found in a published file; nothing in those that refer to nothing."""
    suffix = path.rpartition(".")[2].lower()
    reader = _READERS.get(suffix)
    return reader(data.decode("utf-8", "replace")) if reader else Findings()


def _read_html(text: str) -> Findings:
    page = _Page()
    page.read(text)
    return Findings(tuple(sorted(page.references)), tuple(sorted(page.ids)), redirect=page.redirect)


def read_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses in HTML that is part of something else, such as a feed."""
    return _read_html(text).references


class _Page:
    """What one page refers to, and what others can refer to. `html.page` checks the whole page."""

    def __init__(self) -> None:
        self.references: set[str] = set()
        self.ids: set[str] = set()
        self.redirect = ""

    def read(self, text: str) -> None:
        """Take in every tag; nothing in a template is part of the page."""
        templates = 0
        for tag in read_markup(text, whole=True):
            if not tag.is_closed or not tag.name:
                continue
            if tag.is_end:
                templates -= tag.name == "template" and templates > 0
                continue
            if not templates:
                if tag.attributes:
                    self._open(tag.name, tag.values())
                if tag.name == "style":
                    end = end_of_raw_text(text, tag.name, tag.end)
                    self.references |= list_css_addresses(text[tag.end : end])
            templates += tag.name == "template"

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        self._take_addresses(name, attributes)
        if name == "a" and attributes.get("name"):
            self.ids.add(attributes["name"])
        elif name == "meta":
            addresses, self.redirect = find_in_meta(attributes, self.redirect)
            self.references |= addresses

    def _take_addresses(self, name: str, attributes: Mapping[str, str]) -> None:
        if element_id := attributes.get("id"):
            self.ids.add(element_id)
        self.references |= find_addresses(name, attributes)


def find_addresses(name: str, attributes: Mapping[str, str]) -> set[str]:
    """Return the addresses in a tag."""
    addresses: set[str] = set()
    for attribute in ADDRESSES.keys() & attributes.keys():
        if ADDRESSES[attribute] and name not in ADDRESSES[attribute]:
            continue
        value = attributes[attribute].strip()
        if attribute.endswith("srcset"):
            addresses.update(split_candidates(value))
        elif name != "base":
            addresses.add(value)
    if "url(" in (style := attributes.get("style", "")):
        addresses |= list_css_addresses(style)
    return addresses


def split_candidates(value: str) -> Iterator[str]:
    """Yield the addresses in a ``srcset``; a comma within an address (``data:``) doesn't end it."""
    in_descriptors = False
    for word in value.split():
        text = word
        if in_descriptors:
            _, comma, text = word.partition(",")
            in_descriptors = not comma
        if in_descriptors or not (address := text.strip(",")):
            continue
        yield address
        in_descriptors = not text.endswith(",")


def find_in_meta(attributes: Mapping[str, str], redirect: str = "") -> tuple[set[str], str]:
    """Return the addresses in a <meta>, and where it sends readers at once, if that isn't known yet."""
    name = (attributes.get("name") or attributes.get("property") or "").lower()
    content = attributes.get("content", "").strip()
    addresses = {content} if name in _META_ADDRESSES and content else set()
    if attributes.get("http-equiv", "").lower() == "refresh" and (match := _REFRESH.match(content)):
        redirect = match[1].strip()
        addresses.add(redirect)
    return addresses, redirect


_PUNYCODE = lazy_compile(r"\bxn--[a-zA-Z0-9-]+")
#: What may be before and after an address: else it is part of a longer one.
_BEFORE, _AFTER = r"(?<![\w/.:%-])", r"(?![\w/%-]|[.?#&]\w)"


def locate_reference(text: str, reference: str, base_path: str = "") -> int:
    """Return the offset of an address in a text, in any spelling; -1 if it isn't there."""
    bare = reference.removeprefix(base_path) if base_path else reference
    for address in dict.fromkeys((reference, bare)):
        for written in dict.fromkeys((address, escape(address), unquote(address), _in_own_letters(address))):
            if match := re.search(f"{_BEFORE}{re.escape(written)}{_AFTER}", text):
                return match.start()
    return -1


def _in_own_letters(address: str) -> str:
    """Return a decoded address, host included: ``xn--bcher-kva`` becomes ``bücher``."""
    plain = unquote(address)
    try:
        return _PUNYCODE.sub(lambda match: match[0].encode().decode("idna"), plain)
    except UnicodeError:
        return plain


def list_css_addresses(text: str) -> set[str]:
    """Return what a style sheet, or a piece of one, refers to."""
    plain = _CSS_COMMENT.sub("", text)
    imported = {a or b for a, b in _CSS_IMPORT.findall(plain)}
    return {a or b or c for a, b, c in CSS_URL.findall(plain)} | imported


def _read_css(text: str) -> Findings:
    return Findings(tuple(sorted(list_css_addresses(text))))


def _read_xml(text: str) -> Findings:
    """Read feeds, sitemaps and drawings, and the HTML in a feed."""
    places = {unescape(a or b).strip() for a, b in _XML_PLACE.findall(text)}
    inner = read_addresses(unescape(text)) if "<content" in text or "<description" in text else ()
    return Findings(tuple(sorted({reference for reference in {*places, *inner} if reference})))


def _read_json(text: str) -> Findings:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Findings(faults=(Fault("broken-output", "it is not JSON"),))
    return Findings(tuple(sorted(set(_walk(value)))))


def _walk(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in _JSON_ADDRESSES and isinstance(item, str):
                yield item
            elif name == "content_html" and isinstance(item, str):
                yield from read_addresses(item)
            else:
                yield from _walk(item)


_READERS = {
    "html": _read_html,
    "css": _read_css,
    "xml": _read_xml,
    "svg": _read_xml,
    "webmanifest": _read_json,
}
