"""Links to parts of the old host that aren't the site's -> `urls.hosted`, and a finding for each part."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from sitegen.importing.generators.imported import Finding, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sitegen.core.problems import Problem
    from sitegen.importing.generators.imported import ImportedSite

_GENERATED = "pages link to it, but the content has nothing of it: publish there what made its pages before"
#: So many addresses below a folder are no slips.
_FEW = 3
_ADVICE = "pages link to it with your own host, but nothing of this site is there: keep it on the host"


def leave_other_parts(site: ImportedSite, problems: Iterable[Problem], root: Path) -> ImportedSite:
    """Return a site that leaves other versions, languages and projects on its host to that host.

    Such a part is a folder at the top of the host that has no counterpart in the content. The content links
    to its pages by full addresses, or to several by paths: then a program made them.
    """
    base = urlsplit(site.config.base_url).path.strip("/")
    first: dict[str, Problem] = {}
    local: dict[str, dict[str, Problem]] = {}
    for problem in problems:
        if problem.code == "broken-link" and problem.subject.startswith("/"):
            path = unquote(urlsplit(problem.subject).path)
            local.setdefault(path.split("/")[1], {}).setdefault(path.rstrip("/"), problem)
        if problem.code != "broken-reference" or "://" not in problem.subject:
            continue
        path = unquote(urlsplit(problem.subject).path).strip("/").removeprefix(base).lstrip("/")
        top, slash, _ = path.partition("/")
        if slash and not _has(root / site.config.paths.content, top):
            first.setdefault(f"/{top}/", problem)
    generated_parts = {
        f"/{top}/": next(iter(links.values()))
        for top, links in local.items()
        if len(links) >= _FEW and not any(_has(root / place, top) for place in _places(site))
    }
    first = generated_parts | first
    added = {part: problem for part, problem in first.items() if part not in site.config.urls.hosted}
    if not added:
        return site
    hosted = tuple(sorted({*site.config.urls.hosted, *added}))
    config = msgspec.structs.replace(
        site.config, urls=msgspec.structs.replace(site.config.urls, hosted=hosted)
    )
    findings = [
        Finding(Kind.PAGE, part, link.path, link.line, _GENERATED if part in generated_parts else _ADVICE)
        for part, link in added.items()
    ]
    return msgspec.structs.replace(site, config=config, findings=(*site.findings, *findings))


def _places(site: ImportedSite) -> tuple[str, ...]:
    return site.config.paths.content, site.config.paths.static


def _has(content: Path, name: str) -> bool:
    return any(content.glob(f"{name}*")) or any(content.glob(f"*/{name}"))
