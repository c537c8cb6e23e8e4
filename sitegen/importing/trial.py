"""Settings -> the Problems of a build that publishes nothing, and the settings that mend some of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.build.options import BuildOptions
from sitegen.build.run import build
from sitegen.config import RawHtml
from sitegen.core.private_folder import private_folder
from sitegen.core.problems import ProblemError
from sitegen.importing.generators.imported import Finding, ImportedSite, Kind
from sitegen.importing.lost_entries import drop_lost
from sitegen.importing.other_parts import leave_other_parts
from sitegen.importing.sitegen_toml import write_settings
from sitegen.sources.inputs import read_settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from sitegen.build.options import BuildResult
    from sitegen.config import Config
    from sitegen.core.problems import Problem
    from sitegen.core.progress import OnProgress

#: The rest of a page is only looked at once what is before it is allowed.
_MOST_TRIALS = 3
#: The template of a page with an unknown layout.
_LAYOUT = "page.html"
#: What the names of feeds end in.
_FEEDS = (".xml", ".atom", ".rss", ".json")
#: In ``privacy.allow_inline``: every script and style.
_ALL = "all"


def try_site(
    site: ImportedSite, root: Path, now: datetime, on_progress: OnProgress
) -> tuple[ImportedSite, BuildResult]:
    """Return the site with what its pages need, and how a build of it ends.

    That is: hosts that pages show images from, layouts that are named, HTML that browsers run.
    """
    with private_folder("sitegen-import-", root) as work:
        result = _build(site, root, work, now, on_progress)
        for _ in range(_MOST_TRIALS):
            mended = leave_other_parts(_mend(site, result.problems), result.problems, root)
            if mended == site:
                break
            site = mended
            result = _build(site, root, work, now, on_progress)
    return site, result


class Published(NamedTuple):
    """What a site publishes."""

    config: Config
    files: set[str]
    redirects: set[str]  #: those of the files that are nothing else
    feeds: dict[str, str]  #: the texts of those that may be feeds


def list_published(root: Path, now: datetime, on_progress: OnProgress) -> Published:
    """Return what a site publishes.

    It is built as it is configured, but for pictures and search, and published nowhere.
    """
    config, text, _ = read_settings(root, None)
    quick = re.sub(r"(?m)^\[(?:images|search|social_cards)\](?:\n(?!\[).*)*", "", text)
    quick += "\n[images]\nenabled = false\n\n[search]\nenabled = false\n\n[social_cards]\nenabled = false\n"
    with private_folder("sitegen-import-", root) as work:
        (work / "sitegen.toml").write_text(quick, encoding="utf-8")
        result = build(_options(root, work, dry=False), now=now, on_progress=on_progress)
        if not result.ok:
            raise ProblemError(*result.problems)
        top = work / "site"
        published = {path.relative_to(top).as_posix(): path for path in top.rglob("*") if path.is_file()}
        pages = [name for name in published if name.endswith(".html")]
        redirects = {name for name in pages if b'http-equiv="refresh"' in published[name].read_bytes()}
        feeds = {
            name: path.read_text("utf-8", "replace")
            for name, path in published.items()
            if name.endswith(_FEEDS)
        }
    return Published(config, set(published), redirects, feeds)


def _options(root: Path, work: Path, *, dry: bool) -> BuildOptions:
    return BuildOptions(
        root=root,
        config_file=work / "sitegen.toml",
        output=work / "site",
        cache=work / "cache",
        lenient=True,
        tolerant=True,
        dry=dry,
        forget=True,
    )


def _build(site: ImportedSite, root: Path, work: Path, now: datetime, on_progress: OnProgress) -> BuildResult:
    config = site.config
    images = msgspec.structs.replace(config.images, enabled=False)
    search = msgspec.structs.replace(config.search, enabled=False)
    cards = msgspec.structs.replace(config.social_cards, enabled=False)
    quick = msgspec.structs.replace(config, images=images, search=search, social_cards=cards)
    file = work / "sitegen.toml"
    file.write_text(write_settings(msgspec.structs.replace(site, config=quick)), encoding="utf-8")
    options = _options(root, work, dry=True)
    return build(options, now=now, on_progress=on_progress)


def _mend(site: ImportedSite, problems: Sequence[Problem]) -> ImportedSite:
    inline = [
        problem
        for problem in problems
        if problem.code == "inline-code" or (problem.code == "unsafe-attribute" and problem.subject)
    ]
    if inline and _ALL not in site.config.privacy.allow_inline:
        site = _allow_inline(site, inline)
    site = drop_lost(site, problems)
    config, comments = site.config, dict(site.comments)
    subjects = [problem.subject for problem in problems if problem.code == "third-party-request"]
    hosts = sorted(
        {subject.split()[-1] for subject in subjects if " " in subject and subject.startswith("allow_hosts")}
    )
    hosts = [host for host in hosts if host != "allow_hosts" and host not in config.privacy.allow_hosts]
    if hosts:
        allowed = (*config.privacy.allow_hosts, *hosts)
        config = msgspec.structs.replace(
            config, privacy=msgspec.structs.replace(config.privacy, allow_hosts=allowed)
        )
        comments["privacy.allow_hosts"] = (
            "hosts that learn about every reader, because pages show their images"
        )
    layouts = {
        problem.subject for problem in problems if problem.code == "unknown-layout" and problem.subject
    }
    if layouts - config.layouts.keys():
        named = dict.fromkeys(sorted(layouts), _LAYOUT) | config.layouts
        config = msgspec.structs.replace(config, layouts=named)
        comments["layouts"] = "names that pages give as their layout -> the template that renders them"
    active = sorted({problem.path for problem in problems if problem.code == "unsafe-html"})
    if active and config.markdown.raw_html is RawHtml.SAFE:
        markdown = msgspec.structs.replace(config.markdown, raw_html=RawHtml.ALL)
        config = msgspec.structs.replace(config, markdown=markdown)
        more = f" and {len(active) - 1:,} more files" if len(active) > 1 else ""
        comments["markdown.raw_html"] = f"frames, scripts or styles in {active[0]}{more} need this"
    return msgspec.structs.replace(site, config=config, comments=comments)


def _allow_inline(site: ImportedSite, problems: Sequence[Problem]) -> ImportedSite:
    """Return a site that allows inline code by its hash, or all of it where attributes hold some."""
    bare = [problem for problem in problems if not problem.subject]
    if bare:
        allowed: tuple[str, ...] = (_ALL,)
        comment = "style= and onclick= have no hash; this also allows what an attacker adds"
        advice = f"inline styles and handlers run: {comment}, so move them to files and remove it"
        pages = len({problem.path for problem in bare})
        option = 'privacy.allow_inline = ["all"]'
        finding = Finding(Kind.PAGE, option, bare[0].path, bare[0].line, advice, pages)
        site = msgspec.structs.replace(site, findings=(*site.findings, finding))
    else:
        allowed = tuple(
            sorted({*site.config.privacy.allow_inline, *(problem.subject for problem in problems)})
        )
        comment = "scripts and styles in the text of pages, by their hashes"
    privacy = msgspec.structs.replace(site.config.privacy, allow_inline=allowed)
    config = msgspec.structs.replace(site.config, privacy=privacy)
    comments = site.comments | {"privacy.allow_inline": comment}
    return msgspec.structs.replace(site, config=config, comments=comments)
