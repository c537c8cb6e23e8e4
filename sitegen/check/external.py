"""References in published files -> Problems of those to other hosts that lead nowhere."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urlsplit

import msgspec

from sitegen.cache.snapshot import load, save
from sitegen.check.replies import Verdict
from sitegen.check.rules import describe
from sitegen.check.web import Web, hostname_of
from sitegen.core.hosts import host_of, is_nobodys, is_on_another_host
from sitegen.core.problems import Problem, warning
from sitegen.site.published import place_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sitegen.check.sources import Sources
    from sitegen.config import External
    from sitegen.core.folder import Folder
    from sitegen.html.references import Findings

#: It is unlikely that this many hosts are gone at the same time.
_MANY = 3
_KNOWN = "external"


class ExternalAnswers(msgspec.Struct, frozen=True, array_like=True):
    """The answers of the web for external addresses."""

    answers: dict[str, tuple[datetime, Verdict]] = {}


def judge_external(
    findings: Mapping[str, Findings],
    sources: Sources,
    base_url: str,
    settings: External,
    folder: Folder,
    now: datetime,
    on_progress: Callable[[int, int], None],
) -> tuple[Problem, ...]:
    """Return a Problem for each place that sends readers to an address that isn't there.

    What was good stays so for ``settings.expiry_days``, in a file of ``folder``; the rest is asked again.
    """
    outputs: dict[str, list[str]] = defaultdict(list)
    for output, page_findings in findings.items():
        for reference in page_findings.references:
            if is_asked(reference, base_url, settings):
                outputs[reference].append(output)
    keys = {reference: key_of(reference, settings) for reference in outputs}
    remembered = load(folder, _KNOWN, ExternalAnswers) or ExternalAnswers()
    youngest = now - timedelta(days=settings.expiry_days)
    answers = {
        key: (at, verdict) for key, (at, verdict) in remembered.answers.items() if youngest < at <= now
    }
    asked: dict[str, Verdict] = {}
    try:
        asyncio.run(_ask(set(keys.values()) - answers.keys(), settings, on_progress, asked))
    finally:  # an interrupted check keeps its answers
        answers |= {
            key: (now, verdict) for key, verdict in asked.items() if verdict.code in {"", "external-moved"}
        }
        save(folder, _KNOWN, ExternalAnswers(answers))
    if _is_cut_off(asked):
        hint = "try again when you have a network; sitegen doesn't use proxies"
        return (warning("external-unsure", "no host answered: is this machine online?", hint=hint),)
    verdicts = {key: verdict for key, (_, verdict) in answers.items()} | asked
    return tuple(_describe(outputs, {name: verdicts[key] for name, key in keys.items()}, sources))


def _is_cut_off(asked: Mapping[str, Verdict]) -> bool:
    """Return whether the network is down, because no host answers."""
    return len({hostname_of(key) for key in asked}) >= _MANY and not any(
        verdict.reached for verdict in asked.values()
    )


def is_asked(reference: str, base_url: str, settings: External) -> bool:
    """Return whether to request an address: it is outside the site, on the web, and not excluded."""
    url = f"https:{reference}" if reference.startswith("//") else reference
    if not url.lower().startswith(("http://", "https://")):
        return False
    name = hostname_of(url)
    if not name or _is_own(url, base_url):
        return False
    if any(fnmatchcase(url, pattern) for pattern in settings.ignore):
        return False
    return settings.private or not _is_private(name)


def key_of(reference: str, settings: External) -> str:
    """Return the address to request: unless anchors are checked, without the fragment."""
    url = f"https:{reference}" if reference.startswith("//") else reference
    return url if settings.anchors else urldefrag(url).url


def _is_own(url: str, base_url: str) -> bool:
    """Return whether an address belongs to the site; its host may have other sites below other paths."""
    if is_on_another_host(url, host_of(base_url)):
        return False
    path = unquote(urlsplit(url).path or "/")
    return place_below(urlsplit(base_url).path.rstrip("/"), path) is not None


def _is_private(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return is_nobodys(host)


async def _ask(
    urls: Iterable[str],
    settings: External,
    on_progress: Callable[[int, int], None],
    verdicts: dict[str, Verdict],
) -> None:
    urls = list(urls)
    if not urls:
        return
    from sitegen.check.fetch import Fetcher

    fetcher = Fetcher(settings.connections, private=settings.private, anchors=settings.anchors)
    try:
        await Web(settings, fetcher.fetch, on_progress).ask(urls, verdicts)
    finally:
        fetcher.close()


def _describe(
    outputs: Mapping[str, list[str]], verdicts: Mapping[str, Verdict], sources: Sources
) -> Iterator[Problem]:
    for reference, places in outputs.items():
        verdict = verdicts[reference]
        if verdict.code:
            trouble = (verdict.code, verdict.message, verdict.hint)
            yield from describe(trouble, reference, sorted(places), sources)
