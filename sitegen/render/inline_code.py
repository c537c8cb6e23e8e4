"""A rendered page -> a Problem for each inline script or style of its templates that the policy blocks.

Browsers say so only in their console, so the author of a template would wonder why nothing happens.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256, sha384, sha512
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.problems import Problem, error
from sitegen.core.text import lazy_compile, place_in
from sitegen.html.tags import end_of_raw_text, read_markup
from sitegen.plan.policy import response_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config import Config
    from sitegen.html.tags import Markup
    from sitegen.theme.layouts import Layouts

    Policy = dict[str, list[str]]

#: Without one of these a template has nothing to look for.
_SUSPECT = lazy_compile(r"<script|<style|\bstyle\s*=|\bon[a-z]+\s*=", re.IGNORECASE)
_JINJA = lazy_compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NOT_A_LINE_END = lazy_compile(r"[^\n]")
_HANDLER = lazy_compile(r"on[a-z]{3,}\Z")
_JAVASCRIPT = lazy_compile(
    r"(?:text|application)/(?:x-)?(?:java|ecma)script\Z|(?:module|importmap|speculationrules)?\Z"
)
_HASHES = {"sha256": sha256, "sha384": sha384, "sha512": sha512}


class Inline(NamedTuple):
    """One script or style that stands in a page or template itself."""

    kind: str  #: script or style
    form: str  #: elem or attr, as in the names of directives
    start: int  #: of its code; in an attribute, of its name
    end: int
    opening: int  #: where a reader looks for it
    shown: str  #: ``<script>``, ``style=``, ``onclick=``
    nonce: str = ""


class Spot(NamedTuple):
    """The same in a template."""

    inline: Inline
    beginning: str  #: its text, up to the first value that the template computes
    code: str  #: all of its code, where none of it is computed


def find_blocked(html: str, layouts: Layouts, config: Config, shown: str) -> list[Problem]:
    """Return a Problem at each place of the site's own templates; ``shown`` is the page's source."""
    suspects = [
        (template, spots)
        for name, template in layouts.templates.items()
        if layouts.is_own(name) and (spots := _find_spots(template.text))
    ]
    if not suspects or not (policies := list(_read_policies(html, config))):
        return []
    blocked = [
        inline for inline in _find_inline(html) if any(_blocks(policy, inline, html) for policy in policies)
    ]
    return [
        _describe(spot, template.path, template.text, shown)
        for template, spots in suspects
        for spot in spots
        if any(_stems_from(inline, html, spot) for inline in blocked)
    ]


def _stems_from(inline: Inline, html: str, spot: Spot) -> bool:
    is_alike = (inline.kind, inline.form, inline.shown) == (
        spot.inline.kind,
        spot.inline.form,
        spot.inline.shown,
    )
    return is_alike and html.startswith(spot.beginning, inline.start)


def _describe(spot: Spot, path: str, text: str, shown: str) -> Problem:
    kind, form = spot.inline.kind, spot.inline.form
    line, column = place_in(text, spot.inline.opening)
    file = "a script below layouts/assets/" if kind == "script" else "a style sheet below layouts/assets/"
    ways = [f"move it to {file}"]
    if form == "elem" and spot.code:
        ways.append(f'add "{_digest(spot.code, "sha256")}" to allow_inline under [privacy]')
    ways.append('or allow every inline script and style there with "all"')
    return error(
        "inline-code",
        f"browsers will ignore this {spot.inline.shown}: the policy of the page allows no inline {kind}",
        path=path,
        line=line,
        column=column,
        hint=", ".join(ways),
        page=shown,
    )


@lru_cache(maxsize=1024)
def _find_spots(text: str) -> tuple[Spot, ...]:
    """Return the inline code of a template."""
    if _SUSPECT.search(text) is None:
        return ()
    computed = [match.span() for match in _JINJA.finditer(text)]
    plain = _JINJA.sub(_hide, text)
    spots = []
    for inline in _find_inline(plain):
        first = next((start for start, end in computed if end > inline.start), len(text))
        is_literal = first >= inline.end
        beginning = text[inline.start : min(first, inline.end)]
        spots.append(Spot(inline, beginning, text[inline.start : inline.end] if is_literal else ""))
    return tuple(spots)


def _hide(match: re.Match[str]) -> str:
    """Return white space around a word in the place of what Jinja reads, as long as it and with its lines."""
    return f" {_NOT_A_LINE_END.sub('x', match[0][1:-1])} "


def _find_inline(html: str) -> Iterator[Inline]:
    for tag in read_markup(html, whole=True):
        if tag.is_end or not tag.name:
            continue
        values = tag.values()
        if tag.name == "style" or (tag.name == "script" and _is_run(values)):
            end = end_of_raw_text(html, tag.name, tag.end)
            yield Inline(tag.name, "elem", tag.end, end, tag.start, f"<{tag.name}>", values.get("nonce", ""))
        yield from _find_attributes(tag)


def _is_run(values: dict[str, str]) -> bool:
    """Tell whether a script element holds code, not data or an address."""
    return "src" not in values and _JAVASCRIPT.match(values.get("type", "").strip().lower()) is not None


def _find_attributes(tag: Markup) -> Iterator[Inline]:
    for attribute in tag.attributes:
        name = attribute.name
        if name == "style" or _HANDLER.match(name):
            kind = "style" if name == "style" else "script"
            yield Inline(kind, "attr", attribute.start, attribute.end, attribute.start, f"{name}=")


def _read_policies(html: str, config: Config) -> Iterator[Policy]:
    """Yield the policies that browsers apply to a page: its own, and the one that a host is told to send."""
    if config.headers.files:
        yield _parse(response_headers(config)["Content-Security-Policy"])
    for tag in read_markup(html[: html.find("<body")], whole=True):
        values = tag.values() if tag.name == "meta" else {}
        if values.get("http-equiv", "").lower() == "content-security-policy":
            yield _parse(values.get("content", ""))


def _parse(text: str) -> Policy:
    parts = [part.split() for part in text.split(";") if part.strip()]
    return {part[0].lower(): part[1:] for part in reversed(parts)}


def _blocks(policy: Policy, inline: Inline, html: str) -> bool:
    names = (f"{inline.kind}-src-{inline.form}", f"{inline.kind}-src", "default-src")
    sources = next((policy[name] for name in names if name in policy), None)
    if sources is None:
        return False
    exact = [source for source in sources if source.startswith(("'sha", "'nonce-"))]
    if inline.form == "elem":
        code = html[inline.start : inline.end]
        digests = {f"'{_digest(code, name)}'" for name in _HASHES}
        if digests.intersection(exact) or (inline.nonce and f"'nonce-{inline.nonce}'" in exact):
            return False
    elif "'unsafe-hashes'" in sources and exact:
        return False
    return "'unsafe-inline'" not in sources or bool(exact)


def _digest(code: str, name: str) -> str:
    return f"{name}-{b64encode(_HASHES[name](code.encode()).digest()).decode()}"
