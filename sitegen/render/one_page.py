"""The pages of a section -> the parts of one page: ids are made unique, links between them stay inside."""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from markupsafe import Markup

from sitegen.html.tags import read_markup
from sitegen.site.questions import PageAttribute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sitegen.html.tags import Attribute
    from sitegen.html.tags import Markup as Tag
    from sitegen.render.page_view import PageView
    from sitegen.render.recorder import Recorder

#: Attributes whose values are ids, one or several.
_REFERENCES = frozenset(
    (
        "for", "form", "headers", "list", "popovertarget", "commandfor", "aria-activedescendant",
        "aria-controls", "aria-describedby", "aria-details", "aria-errormessage", "aria-flowto",
        "aria-labelledby", "aria-owns",
    )
)  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_DEEPEST = 6


class Part(NamedTuple):
    """One page, or the title of a group of pages."""

    id: str
    title: str
    level: int  #: of its heading, from 2
    content: Markup
    has_formulas: bool = False


class OnePage(NamedTuple):
    """A section as one page."""

    content: Markup  #: the text of the section itself
    parts: tuple[Part, ...]

    @property
    def has_formulas(self) -> bool:
        """Whether any of its pages has a formula."""
        return any(part.has_formulas for part in self.parts)


def make_one_page(page: PageView, recorder: Recorder) -> OnePage:
    """Return the section that a page stands for, as one page."""
    listed: tuple[tuple[str, str, int], ...] = recorder.ask(PageAttribute(page.id, "parts"))
    names = _Names({page.url: ""})
    members = [(recorder.page(id_) if id_ else None, title, depth) for id_, title, depth in listed]
    base_path = recorder.base_path
    ids = [
        names.add(member.url, base_path) if member else names.choose(title) for member, title, _ in members
    ]
    parts = tuple(
        Part(
            id_,
            title or (member.title if member else ""),
            min(depth + 1, _DEEPEST),
            _rewrite(member.content, id_, names.by_url, depth) if member else Markup(),
            bool(member and member.math),
        )
        for id_, (member, title, depth) in zip(ids, members, strict=True)
    )
    return OnePage(_rewrite(page.content, "", names.by_url, 0), parts)


class _Names:
    """Ids of parts: the words of their addresses."""

    def __init__(self, by_url: dict[str, str]) -> None:
        self.by_url = by_url
        self._taken: set[str] = set()

    def add(self, url: str, base_path: str) -> str:
        self.by_url[url] = self.choose(unquote(url.removeprefix(base_path)).removesuffix(".html"))
        return self.by_url[url]

    def choose(self, text: str) -> str:
        name = stem = re.sub(r"\W+", "-", text.lower()).strip("-") or "part"
        number = 2
        while name in self._taken:
            name = f"{stem}-{number}"
            number += 1
        self._taken.add(name)
        return name


def _rewrite(html: str, part: str, by_url: Mapping[str, str], shift: int) -> Markup:
    """Return the text of a page as a part: ``shift`` is how many levels its headings go down."""
    pieces: list[str] = []
    done = 0
    for tag in read_markup(html, whole=True):
        for start, end, text in _edit(tag, part, by_url, shift):
            pieces += (html[done:start], text)
            done = end
    return Markup("".join((*pieces, html[done:])))  # noqa: S704  the same HTML, with other names


def _edit(tag: Tag, part: str, by_url: Mapping[str, str], shift: int) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of what is replaced in a tag."""
    if tag.name in _HEADINGS and shift:
        at = tag.start + (2 if tag.is_end else 1)
        yield at, at + len(tag.name), f"h{min(int(tag.name[1]) + shift, _DEEPEST)}"
    for attribute in tag.attributes:
        if attribute.written_at >= 0 and (change := _choose_change(tag, attribute, part, by_url)):
            value = change(unescape(attribute.value))
            yield attribute.written_at, attribute.end, f'"{escape(value)}"'


def _choose_change(
    tag: Tag, attribute: Attribute, part: str, by_url: Mapping[str, str]
) -> Callable[[str], str] | None:
    """Return how the value of an attribute changes; None if it doesn't."""
    name = attribute.name
    if name in {"href", "xlink:href", "usemap"}:
        return lambda value: _lead(value, part, by_url)
    if not part:
        return None
    if name == "id" or (name == "name" and tag.name in {"input", "map", "details"}):
        return lambda value: f"{part}:{value}"
    if name in _REFERENCES:
        return lambda value: " ".join(f"{part}:{id_}" for id_ in value.split())
    return None


def _lead(address: str, part: str, by_url: Mapping[str, str]) -> str:
    """Return the address of a link: within the page, if its target is there."""
    url, mark, fragment = address.partition("#")
    if url and url not in by_url:
        return address
    target = by_url[url] if url else part
    if mark and fragment:
        return f"#{target}:{fragment}" if target else f"#{fragment}"
    return f"#{target or 'main'}"
