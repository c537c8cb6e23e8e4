"""Addresses that stand in the texts of a site's own templates and copied files -> those that lead nowhere.

What content links to is resolved, and reported at its place. What a template or a copied file has is
published as it stands, so it is held against what will be published. A template may never show what
stands in it: so what is suspicious there is looked for in every page that is made, and those of the
last build are made anew where other addresses are suspicious than then: ("written",) is a question.
Addresses that a template computes, relative ones and parts of pages are left to `sitegen check`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from sitegen.site.links import Written
from sitegen.site.published import file_for, place_below
from sitegen.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sitegen.render.layouts import Layouts

_ADDRESS = re.compile(
    r"""\b(?:href|src|poster|action|data)\s*=\s*(?:"((?:https?:/)?/[^"{}<>\s]*+)"|'((?:https?:/)?/[^'{}<>\s]*+)')"""
)
_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
#: Where others publish what no plan knows of.
_MADE_LATER = ("pagefind/", "assets/")


class _Spot(NamedTuple):
    address: str
    at: int


def find_suspicious(
    layouts: Layouts, list_published: Callable[[], Collection[str]], base_url: str
) -> tuple[Written, ...]:
    """Return the addresses in the site's own templates that lead to nothing of what will be published."""
    own = (template for name, template in layouts.templates.items() if layouts.is_own(name))
    spots = [(template, spot) for template in own for spot in _list_addresses(template.text)]
    if not spots:
        return ()
    parts, published = urlsplit(base_url), list_published()
    origin, base = f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else "", parts.path.rstrip("/")
    found = []
    for template, spot in spots:
        hint = _trouble(spot.address, origin, base, published)
        if hint is not None:
            line = template.text.count("\n", 0, spot.at) + 1
            column = spot.at - template.text.rfind("\n", 0, spot.at)
            found.append(Written(spot.address, template.path, line, column, hint))
    return tuple(sorted(found))


@lru_cache(maxsize=512)
def _list_addresses(text: str) -> tuple[_Spot, ...]:
    return tuple(_read_addresses(_COMMENT.sub(lambda comment: " " * len(comment[0]), text)))


def _read_addresses(text: str) -> Iterator[_Spot]:
    for match in _ADDRESS.finditer(text):
        group = 1 if match[1] is not None else 2
        yield _Spot(match[group], match.start(group))


def _trouble(address: str, origin: str, base: str, published: Collection[str]) -> str | None:
    """Return a hint about an address of the site that leads nowhere; None about any other."""
    url = unescape(address)
    if url.startswith(("http:", "https:", "//")):
        if not origin or not url.lower().startswith(f"{origin}/"):
            return None
        url = url[len(origin) :]
    path = unquote(url.partition("#")[0].partition("?")[0])
    place = place_below(base, path)
    if place is None:
        return f"it lies outside the site's base path {base}/: write {base}{path}, or use url_for"
    if file_for(place, published) or place.startswith(_MADE_LATER):
        return None
    guess = nearest(place, (name.removesuffix("index.html") for name in published))
    return f"did you mean {base}/{guess}?" if guess else "no file of the site is published there"
