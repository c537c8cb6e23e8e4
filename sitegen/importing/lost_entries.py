"""Entries of menus, navigation and redirects that the new site can't have -> the same without these."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.importing.generators.imported import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitegen.config import MenuItem, NavItem
    from sitegen.core.problems import Problem
    from sitegen.importing.generators.imported import ImportedSite

_ADVICE = "nothing is at this address in the new site: the entry is left out"
_CLASHES = ("url-collision", "output-conflict")
_TAKEN = "the new site publishes something else there: the redirect is left out"


def drop_lost(site: ImportedSite, problems: Iterable[Problem]) -> ImportedSite:
    """Return a site whose menu, footer, navigation and redirects have no target that a build can't find.

    Redirects from addresses that pages have are left out, too.
    """
    named = [problem for problem in problems if problem.path == "sitegen.toml" and problem.subject]
    lost = {problem.subject for problem in named if problem.code == "broken-link"}
    taken = {problem.subject for problem in named if problem.code in _CLASHES} & site.redirects.keys()
    if not lost and not taken:
        return site
    languages = {
        code: msgspec.structs.replace(language, menu=_keep_menu(language.menu, lost))
        for code, language in site.config.languages.items()
    }
    config = msgspec.structs.replace(
        site.config,
        languages=languages,
        menu=_keep_menu(site.config.menu, lost),
        footer=tuple(item for item in site.config.footer if item.target not in lost),
    )
    redirects = {old: new for old, new in site.redirects.items() if new not in lost and old not in taken}
    findings = [Finding(Kind.NAVIGATION, target, "sitegen.toml", 0, _ADVICE) for target in sorted(lost)]
    findings += [Finding(Kind.NAVIGATION, old, "sitegen.toml", 0, _TAKEN) for old in sorted(taken)]
    return msgspec.structs.replace(
        site,
        config=config,
        nav=_keep_nav(site.nav, lost),
        redirects=redirects,
        findings=(*site.findings, *findings),
    )


def _keep_menu(items: Sequence[MenuItem], lost: set[str]) -> tuple[MenuItem, ...]:
    kept_items = []
    for item in items:
        below = _keep_menu(item.items, lost)
        target = "" if item.target in lost else item.target
        if target or below:
            kept_items.append(msgspec.structs.replace(item, target=target, items=below))
    return tuple(kept_items)


def _keep_nav(items: Sequence[NavItem], lost: set[str]) -> tuple[NavItem, ...]:
    kept_items = []
    for item in items:
        below = _keep_nav(item.items, lost)
        is_lost = bool({item.page, item.url} & lost)
        if is_lost and below:
            kept_items.append(msgspec.structs.replace(item, page="", url="", items=below))
        elif not is_lost and (below or not item.items):
            kept_items.append(msgspec.structs.replace(item, items=below))
    return tuple(kept_items)
