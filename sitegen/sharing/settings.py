"""Configuration and environment -> which store a build shares with others, and how."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from sitegen.config import CacheMode, key_place
from sitegen.core.problems import ProblemError, error
from sitegen.sources.inputs import CONFIG_NAME
from sitegen.store import check_location, open_store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.config import Config
    from sitegen.store import Store

#: A build without a store takes this many seconds, and this many for each page: fast machines take less.
_LEAST_SECONDS = 0.3
_PAGE_SECONDS = 0.0015
#: The part of that time that a build waits for a store.
_SHARE = 0.2


class SharedCache(msgspec.Struct, frozen=True):
    """A store that a build uses."""

    location: str
    writes: bool
    key: bytes  #: signs entries; empty: they aren't signed
    token: str  #: for HTTP
    seconds: float  #: the longest time to wait; 0: depends on the size of the site

    @property
    def shown(self) -> str:
        """The location without secrets in it."""
        address = urlsplit(self.location)
        return (
            f"{address.scheme}://{address.netloc.rpartition('@')[2]}{address.path}"
            if address.scheme
            else self.location
        )

    def open(self) -> Store:
        """Return the store; StoreError if it can't be used."""
        return open_store(self.location, key=self.key, token=self.token)

    def limit_wait(self, pages: int, elapsed: float = 0) -> float:
        """Return how many seconds to wait for the store, in a build that has taken ``elapsed`` seconds."""
        return self.seconds or _SHARE * max(elapsed, _LEAST_SECONDS + pages * _PAGE_SECONDS)


def find_shared_cache(
    config: Config, text: str, root: Path, environment: Mapping[str, str]
) -> SharedCache | None:
    """Return the store of a site, if it has one; ProblemError if a variable of the environment is invalid."""
    options = config.cache
    remote = environment.get("SITEGEN_CACHE_REMOTE", options.remote)
    mode = environment.get("SITEGEN_CACHE_MODE") or options.mode
    if mode not in tuple(CacheMode):
        hint = f"set it to {', '.join(CacheMode)}"
        raise ProblemError(error("config-value", f"SITEGEN_CACHE_MODE can't be {mode!r}", hint=hint))
    if not remote or mode == CacheMode.OFF:
        return None
    location = remote if urlsplit(remote).scheme else os.path.join(root, os.path.expanduser(remote))
    try:
        check_location(location)
    except ValueError as fault:
        is_set = "SITEGEN_CACHE_REMOTE" in environment
        path, key = ("", "SITEGEN_CACHE_REMOTE") if is_set else (CONFIG_NAME, "cache.remote")
        line, column = (0, 0) if is_set else key_place(text, ("cache", "remote"))
        raise ProblemError(
            error("config-value", f"{key} {fault}", path=path, line=line, column=column)
        ) from fault
    return SharedCache(
        location,
        mode == CacheMode.WRITE,
        environment.get("SITEGEN_CACHE_KEY", "").encode(),
        environment.get("SITEGEN_CACHE_TOKEN", ""),
        _read_seconds(environment.get("SITEGEN_CACHE_SECONDS", ""), options.seconds),
    )


def _read_seconds(written: str, default: float) -> float:
    """Return the seconds in a variable of the environment, or the default."""
    if not written:
        return default
    if not written.isascii() or not written.isdecimal():
        hint = "set it to a whole number; 0 is a fifth of the build's own time"
        raise ProblemError(error("config-value", f"SITEGEN_CACHE_SECONDS can't be {written!r}", hint=hint))
    return float(written)
