"""A loaded site -> every reference in its pages and its configuration, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.config import flatten
from sitegen.core.hosts import is_elsewhere
from sitegen.core.model import Directive, Image, Link
from sitegen.site.resolved import REDIRECTED
from sitegen.site.target_parts import split_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.config import Config, NavItem
    from sitegen.config.languages import Language
    from sitegen.core.model import Segment
    from sitegen.moving.loaded_site import LoadedSite


class Reference(NamedTuple):
    """A text that names a page, file or address of the site."""

    path: str  #: of the page below content/ in which it is written; "" for sitegen.toml
    target: str  #: without encoding
    line: int  #: 0 where only the file is known
    column: int
    form: str = "link"  #: or ``key``, ``page``, ``folder``, ``option``: what it is written in
    language: str = ""  #: of the table of sitegen.toml, if it is that of a language


class Referent(NamedTuple):
    """Where a reference leads; equal referents are one place."""

    kind: str  #: ``page``, ``file``, ``url``, ``folder``, ``here``, or ``broken``
    id: str  #: of the page, or the path of the file from the site's folder, or the address
    tail: str = ""  #: query and fragment


def list_references(site: LoadedSite, paths: Sequence[str] = ()) -> Iterator[Reference]:
    """Yield the references of these pages, in a fixed order; of no page, those of the configuration."""
    for path in paths:
        document, body = site.converted[path]
        if document.front.image:
            yield Reference(path, document.front.image, *document.front.place("image"), "key")
        for link in document.front.links:
            yield Reference(path, link.target, link.line, link.column, "key")
        yield from _list_in(path, body.content)
    if not paths:
        yield from _list_in_config(site)


def _list_in(path: str, segments: Iterable[Segment]) -> Iterator[Reference]:
    for segment in segments:
        if isinstance(segment, Link | Image):
            if segment.target and not is_elsewhere(segment.target):
                yield Reference(path, segment.target, segment.line, segment.column)
        elif isinstance(segment, Directive):
            values = (*segment.arguments, *(value for _, value in segment.options))
            for value in values:
                yield Reference(path, value, segment.line, segment.column, "option")
            yield from _list_in(path, (*segment.title, *segment.body))


def _list_in_config(site: LoadedSite) -> Iterator[Reference]:
    config = site.config
    yield from _list_in_table(config, "")
    for code, language in config.languages.items():
        yield from _list_in_table(language, code)
    for target in config.redirects.values():
        if not is_elsewhere(target) and not target.endswith("*") and ":splat" not in target:
            yield Reference("", target, 0, 0)


def _list_in_table(table: Config | Language, language: str) -> Iterator[Reference]:
    """Yield the references in the menus, the banner and the navigation of a language."""
    targets = [item.target for item in flatten(table.menu)] + [item.target for item in table.footer]
    for target in (*targets, table.banner.target):
        if target and not is_elsewhere(target):
            yield Reference("", target, 0, 0, language=language)
    for item in list_nav(table.nav):
        if named := name_in(item):
            form = "folder" if item.folder else "page" if item.page else "link"
            yield Reference("", named, 0, 0, form, language)


def list_nav(items: Iterable[NavItem]) -> Iterator[NavItem]:
    """Yield all entries of a navigation, each before those below it."""
    for item in items:
        yield item
        yield from list_nav(item.items)


def name_in(item: NavItem) -> str:
    """Return what an entry of a navigation names on this site; "" for nothing that can move."""
    if item.folder:
        return item.folder if item.folder != "." else ""
    return item.page or ("" if is_elsewhere(item.url) else item.url)


def find_referent(site: LoadedSite, reference: Reference) -> Referent:
    """Return where a reference leads."""
    if reference.form == "folder":
        return Referent("folder", reference.target.strip("/"))
    target = reference.target if reference.path else "/" + reference.target.lstrip("/")
    path, _, _ = split_target(target)
    if reference.form == "option" and not ("/" in path or "." in path):
        return Referent("broken", "")  # a word that only looks like the name of a page
    resolved = site.links.resolve(reference.path, target, reference.language)
    if resolved.is_broken:
        return Referent("broken", "")
    via = f"{REDIRECTED} " if resolved.code == REDIRECTED else ""
    address, mark, tail = _cut(resolved.url)
    if resolved.file:
        return Referent("file", resolved.file, mark + tail)
    if not path:
        return Referent("here", reference.path, mark + tail)
    page = site.ids.get(address)
    return Referent("page", page, mark + tail) if page else Referent("url", via + address, mark + tail)


def _cut(url: str) -> tuple[str, str, str]:
    at = min((url.index(mark) for mark in "?#" if mark in url), default=len(url))
    return url[:at], url[at : at + 1], url[at + 1 :]
