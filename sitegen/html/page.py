"""The text of a page -> Findings: its addresses, ids and title, and everything that is wrong in its HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from sitegen.html.aria import judge_aria
from sitegen.html.attributes import judge_attributes
from sitegen.html.elements import FOREIGN, HEADINGS
from sitegen.html.names import NAMED, Names
from sitegen.html.nesting import Nesting
from sitegen.html.page_tags import find_controls, find_references, find_tags, read_written
from sitegen.html.placement import INVALID
from sitegen.html.references import Fault, Findings, find_addresses, find_in_meta, list_css_addresses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.html.page_tags import Tag

_ALT = 'describe what it shows, or write alt="" for a decorative image'
#: This many characters of a heading, a tag, and the text around it tell it from others.
_CLUE, _TAG_CLUE, _AROUND = 80, 200, 60
#: More faults of one page than this are only counted.
_MOST = 100
_TAG = re.compile(r"<[^<>]*>")
_DOCTYPE = re.compile(r"\s*(?:<!--[^-]*(?:-(?!->)[^-]*)*-->\s*)*<!doctype\b", re.IGNORECASE)
#: A file with none of these is a piece of a page, to be put into another one.
_PAGE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
_HEAD, _BEGINNING = re.compile(r"<(?:head|html)\b[^>]*>?", re.IGNORECASE), re.compile(r"<[a-zA-Z][^>]*>?")
#: What the head of a page says once.
_ONCE = frozenset(("description", "charset"))


def read_page(text: str) -> Findings:
    """Return what is found in an HTML file."""
    page = _Page(text.removeprefix("\ufeff"))
    page.read()
    return page.findings()


class _Page:
    """One page, while it is read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.references: set[str] = set()
        self.ids: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.title = ""
        self.language: str | None = None
        self.redirect = ""
        self.faults: list[Fault] = []
        self.more = 0
        self.level = 0
        self.skipped: tuple[str, Tag] | None = None
        self.head: tuple[int, int] | None = None
        self.nesting = Nesting(self.complain)
        self.named = Names(self.complain)

    def complain(self, code: str, start: int, end: int, message: str, hint: str = "", clue: str = "") -> None:
        """Take one fault."""
        if len(self.faults) >= _MOST:
            self.more += 1
            return
        text = self.text
        start += len(text[start:end]) - len(text[start:end].lstrip())
        line, column = self._line_column(start)
        clue = clue or text[start : min(end, start + _TAG_CLUE)]
        before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
        self.faults.append(Fault(code, message, clue, hint, line, column, before, after))

    def _line_column(self, start: int) -> tuple[int, int]:
        return self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start)

    def read(self) -> None:
        """Take in every tag."""
        text, elements = self.text, self.nesting.open
        find_controls(text, self._invalid)
        find_references(text, self._invalid)
        for tag in find_tags(text, self._invalid):
            name, parent = tag.name, elements[-1]
            attributes: Mapping[str, str] = _NONE
            if tag.is_end:
                self._end(tag)
            elif name and (tag.written or name in _NEED_ATTRIBUTES):
                is_html = parent.is_html and name not in FOREIGN
                attributes, faults = _judge_tag(name, tag.written, is_html=is_html)
                for fault in faults:
                    self.complain(fault[0], tag.start, tag.end, *fault[1:])
            is_inert = self.nesting.inside["template"] > 0
            self.nesting.take(tag, attributes)
            if not is_inert:
                self._take(tag, attributes, parent.name)
        self.named.finish(self.ids)
        if _PAGE.search(text):
            self._judge_head()

    def _take(self, tag: Tag, attributes: Mapping[str, str], parent: str) -> None:
        """Check what readers get from a tag and from the text before it, which is in ``parent``."""
        name = tag.name
        if tag.has_words:
            self.named.take_words(parent)
        if tag.is_end:
            if name in NAMED:
                self.named.end(name)
        elif attributes or name in NAMED:
            is_hidden = self.nesting.hidden > 0 or attributes.get("aria-hidden") == "true"
            self.named.start(tag, attributes, is_hidden=is_hidden)
            self._open(tag, attributes)

    def _invalid(self, start: int, end: int, message: str, hint: str) -> None:
        self.complain(INVALID, start, end, message, hint)

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if name in HEADINGS and self.skipped:
            message, start = self.skipped
            words = unescape(_TAG.sub("", self.text[start.end : tag.start])).strip()
            clue = f"{start.name[1]} {words[:_CLUE]}"
            self.complain("heading-skipped", start.start, start.end, message, "don't skip a level", clue)
            self.skipped = None
        elif name == "style":
            self.references |= list_css_addresses(self.text[self.nesting.top.end : tag.start])
        elif name == "title" and not self.title and len(self.nesting.open) == 2:
            self.title = unescape(self.text[self.nesting.top.end : tag.start]).strip()

    def _open(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        name = tag.name
        if attributes:
            self._take_addresses(name, attributes)
        if name in HEADINGS:
            level = int(name[1])
            if self.level and level > self.level + 1:
                self.skipped = f"a heading of level {level} follows one of level {self.level}", tag
            self.level = level
        elif name == "img":
            self._judge_image(tag, attributes)
        elif name == "a" and attributes.get("name"):
            self.ids.setdefault(attributes["name"], 1)
        elif name == "meta":
            self._take_meta(tag, attributes)
        elif name == "html":
            self.language = attributes.get("lang", "")

    def _judge_image(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        if "alt" not in attributes and attributes.get("role") != "presentation":
            source = attributes.get("src", "")
            self.complain(
                "image-alt-missing", tag.start, tag.end, f"{source!r} has no alternative text", _ALT, source
            )

    def _take_addresses(self, name: str, attributes: Mapping[str, str]) -> None:
        if element_id := attributes.get("id"):
            self.ids[element_id] = self.ids.get(element_id, 0) + 1
        self.references |= find_addresses(name, attributes)

    def _take_meta(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        once = "charset" if "charset" in attributes else name
        if once in _ONCE and once in self.names:
            self.complain(INVALID, tag.start, tag.end, f"a second <meta> for {once}", "leave one of them out")
        if once:
            self.names.setdefault(once, attributes.get("content", "").strip())
        addresses, self.redirect = find_in_meta(attributes, self.redirect)
        self.references |= addresses

    def _judge_head(self) -> None:
        """Report what the page as a whole lacks."""
        begin = _HEAD.search(self.text) or _BEGINNING.search(self.text)
        span = begin.span() if begin else (0, 0)
        self.head = self._line_column(span[0])
        if not _DOCTYPE.match(self.text):
            self.complain(INVALID, *span, "the page has no document type", "start it with <!doctype html>")
        if not (self.language or "").strip():
            hint = 'write <html lang="en">, with the language of its words'
            self.complain("page-language", *span, "the page doesn't declare its language", hint)

    def findings(self) -> Findings:
        """Return the Findings of the page."""
        twice = [
            Fault("duplicate-id", f"the id {name!r} is given {times} times", name, "give one of them another")
            for name, times in self.ids.items()
            if times > 1
        ]
        rest = [Fault(INVALID, f"and {self.more} more mistakes in this page")] if self.more else []
        return Findings(
            tuple(sorted(self.references)),
            tuple(sorted(self.ids)),
            self.title,
            self.names.get("description", ""),
            self.redirect,
            "noindex" in self.names.get("robots", ""),
            (*self.faults, *twice, *rest),
            self.head,
        )


#: Elements that are looked at, though they have no attribute.
_NEED_ATTRIBUTES = frozenset(
    "img link meta meter data map bdo optgroup object source track base input".split()
)


#: The attributes of most elements, which need no closer look.
_DULL, _NONE = {"class"}, dict[str, str]()


@lru_cache(maxsize=16_384)
def _judge_tag(
    name: str, written: str, *, is_html: bool
) -> tuple[Mapping[str, str], tuple[tuple[str, str, str], ...]]:
    """Return the attributes of a start tag, and (code, message, hint) of what is wrong in it."""
    attributes, faults = read_written(written)
    coded_faults = [(INVALID, *fault) for fault in faults]
    if is_html:
        coded_faults += judge_attributes(name, attributes)
    coded_faults += judge_aria(name, attributes)
    return attributes if attributes.keys() != _DULL else _NONE, tuple(coded_faults)
