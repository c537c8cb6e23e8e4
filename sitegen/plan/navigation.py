"""The navigation of a site -> the Problems of entries that lead nowhere, each with the nearest name."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import key_place
from sitegen.core.problems import error
from sitegen.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.config import NavItem
    from sitegen.config.toml import KeyPath
    from sitegen.core.problems import Problem
    from sitegen.site.answers import SiteAnswers
    from sitegen.site.assemble import Site
    from sitegen.site.navigation import Missing


def check_navigation(site: Site, answers: SiteAnswers, config_text: str) -> Iterator[Problem]:
    """Yield a Problem for each entry that names no page; ``config_text`` is where `[[nav]]` is."""
    for part in site.parts.values() or (site,):
        language = site.config.languages.get(part.code)
        table = ("languages", part.code) if language and language.nav else ()
        yield from _check_missing(site, part.navigation.missing, answers, config_text, table)
        if language and language.nav:
            yield from _check_addresses(language.nav, answers, config_text, (*table, "nav"), f"{part.code}:")
    yield from _check_addresses(site.config.nav, answers, config_text, ("nav",))


def _check_missing(
    site: Site, entries: Iterable[Missing], answers: SiteAnswers, config_text: str, table: KeyPath
) -> Iterator[Problem]:
    """Yield a Problem for each of these entries; ``table`` is where in the configuration their menu is."""
    for missing in entries:
        line, column = key_place(config_text, (*table, *missing.path))
        about, hint = _explain(site, answers, missing)
        yield error(
            "broken-link",
            about,
            path="sitegen.toml",
            line=line,
            column=column,
            hint=hint,
            subject=missing.target,
        )


def _check_addresses(
    items: Sequence[NavItem], answers: SiteAnswers, config_text: str, path: KeyPath, root: str = ""
) -> Iterator[Problem]:
    """Yield a Problem for each entry with an address of this site at which nothing is."""
    for index, item in enumerate(items):
        if item.url.startswith("/") and not item.url.startswith("//"):
            link = answers.link(root, item.url)
            if link.is_broken:
                message = f"the navigation leads to {item.url!r}: {link.message}"
                named = msgspec.structs.replace(link, message=message)
                yield named.describe(item.url, "sitegen.toml", *key_place(config_text, (*path, index, "url")))
        yield from _check_addresses(item.items, answers, config_text, (*path, index, "items"), root)


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
        hint = f'it is no page: write url = "{link.url}"'
    else:
        hint = link.hint.replace("did you mean /", "did you mean ")
    return f"the navigation names {missing.target!r}, which is no page in {content}/", hint
