"""Messages of Python and Jinja2 about a value in a template -> the same in the words of the manual.

Authors of templates know pages, lists and dates, but not our classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import msgspec
from jinja2.utils import missing

from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Class -> its name in the manual.
WORDS = {
    "Author": "an author",
    "ChangeView": "a change",
    "Drawing": "a diagram",
    "FeedContext": "a feed",
    "FeedView": "a feed",
    "HistoryView": "a history",
    "ImageFile": "an image",
    "Instrument": "a calculator",
    "Language": "a language",
    "LanguageVersion": "a page in a language",
    "Markup": "a text",
    "MenuEntry": "an entry of the menu",
    "MovedPart": "a part that has moved",
    "Namespace": "a namespace",
    "NavigationItem": "an entry of the navigation",
    "NavigationView": "the navigation",
    "NoneType": "nothing (none)",
    "PageLink": "a link",
    "PageView": "a page",
    "Paginator": "a paginator",
    "Preview": "a picture",
    "SectionView": "a section",
    "SiteView": "the site",
    "TaxonomyView": "a taxonomy",
    "TermView": "a term",
    "TocNode": "an entry of the table of contents",
    "bool": "true or false",
    "datetime": "a date",
    "dict": "a mapping",
    "float": "a number",
    "int": "a number",
    "list": "a list",
    "mappingproxy": "a mapping",
    "method": "a function",
    "str": "a text",
    "tuple": "a list",
}
_NAMES = "|".join(sorted(WORDS, key=len, reverse=True))
_CLASS = lazy_compile(
    rf"""'(?:[\w.]+\.)?({_NAMES})(?: object)?'(?: object)?|\b(PageView|SiteView|NoneType)\b"""
)

#: The names that every template can use.
CONTEXT = (
    "absolute",
    "asset",
    "browser_words",
    "calculator",
    "card",
    "csp",
    "diagram",
    "get_page",
    "get_section",
    "image",
    "integrity",
    "json_ld",
    "load_data",
    "page",
    "picture",
    "range",
    "reading_cost",
    "reading_model",
    "site",
    "url_for",
    "version",
    "word",
)


def translate(message: str) -> str:
    """Return a message of Python with the manual's words instead of class names."""
    return _CLASS.sub(lambda match: WORDS[match[1] or match[2]], message)


class Undefined(jinja2.StrictUndefined):
    """A missing name or attribute; using it is an error that suggests the closest name."""

    # A list would show what is missing in it as "[Undefined, Undefined]".
    __repr__ = jinja2.StrictUndefined.__str__

    @property
    def _undefined_message(self) -> str:
        """Say what is missing, and on a second line what was probably meant."""
        if self._undefined_hint:
            return self._undefined_hint
        name: object = self._undefined_name  # Jinja2 says text; an index is a number
        value = self._undefined_obj
        if value is missing:
            return _propose(f"{name!r} is undefined", str(name), CONTEXT)
        kind = "nothing (none)" if value is None else WORDS.get(type(value).__name__, type(value).__name__)
        if isinstance(value, (list, tuple)) and isinstance(name, int):
            return f"a list has no element {name}: it has {len(value)}"
        if isinstance(value, dict):
            return _propose(f"a mapping has no key {name!r}", str(name), map(str, value))
        return _propose(f"{kind} has no attribute {name!r}", str(name), _attributes(value))


def _propose(message: str, name: str, names: Iterable[str]) -> str:
    meant = nearest(name, names)
    return f"{message}\ndid you mean {meant!r}?" if meant else message


def _attributes(value: object) -> Iterable[str]:
    """Return the names that a template may use on a value."""
    if isinstance(value, msgspec.Struct):
        return value.__struct_fields__
    return [name for name in dir(value) if not name.startswith("_")]
