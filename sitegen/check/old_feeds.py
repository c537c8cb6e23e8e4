"""Feeds of an old site and of the new one -> the posts that readers of these feeds would get again as new."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ENTRY = re.compile(r"<(?:item|entry)\b.*?</(?:item|entry)>", re.DOTALL)
_RSS_LINK = re.compile(r"<link>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)")
_ATOM_LINK = re.compile(r"<link\b(?![^>]*\brel=[\"'](?!alternate))[^>]*\bhref=[\"']([^\"']+)")
_ID = re.compile(r"<(?:id|guid)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)")
#: The suffixes of feed files.
SUFFIXES = (".xml", ".atom", ".rss", ".json")
_MOST_BYTES = 20_000_000


class Post(NamedTuple):
    """An entry of a feed."""

    address: str
    id: str  #: what readers know it by: its address if the feed says nothing else


class _JsonItem(msgspec.Struct):
    url: str = ""
    id: str = ""


class _JsonFeed(msgspec.Struct):
    items: list[_JsonItem]


def read_posts(text: str) -> list[Post]:
    """Return the posts in a feed: RSS, Atom, or JSON; none if the text isn't a feed."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        try:
            items = msgspec.json.decode(text, type=_JsonFeed).items
        except msgspec.DecodeError:
            return []
        return [Post(item.url, item.id or item.url) for item in items if item.url]
    posts = []
    for entry in _ENTRY.findall(text):
        link = _RSS_LINK.search(entry) or _ATOM_LINK.search(entry)
        written = _ID.search(entry)
        if link:
            posts.append(Post(unescape(link[1]), unescape((written or link)[1])))
    return posts


def read_feeds(folder: Path) -> dict[str, str]:
    """Return the text of each file in a folder that may be a feed, by its path."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "replace")
        for path in files
        if path.stat().st_size <= _MOST_BYTES
    }


def read_old_feeds(old: str) -> dict[str, str]:
    """Return the feeds in a folder of published files, or the one feed file that is named; none for a URL."""
    path = Path(old)
    if path.is_dir():
        return read_feeds(path)
    return (
        {path.name: path.read_text("utf-8", "replace")} if path.suffix in SUFFIXES and path.is_file() else {}
    )


def find_changed_ids(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (address of a feed, what its readers would notice) for each in which posts have other ids."""
    for path, text in sorted(old.items()):
        before = {_place(post.address): post.id for post in read_posts(text)}
        now = {_place(post.address): post.id for post in read_posts(new.get(path, ""))}
        changed = [place for place, id_ in before.items() if now.get(place, id_) != id_]
        if changed:
            first = changed[0]
            yield (
                f"/{path}",
                (
                    f"{len(changed):,} of its posts would be new to its readers: the id of {first} was"
                    f" {before[first]} and is {now[first]}; see feeds.ids and base_url"
                ),
            )


def _place(address: str) -> str:
    """Return the part of an address that is the same on every host."""
    return unquote(urlsplit(address).path).removesuffix(".html").rstrip("/") or "/"
