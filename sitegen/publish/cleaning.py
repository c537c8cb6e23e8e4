"""An Output -> removed, except what sitegen didn't create."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError
from sitegen.publish.manifest import load_manifest
from sitegen.publish.open_directories import OpenDirectories
from sitegen.publish.output import is_unmanaged, unwritable
from sitegen.publish.paths import list_directories

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.core.folder import Folder
    from sitegen.publish.output import Output

#: The name is gone, or somebody has put something else in its place.
_NOT_OURS = (errno.ENOENT, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST, errno.EISDIR, errno.ELOOP)


def clean(output: Output) -> tuple[str, ...]:
    """Remove the published site, the standby tree and the manifests; call it under the lock.

    Return the paths in the output directory that sitegen did not make, sorted: they stay. ProblemError
    if the system refuses, or if the output or the folder of its state is a link.
    """
    try:
        live = output.open_live()
    except FileNotFoundError:  # the directory that would contain it is missing too
        return ()
    try:
        left: tuple[str, ...] = ()
        if live is not None:
            with live:
                _remove_files(output, live)
                output.remove_state()
                left = tuple(live.list_files())
            if not output.strategy.is_inside:  # that one is a mount point, or its parent can't be written
                _remove_quietly(os.rmdir, output.live_name.text, output.parent_folder.handle)
        output.remove_state()
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause
    return left


def _remove_files(output: Output, live: Folder) -> None:
    manifest = load_manifest(output, os.fstat(live.handle).st_ino)
    # Without a manifest, only the marker counts: everything that isn't hidden is sitegen's.
    files = manifest.files.keys() or [path for path in live.list_files() if not is_unmanaged(path)]
    with OpenDirectories(live) as passage:
        for path in files:
            _remove_beneath(os.unlink, path, passage)
        for path in sorted(list_directories(files) - {""}, reverse=True):
            passage.forget(path)
            _remove_beneath(os.rmdir, path, passage)


def _remove_beneath(remove: Callable[..., None], path: str, passage: OpenDirectories) -> None:
    try:
        above, name = passage.split(path)
    except ProblemError:  # a link instead of a folder: what it leads to isn't ours
        return
    except OSError as cause:
        if cause.errno not in _NOT_OURS:
            raise
        return
    _remove_quietly(remove, name, above)


def _remove_quietly(remove: Callable[..., None], name: str, folder: int) -> None:
    """Remove a name, unless it is gone or a user has put something else in its place."""
    try:
        remove(name, dir_fd=folder)
    except OSError as cause:
        if cause.errno not in _NOT_OURS:
            raise
