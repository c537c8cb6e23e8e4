"""Addresses of the web -> a Verdict on each: several hosts at a time, each at its own pace."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from sitegen.check.replies import Reply, Verdict, judge_reply, seconds_of, to_ascii

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sitegen.config import External, Host

_MOST_REDIRECTS = 10
_FOR_GOOD = frozenset({301, 308})
_REDIRECTS = _FOR_GOOD | {302, 303, 307}
#: We wait no longer than this for a host that asks us to retry later.
_PATIENCE = 60.0


class Fetch(Protocol):
    """Sends one request: see `sitegen.check.fetch.Fetcher.fetch`."""

    async def __call__(self, url: str, method: str, seconds: float) -> Reply:
        """Return the reply, or the fault."""


class _Route(NamedTuple):
    """Where a chain of redirects ended."""

    reply: Reply
    moved_to: str = ""  #: the last address, if all redirects were permanent


class Web:
    """Asks the web, at the pace that a site's configuration allows."""

    def __init__(self, settings: External, fetch: Fetch, on_progress: Callable[[int, int], None]) -> None:
        self._settings = settings
        self._fetch = fetch
        self._on_progress = on_progress
        self._paces: dict[str, _Pace] = {}
        self._places = asyncio.Semaphore(settings.connections)

    async def ask(self, urls: Iterable[str], verdicts: dict[str, Verdict]) -> None:
        """Store the verdict on each address (with its fragment) in ``verdicts`` as soon as it is known."""
        by_host: dict[str, list[str]] = defaultdict(list)
        for url in sorted(urls, reverse=True):
            by_host[hostname_of(url)].append(url)
        total = sum(map(len, by_host.values()))

        async def ask_host(queue: list[str]) -> None:
            while queue:
                url = queue.pop()
                verdicts[url] = await self._judge(url)
                self._on_progress(len(verdicts), total)

        async with asyncio.TaskGroup() as group:
            for queue in by_host.values():
                for _ in range(min(self._settings.per_host, len(queue))):
                    group.create_task(ask_host(queue))

    async def _judge(self, url: str) -> Verdict:
        try:
            plain = to_ascii(url)
        except ValueError:
            return judge_reply(url, Reply(fault="it isn't a valid address"))
        anchor = unquote(urlsplit(url).fragment).partition(":~:")[0] if self._settings.anchors else ""
        route = await self._follow(plain, whole=bool(anchor))
        if route.reply.status in self._host(url).accept:
            return Verdict()
        return judge_reply(url, route.reply, anchor, route.moved_to)

    async def _follow(self, url: str, *, whole: bool) -> _Route:
        seen, for_good = {url}, True
        while len(seen) <= _MOST_REDIRECTS:
            reply = await self._ask_patiently(url, whole=whole)
            if reply.status not in _REDIRECTS or not reply.location:
                return _Route(reply, url if for_good and len(seen) > 1 else "")
            for_good = for_good and reply.status in _FOR_GOOD
            try:
                url = to_ascii(urljoin(url, reply.location))
            except ValueError:
                return _Route(Reply(fault="it redirects to an invalid address"))
            if url in seen:
                return _Route(Reply(fault="its redirects form a loop"))
            seen.add(url)
        return _Route(Reply(fault=f"it redirects more than {_MOST_REDIRECTS} times"))

    async def _ask_patiently(self, url: str, *, whole: bool) -> Reply:
        """Try HEAD, then GET, until the answer is final or the retries are used up."""
        host, pace = self._host(url), self._pace(url)
        reply = Reply()
        for attempt in range(1 if whole else 0, host.retries + 2):
            method = "GET" if attempt else "HEAD"  # many servers don't support HEAD
            await pace.turn()
            async with self._places:
                reply = await self._fetch(url, method, host.timeout)
            if reply.is_good or (not reply.may_pass and (attempt or reply.fault)):
                return reply
            wait = seconds_of(reply.retry_after, datetime.now(UTC))
            if wait is not None and wait > _PATIENCE:
                return reply
            if reply.may_pass:
                pace.pause(self._settings.backoff * 2 ** max(attempt - 1, 0) if wait is None else wait)
        return reply

    def _host(self, url: str) -> Host:
        return self._settings.hosts.get(hostname_of(url), self._settings.usual)

    def _pace(self, url: str) -> _Pace:
        return self._paces.setdefault(hostname_of(url), _Pace(self._host(url).delay))


class _Pace:
    """When a host may be asked next."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._next = 0.0

    async def turn(self) -> None:
        """Wait until this host may be asked again."""
        clock = asyncio.get_running_loop().time
        while (left := self._next - clock()) > 0:  # noqa: ASYNC110  it is time that is waited for
            await asyncio.sleep(left)
        self._next = clock() + self._delay

    def pause(self, seconds: float) -> None:
        """Send this host no request for so many seconds."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)


def hostname_of(url: str) -> str:
    """Return the name of an address's host, whatever the port; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
