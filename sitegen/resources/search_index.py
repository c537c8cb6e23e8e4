"""Published pages -> Pagefind's search index of their texts, kept while the texts are the same.

The text of each page is in a folder of the cache, one small HTML file each; the index is a
function of that folder. A build rewrites the files of the pages that it renders, and has the index
made again when any of them differs. Equal texts give equal bytes.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError, error
from sitegen.core.text import lazy_compile
from sitegen.plan.target import Form
from sitegen.resources.pagefind import PUBLISHED, describe_indexer, find_indexer, run_indexer
from sitegen.site.nodes import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sitegen.plan.target import Target
    from sitegen.site.assemble import Site

#: Where the index is published.
FOLDER = "pagefind"
_WORK = "search"  #: in the cache's folder
_TEXTS, _INDEX, _RECORD = f"{_WORK}/texts", f"{_WORK}/index", f"{_WORK}/known"

_TEXT = lazy_compile(rb"<main\b[^>]*>(.*)</main>", re.DOTALL)
_TAG = lazy_compile(rb"<a\b[^>]*\brel=\"?tag\b[^>]*>(.*?)</a>", re.DOTALL)
_DESCRIPTION = lazy_compile(rb"<meta\b[^>]*\bname=\"?description\"?\s[^>]*\bcontent=(\"[^\"]*\")")
_LANGUAGE = lazy_compile(rb"<html\b[^>]*?\blang=\"?([\w-]+)")


class _IndexRecord(msgspec.Struct):
    """What the folder of texts held when the index was made."""

    indexer: str
    texts: dict[str, tuple[str, str]]  #: output -> (digest of the page, digest of its text)
    files: dict[str, tuple[str, str]]  #: published path -> (name under the index folder, digest)


def find_searchable(site: Site, targets: Iterable[Target]) -> dict[str, str]:
    """Return the outputs that a search may find, with their addresses; empty without search."""
    if not (site.config.search.enabled and find_indexer()):
        return {}
    nodes = site.nodes
    return {
        target.output: nodes[target.node].route.url
        for target in targets
        if target.form is Form.PAGE
        and nodes[target.node].kind is Kind.PAGE
        and nodes[target.node].reach.search
    }


@contextmanager
def open_folder(cache: Folder, *, trusts_cache: bool, keep: bool) -> Iterator[Folder]:
    """Give the folder in which the index is made: the cache's, or one that is gone at the end.

    What the cache has is used only if ``trusts_cache``.
    """
    if keep and _can_write(cache):
        if not trusts_cache:
            cache.remove(_WORK)
        yield cache
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="sitegen-search-") as path, Folder.open(path) as folder:
        yield folder


def _can_write(folder: Folder) -> bool:
    """Return whether the index can be made in a folder."""
    name = _WORK if folder.is_directory(_WORK) else "."
    return os.access(name, os.W_OK | os.X_OK, dir_fd=folder.handle)


class SearchIndex:
    """The index of one build, made below ``search`` in a folder."""

    def __init__(
        self, folder: Folder, read_published: Callable[[str], bytes], addresses: Mapping[str, str]
    ) -> None:
        """``addresses`` maps the outputs to be found to their addresses, base path excluded."""
        self._folder = folder
        self._read_published = read_published
        self._addresses = addresses
        self._last = self._load() if addresses else _IndexRecord("", {}, {})
        self._now: dict[str, tuple[str, str]] = {}
        self._is_open = False

    def _load(self) -> _IndexRecord:
        try:
            checksum, _, body = self._folder.read(_RECORD).partition(b"\n")
            record = msgspec.json.decode(body, type=_IndexRecord)
        except (OSError, msgspec.DecodeError):
            return _IndexRecord("", {}, {})
        is_sound = checksum == _digest(body).encode() and record.indexer == describe_indexer()
        return record if is_sound else _IndexRecord("", {}, {})

    def watch(self, rendered: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """Yield what is rendered, taking the text of each page on its way."""
        for output, data in rendered:
            if output in self._addresses:
                self._take(output, data)
            yield output, data

    def changes(self, published: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the index; ``published`` maps the pages that were not rendered to their digests.

        ProblemError when Pagefind fails.
        """
        if not self._addresses:
            return
        for output in self._addresses.keys() - self._now.keys():
            recorded = self._last.texts.get(output)
            if recorded is not None and recorded[0] == published.get(output):
                self._now[output] = recorded
            else:
                self._take(output, self._read_published(output))
        self._drop(self._last.texts.keys() - self._now.keys())
        before = {output: text for output, (_, text) in self._last.texts.items()}
        files = self._last.files
        if before != {output: text for output, (_, text) in self._now.items()} or not self._is_whole():
            files = self._make()
        if self._now != self._last.texts or files != self._last.files:
            record = msgspec.json.encode(
                _IndexRecord(describe_indexer(), dict(sorted(self._now.items())), files)
            )
            _write(self._folder, _RECORD, _digest(record).encode() + b"\n" + record)
        for path, (name, _) in files.items():
            yield path, self._folder.read(f"{_INDEX}/{name}")

    def _is_whole(self) -> bool:
        files = self._last.files
        return bool(files) and all(
            self._holds(f"{_INDEX}/{name}", expected) for name, expected in files.values()
        )

    def _holds(self, path: str, expected: str) -> bool:
        """Return whether a file is unchanged: a cache is never trusted."""
        try:
            return _digest(self._folder.read(path)) == expected
        except OSError:
            return False

    def _take(self, output: str, page: bytes) -> None:
        """Write the text of a page into the folder, if it isn't there already."""
        text = _extract(page, self._addresses[output])
        digests = (_digest(page), _digest(text))
        recorded = self._last.texts.get(output)
        self._now[output] = digests
        if (
            recorded is not None
            and recorded[1] == digests[1]
            and self._holds(f"{_TEXTS}/{output}", digests[1])
        ):
            return
        self._open()
        _write(self._folder, f"{_TEXTS}/{output}", text)

    def _drop(self, gone: Iterable[str]) -> None:
        for output in gone:
            self._open()
            self._folder.remove(f"{_TEXTS}/{output}")

    def _open(self) -> None:
        """Delete the record before the first change of the texts: a build may be killed at any time."""
        if self._is_open:
            return
        self._is_open = True
        self._folder.remove(_RECORD)
        if not self._last.texts:
            self._folder.remove(_TEXTS)

    def _make(self) -> dict[str, tuple[str, str]]:
        """Create the index; return its files to publish."""
        self._open()
        for output, (_, expected) in self._now.items():
            if not self._holds(f"{_TEXTS}/{output}", expected):  # of a page that is published as it was
                self._take(output, self._read_published(output))
        self._folder.remove(_INDEX)
        enter = partial(self._folder.enter, create=True)
        with enter(_TEXTS) as texts, enter(_INDEX) as index:
            run_indexer(texts, index)
            return {
                f"{FOLDER}/{name}": (name, _digest(index.read(name)))
                for name in index.list_files()
                if PUBLISHED.fullmatch(name)
            }


