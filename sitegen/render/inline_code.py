"""A rendered page -> a Problem for each inline script or style of the site's own that the policy blocks.

Browsers report that only in their console, so the author would wonder why nothing happens.
"""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256, sha384, sha512
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.hosts import host_of
from sitegen.core.problems import Problem, error
from sitegen.core.text import lazy_compile, position_in
from sitegen.html.inline_code import SUSPECT, find_inline
from sitegen.html.tags import read_markup
from sitegen.plan.policy import response_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.config import Config
    from sitegen.html.inline_code import Inline
    from sitegen.theme.layouts import Layouts

    Policy = dict[str, list[str]]

_JINJA = lazy_compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_NOT_A_LINE_END = lazy_compile(r"[^\n]")
#: The inline code of layouts by their digest: a worker gets the same layouts with every job.
_IN_LAYOUTS: dict[str, tuple[Origin, ...]] = {}
_HASHES = {"sha256": sha256, "sha384": sha384, "sha512": sha512}


class Origin(NamedTuple):
    """Inline code where its author wrote it."""

    shown: str  #: ``<script>``, ``style=``, ``onclick=``
    beginning: str  #: its text, up to the first value that a template computes
    code: str  #: all of its code, if none of it is computed
    path: str
    line: int
    column: int


def find_blocked(
    html: str, layouts: Layouts, written: Sequence[Origin], config: Config, shown: str
) -> list[Problem]:
    """Return a Problem at each place of the site's own templates, and at those of ``written`` in content.

    ``shown`` is the page's source.
    """
    origins = [*_find_in_layouts(layouts), *dict.fromkeys(written)]
    if not origins or not (policies := list(_read_policies(html, config))):
        return []
    blocked = [
        inline for inline in find_inline(html) if any(_blocks(policy, inline, html) for policy in policies)
    ]
    problems = []
    for origin in origins:
        alike = (inline for inline in blocked if inline.shown == origin.shown)
        blocked_code = next((code for code in alike if html.startswith(origin.beginning, code.start)), None)
        if blocked_code is not None:
            problems.append(_describe(origin, html[blocked_code.start : blocked_code.end], shown))
    return problems


def find_in_html(html: str, path: str, line: int, column: int) -> Iterator[Origin]:
    """Yield the inline code of the HTML of a directive at this position."""
    for inline in find_inline(html) if SUSPECT.search(html) else ():
        code = html[inline.start : inline.end]
        yield Origin(inline.shown, code, code, path, line, column)


def _describe(origin: Origin, code: str, shown: str) -> Problem:
    if origin.shown.endswith("action="):
        return error(
            "inline-code",
            "browsers will not send this form: the policy of the page doesn't allow its address",
            path=origin.path,
            line=origin.line,
            column=origin.column,
            hint="allow it by a partials/head.html that replaces form-action 'none', as for a newsletter",
            page="" if shown == origin.path else shown,
        )
    shown_code = f"{origin.shown} address" if origin.shown.endswith(":") else origin.shown
    kind = "style" if origin.shown in {"<style>", "style="} else "script"
    file = "a script below layouts/assets/" if kind == "script" else "a style sheet below layouts/assets/"
    ways = [f"move it to {file}"]
    digest = _digest(code, "sha256") if origin.code and origin.shown.startswith("<") else ""
    subject = "style-attributes" if origin.shown == "style=" else digest
    if digest:
        ways.append(f'add "{digest}" to allow_inline under [privacy]')
    if origin.shown == "style=":
        ways.append('or add "style-attributes" to allow_inline under [privacy]')
    else:
        ways.append('or allow every inline script and style with allow_inline = ["all"] under [privacy]')
    return error(
        "inline-code",
        f"browsers will ignore this {shown_code}: the policy of the page allows no inline {kind}",
        path=origin.path,
        line=origin.line,
        column=origin.column,
        hint=", ".join(ways),
        subject=subject,
        page="" if shown == origin.path else shown,
    )


def _find_in_layouts(layouts: Layouts) -> tuple[Origin, ...]:
    """Return the inline code of the site's own templates, looked for once a process."""
    if layouts.digest not in _IN_LAYOUTS:
        _IN_LAYOUTS.clear()
        templates = layouts.own_templates()
        origins = chain.from_iterable(
            _find_in_template(template.text, template.path) for template in templates
        )
        _IN_LAYOUTS[layouts.digest] = tuple(origins)
    return _IN_LAYOUTS[layouts.digest]


def _find_in_template(text: str, path: str) -> tuple[Origin, ...]:
    """Return the inline code of a template."""
    if SUSPECT.search(text) is None:
        return ()
    computed = [match.span() for match in _JINJA.finditer(text)]
    origins = []
    for inline in find_inline(_JINJA.sub(_hide, text)):
        first = next((start for start, end in computed if end > inline.start), len(text))
        code = text[inline.start : inline.end] if first >= inline.end else ""
        beginning = text[inline.start : min(first, inline.end)]
        origins.append(Origin(inline.shown, beginning, code, path, *position_in(text, inline.opening)))
    return tuple(origins)


def _hide(match: re.Match[str]) -> str:
    """Return a word and white space to replace Jinja syntax, of the same length and number of lines."""
    return f" {_NOT_A_LINE_END.sub('x', match[0][1:-1])} "


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
    if inline.kind == "form":
        return not _allows(policy.get("form-action", ["*"]), inline.address)
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


def _allows(sources: list[str], address: str) -> bool:
    """Return whether a form may be sent to an address of another host."""
    host = host_of(address)
    schemes = ("*", "https:", "http:")
    return any(source in schemes or host in (source, host_of(source)) for source in sources)


def _digest(code: str, name: str) -> str:
    return f"{name}-{b64encode(_HASHES[name](code.encode()).digest()).decode()}"
