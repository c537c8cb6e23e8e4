"""Where a cache is -> its folder, open and locked against other builds; or a private one instead.

The lock is a kernel lock on a file that nobody writes to, and ends with the process. A build takes it when it
holds its output: always in this order, so no two builds wait for each other.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.file_names import show
from sitegen.core.folder import Folder, describe_link
from sitegen.core.location import locate
from sitegen.core.problems import Problem, ProblemError, warning

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.core.location import Location

CACHE_NAME = ".sitegen-cache"
CHECK_NAME = "check"  #: in the cache's folder: the cache of `sitegen check`
EDITOR_NAME = "editor"  #: in the cache's folder: the cache of `sitegen lsp`
PREVIEW_NAME = ".sitegen-serve"  #: in the site's folder: everything that `sitegen serve` writes
INNER_NAME = "cache"  #: the cache in either of these
_LOCK = "lock"
_IGNORED = ".gitignore"
_WAIT = 10.0  # seconds
_PAUSE = 0.05


class OpenCache(NamedTuple):
    """The folder of a cache, held by this process until it is closed."""

    folder: Folder
    is_lasting: bool  #: otherwise it is removed when it is closed
    problems: tuple[Problem, ...] = ()  #: why it isn't lasting, if the user can do something about it

    def is_at(self, location: Location) -> bool:
        """Return whether its folder is still in place: somebody may have removed it."""
        try:
            status = os.stat(location.path, follow_symlinks=False)
        except OSError:
            return False
        held = os.fstat(self.folder.handle)
        return self.is_lasting and (status.st_dev, status.st_ino) == (held.st_dev, held.st_ino)


def list_other_caches(cache: Path | None, root: Path) -> tuple[Location, ...]:
    """Return where the other commands keep their caches of a site."""
    here = cache or root / CACHE_NAME
    usual = root / CACHE_NAME
    places = [usual, usual / CHECK_NAME / INNER_NAME, root / PREVIEW_NAME / INNER_NAME]
    places += [here / INNER_NAME, here / CHECK_NAME / INNER_NAME]
    if here.name == INNER_NAME:
        places += [here.parent, here.parent.parent]
    others = dict.fromkeys(locate(place, root) for place in places)
    return tuple(place for place in others if place.path != locate(here, root).path)


@contextmanager
def open_cache(location: Location | None, wait: float = _WAIT) -> Iterator[OpenCache]:
    """Open and lock the folder of a cache.

    It is a private and empty one without a location, and where the folder can't be had: no right, a file in
    its place, another build that holds it for more than ``wait`` seconds. ProblemError ``state-link`` if a
    symbolic link is in its place or in it.
    """
    with ExitStack() as closing:
        folder = _open(location) if location else None
        if folder is None:
            yield closing.enter_context(_open_private())
            return
        closing.enter_context(folder)
        _refuse_links(folder)
        try:
            lock = _acquire(folder, time.monotonic() + wait)
        except OSError:  # a read-only cache can still be read
            lock = -1
        if lock is None:
            with _open_private() as private:
                yield private._replace(problems=(_describe_wait(folder),))
            return
        if lock >= 0:
            closing.callback(os.close, lock)
        with suppress(OSError):
            if folder.stat(_IGNORED) is None:
                folder.write(_IGNORED, b"*\n")
        yield OpenCache(folder, is_lasting=True)


def _open(location: Location) -> Folder | None:
    try:
        return location.open(create=True)
    except OSError:
        return None


@contextmanager
def _open_private() -> Iterator[OpenCache]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="sitegen-cache-") as path, Folder.open(path) as folder:
        yield OpenCache(folder, is_lasting=False)


def _refuse_links(folder: Folder) -> None:
    """Raise ProblemError for every link in the place of a file of the cache.

    None of them would be followed anyway, but a build should report them before it starts its work.
    """
    try:
        with os.scandir(folder.handle) as listing:
            links = sorted(item.name for item in listing if item.is_symlink())
    except OSError:  # a folder that may not be listed
        return
    if links:
        raise ProblemError(*(describe_link(f"{folder.path}/{name}") for name in links))


def _acquire(folder: Folder, deadline: float) -> int | None:
    """Return the handle of the lock, or None when another process has it for too long."""
    while True:
        handle = _open_lock(folder)
        try:
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):  # POSIX allows either error
            os.close(handle)
            if time.monotonic() >= deadline:
                return None
            time.sleep(_PAUSE)
            continue
        status, held = folder.stat(_LOCK), os.fstat(handle)
        if status is not None and status.st_ino == held.st_ino and held.st_nlink == 1:
            return handle
        os.close(handle)  # it was removed meanwhile, or has a second name
        if held.st_nlink > 1:
            folder.remove(_LOCK)


def _open_lock(folder: Folder) -> int:
    while True:
        try:
            return folder.open_file(_LOCK, os.O_RDWR | os.O_CREAT, writes=False)
        except FileNotFoundError:
            if folder.stat(_LOCK) is None:  # the folder itself is gone
                raise
            folder.remove(_LOCK)  # something else is there


def _describe_wait(folder: Folder) -> Problem:
    return warning(
        "cache-locked",
        "another build uses this cache, so this one did without",
        path=show(folder.path),
        hint="run the builds one after the other, so that both can use the cache",
    )
