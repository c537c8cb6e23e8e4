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

_ADVICE = "pages link to it with your own host, but nothing of this site is there: keep it on the host"


def leave_other_parts(site: ImportedSite, problems: Iterable[Problem], root: Path) -> ImportedSite:
    """Return a site that leaves other versions, languages and projects on its host to that host.

    Such a part is a folder at the top of the host that has no counterpart in the content, and to whose pages
    the content links by full addresses.
    """
    base = urlsplit(site.config.base_url).path.strip("/")
    first: dict[str, Problem] = {}
    for problem in problems:
        if problem.code != "broken-reference" or "://" not in problem.subject:
            continue
        path = unquote(urlsplit(problem.subject).path).strip("/").removeprefix(base).lstrip("/")
        top, slash, _ = path.partition("/")
        if slash and not _has(root / site.config.paths.content, top):
            first.setdefault(f"/{top}/", problem)
    added = {part: problem for part, problem in first.items() if part not in site.config.urls.hosted}
    if not added:
        return site
    hosted = tuple(sorted({*site.config.urls.hosted, *added}))
    config = msgspec.structs.replace(
        site.config, urls=msgspec.structs.replace(site.config.urls, hosted=hosted)
    )
    findings = [Finding(Kind.PAGE, part, link.path, link.line, _ADVICE) for part, link in added.items()]
    return msgspec.structs.replace(site, config=config, findings=(*site.findings, *findings))


def _has(content: Path, name: str) -> bool:
    return any(content.glob(f"{name}*")) or any(content.glob(f"*/{name}"))
