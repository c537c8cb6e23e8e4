"""Old addresses -> which of them the new site has, redirects, or has lost."""

from __future__ import annotations

import msgspec


class Address(msgspec.Struct, frozen=True):
    """An address of the old site, and what it is now."""

    old: str
    state: str  #: same, redirected or lost
    new: str = ""
