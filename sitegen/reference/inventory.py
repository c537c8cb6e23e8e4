"""objects.inv of Sphinx, version 2 <-> the objects that a project documents."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINE = re.compile(r"(.+?)\s+(\S+:\S+)\s+(-?\d+)\s+(\S*)\s+(.*)")
_HEAD = b"# Sphinx inventory version 2"
#: The largest inventory that is read, in bytes of its text.
_MOST = 50_000_000


class Entry(NamedTuple):
    """One object."""

    name: str
    role: str  #: ``py:class``
    url: str  #: relative to the project's documentation
    title: str


class InventoryError(Exception):
    """A file that isn't an inventory, and why."""


def write_inventory(project: str, version: str, entries: Iterable[Entry]) -> bytes:
    """Return the bytes of an objects.inv."""
    lines = (
        f"{name.replace(' ', '-')} {role} 1 {url} {'-' if title == name else title or '-'}\n"
        for name, role, url, title in entries
    )
    head = (
        f"# Sphinx inventory version 2\n# Project: {project}\n# Version: {version}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    return head.encode() + zlib.compress("".join(lines).encode(), 9)


def read_inventory(data: bytes) -> dict[str, str]:
    """Return names -> addresses relative to the project's documentation. Raises InventoryError.

    An object of code comes before a label of the same name.
    """
    if not data.startswith(_HEAD):
        raise InventoryError("it isn't an inventory of Sphinx, version 2")
    parts = data.split(b"\n", 4)
    expander = zlib.decompressobj()
    try:
        text = expander.decompress(parts[4] if len(parts) == 5 else b"", _MOST).decode()
    except (zlib.error, UnicodeDecodeError) as cause:
        raise InventoryError(f"it is damaged: {cause}") from cause
    if not expander.eof:
        raise InventoryError(f"it is cut off, or has more than {_MOST:,} bytes")
    urls: dict[str, str] = {}
    labels: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match:
            name, role, _, url, _ = match.groups()
            kinds = labels if role.startswith("std:") else urls
            kinds.setdefault(name, f"{url[:-1]}{name}" if url.endswith("$") else url)
    return labels | urls
