"""A rendered page -> a Problem for each address in it that could run code and that no template spells out.

Markdown, raw HTML and the functions of directives refuse such addresses where they are written. A template
may put any other value of content or data into an attribute, and escaping doesn't make it harmless.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from sitegen.core.problems import Problem, error
from sitegen.core.safe_paths import is_unsafe
from sitegen.html.tags import read_markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.html.tags import Attribute, Markup
    from sitegen.theme.layouts import Layouts

#: Where a value may begin with one of the schemes, plain or disguised. Few pages have such a place, so only
#: those are read tag by tag. It begins with one fixed character, which the engine finds quickly. Escaped
#: punctuation, as in the ``=&gt;`` of a code example, begins no scheme.
_SUSPECT = re.compile(
    r"""=\s*(?:["'][\x00-\x20]*)?(?=[jvdf&])"""
    r"""(?=j\s*a\s*v|v\s*b\s*s|d\s*a\s*t\s*a\s*:|f\s*i\s*l\s*e\s*:|&(?!(?:amp|gt|lt|quot|#3[49]);))""",
    re.IGNORECASE,
)
#: Attributes whose value a browser follows, loads or runs.
_ADDRESSES = frozenset(
    ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "ping", "background", "manifest")
)
#: Attributes in which an animation can set an address.
_ANIMATED = frozenset(("to", "from", "by", "values"))
_REFRESH = re.compile(r"[^;,]*[;,]\s*(?:url\s*=\s*)?[\"']?", re.IGNORECASE)
#: Data addresses whose content is only shown or played.
_PASSIVE = re.compile(r"\s*data:(?:image|audio|video|font)/", re.IGNORECASE)


def find_unsafe(html: str, layouts: Layouts, shown: str) -> list[Problem]:
    """Return a Problem for each such address; ``shown`` is the page's source.

    An address that is in a template as it is was written by the author of the site.
    """
    return [
        error(
            "unsafe-url",
            f"the page would have {url[:60]!r} as {name}, which could run code or hide content",
            path=shown,
            hint="a template built it from a value in content or data: correct the value",
        )
        for name, url in dict.fromkeys(_find_addresses(html))
        if not any(url in template.text for template in layouts.templates.values())
    ]


def _find_addresses(html: str) -> Iterator[tuple[str, str]]:
    """Yield (attribute, address as written) of what could run code."""
    if _SUSPECT.search(html) is None:
        return
    for tag in read_markup(html):
        for attribute in tag.attributes:
            url = _read_address(tag, attribute)
            if url and is_unsafe(url) and not _PASSIVE.match(unescape(url)):
                yield attribute.name, url


def _read_address(tag: Markup, attribute: Attribute) -> str:
    """Return the address in an attribute, as it is written; "" without one."""
    name, value = attribute.name, attribute.value
    if name in _ADDRESSES or (name in _ANIMATED and tag.name.startswith(("set", "animate"))):
        return value
    if name == "content" and ("http-equiv", "refresh") in ((a.name, a.value.lower()) for a in tag.attributes):
        start = _REFRESH.match(value)
        return value[start.end() :] if start else ""
    return ""
