"""The address of a bucket -> a backend, by obstore: `s3://bucket/prefix`, `gs://…`, `az://…`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.core.extras import install_hint, is_installed
from sitegen.store.model import StoreError

if TYPE_CHECKING:
    from sitegen.store.model import Table


class ObjectBackend:
    """Objects named by their tables and keys. obstore finds the credentials in the environment."""

    def __init__(self, address: str) -> None:
        if not is_installed("obstore"):
            raise StoreError(f"it needs obstore; {install_hint('obstore')}")
        from obstore.exceptions import BaseError, NotFoundError
        from obstore.store import from_url

        self._failure, self._absence = BaseError, NotFoundError
        try:
            self._bucket = from_url(address, retry_config={"max_retries": 1})
        except BaseError as cause:
            raise StoreError(_shorten(cause)) from cause

    def get(self, table: Table, key: str, limit: int) -> bytes | None:
        """Return the bytes of an object, at most ``limit + 1``; None if it doesn't exist."""
        import obstore

        try:
            answer = obstore.get(self._bucket, f"{table}/{key}")
            if answer.meta["size"] > limit:
                return bytes(obstore.get_range(self._bucket, f"{table}/{key}", start=0, length=limit + 1))
            return bytes(answer.bytes())
        except (self._absence, FileNotFoundError):  # which of them depends on its release
            return None
        except (self._failure, OSError) as cause:
            raise StoreError(_shorten(cause)) from cause

    def put(self, table: Table, key: str, data: bytes) -> None:
        """Store an object; others see it only when it is whole."""
        import obstore

        try:
            obstore.put(self._bucket, f"{table}/{key}", data)
        except (self._failure, OSError) as cause:
            raise StoreError(_shorten(cause)) from cause

    def has(self, table: Table, key: str) -> bool:
        """Return whether an object exists."""
        import obstore

        try:
            obstore.head(self._bucket, f"{table}/{key}")
        except (self._absence, FileNotFoundError):  # which of them depends on its release
            return False
        except (self._failure, OSError) as cause:
            raise StoreError(_shorten(cause)) from cause
        return True


def _shorten(cause: Exception) -> str:
    """Return the first line of what obstore reports, which goes on with its internals."""
    return str(cause).partition("\n")[0]
