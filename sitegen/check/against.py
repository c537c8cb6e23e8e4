"""The addresses of an old site, by its sitemap or its folder -> those that the new one has lost."""

from __future__ import annotations

import asyncio
import os
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from sitegen import __version__
from sitegen.check.old_feeds import read_posts
from sitegen.config import base_path
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.core.suggest import Names
from sitegen.core.text import printable
from sitegen.site.published import file_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from tornado.httpclient import AsyncHTTPClient

    from sitegen.config import Config

_ADDRESS = re.compile(r"<(?:\w+:)?loc>\s*([^<]+?)\s*</", re.ASCII)
_INDEX = re.compile(r"<(?:\w+:)?sitemapindex\b")
#: Published files that readers never ask for by their address: the page for missing ones.
_NO_ADDRESS = frozenset({"404.html"})
#: The query of a page that WordPress has given no name.
_NAMED_BY_QUERY = re.compile(r"(?:p|page_id|cat|attachment_id)=\d+(?:&|$)", re.ASCII)
_MOST_SITEMAPS = 100
_MOST_BYTES = 60_000_000  # the protocol allows 50 MB
_SECONDS = 30.0


def read_old_addresses(old: str) -> tuple[str, ...]:
    """Return the paths of an old site's addresses: of a URL, a folder of files, a sitemap, or a feed.

    ProblemError if there is nothing to read.
    """
    if old.startswith(("http://", "https://")):
        return asyncio.run(_ask_for_sitemap(old))
    if os.path.isdir(old):
        return tuple(_list_folder(Path(old)))
    try:
        text = Path(old).read_text("utf-8", "replace")
    except OSError as cause:
        raise _refuse(old, f"can't be read: {_reason(cause)}") from cause
    addresses = _read_sitemap(text) or read_feed(text)
    if not addresses:
        raise _refuse(old, "has no addresses: it isn't a sitemap or a feed")
    return tuple(_path_of(address) for address in addresses)


def _path_of(address: str) -> str:
    """Return the path of an address, with its query where that names the page: ``/?p=12``."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if _NAMED_BY_QUERY.match(parts.query) else parts.path


def paths_of(files: Iterable[str]) -> Iterator[str]:
    """Yield the address of each page and feed among the files of a site."""
    for path in files:
        is_map = path.endswith("/sitemap.xml")  # of a part of the site: the sitemap at the top names it
        if path.endswith((".html", ".xml")) and path not in _NO_ADDRESS and not is_map:
            yield "/" + path.removesuffix("index.html")


def _list_folder(folder: Path) -> Iterator[str]:
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return paths_of(files)


async def _ask_for_sitemap(url: str) -> tuple[str, ...]:
    """Return the paths in the sitemap of a site, below that of the site itself."""
    from tornado.simple_httpclient import SimpleAsyncHTTPClient

    first = url if urlsplit(url).path.endswith(".xml") else urljoin(url.rstrip("/") + "/", "sitemap.xml")
    base = urlsplit(urljoin(first, ".")).path.rstrip("/")
    client = SimpleAsyncHTTPClient(force_instance=True, max_body_size=_MOST_BYTES)
    waiting: list[str] = [first]
    addresses: list[str] = []
    try:
        for _ in range(_MOST_SITEMAPS):
            if not waiting:
                break
            text = await _fetch(client, waiting.pop())
            (waiting if _INDEX.search(text) else addresses).extend(_read_sitemap(text))
    finally:
        client.close()
    if not addresses:
        raise _refuse(first, "has no addresses: it isn't a sitemap")
    paths = (_path_of(address) for address in addresses)
    return tuple(path.removeprefix(base) if path.startswith(f"{base}/") else path for path in paths)


async def _fetch(client: AsyncHTTPClient, url: str) -> str:
    from tornado.httpclient import HTTPError

    agent = f"sitegen/{__version__}"
    try:
        reply = await client.fetch(url, user_agent=agent, connect_timeout=_SECONDS, request_timeout=_SECONDS)
    except (HTTPError, OSError, ValueError) as cause:
        raise _refuse(url, f"can't be read: {_reason(cause)}") from cause
    return reply.body.decode("utf-8", "replace")


def _reason(cause: Exception) -> str:
    """Return why something can't be read, without the number of the error."""
    return str(getattr(cause, "strerror", None) or cause).lower()


def _read_sitemap(text: str) -> list[str]:
    return [unescape(address) for address in _ADDRESS.findall(text)]


def read_feed(text: str) -> list[str]:
    """Return the addresses of the posts in a feed; none if the text isn't a feed."""
    return [post.address for post in read_posts(text)]


def _refuse(old: str, message: str) -> ProblemError:
    hint = "name the address of a site with a sitemap, a folder of published files, a sitemap.xml or a feed"
    return ProblemError(error("old-addresses", f"{printable(old)} {message}", hint=hint))


def strip_base(address: str, base: str) -> str:
    """Return the path of an address below the base path of a site, decoded."""
    path = unquote(address)
    return path.removeprefix(base) if path.startswith(f"{base}/") else path


def find_lost(addresses: Iterable[str], published: Collection[str], config: Config) -> tuple[Problem, ...]:
    """Return a Problem for each old address at which the new site has neither a page nor a redirect."""
    base = base_path(config)
    patterns = tuple(unquote(key[:-1]) for key in config.redirects if key.endswith("*"))
    names = Names(f"/{path.removesuffix('index.html')}" for path in published if path.endswith(".html"))
    problems = []
    for address in sorted(dict.fromkeys(addresses)):
        path = strip_base(address, base)
        if file_for(path.lstrip("/"), published) or file_for(f"{path.strip('/')}/", published):
            continue
        if config.urls.redirects_for and path.startswith(patterns):
            continue
        new = names.nearest(path) or "/"
        message = f"the old address {path} is lost: nothing is published there"
        if "?" in path:
            hint = "only the host can redirect it: pages can't tell one query from another"
        else:
            hint = f'if it moved, add a line to [redirects] in sitegen.toml: "{path}" = "{new}"'
        problems.append(error("lost-address", message, path="sitegen.toml", hint=hint, subject=path))
    return tuple(problems)
