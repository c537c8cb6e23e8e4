"""A reference, and where it must lead -> the ways to write it, most like the present one first."""

from __future__ import annotations

from posixpath import dirname, relpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen.config import Dialect, base_path, split_path
from sitegen.moving.references import Reference, Referent, find_referent
from sitegen.site.routes import is_index
from sitegen.site.target_parts import split_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.moving.loaded_site import LoadedSite

#: Dialects in which a path without a slash may begin at the root.
_FROM_ROOT = frozenset({Dialect.HUGO, Dialect.DOCUSAURUS})


def write_target(site: LoadedSite, reference: Reference, referent: Referent) -> str | None:
    """Return a target that leads to the referent, the current one if it does; None if none can."""
    for target in _list_targets(site, reference, referent):
        if find_referent(site, reference._replace(target=target)) == referent:
            return target
    return None


def _list_targets(site: LoadedSite, reference: Reference, referent: Referent) -> Iterator[str]:
    yield reference.target
    if referent.kind == "folder":
        yield referent.id
        return
    path, _, _ = split_target(reference.target)
    yield path + referent.tail
    tail = reference.target[len(path) :]
    names, addresses = _list_names(site, path, referent)
    short_names, short_addresses = _shorten(site, reference, referent)
    names, addresses = [*short_names, *names], [*short_addresses, *addresses]
    is_address = not splitext(path)[1] or path.endswith(".html")
    for name in (*addresses, *names) if is_address else (*names, *addresses):
        for written in _list_forms(site, reference, path, name.strip("/"), slash=name.endswith("/")):
            yield written + tail


def _shorten(site: LoadedSite, reference: Reference, referent: Referent) -> tuple[list[str], list[str]]:
    """Return the path and the address of a page without the language in which it is looked for first."""
    languages, node = site.config.languages, site.site.nodes.get(referent.id)
    main = site.config.language
    language = reference.language or split_path(languages, reference.path)[0] or main
    if not languages or node is None or node.language != language:
        return [], []
    inner = split_path(languages, node.path)[1]
    path = split_target(reference.target)[0]
    is_whole = split_path(languages, path.strip("/"))[0] != ""  # it names the language
    url = unquote(node.route.url).removeprefix(f"/{site.site.part_of(node).url_prefix}")
    address = url if path.endswith("/") else url.rstrip("/")
    return ([inner, splitext(inner)[0]] if inner and not is_whole else []), [address]


def _list_names(site: LoadedSite, path: str, referent: Referent) -> tuple[list[str], list[str]]:
    """Return the paths below content/ or static/ that name a place, and its addresses."""
    paths = site.config.paths
    if referent.kind == "file":
        name = referent.id.removeprefix(f"{paths.content}/").removeprefix(f"{paths.static}/")
        return [name], [unquote(site.site.files[referent.id].url)]
    if referent.kind == "url":
        return [], [unquote(referent.id)]
    node = site.site.nodes.get(referent.id)
    if node is None:
        return [], []
    url = unquote(node.route.url)
    addresses = [url if path.endswith("/") else url.rstrip("/"), url]
    if not node.path:
        return [], addresses
    stem, suffix = splitext(node.path)
    folder, _, name = stem.rpartition("/")
    short = folder if is_index(name, site.config.urls, folder) else stem
    names = [node.path, stem] if path.endswith(suffix) else [stem, short, node.path]
    return names, [f"{stem}.html", *addresses] if path.endswith(".html") else addresses


def _list_forms(
    site: LoadedSite, reference: Reference, path: str, name: str, *, slash: bool
) -> Iterator[str]:
    """Yield a name from the root, and relative to the page, in the order that the present path suggests."""
    end = "/" if slash and name else ""
    root, base = f"/{name}{end}", base_path(site.config)
    if not reference.path:
        yield root if path.startswith("/") else root[1:]
        return
    node = site.site.nodes.get(reference.path)
    inner = split_path(site.config.languages, reference.path)[1]
    folders = [dirname(inner), dirname(reference.path)]
    starts = [*folders, dirname(unquote(node.route.url).strip("/") + "/x")] if node else [""]
    relative = [f"{relpath('/' + name, '/' + start)}{end}" for start in starts]
    if path.startswith("./"):
        relative = [form if form.startswith(".") else f"./{form}" for form in relative]
    if base and path.startswith(f"{base}/"):
        yield base + root
    if path.startswith("/"):
        yield from (root, *relative)
    elif site.config.dialect is Dialect.OBSIDIAN or (
        site.config.dialect in _FROM_ROOT and "/" in path and not path.startswith(".")
    ):
        yield from (f"{name}{end}", *relative)
    else:
        yield from (*relative, f"{name}{end}", root)
