"""A heading's text -> its id: readable, the same at every build, unique in the page."""

from __future__ import annotations

from sitegen.config import HeadingIds
from sitegen.core.slugs import anchor, ascii_anchor, hexo_anchor, python_anchor, vitepress_anchor, zola_anchor
from sitegen.core.text import lazy_compile

#: The id that the theme gives to what is around the text: a heading of that name gets a number.
_OF_THEME = frozenset({"main"})
_MAKERS = {
    HeadingIds.GITHUB: anchor,
    HeadingIds.PYTHON: python_anchor,
    HeadingIds.ZOLA: zola_anchor,
    HeadingIds.HEXO: hexo_anchor,
    HeadingIds.ASCII: ascii_anchor,
    HeadingIds.VITEPRESS: vitepress_anchor,
}
#: A shortcode or a tag.
_HTML = lazy_compile(r"\{\{[<%](?:(?!\{\{)[^\n])*?[%>]\}\}|</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>")
_OF_FOOTNOTES = lazy_compile(r"fn(?:ref)?-\d+(?:-\d+)?")


class Ids:
    """The ids of one page: gives out new ones, in time linear in their number."""

    __slots__ = ("_make", "_mark", "_next", "_reserved", "_taken")

    def __init__(self, form: HeadingIds = HeadingIds.GITHUB) -> None:
        """``form`` is the generator whose ids these are."""
        self._make = _MAKERS[form]
        self._mark = "_" if form is HeadingIds.PYTHON else "-"  #: what precedes the number of a repeated id
        self._taken: dict[str, None] = {}
        self._next: dict[str, int] = {}
        self._reserved: set[str] = set()

    def reserve(self, name: str) -> None:
        """Keep an id that the author gives to a later element from being made up before it."""
        self._reserved.add(name)

    def claim(self, name: str) -> bool:
        """Record an id that the author gave; return False if the page has it already."""
        if name in self._taken:
            return False
        self._taken[name] = None
        return True

    def make(self, text: str) -> str:
        """Return a new id made from text: ``install``, then ``install-1``, ``install-2`` and so on."""
        base = self._make(text) or "section"
        if _OF_FOOTNOTES.fullmatch(base) or (base in ("fn", "fnref") and base in self._taken):
            base = f"heading-{base}"
        name, number = base, self._next.get(base, 0)
        while name in self._taken or name in self._reserved or name in _OF_THEME:
            number += 1
            name = f"{base}{self._mark}{number}"
        self._next[base] = number
        self._taken[name] = None
        return name

    def all(self) -> tuple[str, ...]:
        """Return every id, in the order of the page."""
        return tuple(self._taken)


def leave_out_html(text: str) -> str:
    """Return the source of a heading without its tags and shortcodes: ids of Hugo don't have them."""
    return _HTML.sub("", text).strip()


def restore_hyphens(text: str, written: str) -> str:
    """Return text with the hyphens of its source for dashes that were made of them: ids keep hyphens."""
    if "--" not in written or "\u2013" in written or "\u2014" in written:
        return text
    return text.replace("\u2014", "---").replace("\u2013", "--")
