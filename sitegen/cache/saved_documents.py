"""The documents of the last build, each read from the cache on demand."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.store import DamagedCacheError
from sitegen.core.model import Document

if TYPE_CHECKING:
    from sitegen.cache.store import FileRange, Store

_decode = msgspec.json.Decoder(Document).decode


class SavedDocuments(Mapping[str, Document]):
    """Documents by path. DamagedCacheError if one can't be read: the build starts again without any."""

    def __init__(self, store: Store, places: Mapping[str, FileRange]) -> None:
        self._store = store
        self._places = places
        self._read: dict[str, Document] = {}

    def __getitem__(self, path: str) -> Document:
        if path not in self._read:
            if path not in self._places:
                raise KeyError(path)
            with closing(self._store):  # usually few are read
                self._read[path] = _decode(self._store.get(path))
        return self._read[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def items(self) -> ItemsView[str, Document]:
        """Return all of them, reading the file once."""
        if len(self._read) < len(self._places):
            self._read = {path: _decode(data) for path, data in self._store.all()} | self._read
        if lost := self._places.keys() - self._read.keys():
            raise DamagedCacheError(*sorted(lost))
        return self._read.items()
