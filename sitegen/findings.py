"""The bytes of one published file -> Findings: what it refers to and can be referred by, what is amiss."""

from __future__ import annotations

import json
import re
from html import escape, unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import msgspec

from sitegen.budget import OutOfTimeError, time_limit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Findings(msgspec.Struct, frozen=True, array_like=True):
    """What one file says, by itself: it depends on its bytes alone."""

    references: tuple[str, ...] = ()  #: addresses as written, entities decoded, each once, sorted
    ids: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    redirect: str = ""  #: where the page sends its readers at once
    hidden: bool = False  #: search engines are asked to leave it out
    faults: tuple[tuple[str, str, str], ...] = ()  #: code, message, what to look for in the source
    is_cut: bool = False  #: it could not be read to its end in time


class FoundParts:
    """What is known of the insides of files that were read: the `Parts` of a published site."""

    def __init__(self, findings: Mapping[str, Findings]) -> None:
        self._findings = findings

    def redirect(self, output: str) -> str:
        """Return where a page sends its readers at once; "" for any other file."""
        found = self._findings.get(output)
        return found.redirect if found else ""

    def has(self, output: str, part: str) -> bool:
        """Tell whether a page has this id."""
        return part in self.ids(output)

    def ids(self, output: str) -> tuple[str, ...]:
        """Return the ids of a page."""
        found = self._findings.get(output)
        return found.ids if found else ()


