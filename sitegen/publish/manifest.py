"""The content of a tree when it was published <-> a file beside the tree.

A manifest is outside the tree, under the inode of the tree's directory: when two trees exchange their
names, each keeps its own. A manifest is checked, never trusted: see ``sitegen.publish.comparison``.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from sitegen.sources.reading import digest

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from sitegen.publish.output import Output

_FORMAT = b"sitegen tree 2\n"
_CHECKSUM_BYTES = 4
#: Seconds between two checks of the clock.
_A_MOMENT = 0.0005
#: Suffixes of manifests, and of half-written ones after a kill.
_ENDINGS = (".tree", ".tree.new")


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


#: A directory that exists, but has changed since it was published.
UNSETTLED = Directory(0, 0)


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What was published."""

    files: dict[str, File] = {}  #: by path in the tree
    directories: dict[str, Directory] = {}  #: by path; "" is the tree itself
    content: str = ""  #: what ``digest_content`` makes of the files


def weigh_manifest(output: Output) -> int:
    """Return how many bytes the manifest of the published tree has: some hundred for each file."""
    try:
        status = output.live_name.folder.stat(output.live_name.text)
        manifest = output.state_folder.stat(_name_manifest(status.st_ino)) if status else None
    except FileNotFoundError:
        return 0
    return manifest.st_size if manifest else 0


def load_manifest(output: Output, inode: int) -> Manifest:
    """Return the manifest of the tree with this inode; or an empty one if it can't be trusted."""
    return decode_manifest(read_manifest(output, inode))


def read_manifest(output: Output, inode: int) -> bytes:
    """Return the bytes of the manifest of the tree with this inode; none when it can't be read."""
    try:
        return output.state_folder.read(_name_manifest(inode))
    except OSError:  # not there, or not a file
        return b""


def decode_manifest(data: bytes, *, is_checked: bool = False) -> Manifest:
    """Return the manifest that these bytes hold; an empty one when they can't be trusted.

    With ``is_checked``, this was done before with the same bytes, and they are trusted.
    """
    body = memoryview(data)[len(_FORMAT) + _CHECKSUM_BYTES :]
    if not is_checked and data != _seal(body):
        return Manifest()
    try:
        manifest = msgspec.msgpack.decode(body, type=Manifest)
    except msgspec.MsgspecError:
        return Manifest()
    return manifest if is_checked or _is_sound(manifest) else Manifest()


def save_manifest(output: Output, inode: int, manifest: Manifest) -> None:
    """Write a tree's manifest in one step."""
    data = _seal(msgspec.msgpack.encode(manifest))
    output.state_folder.write(_name_manifest(inode), data, output.read_rights())


def forget_manifests(output: Output, living: Iterable[int]) -> None:
    """Remove the manifests of trees that no longer exist."""
    living_names = {_name_manifest(inode) for inode in living}
    try:
        names = output.state_folder.list_names()
    except FileNotFoundError:
        return
    for name in names:
        if name.endswith(_ENDINGS) and name not in living_names:
            output.state_folder.remove(name)


def read_tick() -> int:
    """Return the modification time, in ns, that a file would get now."""
    coarse = getattr(time, "CLOCK_REALTIME_COARSE", None)  # the clock that Linux stamps files with
    return time.time_ns() if coarse is None else time.clock_gettime_ns(coarse)


def await_tick(began: int | None = None) -> None:
    """Wait until files get a later time than those changed before ``began`` (a tick); None means now."""
    if not hasattr(time, "CLOCK_REALTIME_COARSE"):
        time.sleep(0.01)
        return
    began = read_tick() if began is None else began
    while read_tick() == began:
        time.sleep(_A_MOMENT)


def distrust(output: Output) -> None:
    """Mark everything recorded about an output as unchecked, except which files sitegen created."""
    output.forget_way()
    for inode in _list_manifests(output):
        manifest = load_manifest(output, inode)
        files = {path: doubt(file.digest) for path, file in manifest.files.items()}
        save_manifest(output, inode, Manifest(files, dict.fromkeys(manifest.directories, UNSETTLED)))


def recall_digests(output: Output) -> dict[str, set[str]]:
    """Return the records of all manifests of an output about published files, by path.

    In a copy of a site, every directory has a different inode than its manifest says.
    """
    digests: dict[str, set[str]] = {}
    for inode in _list_manifests(output):
        for path, file in load_manifest(output, inode).files.items():
            digests.setdefault(path, set()).add(file.digest)
    return digests


def _list_manifests(output: Output) -> list[int]:
    try:
        names = output.state_folder.list_names()
    except FileNotFoundError:
        return []
    stems = [name.removesuffix(_ENDINGS[0]) for name in names if name.endswith(_ENDINGS[0])]
    return [int(stem) for stem in stems if stem.isdecimal()]


def _name_manifest(inode: int) -> str:
    return f"{inode}.tree"


def _is_sound(manifest: Manifest) -> bool:
    """Return whether every path of a manifest stays in its tree, and every directory on the way is listed.

    Anybody who can write into the site's folder can forge a manifest, so nothing else is looked at.
    """
    files, directories = manifest.files, manifest.directories
    paths = (*files, *filter(None, directories))
    text = f"/{'/'.join(paths)}/"
    if paths and ("//" in text or "/./" in text or "/../" in text or "\0" in text):
        return False
    return {path.rpartition("/")[0] for path in paths} <= directories.keys()


def _seal(body: bytes | memoryview) -> bytes:
    import zlib

    return b"".join((_FORMAT, zlib.crc32(body).to_bytes(_CHECKSUM_BYTES, "big"), body))


def digest_content(files: Mapping[str, File]) -> str:
    """Return a digest of all paths and bytes: equal digests mean the same site."""
    lines = "".join([f"{path}\0{file.digest}\n" for path, file in sorted(files.items())])
    return digest(lines.encode())


def doubt(digest: str = "") -> File:
    """Return a record that matches no file, for a path that is about to change or isn't trusted."""
    return File(size=-1, mtime_ns=0, ctime_ns=0, inode=0, mode=0, digest=digest)


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
