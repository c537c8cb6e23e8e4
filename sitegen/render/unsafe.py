"""A rendered page -> a Problem for each address in it that could run code and that no template spells out.

Markdown, raw HTML and the functions of directives refuse such addresses where they are written. A template
may put any other value of content or data into an attribute, and escaping does not make it harmless.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from sitegen.addresses import is_unsafe
from sitegen.errors import Problem, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.render.layouts import Layouts

#: Where a value may begin with one of the schemes, plain or disguised. It begins with one fixed character,
#: which the engine finds quickly: a page has hundreds of attributes.
_SUSPECT = re.compile(
    r"""=\s*(?:["'][\x00-\x20]*)?(?=[jvd&])(?=j\s*a\s*v|v\s*b\s*s|d\s*a\s*t\s*a\s*:|&)""", re.IGNORECASE
)
_NAME = re.compile(r"([^\s\"'<>/=]+)\s*\Z")
_LONGEST = 40
#: One without quotes may go on into what follows: only its beginning counts.
_VALUE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\"'>]*))")
#: Attributes whose value a browser follows, loads or runs; `url` is that of a <meta> that refreshes.
# fmt: off
_ADDRESSES = frozenset((
    "href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping", "background", "cite",
    "longdesc", "codebase", "manifest", "to", "from", "values", "url",
))
# fmt: on
#: What these hold is only shown or played.
_PASSIVE = re.compile(r"\s*data:(?:image|audio|video|font)/", re.IGNORECASE)


def find_unsafe(html: str, layouts: Layouts, shown: str) -> list[Problem]:
    """Return a Problem for each such address; ``shown`` is the page's source.

    An address that stands in a template as it is was written by the author of the site.
    """
    return [
        error(
            "unsafe-url",
            f"the page would have {url[:60]!r} as {name}, which could run code or hide content",
            path=shown,
            hint="a template made it of a value from content or data: correct the value",
        )
        for name, url in dict.fromkeys(_find_addresses(html))
        if not any(url in template.text for template in layouts.templates.values())
    ]


def _find_addresses(html: str) -> Iterator[tuple[str, str]]:
    """Yield (attribute, address as written) of what could run code."""
    for suspect in _SUSPECT.finditer(html):
        start = suspect.start()
        named = _NAME.search(html, max(0, start - _LONGEST), start)
        if named is None or named[1].lower() not in _ADDRESSES:
            continue
        value = _VALUE.match(html, start)
        url = next(group for group in value.groups() if group is not None) if value else ""
        if is_unsafe(url) and not _PASSIVE.match(unescape(url)):
            yield named[1].lower(), url
