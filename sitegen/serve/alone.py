"""A site's folder -> the right to serve it, held by one process at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.errors import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sitegen.errors import Problem


@contextmanager
def alone(folder: Path) -> Iterator[Callable[[str], None]]:
    """Hold a folder; yield how to tell the address to whoever comes later. ProblemError when it is held.

    Two servers of one site would each change what the other remembers of their common folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    handle = os.open(folder / "serving", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = os.pread(handle, 200, 0).decode(errors="replace").strip()
            raise ProblemError(_taken(address)) from None
        yield lambda address: _write(handle, address)
    finally:
        os.close(handle)


def _write(handle: int, address: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{address}\n".encode(), 0)


def _taken(address: str) -> Problem:
    where = f" at {address}" if address else ""
    return error(
        "already-served", f"this site is being served{where}", hint="end that server first, or use it"
    )
