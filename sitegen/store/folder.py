"""A folder, also one that several machines mount -> a backend; laid out as Bazel's disk cache."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from sitegen.store.model import StoreError

if TYPE_CHECKING:
    from sitegen.store.model import Table

#: A pipe or a link in the place of a file must neither block a build nor lead out of the folder.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class FolderBackend:
    """Files named by their keys, in folders named by the first two digits."""

    def __init__(self, path: str) -> None:
        self._path = path

    def get(self, table: Table, key: str, limit: int) -> bytes | None:
        """Return the bytes of a file, at most ``limit + 1``; None if it doesn't exist."""
        try:
            with os.fdopen(os.open(self._locate(table, key), _READ), "rb", buffering=0) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return None
                return file.read(limit + 1)
        except FileNotFoundError:
            if os.path.isdir(self._path):
                return None
            raise StoreError("the folder doesn't exist") from None
        except OSError as cause:
            raise StoreError(cause.strerror or str(cause)) from cause

    def put(self, table: Table, key: str, data: bytes) -> None:
        """Write a file beside its place and rename it, which is one step over NFS, too."""
        path = self._locate(table, key)
        spare = f"{path}.{os.getpid()}.{os.urandom(6).hex()}"
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with os.fdopen(os.open(spare, _NEW, 0o644), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())  # over NFS, what can't be written is reported only here
            os.replace(spare, path)
        except OSError as cause:
            with suppress(OSError):
                os.unlink(spare)
            raise StoreError(cause.strerror or str(cause)) from cause

    def has(self, table: Table, key: str) -> bool:
        """Return whether a file exists."""
        return os.path.exists(self._locate(table, key))

    def _locate(self, table: Table, key: str) -> str:
        return f"{self._path}/{table}/{key[:2]}/{key}"
