"""A source path and its front matter -> the URL it is published at and the file that is written."""

from __future__ import annotations

from datetime import UTC, datetime
from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import msgspec

from sitegen.config import Dialect, UrlStyle
from sitegen.core.model import PARENT
from sitegen.core.slugs import ascii_path, hugo_segment, zola_anchor
from sitegen.core.text import lazy_compile
from sitegen.site.patterns import AddressPattern, expand, find_base, find_pattern

if TYPE_CHECKING:
    import re

    from sitegen.config import Config, Urls
    from sitegen.core.model import FrontMatter

#: Characters that RFC 3986 allows in a path, beside letters and digits.
_PATH_SAFE = "/:@!$&'()*+,;=~-._"
_PLAIN = lazy_compile(r"[A-Za-z0-9/._-]*")  # most paths: quoting them letter by letter would change nothing
_DATE_PREFIX = lazy_compile(r"(\d{4})-(\d\d?)-(\d\d?)[-_](?=.)")
_DATE_ALONE = lazy_compile(r"(\d{4})-(\d\d?)-(\d\d?)\Z")
#: Dates of recent centuries: other numbers of this form mean something else.
_LIKE_A_DATE = lazy_compile(r"(?:19|20|21)\d\d-[01]?\d-[0-3]?\d")
#: Not that of a date or of a release: ``2025-01-01-news``, ``1.2-changes``.
_NUMBER_PREFIX = lazy_compile(r"\A\d+[ \t]*[-_.]+[ \t]*(?=[^-_.\s\d])(?!mdx?\Z)")
_BLANKS = lazy_compile(r"[ \t]+")
#: The prefix of addresses relative to that of their folder, such as Docusaurus' slugs.
_BASE = "/:base"
INDEX_NAMES = frozenset({"index", "_index"})


class Route(msgspec.Struct, frozen=True, array_like=True):
    """Where something is published: both parts agree by construction."""

    url: str  #: from the site's root, percent-encoded, without the base path: ``/blog/a/``
    output: str  #: under public/, decoded: ``blog/a/index.html``


def route_page(path: str, front: FrontMatter, urls: Urls) -> Route:
    """Return where the page ``content/PATH`` is published."""
    if urls.strip_number_prefix:
        path = "/".join(_NUMBER_PREFIX.sub("", part) for part in path.split("/"))
    folder, _, name = path.rpartition("/")
    stem = _read_stem(folder, name, urls)
    is_page = not is_index(stem, urls, folder)
    if front.url.startswith(_BASE):
        return route_address(find_base(path, urls.patterns) + front.url.removeprefix(_BASE), urls)
    if front.url and ":" not in front.url:
        return route_address(front.url, urls)
    placement = AddressPattern(front.url)
    if urls.patterns and not front.url:
        placement = find_pattern(path, urls.patterns)
        counts_folders = ":path" in placement.pattern or ":page" in placement.pattern
        if stem == "_index" or (not is_page and folder == placement.below and not counts_folders):
            placement = AddressPattern("")
    if placement.pattern:
        named = f"{folder}/{stem}".lstrip("/") if is_page else folder
        name = front.slug or strip_date(named.rpartition("/")[2], urls)
        address = expand(placement, named, front, name, front.date or date_in_name(path))
        address = spell(address, urls)
        if not is_page:
            return route_directory(address.removesuffix(".html"))
        return route_address(address, urls)
    folder, stem = spell(folder, urls), spell(stem, urls)
    if is_page:
        name = _name_address(front, strip_date(stem, urls), urls)
        return _route_named(f"{folder}/{name}" if folder else name, urls)
    parent, _, last = folder.rpartition("/")
    name = _name_address(front, strip_date(last, urls), urls) if stem == "index" else front.slug or last
    return route_directory(f"{parent}/{name}" if parent else name)


def _name_address(front: FrontMatter, name: str, urls: Urls) -> str:
    """Return the last part of the address of a page: its slug, or its name."""
    name = front.slug or name
    return zola_anchor(name) if urls.hyphens else name


def _read_stem(folder: str, name: str, urls: Urls) -> str:
    """Return a file's name without its suffix: ``index`` also for Eleventy's ``post/2025-11-01-index.md``."""
    stem = splitext(name)[0]
    return "index" if folder and strip_date(stem, urls) == "index" else stem


