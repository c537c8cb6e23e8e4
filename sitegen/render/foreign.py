"""A rendered page -> a Problem for each thing in it that would be loaded from another host."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sitegen.errors import Problem, error
from sitegen.headers import is_foreign

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from sitegen.config import Config
    from sitegen.render.layouts import Layouts

#: An attribute that may load something; many an href is a mere link, so its element decides.
_CANDIDATE = re.compile(
    r"""(?:src|srcset|poster|data|href)\s*=\s*["']?\s*(?:https?:)?//[^\s"'>]*""", re.IGNORECASE
)
_URL = re.compile(r"(?:https?:)?//\S*", re.IGNORECASE)
_TAG = re.compile(r"<([a-zA-Z][\w-]*)\b[^<]*\Z")
_REL = re.compile(r"""\brel\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)
#: Relations of a <link> that make a browser ask.
# fmt: off
_ASKING = frozenset((
    "apple-touch-icon", "dns-prefetch", "icon", "manifest", "modulepreload", "preconnect", "prefetch",
    "preload", "prerender", "stylesheet",
))
# fmt: on
#: Elements whose href only leads there.
_LEADING = frozenset(("a", "area", "base"))


def describe_foreign(url: str) -> tuple[str, str]:
    """Return (message, hint) about something that would be loaded from another host."""
    host = urlsplit(url).netloc
    return (
        f"the page would load {url} from another host, which would learn of every reader",
        f"keep a copy in the site, or add {host!r} to allow_hosts under [privacy]",
    )


def find_foreign(
    html: str, judged: Container[str], layouts: Layouts, config: Config, shown: str
) -> Iterator[Problem]:
    """Yield a Problem for each address that the page loads from a host that is not allowed.

    ``judged`` are those that the content's own places answer for; ``shown`` is the page's source.
    """
    for match in _CANDIDATE.finditer(html):
        tag = _TAG.search(html, max(0, match.start() - 2000), match.start())
        if tag is None or _only_leads(tag[1].lower(), html, tag.start()):
            continue
        found = _URL.search(match[0])
        url = unescape(found[0]) if found else ""
        if url in judged or not is_foreign(url, config):
            continue
        message, hint = describe_foreign(url)
        path, line = _place(found[0] if found else "", layouts)
        if path:
            message = f"{message} (while rendering {shown})"
        yield error("third-party-request", message, path=path or shown, line=line, hint=hint)


def _only_leads(element: str, html: str, start: int) -> bool:
    """Tell whether the element at ``start`` loads nothing by itself."""
    if element != "link":
        return element in _LEADING
    rel = _REL.search(html, start, html.find(">", start))
    return rel is None or _ASKING.isdisjoint(rel[1].lower().split())


def _place(written: str, layouts: Layouts) -> tuple[str, int]:
    """Return (path, line) of the template that has the address, or at least its host, in its text."""
    for wanted in (written, urlsplit(unescape(written)).netloc):
        for template in layouts.templates.values():
            at = template.text.find(wanted)
            if at >= 0:
                return template.path, template.text.count("\n", 0, at) + 1
    return "", 0
