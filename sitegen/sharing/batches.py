"""Pages in batches <-> their conversions in a store: so several machines convert one site without a cluster.

The action of a batch is the code, the configuration of conversion, and the sources of its pages. Pages are
spread over batches by their paths, so that machines that know nothing of each other agree on them.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from sitegen.cache.store import remove
from sitegen.core.codes import CODES
from sitegen.core.model import Body, Document
from sitegen.sharing.errand import ALIVE, END, Errand, Message
from sitegen.sharing.manifest import FOLDER
from sitegen.sources import digest_source
from sitegen.store import Result, call_each, digest_action, expand, join_pack, split_pack, write_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.cache.cache import Identity
    from sitegen.core.folder import Folder
    from sitegen.core.model import Source
    from sitegen.sharing.errand import Report
    from sitegen.sharing.settings import SharedCache
    from sitegen.store import Store

Conversion = tuple[Document, bytes]  #: a document and its encoded Body

_FORMAT = "convert 1"
_PAGES = "pages"  #: the name of the blob
_BATCH = "batch"
#: A batch has at least this many pages, and at most twice as many.
_BATCH_PAGES = 64
#: How many batches are looked up first: if the store has none of them, it isn't asked for others.
_PROBE = 8
_encode = msgspec.json.Encoder().encode  # MessagePack would lose the offset of a date
_decode = msgspec.json.Decoder(Document).decode


def find_batch(path: str, pages: int) -> int:
    """Return the number of the batch that a page is in, on a site of so many pages."""
    return crc32(path.encode("utf-8", "surrogateescape")) % (1 << (pages // _BATCH_PAGES).bit_length())


def name_batches(digests: Mapping[str, str], pages: int, identity: Identity) -> dict[str, list[str]]:
    """Return by action the paths of its pages; ``digests`` are those of their sources, by path."""
    batches: dict[int, list[str]] = defaultdict(list)
    for path in sorted(digests):
        batches[find_batch(path, pages)].append(path)
    about = (identity.engine, identity.conversion)
    return {
        digest_action(_FORMAT, *about, *(part for path in paths for part in (path, digests[path]))): paths
        for paths in batches.values()
    }


def store_conversions(
    shared: SharedCache, conversions: Iterable[Conversion], pages: int, identity: Identity, seconds: float
) -> tuple[str, ...]:
    """Store the conversions of whole batches; return what was wrong with the store."""
    by_path = {document.path: (document, body) for document, body in conversions}
    batches = name_batches(
        {path: document.digest for path, (document, _) in by_path.items()}, pages, identity
    )
    errand = Errand(shared, partial(_put_batches, batches=batches, by_path=by_path), seconds)
    try:
        errand.wait_for(END)
    finally:
        errand.close()
    return errand.trouble


def _put_batches(
    store: Store, _: Report, *, batches: Mapping[str, list[str]], by_path: Mapping[str, Conversion]
) -> None:
    def put(batch: tuple[str, list[str]]) -> None:
        action, paths = batch
        documents = [by_path[path][0] for path in paths]
        if not any(CODES[problem.code].is_overrun for document in documents for problem in document.problems):
            records = [(path, join_pack(_split(*by_path[path]))) for path in paths]
            store.record(action, Result({_PAGES: store.put(write_pack(records))}))

    for _done in call_each(put, batches.items()):
        pass


def _split(document: Document, body: bytes) -> list[tuple[str, bytes]]:
    return [("document", _encode(document)), ("body", body)]


class StoredConversions:
    """The conversions that a store has of a site's pages."""

    def __init__(
        self, shared: SharedCache, folder: Folder, identity: Identity, pages: int, seconds: float
    ) -> None:
        """``folder`` is that of the cache; ``pages`` is how many the site has."""
        self._shared = shared
        self._folder = folder
        self._identity = identity
        self._pages = pages
        self._seconds = seconds
        self.trouble: tuple[str, ...] = ()

    def take(self, sources: Sequence[Source]) -> Iterator[Conversion]:
        """Yield the conversions of the sources whose whole batch is in the store."""
        if len(sources) < _BATCH_PAGES:
            return
        digests = {source.path: digest_source(source) for source in sources}
        batches = name_batches(digests, self._pages, self._identity)
        actions = list(batches)
        errand = Errand(self._shared, partial(_fetch, folder=self._folder, actions=actions), self._seconds)
        try:
            errand.wait_for(END)
            self.trouble = errand.trouble
            for message in errand.messages:
                if message.milestone == _BATCH:
                    yield from self._read(message.number, digests, batches[actions[message.number]])
        finally:
            errand.close()
            remove(self._folder, FOLDER)

    def _read(self, number: int, digests: Mapping[str, str], paths: Sequence[str]) -> Iterator[Conversion]:
        with suppress(OSError, ValueError, RecursionError):  # of another shape: these pages are converted
            for path, record in split_pack(self._folder.read(f"{FOLDER}/{number}")):
                parts = dict(split_pack(bytes(record)))
                document, body = _decode(parts["document"]), bytes(parts["body"])
                msgspec.msgpack.decode(body, type=Body)
                if path in paths and (document.path, document.digest) == (path, digests[path]):
                    yield document, body


def _fetch(store: Store, report: Report, *, folder: Folder, actions: Sequence[str]) -> None:
    results = store.find_all(actions[:_PROBE])
    if not results:
        return
    results |= store.find_all(actions[_PROBE:])
    numbers = [number for number, action in enumerate(actions) if action in results]
    blobs = [results[actions[number]].blobs.get(_PAGES) for number in numbers]
    contents = call_each(store.get, (blob for blob in blobs if blob))
    for number, data in zip(
        (n for n, blob in zip(numbers, blobs, strict=True) if blob), contents, strict=True
    ):
        report(ALIVE)
        if data is None:
            continue
        try:
            folder.write(f"{FOLDER}/{number}", expand(data))
        except ValueError as fault:
            store.doubts.append(f"the batch {actions[number][:12]} {fault}")
            continue
        report(Message(_BATCH, number))
