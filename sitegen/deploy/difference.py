"""What is on a host and what was built -> what to send, in which order, and to delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.core.media import media_type
from sitegen.plan.policy import FOR_EVER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

#: On the host: the paths of all files that sitegen put there. It deletes no other file.
MANIFEST = ".sitegen-deploy.json"
#: Everything but fingerprinted assets: a browser asks whether its copy still holds.
_ASK_FIRST = "public, max-age=0, must-revalidate"
_PAGES = (".html", ".xml", ".json", ".txt", ".md")


class Difference(msgspec.Struct, frozen=True):
    """What a deployment changes."""

    sent: tuple[str, ...]  #: in the order in which they are sent
    deleted: tuple[str, ...]
    unchanged: int


class Header(msgspec.Struct, frozen=True):
    """What a host is to say of a file."""

    content_type: str
    cache_control: str


#: What only the next deployment reads.
PRIVATE = Header("application/json", "no-store")


def compare(
    built: Mapping[str, str], on_host: Mapping[str, str], ours: Collection[str], *, force: bool = False
) -> Difference:
    """Return the difference between two folders, both as path -> digest; ``ours`` may be deleted."""
    sent = [path for path, digest in built.items() if force or on_host.get(path) != digest]
    deleted = sorted(path for path in ours if path in on_host and path not in built)
    return Difference(tuple(in_order(sent)), tuple(deleted), len(built) - len(sent))


def in_order(paths: Iterable[str]) -> list[str]:
    """Return files so that each comes after those that it may refer to: assets, other files, pages, lists."""
    return sorted(paths, key=lambda path: (rank(path), path))


def is_asset(path: str) -> bool:
    """Return whether a file is fingerprinted: what is at its address never changes."""
    return path.startswith("assets/")


def header(path: str) -> Header:
    """Return what a host is to say of a file."""
    return Header(media_type(path), FOR_EVER if is_asset(path) else _ASK_FIRST)


def rank(path: str) -> int:
    """Return the place of a file's kind in the order of ``in_order``."""
    if is_asset(path):
        return 0
    if not path.endswith(_PAGES):
        return 1
    return 2 if path.endswith(".html") else 3


def write_manifest(paths: Iterable[str]) -> bytes:
    """Return the manifest of a host."""
    return msgspec.json.encode({"files": sorted(paths)})


def read_manifest(data: bytes) -> tuple[str, ...]:
    """Return the paths in a manifest; none if it isn't one."""
    try:
        return tuple(msgspec.json.decode(data, type=dict[str, tuple[str, ...]])["files"])
    except (msgspec.MsgspecError, KeyError):
        return ()
