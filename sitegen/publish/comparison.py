"""A tree and its manifest -> how the disk differs from it.

Every file and directory that a manifest lists is compared with the disk by size, times, mode and inode
before it is relied on, so a manifest that is old, damaged or missing costs time, never correctness.

Creating or removing a link in one tree changes the ctime of the file in both. If only that differs, the
bytes are read and compared, and the manifest takes the new ctime.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sitegen.publish.manifest import UNSETTLED, File, Manifest, describe_file
from sitegen.sources.reading import digest_chunks

if TYPE_CHECKING:
    from collections.abc import Collection

    from sitegen.core.folder import Folder
    from sitegen.core.rights import Rights

#: Coarser than any kernel's clock tick (10 ms at 100 Hz).
_TICK_NS = 20_000_000
#: The bits that a directory's owner needs to look into it.
_ACCESS = stat.S_IRUSR | stat.S_IXUSR
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
#: How much of a file is held at a time, in bytes.
_CHUNK = 1 << 20


class Finding(NamedTuple):
    """How a tree differs from its manifest."""

    exists: bool = True
    lost: Sequence[str] = ()  #: files that are missing or altered
    touched: Sequence[str] = ()  #: directories in which something was added or removed
    gone: Sequence[str] = ()  #: directories that no longer exist
    extra: Sequence[str] = ()  #: what sitegen did not make
    altered: Sequence[str] = ()  #: directories with other permissions
    renewed: Mapping[str, File] = {}  #: files with the same content and a new ctime

    @property
    def is_intact(self) -> bool:
        """Whether the tree is exactly what was published."""
        return self.exists and not (self.lost or self.extra or self.altered)


def compare(
    folder: Folder, manifest: Manifest, vouched: Mapping[str, File], rights: Rights | None = None
) -> Finding:
    """Return how an open directory differs from its manifest; see `examine_standby` for the rest."""
    root = folder.handle
    touched, gone, extra, altered = [], [], [], []
    behind: tuple[str, ...] = ()
    for path, expected in (manifest.directories or {"": UNSETTLED}).items():  # a directory before those in it
        if behind and path.startswith(behind):
            gone.append(path)
            continue
        status = _describe_directory(path, root)
        if (
            status is not None
            and status.st_mtime_ns == expected.mtime_ns
            and status.st_mode == expected.mode
            and status.st_mode & _ACCESS == _ACCESS
            and (rights is None or rights.holds(status))
        ):
            continue  # as nearly all of them are
        if status is not None and status.st_mode != expected.mode and expected != UNSETTLED:
            altered.append(path)
        if status is None or status.st_mode & _ACCESS != _ACCESS:
            gone.append(path)
            behind = (*behind, f"{path}/")
            if status is None and _stands(path, root):
                extra.append(path)
        elif (
            status.st_mtime_ns != expected.mtime_ns
            or status.st_mode != expected.mode
            or (rights and not rights.holds(status))
        ):
            touched.append(path)
            extra.extend(_list_extra(path, folder, manifest))
    settled = manifest.directories.keys() - {*touched, *gone} if vouched else set()
    lost, renewed = _find_lost(root, manifest, vouched, settled, behind)
    return Finding(
        lost=lost, touched=touched, gone=gone, extra=sorted(extra), altered=altered, renewed=renewed
    )


def _stands(path: str, root: int) -> bool:
    try:
        os.stat(path, dir_fd=root, follow_symlinks=False)
    except OSError:
        return False
    return True


def _describe_directory(path: str, root: int) -> os.stat_result | None:
    try:
        status = os.stat(path or ".", dir_fd=root, follow_symlinks=False)
    except OSError:
        return None
    return status if stat.S_ISDIR(status.st_mode) else None


def _find_lost(
    root: int,
    manifest: Manifest,
    vouched: Mapping[str, File],
    settled: Collection[str],
    behind: tuple[str, ...],
) -> tuple[list[str], dict[str, File]]:
    """Return the files that aren't as they were left, and those that only have a new ctime.

    One system call a file, which is where the time goes. ``settled`` are directories whose names can't
    have changed; what is ``behind`` a link in a directory's place isn't of this tree.
    """
    lost, renewed = [], {}
    describe = os.stat
    for path, file in manifest.files.items():
        if settled and path.rpartition("/")[0] in settled:
            twin = vouched.get(path)
            if twin is not None and twin.inode == file.inode and twin.digest == file.digest:
                if twin.ctime_ns != file.ctime_ns:
                    renewed[path] = twin
                continue
        if behind and path.startswith(behind):
            lost.append(path)
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
            or status.st_mode != file.mode
        ):
            lost.append(path)
        elif status.st_ctime_ns != file.ctime_ns:
            renewed_file = _look_closer(path, root, file)
            if renewed_file is None:
                lost.append(path)
            else:
                renewed[path] = renewed_file
    return lost, renewed


def _look_closer(path: str, root: int, file: File) -> File | None:
    """Return a file as it is now, if its bytes are those that were published; None otherwise.

    A file that changes within a tick of the file system's clock could change again and keep its ctime. So
    this waits for the tick. If the file's clock is ahead of ours, the record stays the same, and the
    next build looks again.
    """
    try:
        handle = os.open(path, _READ, dir_fd=root)
    except OSError:
        return None
    with os.fdopen(handle, "rb", buffering=0) as stream:
        before = os.fstat(handle)
        age = time.time_ns() - before.st_ctime_ns
        if 0 <= age <= _TICK_NS:
            time.sleep((_TICK_NS - age) / 1e9)
        digest = digest_chunks(iter(partial(stream.read, _CHUNK), b""))
        after = os.fstat(handle)
    if digest != file.digest or before.st_ino != file.inode or before.st_ctime_ns != after.st_ctime_ns:
        return None
    return describe_file(after, digest) if age >= 0 else file


def _list_extra(directory: str, root: Folder, manifest: Manifest) -> list[str]:
    prefix = f"{directory}/" if directory else ""
    with root.enter(directory) as folder:
        paths = [prefix + name for name in folder.list_names()]
    return [path for path in paths if path not in manifest.files and path not in manifest.directories]
