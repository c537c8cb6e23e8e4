"""A rendered page -> its addresses that no answer gave, and a Problem for each broken one.

What content links to is resolved, and reported at its place. What a site's own template or directive
writes is published as it is: whole, put together, or relative to the page. So is the whole address
of a page of this site in content. Only the whole site can tell where such an address leads. So what
renders a page, which may be a worker with a slice of the site, names them; `resolve` asks for each,
a `Destination`, and notes the question in the page's trace.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

from sitegen.core.hosts import host_of, is_elsewhere, is_nobodys, is_on_another_host
from sitegen.core.problems import Problem, error, warning
from sitegen.core.text import lazy_compile, position_in
from sitegen.html.references import ADDRESSES, CSS_URL, locate_reference, read_output, split_candidates
from sitegen.site.questions import Destination, ImageTarget, LinkTarget
from sitegen.site.resolved import REDIRECTED, Resolved
from sitegen.site.values import FeedLink, Picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.render.recorder import Recorder
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.broken_references import Trouble
    from sitegen.site.questions import Question
    from sitegen.theme.layouts import Layouts

#: Each attribute with what to look for: a fixed text is found many times faster than one of several.
_MARKS = tuple((name, f"{name}=") for name in ADDRESSES)
#: An address in a style sheet or style attribute of a page.
_URL, _STYLE = "url(", "style"
_OTHER_PROGRAMS = ("script", "template")
_QUOTES = ('"', "'")
_UNQUOTED = lazy_compile(r"[^\s\"'<>]*")
_COMMENT = lazy_compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
#: A tag up to a place where an attribute may begin: not inside the value of one.
_TAG = lazy_compile(r"""<([a-zA-Z][\w:-]*)(?:[\s/](?:[^"'>]|"[^"]*"|'[^']*')*)?""")
#: An attribute of a template with an expression in it.
_COMPUTED = lazy_compile(
    rf"""\b(?:{"|".join(ADDRESSES)})\s*=\s*(?:"((?:[^"{{]|\{{\{{.*?\}}\}}|\{{%.*?%\}})*)"|'((?:[^'{{]|\{{\{{.*?\}}\}}|\{{%.*?%\}})*)')"""
)
_EXPRESSION = lazy_compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: Searching a shorter piece is faster than removing it.
_WORTHWHILE = 300
#: How far before its value a tag may begin.
_TAG_LENGTH = 4000
#: Parts that every page has.
_EVERYWHERE = frozenset({"", "top"})


class Unresolved(msgspec.Struct, frozen=True, array_like=True):
    """An address in a page that no answer accounts for."""

    address: str  #: as written, entities decoded
    output: str = ""  #: what it is relative to; "" if it means the same on every page
    is_missing: bool = False  #: a part of this page that doesn't exist


def find_unresolved(
    html: str, output: str, recorder: Recorder, plain: Iterable[str], *, whole_page: bool
) -> tuple[Unresolved, ...]:
    """Return the addresses of this site in a page that the answers of its recorder don't account for.

    ``plain`` is HTML in it that content alone made: of its addresses those of holes are resolved, and
    there are whole ones of the own site, and what a style in raw HTML refers to. Without ``whole_page``
    the theme alone made the page, and no others are looked for.
    """
    host = host_of(recorder.config.base_url)
    bodies = [value.lower() for _, value in recorder.asked() if isinstance(value, bytes)]  # as encoded
    is_named = bool(host) and _any_has(bodies, host)
    # Without a base_url, the site's host isn't known, so such an address can't be the site's.
    skips_whole = is_named and is_nobodys(host.partition(":")[0])
    is_resolved = (skips_whole or not is_named) and not _any_has(bodies, _URL)
    if is_resolved and not whole_page:
        return ()
    rest = _leave_out(html, plain if is_resolved else ())
    given = _list_given(recorder)
    unresolved = {
        reference: None
        for at, name, address in _read_addresses(rest)
        if (own_address := _as_own(address, host)) and own_address not in given and address not in given
        if (whole_page or name == _STYLE if own_address is address else not skips_whole)
        if (reference := _name(html, address, own_address, output)) and _is_in_tag(rest, at, name)
    }
    if not any(reference.is_missing for reference in unresolved):
        return tuple(unresolved)
    ids = frozenset(read_output(output, html.encode()).ids)
    return tuple(
        reference
        for reference in unresolved
        if not (reference.is_missing and _part(reference.address) in ids)
    )


def _leave_out(html: str, pieces: Iterable[str]) -> str:
    """Return a page without comments and without these pieces of it."""
    for piece in pieces:
        if len(piece) > _WORTHWHILE:
            html = html.replace(piece, "", 1)
    return _COMMENT.sub("", html) if "<!--" in html else html


def _any_has(bodies: Iterable[bytes], words: str) -> bool:
    mark = words.encode()
    return any(mark in body for body in bodies)


def _list_given(recorder: Recorder) -> frozenset[str]:
    """Return every URL that an answer gave, as pages write it, and every target that was asked for."""
    urls: set[str] = set()
    targets: set[str] = set()
    for question, value in recorder.asked():
        if isinstance(question, LinkTarget | ImageTarget):
            targets.add(question.target)
        if isinstance(value, str):
            urls.add(value)
        elif isinstance(value, Resolved):
            urls.add(value.url)
        elif isinstance(value, Picture):
            urls.add(value.resolved.url)
            urls.update(url for _, versions in value.versions.sources for url, _ in versions)
        elif isinstance(value, tuple) and value and isinstance(value[0], FeedLink):
            urls.update(feed.url for feed in value)
    given = {recorder.base_path + url for url in urls if url.startswith("/")}
    return frozenset(given | targets | recorder.composed)


def _read_addresses(html: str) -> Iterator[tuple[int, str, str]]:
    """Yield (offset of its attribute, the attribute's name, address) of what may be addresses in tags."""
    for name, mark in _MARKS:
        at = html.find(mark)
        while at >= 0:
            start = at + len(mark)
            quote = html[start : start + 1]
            if quote in _QUOTES:
                start += 1
                end = html.find(quote, start)
            else:
                unquoted = _UNQUOTED.match(html, start)
                end = unquoted.end() if unquoted else start
            value = html[start:end].strip()
            if value and html[at - 1].isspace():
                value = unescape(value) if "&" in value else value
                for address in split_candidates(value) if name.endswith("srcset") else (value,):
                    yield at, name, address
            at = html.find(mark, start)
    if _URL in html:
        for match in CSS_URL.finditer(html):
            yield match.start(), _STYLE, unescape(match[1] or match[2] or match[3] or "")


def _as_own(address: str, host: str) -> str:
    """Return an address of this site without scheme and host; "" for any other."""
    if not is_elsewhere(address) or "\\" in address[:2]:  # the latter is broken
        return address
    if host_of(address) != host or is_on_another_host(address, host) or not host:
        return ""
    return address.partition(urlsplit(address).netloc)[2] or "/"


def _name(html: str, address: str, own_address: str, output: str) -> Unresolved | None:
    """Return the question about an address; None if the page itself has the answer."""
    if own_address.startswith("/"):
        return Unresolved(address)
    if own_address.startswith("#"):
        part = _part(own_address)
        if part in _EVERYWHERE or f'id="{part}"' in html:
            return None
        return Unresolved(address, output, is_missing=True)
    if "<base " in html:  # `sitegen check` follows it
        return None
    return Unresolved(address, output)


def _part(address: str) -> str:
    return unquote(address.partition("#")[2]).partition(":~:")[0]


def _is_in_tag(html: str, at: int, name: str) -> bool:
    """Return whether an attribute refers to something: it may be words of the page, or of a script."""
    if name == _STYLE and html.rfind("<style", 0, at) > html.rfind("</style", 0, at):
        return True
    if name == _STYLE:  # the address is inside the value
        at = max(0, html.rfind(_STYLE, max(0, at - _TAG_LENGTH), at))
    opened, tag = at, None
    while tag is None:  # a value may contain a <
        opened = html.rfind("<", max(0, at - _TAG_LENGTH), opened)
        if opened < 0:
            return False
        tag = _TAG.fullmatch(html, opened, at)
    for program in _OTHER_PROGRAMS:  # their content isn't part of the page
        start = html.rfind(f"<{program}", 0, at)
        if start not in {-1, opened} and html.find(f"</{program}", start, at) < 0:
            return False
    element = tag[1].lower()
    elements = ADDRESSES.get(name)
    return element != "base" and (not elements or element in elements)


def resolve(
    unresolved: Iterable[Unresolved], answers: SiteAnswers, shown: str, template: str, layouts: Layouts
) -> tuple[tuple[Question, ...], tuple[Problem, ...]]:
    """Return the questions asked about addresses, and a Problem for each that leads nowhere.

    ``shown`` is what the page shows, ``template`` the path of its layout.
    """
    questions: list[Question] = []
    problems: list[Problem] = []
    for reference in unresolved:
        trouble = _missing_part(reference.address)
        if not reference.is_missing:
            questions.append(Destination(reference.output, reference.address))
            trouble = answers.answer(questions[-1])
        code, message, hint = trouble
        if not code:
            continue
        make = warning if code == REDIRECTED else error
        path, line, column = _find_place(reference.address, shown, layouts, answers.publication.text)
        page = "" if path == shown else shown
        path = path or template or shown
        problems.append(
            make(
                code,
                message,
                path=path,
                line=line,
                column=column,
                hint=hint,
                subject=reference.address,
                page=page,
            )
        )
    return tuple(questions), tuple(problems)


def _missing_part(address: str) -> Trouble:
    message = f"{address!r} leads to a part that the page does not have"
    return "broken-reference", message, f'give an element of it id="{_part(address)}"'


def _find_place(
    address: str, shown: str, layouts: Layouts, read_source: Callable[[str], str]
) -> tuple[str, int, int]:
    """Return (path, line, column) of where an address is written, or put together; ("", 0, 0) if nowhere."""
    for path, text, at in _list_places(address, shown, layouts, read_source):
        if at >= 0:
            return path, *position_in(text, at)
    return "", 0, 0


def _list_places(
    address: str, shown: str, layouts: Layouts, read_source: Callable[[str], str]
) -> Iterator[tuple[str, str, int]]:
    """Yield (path, its text, offset or -1): what is written in templates first, what they compute last."""
    own_templates = layouts.own_templates()
    for template in own_templates:
        yield template.path, template.text, locate_reference(template.text, address)
    source = read_source(shown)
    yield shown, source, locate_reference(source, address)
    computed = [(form, template) for template in own_templates for form in _list_computed(template.text)]
    for form, template in sorted(computed, key=lambda pair: -pair[0].literal):
        if re.fullmatch(form.pattern, address):
            yield template.path, template.text, form.at


class _Computed(NamedTuple):
    """An address that a template puts together."""

    pattern: str  #: a regular expression for its result
    literal: int  #: how many characters of it are written
    at: int


@lru_cache(maxsize=256)
def _list_computed(text: str) -> tuple[_Computed, ...]:
    computed = []
    for match in _COMPUTED.finditer(text):
        group = 1 if match[1] is not None else 2
        parts = _EXPRESSION.split(match[group])
        pattern = ".*".join(map(re.escape, parts))
        computed.append(_Computed(pattern, sum(map(len, parts)), match.start(group)))
    return tuple(expression for expression in computed if expression.literal > 1)
