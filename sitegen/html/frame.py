"""The tags of a page -> what is wrong with its frame: <html>, <head>, <body>, and what is in the head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.html.elements import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.html.page_tags import Complain, Tag

#: Parts of the page as a whole: they may be left out, and may be nowhere else.
FRAME = frozenset(("html", "head", "body"))
_LINKS_IN_BODY = frozenset(
    (
        "dns-prefetch",
        "modulepreload",
        "pingback",
        "preconnect",
        "prefetch",
        "preload",
        "prerender",
        "stylesheet",
    )
)


class Frame:
    """The state of a page's frame while its tags are read."""

    def __init__(self, complain: Complain) -> None:
        self._complain = complain
        self._part = ""  #: the last part that began: html, head, body; or "after", between the last two
        self._body_by: Tag | None = None  #: what began the body, if no tag did
        self._is_over = False
        self._mains = self._titles = 0
        self._has_loaded = False  #: something in the head had an address

    @property
    def is_body(self) -> bool:
        """Return whether the body has begun."""
        return self._part == "body"

    def take(self, tag: Tag) -> None:
        """Process a tag of <html>, <head> or <body>."""
        name, part = tag.name, self._part
        if tag.is_end:
            if name != "head":
                self._is_over = True
            elif part == "body":
                self._explain_body(tag, "</head>")
            else:
                self._part = "after"
        elif name == "html":
            if part:
                self._say(tag, "a second <html>", "leave it out")
            self._part = part or "html"
        elif name == "head":
            if part in {"", "html"}:
                self._part = "head"
            else:
                self._say(tag, "<head> comes too late", "move it behind <html>")
        elif part == "body":
            self._explain_body(tag, "<body>")
        else:
            self._part = "body"

    def begin_body(self, tag: Tag, *, is_text: bool = False) -> None:
        """Process what can be in the body alone: an element, or the text before it."""
        if self._is_over:
            start, end = (tag.words_at, tag.start) if is_text else (tag.start, tag.end)
            self._complain(start, end, "this comes after the end of the page", "move it into <body>")
            self._is_over = False
        if not self.is_body:
            self._part, self._body_by = "body", None if is_text else tag

    def take_element(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        """Process an element that a page has once, or in its head."""
        name = tag.name
        if name == "main" and "hidden" not in attributes:
            self._mains += 1
            if self._mains > 1:
                self._say(tag, "a second <main>", "a page has only one that isn't hidden")
        elif name == "title" and not self.is_body:
            self._titles += 1
            if self._titles > 1:
                self._say(tag, "a second <title>", "leave one of them out")
        elif name == "base" and self._has_loaded:
            self._say(tag, "<base> comes after an address that it should change", "move it to the front")
        elif self.is_body and name in {"meta", "link"} and not _may_be_in_body(attributes):
            self._say(tag, f"this <{name}> isn't allowed in the body of a page", "move it into <head>")
        if name in METADATA and attributes.keys() & {"href", "src"}:
            self._has_loaded = True

    def _explain_body(self, tag: Tag, written: str) -> None:
        cause = self._body_by
        if cause is None:
            self._say(tag, f"{written} comes too late", "leave it out")
        else:
            message = f"<{cause.name}> does not belong into <head>: it begins the body"
            self._say(cause, message, "move it into <body>")
            self._body_by = None

    def _say(self, tag: Tag, message: str, hint: str) -> None:
        self._complain(tag.start, tag.end, message, hint)


def _may_be_in_body(attributes: Mapping[str, str]) -> bool:
    kinds = set(attributes.get("rel", "").lower().split())
    return "itemprop" in attributes or "property" in attributes or bool(kinds & _LINKS_IN_BODY)
