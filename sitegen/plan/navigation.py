"""The navigation of a site -> the Problems of entries that lead nowhere, each with the nearest name."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.config import key_place
from sitegen.config.nav_file import find_line
from sitegen.core.problems import error
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.config import NavItem
    from sitegen.config.nav_file import NavFile
    from sitegen.config.toml import KeyPath
    from sitegen.core.problems import Problem
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site
    from sitegen.site.navigation import Missing


class _Places(NamedTuple):
    """Where the navigation is written: in the configuration, or in a file of its own."""

    config_text: str
    file: str
    lines: dict[KeyPath, int]

    def find(self, path: KeyPath) -> tuple[str, int, int]:
        """Return (file, line, column) of a key."""
        if path[0] == "nav" and self.file:
            return self.file, find_line(self.lines, path), 1
        return ("sitegen.toml", *key_place(self.config_text, path))


def check_navigation(
    site: Site, answers: SiteAnswers, config_text: str, nav: NavFile | None = None
) -> Iterator[Problem]:
    """Yield a Problem for each entry that names no page.

    ``config_text`` is where `[[nav]]` is, unless there is a file ``nav`` of its own.
    """
    config = site.config
    file = f"{config.paths.content}/{config.nav_file}" if nav else ""
    places = _Places(config_text, file, nav.lines if nav else {})
    is_checked = False
    for part in sorted(site.parts.values(), key=lambda part: part.code != config.language) or (site,):
        language = config.languages.get(part.code)
        has_own = bool(language and language.nav)
        if is_checked and not has_own:  # the first language has all; not every page must be translated
            continue
        is_checked = is_checked or not has_own
        table = ("languages", part.code) if has_own else ()
        yield from _check_missing(site, part.navigation.missing, answers, places, table)
        if language and language.nav:
            yield from _check_addresses(language.nav, answers, places, (*table, "nav"), f"{part.code}:")
    yield from _check_addresses(site.config.nav, answers, places, ("nav",))


def _check_missing(
    site: Site, entries: Iterable[Missing], answers: SiteAnswers, places: _Places, table: KeyPath
) -> Iterator[Problem]:
    """Yield a Problem for each of these entries; ``table`` is where in the configuration their menu is."""
    for missing in entries:
        file, line, column = places.find((*table, *missing.path))
        about, hint = _explain(site, answers, missing)
        yield error(
            "broken-link",
            about,
            path=file,
            line=line,
            column=column,
            hint=hint,
            subject=missing.target,
        )


def _check_addresses(
    items: Sequence[NavItem], answers: SiteAnswers, places: _Places, path: KeyPath, root: str = ""
) -> Iterator[Problem]:
    """Yield a Problem for each entry with an address of this site at which nothing is."""
    for index, item in enumerate(items):
        if item.url.startswith("/") and not item.url.startswith("//"):
            link = answers.link(root, item.url)
            if link.is_broken:
                message = f"the navigation leads to {item.url!r}: {link.message}"
                named = msgspec.structs.replace(link, message=message)
                yield named.describe(item.url, *places.find((*path, index, "url")))
        yield from _check_addresses(item.items, answers, places, (*path, index, "items"), root)


def _explain(site: Site, answers: SiteAnswers, missing: Missing) -> tuple[str, str]:
    """Return (message, hint) of an entry whose page or folder is missing."""
    content = site.config.paths.content
    if missing.path[-1] == "folder":
        folders = {dirname(node.path) for node in site.nodes.values() if node.path}
        guess = nearest(missing.target.strip("/"), sorted(folders - {""}))
        hint = f"did you mean {guess}?" if guess else f"{content}/{missing.target} has no page"
        return f"the navigation names the folder {missing.target!r}, which has no pages", hint
    link = answers.link("", f"/{missing.target.strip('/')}")
    paths = {node.route.url: node.path for node in site.nodes.values() if node.path}
    if path := paths.get(link.url.partition("#")[0]):
        hint = f"write {path}, the path of the file"
    elif link.file:
        hint = f'that is not a page: write url = "{link.url}"'
    else:
        hint = link.hint.replace("did you mean /", "did you mean ")
    return f"the navigation names {missing.target!r}, which isn't a page in {content}/", hint
