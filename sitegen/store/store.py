"""The location of a shared store -> a Store, which believes nothing that it reads.

A blob is checked by its digest, an entry by its action and its signature. What fails is a miss, and listed in
``Store.doubts``.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

from sitegen.store.entries import MAX_ENTRY_BYTES, decode_entry, encode_entry
from sitegen.store.model import Blob, Result, Table, describe_blob
from sitegen.store.packs import MAX_BLOB_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.store.model import Backend

T = TypeVar("T")
R = TypeVar("R")

#: Requests at a time.
_PARALLEL = 16
_MOST_DOUBTS = 20
OBJECT_SCHEMES = ("s3", "gs", "az")


class Store:
    """Actions, their results and blobs. Any thread may use it, and every method may raise StoreError."""

    def __init__(self, backend: Backend, key: bytes = b"") -> None:
        """``key`` signs what is recorded, and what is found must have the same signature."""
        self._backend = backend
        self._key = key
        #: What was found and isn't believed, as sentences without a subject; the last ones.
        self.doubts: deque[str] = deque(maxlen=_MOST_DOUBTS)

    def find(self, action: str) -> Result | None:
        """Return the result of an action, or None."""
        data = self._backend.get(Table.ACTIONS, action, MAX_ENTRY_BYTES)
        if data is None:
            return None
        try:
            return decode_entry(data, action, self._key)
        except ValueError as doubt:
            self.doubts.append(f"the entry {action[:12]} {doubt}")
            return None

    def record(self, action: str, result: Result) -> None:
        """Store the result of an action; its blobs must be there already."""
        self._backend.put(Table.ACTIONS, action, encode_entry(action, result, self._key))

    def get(self, blob: Blob) -> bytes | None:
        """Return the bytes of a blob; None if it is missing, or not what its digest says."""
        if not 0 <= blob.size <= MAX_BLOB_BYTES:
            self.doubts.append(f"the blob {blob.digest[:12]} has {blob.size} bytes, which is too many")
            return None
        data = self._backend.get(Table.BLOBS, blob.digest, blob.size)
        if data is not None and describe_blob(data) != blob:
            self.doubts.append(f"the blob {blob.digest[:12]} is damaged")
            return None
        return data

    def has(self, blob: Blob) -> bool:
        """Return whether a blob is there; whether it is whole, ``get`` finds out."""
        return self._backend.has(Table.BLOBS, blob.digest)

    def put(self, data: bytes, *, always: bool = False) -> Blob:
        """Store bytes, unless they are there; ``always`` replaces what may be damaged."""
        blob = describe_blob(data)
        if always or not self.has(blob):
            self._backend.put(Table.BLOBS, blob.digest, data)
        return blob

    def find_all(self, actions: Iterable[str]) -> dict[str, Result]:
        """Return the results of those actions that have one."""
        listed = list(dict.fromkeys(actions))
        results = call_each(self.find, listed)
        return {action: result for action, result in zip(listed, results, strict=True) if result is not None}

    def get_all(self, blobs: Iterable[Blob]) -> dict[Blob, bytes]:
        """Return the bytes of those blobs that are there and whole."""
        listed = list(dict.fromkeys(blobs))
        contents = call_each(self.get, listed)
        return {blob: data for blob, data in zip(listed, contents, strict=True) if data is not None}

    def put_all(self, contents: Iterable[bytes]) -> list[Blob]:
        """Store several blobs."""
        return list(call_each(self.put, contents))

    def record_all(self, results: Iterable[tuple[str, Result]]) -> None:
        """Store the results of several actions."""
        for _ in call_each(partial(_record, self), results):
            pass


def check_location(location: str) -> None:
    """Raise ValueError for a location that is neither a folder nor an address of a store."""
    address = urlsplit(location)
    if not address.scheme:
        return
    if address.scheme not in ("file", "http", "https", *OBJECT_SCHEMES):
        raise ValueError(f"must be a folder, or an address of file, http, https, {', '.join(OBJECT_SCHEMES)}")
    if (address.scheme == "file") != (not address.netloc):
        raise ValueError("must be file:///folder for a folder, and name a host or bucket otherwise")
    if "@" in address.netloc:
        raise ValueError("must not contain a password: set SITEGEN_CACHE_TOKEN")


def open_store(location: str, *, key: bytes = b"", token: str = "") -> Store:
    """Return the store at a folder's path, or at an address: `file:`, `http:`, `https:`, `s3:`, `gs:`, `az:`.

    ``token`` is for HTTP alone: other stores find what they need in their own variables. ValueError for a
    location that ``check_location`` refuses; StoreError if a package is missing.
    """
    check_location(location)
    return Store(_open_backend(location, token), key)


def _open_backend(location: str, token: str) -> Backend:
    address = urlsplit(location)
    if address.scheme in OBJECT_SCHEMES:
        from sitegen.store.objects import ObjectBackend

        return ObjectBackend(location)
    if address.scheme in ("http", "https"):
        from sitegen.store.http import HttpBackend

        return HttpBackend(location, token)
    from sitegen.store.folder import FolderBackend

    return FolderBackend(unquote(address.path) if address.scheme else location)


def call_each(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield the results for all items, in order, from several threads; what the function raises ends it.

    Items are taken, and results held, only for as many calls as run or wait.
    """
    with ThreadPoolExecutor(_PARALLEL) as threads:
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                waiting.append(threads.submit(function, item))
                if len(waiting) > _PARALLEL:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            threads.shutdown(cancel_futures=True)


def _record(store: Store, entry: tuple[str, Result]) -> None:
    store.record(*entry)