#: So many characters of a heading tell it from others.
_CLUE = 80
# What is not closed goes on to the end, so that nothing is looked through twice.
_SKIPPED = re.compile(
    r"<!--(?:.*?-->|.*+)|<(script|style|template|svg)\b([^<>]*+)>(?:.*?</\1\s*+>|.*+)",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*+)((?:\"[^\"]*+\"|'[^']*+'|[^<>\"'])*+)>")
_ATTRIBUTE = re.compile(r"([^\s/>=\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
CSS_URL = re.compile(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'()]+))\s*\)")
_CSS_IMPORT = re.compile(r"@import\s+(?:\"([^\"]*)\"|'([^']*)')")
_CSS_COMMENT = re.compile(r"/\*(?:.*?\*/|.*+)", re.DOTALL)
_XML_PLACE = re.compile(r"<(?:link|loc|guid|url|id)\b[^<>]*+>([^<]++)</|\b(?:href|src|url)=\"([^\"]*)\"")
_REFRESH = re.compile(r"\d+\s*;\s*url=(.*)", re.IGNORECASE)
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
_HEADINGS = {f"h{level}": level for level in range(1, 7)}


def refers(path: str) -> bool:
    """Tell whether a file is of a kind that refers to others."""
    return path.rpartition(".")[2].lower() in _READERS


def read_output(path: str, data: bytes) -> Findings:
    """Return what is found in a published file; nothing in those that refer to nothing."""
    suffix = path.rpartition(".")[2].lower()
    reader = _READERS.get(suffix)
    return reader(data.decode("utf-8", "replace")) if reader else Findings()


def read_in_time(path: str, data: bytes, seconds: float) -> Findings:
    """Do the same for so long at most: what lies in static/ may be anything."""
    try:
        with time_limit(seconds):
            return read_output(path, data)
    except OutOfTimeError:
        what = f"looking into this file took more than {seconds:g} s"
        return Findings(faults=(("too-slow", what, ""),), is_cut=True)


def _read_html(text: str) -> Findings:
    page = _Page()
    page.read(text)
    return page.findings()


class _Page:
    """One page, while it is read."""

    def __init__(self) -> None:
        self.references: set[str] = set()
        self.ids: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.title = ""
        self.redirect = ""
        self.faults: list[tuple[str, str, str]] = []
        self.level = 0
        self.skipped: tuple[str, int, int] | None = None  # message, level, where its words begin
        self.open_link: tuple[str, int] | None = None  # its address, and where its content begins

    def read(self, text: str) -> None:
        """Take in every tag."""
        plain = _SKIPPED.sub(self._take_skipped, text)
        for tag in _TAG.finditer(plain):
            name = tag[2].lower()
            if tag[1]:
                if name == "a":
                    self._end_link(plain, tag.start())
                elif name in _HEADINGS and self.skipped:
                    message, level, start = self.skipped
                    words = unescape(_TAG.sub("", plain[start : tag.start()])).strip()
                    self.faults.append(("heading-skipped", message, f"{level} {words[:_CLUE]}"))
                    self.skipped = None
                elif name == "title" and not self.title:
                    before = plain.rfind(">", 0, tag.start())
                    self.title = unescape(plain[before + 1 : tag.start()]).strip()
                continue
            self._open(name, read_attributes(tag[3]), tag.end())

    def _take_skipped(self, found: re.Match[str]) -> str:
        """Look into drawings and at the heads of scripts; nothing in them is text of the page."""
        if found[1] is None:
            return ""
        if found[1].lower() == "style":
            self.references.update(list_css_addresses(found[0]))
        for tag in _TAG.finditer(
            found[0] if found[1].lower() == "svg" else found[0][: found.end(2) - found.start() + 1]
        ):
            self._take_addresses(tag[2].lower(), read_attributes(tag[3]))
        label = read_attributes(found[2]).get("aria-label", "") if found[1].lower() == "svg" else ""
        named = label or "<title" in found[0]
        return '<img alt="x">' if named and found[1].lower() == "svg" else ""

    def _take_addresses(self, name: str, attributes: dict[str, str]) -> None:
        if own := attributes.get("id"):
            self.ids[own] = self.ids.get(own, 0) + 1
        for attribute in ADDRESSES.keys() & attributes.keys():
            if ADDRESSES[attribute] and name not in ADDRESSES[attribute]:
                continue
            value = attributes[attribute].strip()
            if attribute.endswith("srcset"):
                self.references |= {part.split()[0] for part in value.split(",") if part.strip()}
            elif name != "base":
                self.references.add(value)
        if "url(" in (style := attributes.get("style", "")):
            self.references.update(list_css_addresses(style))

    def _open(self, name: str, attributes: dict[str, str], end: int) -> None:
        self._take_addresses(name, attributes)
        if name == "a":
            if attributes.get("name"):
                self.ids.setdefault(attributes["name"], 1)
            if "href" in attributes:
                named = attributes.get("aria-label") or attributes.get("title")
                self.open_link = None if named else (attributes["href"], end)
        elif name == "img" and "alt" not in attributes and attributes.get("role") != "presentation":
            self.faults.append(
                (
                    "image-alt-missing",
                    f"{attributes.get('src', '')!r} has no alternative text",
                    attributes.get("src", ""),
                )
            )
        elif name in _HEADINGS:
            self._take_heading(_HEADINGS[name], end)
        elif name == "meta":
            self._take_meta(attributes)

    def _take_heading(self, level: int, end: int) -> None:
        if self.level and level > self.level + 1:
            self.skipped = f"a heading of level {level} follows one of level {self.level}", level, end
        self.level = level

    def _take_meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        content = attributes.get("content", "").strip()
        if name in _META_ADDRESSES and content:
            self.references.add(content)
        if name:
            self.names.setdefault(name, content)
        if attributes.get("http-equiv", "").lower() == "refresh" and (found := _REFRESH.match(content)):
            self.redirect = found[1].strip()
            self.references.add(self.redirect)

    def _end_link(self, text: str, end: int) -> None:
        if self.open_link is None:
            return
        address, start = self.open_link
        self.open_link = None
        inside = text[start:end]
        named = any(
            read_attributes(tag[3]).get("alt", "") or read_attributes(tag[3]).get("aria-label", "")
            for tag in _TAG.finditer(inside)
        )
        if not named and not _TAG.sub("", inside).strip():
            self.faults.append(("empty-link", f"the link to {address!r} has no words", address))

    def findings(self) -> Findings:
        """Return what was found."""
        twice = [
            ("duplicate-id", f"the id {name!r} is given {times} times", name)
            for name, times in self.ids.items()
            if times > 1
        ]
        return Findings(
            tuple(sorted(self.references)),
            tuple(sorted(self.ids)),
            self.title,
            self.names.get("description", ""),
            self.redirect,
            "noindex" in self.names.get("robots", ""),
            (*self.faults, *twice),
        )


#: What may stand before and after an address: else it is part of a longer one.
_BEFORE, _AFTER = r"(?<![\w/.:%-])", r"(?![\w/%-]|[.?#&]\w)"


def locate_reference(text: str, reference: str, base_path: str = "") -> int:
    """Return where in a text an address is written, in whatever spelling; -1 where it is not."""
    bare = reference.removeprefix(base_path) if base_path else reference
    for address in dict.fromkeys((reference, bare)):
        for written in dict.fromkeys((address, escape(address), unquote(address))):
            if found := re.search(f"{_BEFORE}{re.escape(written)}{_AFTER}", text):
                return found.start()
    return -1


def read_attributes(text: str) -> dict[str, str]:
    """Return the attributes in a tag, names in lower case, values decoded; the first of two counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


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
    inner = _read_html(unescape(text)).references if "<content" in text or "<description" in text else ()
    return Findings(tuple(sorted({place for place in {*places, *inner} if place})))


def _read_json(text: str) -> Findings:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Findings(faults=(("broken-output", "it is not JSON", ""),))
    return Findings(tuple(sorted(set(_walk(value)))))


def _walk(value: Any) -> Iterator[str]:  # noqa: ANN401  JSON is anything
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in _JSON_ADDRESSES and isinstance(item, str):
                yield item
            elif name == "content_html" and isinstance(item, str):
                yield from _read_html(item).references
            else:
                yield from _walk(item)


_READERS = {
    "html": _read_html,
    "css": _read_css,
    "xml": _read_xml,
    "svg": _read_xml,
    "webmanifest": _read_json,
}