def _extract(page: bytes, address: str) -> bytes:
    """Return the searchable part of a page, as a small page with its address."""
    text, language = _TEXT.search(page), _LANGUAGE.search(page)
    head = b'<html lang="%s"><meta data-pagefind-meta="address[content]" content="%s">'
    tongue = language[1] if language else b"en"
    words = text[1] if text else b""
    tags = b", ".join(dict.fromkeys(_TAG.findall(words)))  # they are in the footer, which is left out
    described = _DESCRIPTION.search(page, 0, text.start() if text else 0)
    about = (
        b'<meta data-pagefind-meta="description[content]" content=%s>' % described[1] if described else b""
    )
    start = head % (tongue, escape(address).encode()) + about + b"<body data-pagefind-body>"
    return start + words + (b"<p>%s</p>" % tags if tags else b"")


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _write(folder: Folder, path: str, data: bytes) -> None:
    """Write a file of the cache, replacing anything in its place; ProblemError if the disk is full."""
    try:
        folder.write(path, data)
    except OSError as cause:
        hint = "free some space, or remove the folder of the cache, and build again"
        reason = (cause.strerror or str(cause)).lower()
        raise ProblemError(
            error("search-indexer", f"the index cannot be made: {reason}", hint=hint)
        ) from cause


# --- The indexer -----------------------------------------------------------------------------------
