"""A tree's Folder -> the directories in it, each reached step by step without following a link.

The last few stay open, so processing files in the order of their paths takes few steps.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Self

from sitegen.core.folder import open_directory, set_mode

if TYPE_CHECKING:
    from sitegen.core.folder import Folder

#: Directories that stay open: more than most trees are deep, and far below any system's limit.
_MOST = 32


class OpenDirectories:
    """The directories of one tree. Close it, or use it as a context manager; the Folder stays open."""

    def __init__(self, top: Folder) -> None:
        self.top = top
        self._handles: dict[str, int] = {}  # by path; the last one used is last

    def reach(self, directory: str) -> int:
        """Return the handle of a directory, "" being the top; it is valid until the next call.

        ProblemError ``state-link`` for a link on the way, OSError for what the system refuses.
        """
        if not directory:
            return self.top.handle
        handle = self._handles.pop(directory, -1)
        if handle < 0:
            above, _, name = directory.rpartition("/")
            handle = open_directory(self.reach(above), name, f"{self.top.path}/{directory}")
        self._handles[directory] = handle
        if len(self._handles) > _MOST:
            oldest = next(iter(self._handles))
            os.close(self._handles.pop(oldest))
        return handle

    def split(self, path: str) -> tuple[int, str]:
        """Return the handle of the directory that a path is in, and the path's last name."""
        above, _, name = path.rpartition("/")
        return self.reach(above), name

    def open_up(self, directory: str, mode: int) -> None:
        """Give a directory its permissions, even if this user can't enter it."""
        if not directory:
            os.fchmod(self.top.handle, mode)
            return
        above, name = self.split(directory)
        self.forget(directory)
        set_mode(above, name, f"{self.top.path}/{directory}", mode)

    def forget(self, directory: str) -> None:
        """Close a directory that will be removed, and those below it."""
        beneath = f"{directory}/"
        for path in [path for path in self._handles if path == directory or path.startswith(beneath)]:
            os.close(self._handles.pop(path))

    def close(self) -> None:
        """Close all handles."""
        for handle in self._handles.values():
            os.close(handle)
        self._handles.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
