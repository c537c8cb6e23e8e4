"""The elements of a page -> those without a name for screen readers, or out of reach of the keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.html.elements import HEADINGS
from sitegen.html.nesting import DEEPEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.html.nesting import Complain
    from sitegen.html.page_tags import Tag

NO_NAME, NO_LABEL, TAKES_CONTROL = "no-name", "no-label", "takes-control"
#: Elements whose words are their name -> what to do where they have none.
_NAMED_BY_WORDS = {
    "a": "write words in it, or aria-label",
    "button": "write words in it, or aria-label",
    "summary": "write words in it",
    "svg": "write a <title> in it, or aria-label",
    "label": "write words in it",
    "legend": "write words in it, or leave it out",
    "option": "",
    **dict.fromkeys(HEADINGS, "write words in it, or leave it out"),
}
_FIELDS = frozenset(("input", "select", "textarea", "meter", "progress"))
#: Kinds of <input> that have their name in themselves.
_SELF_NAMED = frozenset(("hidden", "submit", "reset", "button", "image"))
_LABELLED = _FIELDS | {"button", "output"}
#: Elements that are looked at, whatever attributes they have.
NAMED = frozenset(_NAMED_BY_WORDS) | _LABELLED | {"iframe"}
_REFERENCES = frozenset(("for", "list", "form", "headers", "usemap", "aria-labelledby", "aria-describedby"))
_NAMING = frozenset(("aria-label", "aria-labelledby", "title"))
_IMAGES = frozenset(("img", "image"))
_SCALE = re.compile(r"maximum-scale\s*=\s*([\d.]+)")


class _Reference(NamedTuple):
    name: str  #: of the element
    attribute: str
    target: str
    start: int
    end: int


class _Field(NamedTuple):
    name: str
    own_id: str
    start: int
    end: int


class _Named(NamedTuple):
    """An open element that gets its name from its words."""

    name: str
    words: int  #: how many there were before it
    has_name: bool  #: it has another one
    tag: Tag
    address: str


class Names:
    """Collects ids, names and references while the tags of a page are read."""

    def __init__(self, complain: Complain) -> None:
        self._complain = complain
        self._words = 0  #: counts everything that can be read out
        self._open: list[_Named] = []
        self._labels: list[
            tuple[Tag, str, int]
        ] = []  #: open labels, what they are for, how many fields they hold
        self._references: list[_Reference] = []
        self._fields: list[_Field] = []
        self._labelled: set[str] = set()
        self._kinds: dict[str, str] = {}  #: id -> the element that has it

    def take_words(self, parent: str) -> None:
        """Process text; ``parent`` is the element around it."""
        if parent not in {"script", "style"}:
            self._words += 1

    def start(self, tag: Tag, attributes: Mapping[str, str], *, is_hidden: bool) -> None:
        """Process a start tag: one that has attributes, or whose element is in NAMED.

        ``is_hidden`` tells whether it, or what is around it, is hidden from screen readers.
        """
        name = tag.name
        has_name = bool(attributes) and _has_name(attributes)
        if attributes:
            self._take_references(tag, attributes)
            if (has_name and not self._is_anchor(name, attributes)) or (
                name == "img" and attributes.get("alt")
            ):
                self._words += 1
            self._judge_control(tag, attributes)
        if is_hidden and _is_stop(name, attributes):
            message = f"<{name}> is hidden from who hears the page, and still reached by the Tab key"
            hint = 'leave aria-hidden out, or write tabindex="-1", too'
            self._complain(TAKES_CONTROL, tag.start, tag.end, message, hint)
        is_image = attributes.get("role") in _IMAGES
        if (
            name in _NAMED_BY_WORDS
            and len(self._open) < DEEPEST
            and (is_image if name == "svg" else name != "a" or "href" in attributes)
        ):
            self._open.append(_Named(name, self._words, has_name, tag, attributes.get("href", "")))
            if name == "label":
                self._labels.append((tag, attributes.get("for", ""), 0))
                self._labelled.add(attributes.get("for", ""))
        elif has_name or "hidden" in attributes:
            pass
        elif name == "iframe":
            self._complain(NO_NAME, tag.start, tag.end, "<iframe> has no title", "say what it shows")
        elif is_image and name not in {"img", "svg"}:
            message = f'<{name} role="img"> has no name'
            self._complain(NO_NAME, tag.start, tag.end, message, "write aria-label")
        if name in _LABELLED:
            self._take_field(tag, attributes)

    def _is_anchor(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Return whether this is the link of a heading to itself: it names the link, and no heading."""
        in_heading = bool(self._open) and self._open[-1].name in HEADINGS
        return in_heading and name == "a" and attributes.get("href", "").startswith("#")

    def _take_references(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        name = tag.name
        if own_id := attributes.get("id"):
            self._kinds.setdefault(own_id, name)
        if name == "map":
            self._kinds.setdefault(attributes.get("name", ""), name)
        for attribute in sorted(_REFERENCES & attributes.keys()):
            targets = attributes[attribute].removeprefix("#" if attribute == "usemap" else "").split()
            self._references += [
                _Reference(name, attribute, target, tag.start, tag.end) for target in targets
            ]

    def _take_field(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("type", "").lower()
        if tag.name == "input" and kind == "hidden":
            return
        if self._labels:
            label, target, count = self._labels[-1]
            if count or (target and target != attributes.get("id")):
                message = "a <label> contains more than one field"
                self._complain("invalid-html", tag.start, tag.end, message, "give each field a <label>")
            self._labels[-1] = (label, target, count + 1)
        elif (
            tag.name in _FIELDS
            and not _has_name(attributes)
            and not (tag.name == "input" and kind in _SELF_NAMED)
        ):
            self._fields.append(_Field(tag.name, attributes.get("id", ""), tag.start, tag.end))

    def end(self, name: str) -> None:
        """Process an end tag."""
        if name not in _NAMED_BY_WORDS or not any(name == element.name for element in self._open):
            return
        while True:
            opened, words, has_name, tag, address = self._open.pop()
            if opened == "label" and self._labels:
                self._labels.pop()
            if opened == name:
                break
        if words == self._words and not has_name and (hint := _NAMED_BY_WORDS[name]):
            if name == "a":
                message = f"the link to {address!r} has no words"
                self._complain("empty-link", tag.start, tag.end, message, hint, address)
            else:
                code = "empty-heading" if name in HEADINGS else NO_NAME
                self._complain(code, tag.start, tag.end, f"<{name}> has no words", hint)

    def _judge_control(self, tag: Tag, attributes: Mapping[str, str]) -> None:
        """Report what takes control from readers, such as autoplay."""
        message = hint = ""
        index = attributes.get("tabindex", "").strip()
        if index.isdecimal() and int(index[:9]):
            message = f"tabindex={index} puts the element before all others in the order of the Tab key"
            hint = "write 0, and move the element where it belongs"
        elif "autoplay" in attributes and tag.name in {"audio", "video"} and "muted" not in attributes:
            message, hint = f"<{tag.name}> plays sound by itself", "leave autoplay out, or write muted"
        elif tag.name == "meta":
            message, hint = _judge_meta(attributes)
        if message:
            self._complain(TAKES_CONTROL, tag.start, tag.end, message, hint)

    def finish(self, ids: Mapping[str, int]) -> None:
        """Check references to other parts of the page, now that all ids are known."""
        for reference in self._references:
            if fault := self._judge_reference(reference, ids):
                self._complain("broken-id", reference.start, reference.end, *fault)
        for field in self._fields:
            if not field.own_id or field.own_id not in self._labelled:
                message = f"<{field.name}> has no label: a placeholder isn't one"
                hint = "put it into a <label>, or give it an id and the label for=, or write aria-label"
                self._complain(NO_LABEL, field.start, field.end, message, hint)

    def _judge_reference(self, reference: _Reference, ids: Mapping[str, int]) -> tuple[str, str] | None:
        kind = self._kinds.get(reference.target, "")
        if not kind and reference.target not in ids:
            return (
                f"{reference.attribute} names the id {reference.target!r}, which the page does not have",
                "correct it, or add the id",
            )
        allowed_kinds = _WANTED.get((reference.name, reference.attribute)) or _WANTED.get(
            ("", reference.attribute)
        )
        if allowed_kinds and kind not in allowed_kinds and "-" not in kind:
            named = ", ".join(f"<{name}>" for name in sorted(allowed_kinds))
            return f"{reference.attribute} names a <{kind}>", f"name one of {named}"
        return None


#: (element or "", attribute) -> the elements that it names.
_WANTED: dict[tuple[str, str], frozenset[str]] = {
    ("label", "for"): _LABELLED,
    ("input", "list"): frozenset(("datalist",)),
    ("", "form"): frozenset(("form",)),
    ("", "headers"): frozenset(("th",)),
    ("", "usemap"): frozenset(("map",)),
}


def _has_name(attributes: Mapping[str, str]) -> bool:
    return any(attributes[name].strip() for name in _NAMING & attributes.keys())


def _is_stop(name: str, attributes: Mapping[str, str]) -> bool:
    """Return whether the Tab key reaches an element."""
    index = attributes.get("tabindex", "").strip()
    if index:
        return not index.startswith("-")
    if name == "input" and attributes.get("type", "").lower() == "hidden":
        return False
    reached = name in {"button", "input", "select", "textarea", "iframe"} or (
        name == "a" and "href" in attributes
    )
    return reached and "disabled" not in attributes


def _judge_meta(attributes: Mapping[str, str]) -> tuple[str, str]:
    content = attributes.get("content", "").lower().replace(" ", "")
    if attributes.get("name", "").lower() == "viewport":
        scale = _SCALE.search(content)
        if (
            "user-scalable=no" in content
            or "user-scalable=0" in content
            or (scale and float(scale[1].strip(".") or 5) < 2)
        ):
            return "readers cannot zoom into the page", "leave user-scalable and maximum-scale out"
    elif attributes.get("http-equiv", "").lower() == "refresh" and content.partition(";")[0].strip(
        "0"
    ) not in {"", "."}:
        return (
            "the page reloads itself, or loads another one, after a while",
            "leave it to the reader, or write 0",
        )
    return "", ""
