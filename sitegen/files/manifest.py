"""What a tree was published with -> a file beside it, and back.

A manifest lies outside the tree, under the inode of the tree's directory: when two trees exchange their
names, each keeps its own. It is only a claim: see ``sitegen.files.comparison``.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.files.reading import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sitegen.files.output import Output

_FORMAT = b"sitegen tree 2\n"
_CHECKSUM_BYTES = 4


class File(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file of a published tree."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    mode: int  #: its type and permissions
    digest: str  #: of its bytes, as ``digest`` makes it


class Directory(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One directory of a published tree."""

    mtime_ns: int
    mode: int


#: Stands for a directory that is there, but not as it was left.
UNSETTLED = Directory(0, 0)


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What was published, as it was left."""

    files: dict[str, File] = {}  #: by path in the tree
    directories: dict[str, Directory] = {}  #: by path; "" is the tree itself
    content: str = ""  #: what ``digest_content`` makes of the files


def weigh_manifest(output: Output, root: str) -> int:
    """Return how many bytes the manifest of a tree has: some hundred for each file."""
    try:
        return os.stat(_manifest_path(output, os.stat(root).st_ino)).st_size  # noqa: PTH116  Output holds strings
    except OSError:
        return 0


def load_manifest(output: Output, inode: int) -> Manifest:
    """Return the manifest of the tree with this inode; an empty one when there is none to trust."""
    try:
        data = _manifest_path(output, inode).read_bytes()
    except OSError:  # not there, or not a file
        return Manifest()
    body = data[len(_FORMAT) + _CHECKSUM_BYTES :]
    if data != _seal(body):
        return Manifest()
    return msgspec.msgpack.decode(body, type=Manifest)


def save_manifest(output: Output, inode: int, manifest: Manifest) -> None:
    """Write a tree's manifest in one step."""
    path = _manifest_path(output, inode)
    staged = path.with_suffix(".new")
    for place in (path, staged):
        if place.is_dir():  # damage: a manifest is a file
            import shutil  # noqa: PLC0415  hardly any build needs it

            shutil.rmtree(place)
    staged.write_bytes(_seal(msgspec.msgpack.encode(manifest)))
    staged.replace(path)


def forget_manifests(output: Output, living: Iterable[int]) -> None:
    """Remove the manifests of trees that are no more."""
    kept = {f"{inode}.tree" for inode in living}
    for path in Path(output.state).glob("*.tree"):
        if path.name not in kept:
            with suppress(OSError):  # a folder of that name troubles nobody
                path.unlink()


def _manifest_path(output: Output, inode: int) -> Path:
    return Path(output.state, f"{inode}.tree")


def _seal(body: bytes) -> bytes:
    import zlib  # noqa: PLC0415  msgspec has no checksum, and not every command reads a manifest

    return _FORMAT + zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big") + body


def digest_content(files: Mapping[str, File]) -> str:
    """Return a digest of every path and its bytes: two trees with the same one are the same site."""
    lines = "".join([f"{path}\0{file.digest}\n" for path, file in sorted(files.items())])
    return digest(lines.encode())


def describe_file(status: os.stat_result, digest: str) -> File:
    """Return what a manifest says of a file."""
    return File(
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        inode=status.st_ino,
        mode=status.st_mode,
        digest=digest,
    )
