"""A published tree and its manifest -> what of it is intact, lost or foreign.

A manifest is only a claim. Every file and directory that it lists is compared with the disk by size,
time and inode before it is relied on, so a manifest that is old, damaged or missing costs time,
never correctness. It lies outside the tree, under the inode of the tree's directory: when two
trees exchange their names, each keeps its own.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence  # noqa: TC003  msgspec reads the annotations at run time
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sitegen.files.output import Output

_FORMAT = b"sitegen tree 1\n"
_CHECKSUM_BYTES = 4
_NONE: Mapping[str, File] = MappingProxyType({})


class File(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file of a published tree."""

    size: int
    mtime_ns: int
    inode: int
    digest: str  #: of its bytes, as ``digest`` makes it


class Manifest(msgspec.Struct, frozen=True, array_like=True):
    """What was published, as it was left."""

    files: dict[str, File] = {}  #: by path in the tree
    directories: dict[str, int] = {}  #: path -> mtime_ns; "" is the tree itself


class Tree(NamedTuple):
    """A tree as it is now, held against its manifest."""

    exists: bool
    files: dict[str, File]  #: intact: exactly what sitegen wrote
    directories: dict[str, int]  #: with their mtime_ns; 0 when something in it was added or removed
    lost: frozenset[str]  #: files that are missing or altered, to be made again
    extra: tuple[str, ...]  #: files and directories that sitegen did not make, sorted


class Finding(NamedTuple):
    """In what a tree differs from its manifest."""

    exists: bool = True
    lost: Sequence[str] = ()  #: files that are missing or altered
    touched: Sequence[str] = ()  #: directories in which something was added or removed
    gone: Sequence[str] = ()  #: directories that are no more
    extra: Sequence[str] = ()  #: what sitegen did not make


class Sight(NamedTuple):
    """A tree that was looked at."""

    inode: int  #: of its directory; 0 when there is none
    manifest: Manifest
    finding: Finding

    def describe(self) -> Tree:
        """Return the tree as it is."""
        manifest, finding = self.manifest, self.finding
        if not finding.exists:
            return Tree(exists=False, files={}, directories={}, lost=frozenset(), extra=())
        files, directories = manifest.files, manifest.directories or {"": 0}
        lost, gone = frozenset(finding.lost), frozenset(finding.gone)
        if lost:
            files = {path: file for path, file in files.items() if path not in lost}
        if gone:
            directories = {path: time for path, time in directories.items() if path not in gone}
        if finding.touched:
            directories = {**directories, **dict.fromkeys(finding.touched, 0)}
        return Tree(exists=True, files=files, directories=directories, lost=lost, extra=tuple(finding.extra))


def survey(output: Output) -> Tree:
    """Return the published tree as it is now; it has no files when nothing was published."""
    return survey_tree(output.live, output)


def survey_tree(root: str, output: Output, vouched: Mapping[str, File] = _NONE) -> Tree:
    """Return one of an output's two trees as it is now.

    ``vouched`` are files known to be intact under these paths in the other tree: where both trees
    hold one inode it need not be looked at again, since no name in a directory can change
    without the directory's time.
    """
    return examine(root, output, vouched).describe()


def examine(root: str, output: Output, vouched: Mapping[str, File] = _NONE) -> Sight:
    """Return what is known of a tree, and in what the disk differs; see ``survey_tree``."""
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return Sight(0, Manifest(), Finding(exists=False))
    try:
        inode = os.fstat(handle).st_ino
        manifest = load_manifest(output, inode)
        return Sight(inode, manifest, _compare(handle, manifest, vouched))
    finally:
        os.close(handle)


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


def _compare(root: int, manifest: Manifest, vouched: Mapping[str, File]) -> Finding:
    touched, gone, extra = [], [], []
    behind: tuple[str, ...] = ()
    for path, known in (manifest.directories or {"": -1}).items():  # a directory comes before those in it
        if behind and path.startswith(behind):
            gone.append(path)
            continue
        mtime_ns = _directory_time(path, root)
        if mtime_ns is None:
            gone.append(path)
            behind = (*behind, f"{path}/")
            if _stands(path, root):
                extra.append(path)
        elif mtime_ns != known:
            touched.append(path)
            extra.extend(_list_extra(path, root, manifest))
    settled = manifest.directories.keys() - {*touched, *gone} if vouched else set()
    lost = _find_lost(root, manifest, vouched, settled, behind)
    return Finding(lost=lost, touched=touched, gone=gone, extra=sorted(extra))


def _stands(path: str, root: int) -> bool:
    try:
        os.stat(path, dir_fd=root, follow_symlinks=False)
    except OSError:
        return False
    return True


def _directory_time(path: str, root: int) -> int | None:
    try:
        status = os.stat(path or ".", dir_fd=root, follow_symlinks=False)
    except OSError:
        return None
    return status.st_mtime_ns if stat.S_ISDIR(status.st_mode) else None


def _find_lost(
    root: int,
    manifest: Manifest,
    vouched: Mapping[str, File],
    settled: Collection[str],
    behind: tuple[str, ...],
) -> list[str]:
    """Return the files that are not as they were left: one system call each, which is where the time goes.

    ``settled`` are directories whose names cannot have changed; what lies ``behind`` a link in a
    directory's place is not of this tree.
    """
    lost = []
    describe = os.stat
    for path, file in manifest.files.items():
        if vouched.get(path) == file and path.rpartition("/")[0] in settled:
            continue
        try:
            status = describe(path, dir_fd=root, follow_symlinks=False)
        except OSError:
            lost.append(path)
            continue
        if (
            status.st_mtime_ns != file.mtime_ns
            or status.st_ino != file.inode
            or status.st_size != file.size
            or (behind and path.startswith(behind))
        ):
            lost.append(path)
    return lost


def _list_extra(directory: str, root: int, manifest: Manifest) -> list[str]:
    prefix = f"{directory}/" if directory else ""
    handle = os.open(directory or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)
    try:
        paths = [prefix + name for name in os.listdir(handle)]  # noqa: PTH208  by descriptor: no link is followed
    finally:
        os.close(handle)
    return [path for path in paths if path not in manifest.files and path not in manifest.directories]
