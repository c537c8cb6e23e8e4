"""Options of the cache that a site shares with other machines."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta


class CacheMode(StrEnum):
    """What a build does with a shared cache."""

    OFF = "off"
    READ = "read"
    WRITE = "write"  #: and reads


class Cache(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A store of results that machines share."""

    remote: Annotated[
        str,
        Meta(
            pattern=r"^(?:(?:file|https?|s3|gs|az)://[^\s\x00-\x1f]+|(?![A-Za-z0-9+.-]+://)[^\x00-\x1f]*)$",
            description="The store: a folder, or an address of `http`, `https`, `s3`, `gs` or `az`; see"
            " Share the cache",
        ),
    ] = ""
    mode: Annotated[
        CacheMode, Meta(description="Only `read` what others have stored, also `write`, or `off`")
    ] = CacheMode.READ
    seconds: Annotated[
        float,
        Meta(
            ge=0,
            le=86_400,
            description="Longest time that a build waits for the store; 0: a fifth of its own time",
        ),
    ] = 0.0
