"""A rendered page -> a Problem for each thing in it that would be loaded from another host."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from sitegen.core.hosts import host_of
from sitegen.core.problems import Problem, error
from sitegen.core.text import lazy_compile
from sitegen.html.tags import read_markup
from sitegen.plan.policy import is_third_party

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from sitegen.config import Config
    from sitegen.theme.layouts import Layouts

#: Attributes that may load something; of an href, the element decides.
_LOADING = ("src", "srcset", "poster", "data", "href")
_LONGEST = max(map(len, _LOADING))
#: An address in an attribute. It begins with one fixed character, which the engine looks for a hundred
#: times faster than for one of several names; so the name is looked at behind it (0.5 ms less a page).
_ADDRESS = lazy_compile(r"""=\s*(?:["']\s*)?(?=(?:https?:)?//)""", re.IGNORECASE)
_URL = lazy_compile(r"""[^\s"'>]*""")
#: A tag that is still open at the end of what is matched, so an attribute may be there.
_OPEN_TAG = lazy_compile(r"""<([a-zA-Z][\w-]*)(?:[\s/](?:[^"'>]|"[^"]*"|'[^']*')*)?""")
_TAG_LENGTH = 4_000
_REL = lazy_compile(r"""\brel\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)
#: Relations of a <link> that make a browser ask.
# fmt: off
_ASKING = frozenset((
    "apple-touch-icon", "dns-prefetch", "icon", "manifest", "modulepreload", "preconnect", "prefetch",
    "preload", "prerender", "stylesheet",
))
# fmt: on
#: Relations of a <link> to what decides how the page behaves and looks.
_RUNNING = frozenset(("modulepreload", "stylesheet"))
#: Relations of a <link> to an image, which is only shown.
_SHOWN = frozenset(("apple-touch-icon", "icon"))
#: Elements whose href is only a link.
_LEADING = frozenset(("a", "area", "base"))


def describe_third_party(url: str, element: str = "", *, is_shown: bool = False) -> tuple[str, str]:
    """Return (message, hint) about something that an element would load from another host.

    ``is_shown``: ``allow_hosts`` names the host, which isn't enough for the element.
    """
    option, _, host = name_third_party(url, element).partition(" ")
    return (
        f"browsers will not load {url}: allow_hosts only covers images, videos and frames"
        if is_shown
        else f"the page would load {url} from another host, which would learn about every reader",
        f"keep a copy in the site, or add {host!r} to {option} under [privacy]"
        if host
        else "write https:// and the name of the host",
    )


def name_third_party(url: str, element: str = "") -> str:
    """Return the option of [privacy] that would allow it, and its host: ``allow_hosts img.example.org``."""
    option = "allow_scripts" if element in {"script", "link"} else "allow_hosts"
    return f"{option} {host_of(url)}"


def find_third_party(
    html: str,
    judged: Container[str],
    given: Mapping[str, tuple[int, int]],
    layouts: Layouts,
    config: Config,
    shown: str,
) -> list[Problem]:
    """Return a Problem for each address that the page loads from a host that isn't allowed.

    ``judged`` are those that the content's own places answer for, ``given`` those that directives get;
    ``shown`` is the page's source.
    """
    problems = []
    for start, written in _find_addresses(html):
        url = unescape(written)
        if url in judged or not is_third_party(url, config, runs=True):
            continue
        tag = _find_tag(html, start)
        if tag is None or _only_leads(tag[1].lower(), html, tag.start()) or _in_comment(html, tag.start()):
            continue
        element = _element_of(tag[1].lower(), html, tag.start())
        is_shown = not is_third_party(url, config)
        if is_shown and not _runs(element, html, tag.start()):
            continue
        message, hint = describe_third_party(url, element, is_shown=is_shown)
        subject = name_third_party(url, element)
        path, line = _place(written, layouts)
        column, page = 0, shown
        if not path:
            places = (line_column for address, line_column in given.items() if address in url)
            path, page, (line, column) = shown, "", next(places, (0, 0))
        problems.append(
            error(
                "third-party-request",
                message,
                path=path,
                line=line,
                column=column,
                hint=hint,
                page=page,
                subject=subject,
            )
        )
    return problems


def _find_addresses(html: str) -> Iterator[tuple[int, str]]:
    """Yield (offset of its attribute, address as written) of what may be loaded from a host."""
    pos = done = 0
    while (match := _ADDRESS.search(html, pos)) is not None:
        pos = match.end()
        name_end = match.start()
        while name_end and html[name_end - 1].isspace():
            name_end -= 1
        before = html[max(done, name_end - _LONGEST) : name_end].lower()
        name = next((name for name in _LOADING if before.endswith(name)), "")
        url = _URL.match(html, pos) if name else None
        if url is not None:
            pos = done = url.end()
            yield name_end - len(name), url[0]


def _find_tag(html: str, at: int) -> re.Match[str] | None:
    """Return the tag that is open at this place; None if it is text of the page, as in code."""
    opened, least = at, max(0, at - _TAG_LENGTH)
    while (opened := html.rfind("<", least, opened)) >= 0:
        if tag := _OPEN_TAG.fullmatch(html, opened, at):
            return tag
    return None


def _in_comment(html: str, at: int) -> bool:
    """Return whether a browser reads this place as part of a comment."""
    return any(not tag.name and tag.start < at < tag.end for tag in read_markup(html, whole=True))


def _element_of(name: str, html: str, start: int) -> str:
    """Return the name of an element; of a link that loads an icon, "" instead."""
    rel = _REL.search(html, start, html.find(">", start)) if name == "link" else None
    return "" if rel and _SHOWN.intersection(rel[1].lower().split()) else name


def _runs(element: str, html: str, start: int) -> bool:
    """Return whether the element at ``start`` loads a script or a style sheet."""
    rel = _REL.search(html, start, html.find(">", start)) if element == "link" else None
    return element == "script" or bool(rel and _RUNNING.intersection(rel[1].lower().split()))


def _only_leads(element: str, html: str, start: int) -> bool:
    """Return whether the element at ``start`` loads nothing by itself."""
    if element != "link":
        return element in _LEADING
    rel = _REL.search(html, start, html.find(">", start))
    return rel is None or _ASKING.isdisjoint(rel[1].lower().split())


def _place(written: str, layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the template that has the address, or at least its host, in its text."""
    for needle in filter(None, (written, host_of(unescape(written)))):
        for template in layouts.templates.values():
            at = template.text.find(needle)
            if at >= 0:
                return template.path, template.text.count("\n", 0, at) + 1
    return "", 0
