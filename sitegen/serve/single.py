"""A server's folder -> the right to use it, held by one process at a time."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError, error
from sitegen.serve.settings import CACHE, SITE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sitegen.core.problems import Problem

#: The file that is locked; it says where the server listens.
_SERVING = "serving"
#: Host and port, as the server writes them. A file that came with somebody's folder may hold anything.
_WHERE = re.compile(rb"((?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253}):[0-9]{1,5})\n")


@contextmanager
def alone(folder: Path) -> Iterator[Callable[[str], None]]:
    """Lock a folder; yield a function that records host and port for others. ProblemError if it is locked.

    Two servers of one site would overwrite each other's cache. No link is
    followed: ProblemError ``state-link`` if one is.
    """
    with Folder.open(str(folder.parent)) as above, above.enter(folder.name, create=True) as held:
        for name in (SITE, CACHE, f".sitegen-publish-{SITE}"):
            with suppress(FileNotFoundError):
                held.enter(name).close()
        if held.stat(".gitignore") is None:
            held.write(".gitignore", b"*\n")
        handle = _open(held)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ProblemError(_taken(os.pread(handle, 400, 0))) from None
            yield lambda where: _write(handle, where)
        finally:
            os.close(handle)


def _open(folder: Folder) -> int:
    try:
        return folder.open_file(_SERVING, os.O_RDWR | os.O_CREAT)
    except FileNotFoundError:  # a hard link, a pipe, a folder: not our file
        folder.remove(_SERVING)
        return folder.open_file(_SERVING, os.O_RDWR | os.O_CREAT | os.O_EXCL)


def _write(handle: int, where: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{where}\n".encode(), 0)


def _taken(written: bytes) -> Problem:
    where = _WHERE.fullmatch(written)
    at = f" at http://{where[1].decode()}/" if where else ""
    return error("already-served", f"this site is being served{at}", hint="end that server first, or use it")
