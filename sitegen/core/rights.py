"""A published directory -> its owner and permissions, for everything that is created beside or below it.

An owner may prepare the output for a group: `chgrp www public; chmod 2775 public`. The directory that takes
its place has the same owner (where root builds), group, access list and extended attributes, and of its bits
those that let the group write. New directories below it have its group and bits, files its group. Otherwise
everyone may read a site.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.folder import DIRECTORY_MODE, FILE_MODE

if TYPE_CHECKING:
    from sitegen.core.folder import Folder

#: The bits of a directory that are its owner's choice.
_CHOSEN = stat.S_ISGID | stat.S_ISVTX | stat.S_IWGRP
_SAME = -1  # what chown leaves alone


class Rights(NamedTuple):
    """The owner, group and permissions that a directory and its files get."""

    mode: int = DIRECTORY_MODE  #: of directories, setgid and sticky bits included
    owner: int = _SAME
    group: int = _SAME
    attributes: tuple[tuple[str, bytes], ...] = ()  #: of the top directory, its access list among them

    @property
    def is_shared(self) -> bool:
        """Return whether the group may write."""
        return bool(self.mode & stat.S_IWGRP)

    @property
    def shared_mode(self) -> int:
        """The mode of a file that every builder must be able to write."""
        return FILE_MODE | stat.S_IWGRP if self.is_shared else FILE_MODE

    @property
    def private_mode(self) -> int:
        """The mode of a directory that only those who build may open."""
        return stat.S_IRWXU | (stat.S_IRWXG if self.is_shared else 0)

    def give_top(self, top: Folder) -> None:
        """Give a directory the owner, permissions and attributes of the published one."""
        self.give(top.handle, self.mode)
        for name, value in self.attributes:
            with suppress(OSError):  # only the system may set it, or this file system lacks it
                os.setxattr(top.handle, name, value)

    def give(self, handle: int, mode: int) -> os.stat_result:
        """Set owner, group and mode of something, as far as the system allows; return its status."""
        status = os.fstat(handle)
        is_owned = self.owns(status)
        if not is_owned:
            with suppress(PermissionError):  # a group that the builder isn't in
                os.fchown(handle, self.owner, self.group)
        if not is_owned or stat.S_IMODE(status.st_mode) != mode:
            os.fchmod(handle, mode)  # after the owner: changing that clears bits
            status = os.fstat(handle)
        return status

    def share(self, handle: int, mode: int, *, hide: bool = False) -> None:
        """Share a file or directory of sitegen's state with everyone who may build, regardless of the umask.

        With ``hide``, nobody else may have it.
        """
        if hide or self.is_shared or not self.owns(os.fstat(handle)):
            with suppress(PermissionError):  # it belongs to another builder already
                self.give(handle, mode)

    def hand_over(self, name: str, folder: int) -> None:
        """Give a file in a directory its owner and group, as far as the system lets us."""
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not self.owns(status):
            with suppress(PermissionError):
                os.chown(name, self.owner, self.group, dir_fd=folder, follow_symlinks=False)

    def owns(self, status: os.stat_result) -> bool:
        """Return whether a file or directory has this owner and this group."""
        return self.owner in (_SAME, status.st_uid) and self.group in (_SAME, status.st_gid)

    def holds(self, status: os.stat_result) -> bool:
        """Return whether a directory has this owner, this group and these bits."""
        return self.owns(status) and stat.S_IMODE(status.st_mode) == self.mode


def read_rights(top: Folder | None) -> Rights:
    """Return the rights of a published directory; those of any new site if it doesn't exist yet."""
    if top is None:
        return Rights()
    status = os.fstat(top.handle)
    mode = DIRECTORY_MODE | status.st_mode & _CHOSEN
    owner = status.st_uid if os.geteuid() == 0 else _SAME
    return Rights(mode, owner, status.st_gid, _read_attributes(top))


def _read_attributes(top: Folder) -> tuple[tuple[str, bytes], ...]:
    if not hasattr(os, "listxattr"):  # macOS
        return ()
    try:
        names = os.listxattr(top.handle)
        return tuple((name, os.getxattr(top.handle, name)) for name in names)
    except OSError:  # a file system without them
        return ()