def is_index(stem: str, urls: Urls, folder: str) -> bool:
    """Return whether a file of this name, without suffix, stands for its folder."""
    if stem in INDEX_NAMES or (urls.readme and stem == "README"):
        return True
    return urls.folder_name_index and stem.casefold() == folder.rpartition("/")[2].casefold()


def spell(path: str, urls: Urls) -> str:
    """Return a path in the letters of addresses: in lower case with hyphens for blanks, or in ASCII."""
    if urls.drop_signs and not _PLAIN.fullmatch(path):
        path = "/".join(hugo_segment(part) if part else "" for part in path.split("/"))
    if urls.lowercase:
        path = _BLANKS.sub("-", path.lower())
    return ascii_path(path) if urls.ascii else path


def route_directory(path: str) -> Route:
    """Return the route of a page that is the index of a directory ("" is the home page)."""
    path = path.strip("/")
    return Route(f"/{_quoted(path)}/", f"{path}/index.html") if path else Route("/", "index.html")


def route_file(path: str) -> Route:
    """Return the route of a file that keeps its path."""
    return Route("/" + _quoted(path), path)


def is_whole(config: Config, address: str) -> bool:
    """Return whether an address in front matter is a whole one, without a language: Hugo's with a slash."""
    return config.dialect is Dialect.HUGO and address.startswith("/")


def count_alias(alias: str, url: str) -> str:
    """Return the address of an alias of the page at ``url``, to which it may be relative."""
    levels = alias.count(PARENT)
    if not levels:
        return alias
    parts = unquote(url).removesuffix(".html").strip("/").split("/")[:-levels]
    return f"/{'/'.join((*parts, alias.replace(PARENT, '').lstrip('/')))}"


def prefix_route(route: Route, prefix: str) -> Route:
    """Return a route below the prefix of its language, unless it is there already."""
    if not prefix or route.url.startswith(f"/{prefix}/"):
        return route
    return Route(f"/{prefix}{route.url}", f"{prefix}/{route.output}")


def _quoted(path: str) -> str:
    return path if _PLAIN.fullmatch(path) else quote(path, safe=_PATH_SAFE)


def strip_date(name: str, urls: Urls) -> str:
    """Return ``title`` for ``2025-11-01-title``, if the site drops dates."""
    match = _DATE_PREFIX.match(name) if urls.strip_date_prefix else None
    return name[match.end() :] if match and _read_date(match) else name


def date_in_name(path: str) -> datetime | None:
    """Return the date that a file's (or its bundle's) name begins with: midnight UTC."""
    folder, _, name = path.rpartition("/")
    if splitext(name)[0] == "index":
        name = folder.rpartition("/")[2]
    match = _DATE_PREFIX.match(name) or _DATE_ALONE.match(splitext(name)[0])
    return _read_date(match) if match else None


def find_impossible_date(path: str) -> str:
    """Return the date with which a file's (or its bundle's) name begins, if no calendar has it; else ""."""
    folder, _, name = path.rpartition("/")
    if splitext(name)[0] == "index":
        name = folder.rpartition("/")[2]
    match = _DATE_PREFIX.match(name) or _DATE_ALONE.match(splitext(name)[0])
    if match is None or _read_date(match) or not _LIKE_A_DATE.match(name):
        return ""
    return "-".join(match.groups())


def _read_date(match: re.Match[str]) -> datetime | None:
    try:
        return datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC)
    except ValueError:
        return None


def route_address(address: str, urls: Urls) -> Route:
    """Return the route of a page whose front matter sets its whole address: ``/about/``, ``/about.html``."""
    path = address.strip("/")
    if f"/{path}".endswith("/index.html"):  # hosts send it for its folder
        return route_directory(path.removesuffix("index.html"))
    if not path or address.endswith("/"):
        return route_directory(path)
    is_file = splitext(path)[1][1:2].isalpha()  # the last part of /v1.2 has no suffix
    return route_file(path) if is_file else _route_named(path, urls)


def _route_named(path: str, urls: Urls) -> Route:
    if urls.style is UrlStyle.DIRECTORY:
        return route_directory(path)
    quoted = "/" + _quoted(path)
    return Route(f"{quoted}.html" if urls.style is UrlStyle.HTML else quoted, f"{path}.html")
