"""A directory's path -> a Folder: the directory held by its handle, in which no link is followed.

Everything that sitegen keeps for itself (cache, state, lock, standby tree) is reached through one of these.
Each step down is an `openat` with O_NOFOLLOW from the handle above, so a symbolic link is refused where it is
met, and nothing can be swapped between a look and its use. Files are replaced, never written into: a hard
link, pipe or device that is at their name is only unlinked.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sitegen.core.file_names import show
from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from sitegen.core.problems import Problem
    from sitegen.core.rights import Rights

DIRECTORY_MODE = 0o755
FILE_MODE = 0o644
_DIRECTORY = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
#: Where a directory may be passed through but not listed, Linux opens it like this.
_PASS = getattr(os, "O_PATH", 0)
#: A pipe that is at a file's name must not block whoever opens it.
_FILE = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


class Folder:
    """A directory, held open. Close it, or use it as a context manager.

    Methods take a name in the directory or a relative POSIX path without ``.`` and ``..``. They raise
    ProblemError ``state-link`` for a symbolic link on the way, and OSError for what the system refuses.
    """

    def __init__(self, handle: int, path: str) -> None:
        self.handle = handle
        self.path = path  #: for messages and for programs of others

    @classmethod
    def open(cls, path: str) -> Self:
        """Open a directory that the user named. Links on the way there are the user's own."""
        flags = os.O_DIRECTORY | os.O_CLOEXEC
        try:
            return cls(os.open(path, os.O_RDONLY | flags), path)
        except PermissionError:
            if not _PASS:
                raise
            return cls(os.open(path, _PASS | flags), path)

    def enter(self, name: str, *, create: bool = False, mode: int = DIRECTORY_MODE) -> Folder:
        """Open a directory below; with ``create``, make it and those above it where they are missing."""
        handle = os.dup(self.handle)
        path = self.path
        for part in _split(name):
            path = f"{path}/{part}"
            try:
                below = open_directory(handle, part, path, create=create, mode=mode)
            finally:
                os.close(handle)
            handle = below
        return Folder(handle, path)

    def open_file(
        self, name: str, flags: int = os.O_RDONLY, mode: int = FILE_MODE, *, writes: bool = True
    ) -> int:
        """Open a regular file; return its handle. FileNotFoundError also where something else is there.

        A file to be written must have this one name: a hard link may lead to somebody else's file. Whoever
        opens it for writing but ``writes`` nothing into it need not care.
        """
        parent, last = os.path.split(name)
        with self.enter(parent) as folder:
            try:
                handle = os.open(last, flags | _FILE, mode, dir_fd=folder.handle)
            except OSError as cause:
                if folder.is_link(last):
                    raise ProblemError(describe_link(f"{folder.path}/{last}")) from cause
                if cause.errno in (errno.EISDIR, errno.ENXIO):
                    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), last) from cause
                raise
            status = os.fstat(handle)
            is_writing = writes and flags & (os.O_WRONLY | os.O_RDWR)
            if not stat.S_ISREG(status.st_mode) or (is_writing and status.st_nlink > 1):
                os.close(handle)
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), f"{folder.path}/{last}")
        return handle

    def read(self, name: str) -> bytes:
        """Return the bytes of a regular file."""
        with os.fdopen(self.open_file(name), "rb", buffering=0) as file:
            return file.read()

    def write(self, name: str, data: bytes, rights: Rights | None = None) -> None:
        """Put a new file in the place of whatever is there, in one step; with ``rights``, share it."""
        parent, last = os.path.split(name)
        with self.enter(parent, create=True) as folder:
            spare = f".{last}.new"
            folder.remove(spare)
            try:
                _fill(folder, spare, data, rights)
                if folder.is_directory(last):
                    folder.remove(last)
                os.replace(spare, last, src_dir_fd=folder.handle, dst_dir_fd=folder.handle)
            except OSError:  # such as a full disk: no half-written file must stay
                with suppress(OSError):
                    folder.remove(spare)
                raise

    def remove(self, name: str) -> None:
        """Remove a file, a link itself, or a directory with its content; nothing if it doesn't exist."""
        parent, last = os.path.split(name)
        try:
            with self.enter(parent) as folder:
                if folder.is_directory(last):
                    import shutil

                    shutil.rmtree(last, dir_fd=folder.handle)
                else:
                    os.unlink(last, dir_fd=folder.handle)
        except FileNotFoundError:
            return

    def remove_directory(self, name: str) -> None:
        """Remove a directory with all that is in it; nothing if it doesn't exist, ProblemError for a link."""
        with suppress(FileNotFoundError):
            self.enter(name).close()
            self.remove(name)

    def list_files(self) -> list[str]:
        """Return the paths of all files below, links and the like included, sorted."""
        paths = []
        for above, folders, names, handle in os.fwalk(".", dir_fd=self.handle):
            prefix = "" if above == "." else f"{above[2:]}/"
            links = [name for name in folders if _is_link(handle, name)]
            paths += [prefix + name for name in (*names, *links)]
        return sorted(paths)

    def list_names(self) -> list[str]:
        """Return the names in the directory, sorted."""
        return sorted(os.listdir(self.handle))

    def stat(self, name: str) -> os.stat_result | None:
        """Return the stat of a name, without following a link; None if nothing has that name."""
        parent, last = os.path.split(name)
        try:
            with self.enter(parent) as folder:
                return os.stat(last, dir_fd=folder.handle, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def is_directory(self, name: str) -> bool:
        """Return whether a directory has this name; a link to one doesn't count."""
        status = self.stat(name)
        return status is not None and stat.S_ISDIR(status.st_mode)

    def is_file(self, name: str) -> bool:
        """Return whether a regular file has this name; a link to one doesn't count."""
        status = self.stat(name)
        return status is not None and stat.S_ISREG(status.st_mode)

    def is_link(self, name: str) -> bool:
        """Return whether a symbolic link has this name."""
        status = self.stat(name)
        return status is not None and stat.S_ISLNK(status.st_mode)

    def close(self) -> None:
        """Close the handle."""
        handle, self.handle = (
            self.handle,
            -1,
        )  # first: a signal may raise in between, and a second close would hit another file
        if handle >= 0:
            os.close(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()


def _fill(folder: Folder, name: str, data: bytes, rights: Rights | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FILE
    with os.fdopen(os.open(name, flags, FILE_MODE, dir_fd=folder.handle), "wb", buffering=0) as file:
        if rights is not None:
            rights.share(file.fileno(), rights.shared_mode)
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]


def _split(name: str) -> list[str]:
    parts = name.split("/") if name else []
    if "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"not a relative, normal path: {name!r}")
    return parts


def open_directory(
    above: int, name: str, path: str, *, create: bool = False, mode: int = DIRECTORY_MODE
) -> int:
    """Open a directory in another one; return its handle. ``path`` is what a Problem calls it.

    ProblemError ``state-link`` if it is a symbolic link, OSError if the system refuses.
    """
    if name in ("", ".", ".."):
        raise ValueError(f"not the name of a directory: {name!r}")
    try:
        return _open_here(above, name)
    except FileNotFoundError:
        if not create:
            raise
    except OSError as cause:
        if _is_link(above, name):
            raise ProblemError(describe_link(path)) from cause
        cause.filename = path
        raise
    with suppress(FileExistsError):  # another process was quicker
        os.mkdir(name, mode, dir_fd=above)
    return open_directory(above, name, path)


def set_mode(above: int, name: str, path: str, mode: int) -> None:
    """Set the permissions of a directory in another one, even if this user can't list it; follow no link."""
    handle = open_directory(above, name, path)
    try:
        os.fchmod(handle, mode)
    except OSError as cause:
        if cause.errno != errno.EBADF:  # it can only be passed through
            raise
        os.chmod(f"/proc/self/fd/{handle}", mode)
    finally:
        os.close(handle)


def _open_here(above: int, name: str) -> int:
    try:
        return os.open(name, os.O_RDONLY | _DIRECTORY, dir_fd=above)
    except PermissionError:
        if not _PASS:
            raise
        return os.open(name, _PASS | _DIRECTORY, dir_fd=above)


def _is_link(above: int, name: str) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode)
    except OSError:
        return False


def describe_link(path: str) -> Problem:
    """Return the Problem of a symbolic link at an absolute path."""
    return error(
        "state-link",
        "is a symbolic link, and sitegen doesn't follow links in the folders that it writes to",
        path=show(path),
        hint="remove the link, or name the folder that it leads to in its place (--output, --cache)",
    )
