"""An Output -> nothing, save what sitegen did not make."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from sitegen.errors import ProblemError
from sitegen.files.manifest import load_manifest
from sitegen.files.output import EXPECTED_HIDDEN, unwritable
from sitegen.files.stage import list_directories, remove_tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.files.output import Output


def clean(output: Output) -> tuple[str, ...]:
    """Remove the published site, the standby tree and the manifests; call it under the lock.

    Return the paths in the output directory that sitegen did not make, sorted: they stay. ProblemError
    when the system refuses.
    """
    try:
        left = _remove_live(output)
        remove_tree(output.state)
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause
    return left


def _remove_live(output: Output) -> tuple[str, ...]:
    if not os.path.isdir(output.live):  # noqa: PTH112  Output holds strings
        return ()
    manifest = load_manifest(output, os.stat(output.live).st_ino)  # noqa: PTH116  the same
    # Without its manifest the marker alone speaks: all is sitegen's but what is hidden.
    files = manifest.files.keys() or [path for path in _list_files(output.live) if not _is_foreign(path)]
    for path in files:
        _remove_quietly(os.unlink, f"{output.live}/{path}")
    for path in sorted(list_directories(files), reverse=True):
        _remove_quietly(os.rmdir, f"{output.live}/{path}")
    return tuple(sorted(_list_files(output.live)))


def _is_foreign(path: str) -> bool:
    return path.startswith(".") and path.partition("/")[0] not in EXPECTED_HIDDEN


def _list_files(root: str) -> list[str]:
    return [
        os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118  the same
        for folder, _, names in os.walk(root)
        for name in names
    ]


def _remove_quietly(remove: Callable[[str], None], path: str) -> None:
    """Remove a path, unless it is gone or a user has put something else in its place."""
    try:
        remove(path)
    except OSError as cause:
        if cause.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENOTEMPTY, errno.EEXIST, errno.EISDIR):
            raise
