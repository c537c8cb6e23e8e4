"""An output directory -> where everything that belongs to it is, reached by handles.

public/                        the live tree; holds the marker ``.sitegen-output``
.sitegen-publish-public/       beside it, on the same file system
    standby/                   what was published before; the next site is made from it
    spare/                     only where directories can't be exchanged in one step
    <inode>.tree               the manifest of the tree whose directory has that inode
    lock                       held while a build runs
    in-place                   that the live tree can't be exchanged: its inode, and why
    .gitignore                 hides all this from git

If files beside the output wouldn't last (see ``sitegen.publish.strategy``), the same is in
public/.sitegen-publish/. All of it is reached through the handle of the directory that holds the output, and
no link is followed on the way: see ``sitegen.core.folder``.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sitegen.core.file_names import MARKER, PUBLISHED_HIDDEN
from sitegen.core.location import Location
from sitegen.core.problems import ProblemError, error
from sitegen.core.rights import Rights, read_rights
from sitegen.publish.exchange import Name, recover
from sitegen.publish.strategy import OTHER_GROUP, REFUSED, Strategy

if TYPE_CHECKING:
    from sitegen.core.folder import Folder
    from sitegen.core.problems import Problem

#: The content of the marker, the same for every site.
MARKER_TEXT = b"Made by sitegen: the next build replaces whatever stands in this directory.\n"
#: Where the state is in an output that is a mount point.
STATE_INSIDE = ".sitegen-publish"
#: Hidden names that may be in an output; any other that sitegen did not make may be a repository.
EXPECTED_HIDDEN = PUBLISHED_HIDDEN | {MARKER, STATE_INSIDE, ".DS_Store"}
#: Names that an empty output may contain: our state, and files of the file system.
_IN_AN_EMPTY_ONE = frozenset((STATE_INSIDE, "lost+found"))
_STANDBY, _SPARE, _STAGING, _IGNORED, _NOTE = "standby", "spare", "new", ".gitignore", "in-place"
_WAYS = {b"exchange": REFUSED, b"group": OTHER_GROUP}
_REMEDIES = {
    errno.ENOSPC: "free some space and build again",
    errno.EDQUOT: "free some space and build again",
    errno.EBUSY: "something in it is a mount point, or is in use: unmount it, or keep the site out of it",
    errno.EXDEV: "something in it is a mount point of its own: unmount it, or keep the site out of it",
    errno.EACCES: "make the directory that holds the output writable for the user who builds",
    errno.EROFS: "choose an output on a file system that can be written",
}


class Output:
    """An output directory that sitegen may write; made by ``sitegen.publish.claim`` alone.

    Close it, or use it as a context manager. ``live``, ``state`` and ``standby`` are paths for messages and
    for other programs; sitegen itself uses the Folders.
    """

    def __init__(self, location: Location, shown: str, strategy: Strategy) -> None:
        above, _, self._name = location.path.rpartition("/")
        self._above = Location(location.base, os.path.dirname(location.below))
        self._parent: Folder | None = None
        self._state: Folder | None = None
        self.live = location.path
        self._state_name = f".sitegen-publish-{self._name}"
        if strategy.is_inside:
            self._state_name = f"{self._name}/{STATE_INSIDE}"
        self.state = f"{above}/{self._state_name}"
        self.strategy = strategy
        self.standby = f"{self.state}/{_STANDBY}"
        self.shown = shown  #: as the user calls it

    @property
    def parent_folder(self) -> Folder:
        """The directory that holds the live tree; FileNotFoundError when it isn't there."""
        if self._parent is None:
            self._parent = self._above.open()
        return self._parent

    @property
    def state_folder(self) -> Folder:
        """The directory of sitegen's state; FileNotFoundError if it doesn't exist."""
        if self._state is None:
            self._state = self.parent_folder.enter(self._state_name)
        return self._state

    @property
    def live_name(self) -> Name:
        """The name of the published tree."""
        return Name(self.parent_folder, self._name)

    @property
    def standby_name(self) -> Name:
        """The name of the tree that isn't published."""
        return Name(self.state_folder, _STANDBY)

    @property
    def spare_name(self) -> Name:
        """A name for an exchange by steps."""
        return Name(self.state_folder, _SPARE)

    def open_live(self) -> Folder | None:
        """Open the published tree, or None if it doesn't exist."""
        try:
            return self.parent_folder.enter(self._name)
        except FileNotFoundError:
            return None

    def open_standby(self) -> Folder | None:
        """Open the tree that isn't published, or None if it doesn't exist."""
        try:
            return self.state_folder.enter(_STANDBY)
        except FileNotFoundError:
            return None

    def make_standby(self) -> Folder:
        """Open the tree that isn't published; create it if it doesn't exist."""
        return self.state_folder.enter(_STANDBY, create=True)

    def make_live(self) -> Folder:
        """Open the published tree; create it if it doesn't exist."""
        return self.parent_folder.enter(self._name, create=True)

    def make_staging(self) -> Folder:
        """Open an empty directory for files that wait for their names."""
        self.remove_staging()
        return self.state_folder.enter(_STAGING, create=True, mode=0o700)

    def remove_staging(self) -> None:
        """Remove the files that wait for their names."""
        self.state_folder.remove(_STAGING)

    def read_rights(self) -> Rights:
        """Return the owner and permissions of the published tree."""
        live = self.open_live()
        if live is None:
            return read_rights(None)
        with live:
            return read_rights(live)

    def recall_way(self) -> None:
        """Publish in place if an earlier build found that this directory can't be exchanged."""
        with suppress(FileNotFoundError):
            inode, _, reason = self.state_folder.read(_NOTE).partition(b" ")
            status = self.parent_folder.stat(self._name)
            if status is not None and inode == str(status.st_ino).encode():
                self.strategy = _WAYS.get(reason, self.strategy)

    def refuse_exchange(self, strategy: Strategy) -> None:
        """Publish in place from now on, and record that for later builds."""
        self.strategy = strategy
        status = self.parent_folder.stat(self._name)
        reason = next(reason for reason, refused_way in _WAYS.items() if refused_way == strategy)
        if status is not None:
            self.state_folder.write(_NOTE, b"%d %b" % (status.st_ino, reason))

    def forget_way(self) -> None:
        """Allow the exchange again after it has failed before."""
        if self.strategy in _WAYS.values():
            self.strategy = Strategy()
        with suppress(FileNotFoundError):
            self.state_folder.remove(_NOTE)

    def read(self, path: str) -> bytes:
        """Return the bytes of a published file; FileNotFoundError if it doesn't exist."""
        with self.parent_folder.enter(self._name) as live:
            return live.read(path)

    def is_there(self) -> bool:
        """Return whether there is a published tree or a directory beside it."""
        try:
            return any(map(self.parent_folder.stat, (self._name, self._state_name)))
        except FileNotFoundError:
            return False

    def has(self, path: str) -> bool:
        """Return whether anything is published under this path."""
        with self.parent_folder.enter(self._name) as live:
            return live.stat(path) is not None

    def renew(self) -> None:
        """Open the directories again, and create those that are missing."""
        self.close()
        self._parent = self._above.open(create=True)
        rights = self.read_rights()
        mode = rights.private_mode if self.strategy.is_inside else rights.mode
        self._state = self._parent.enter(self._state_name, create=True, mode=mode)
        rights.share(self._state.handle, mode, hide=self.strategy.is_inside)

    def remove_state(self) -> None:
        """Remove the directory beside the live tree and all in it; ProblemError when it is a link."""
        with suppress(FileNotFoundError):
            self.parent_folder.remove_directory(self._state_name)

    def remove_standby(self) -> None:
        """Remove the tree that isn't published."""
        with suppress(FileNotFoundError):
            self.state_folder.remove(_STANDBY)

    def close(self) -> None:
        """Close the directories."""
        for folder in (self._parent, self._state):
            if folder is not None:
                folder.close()
        self._parent = self._state = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def prepare(output: Output) -> None:
    """Create the directory beside the output; ProblemError if the system refuses."""
    try:
        output.renew()
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause


def mend(output: Output) -> None:
    """Clean up after a kill: an exchange by steps, or files without a name. Call it under the lock.

    It also has git ignore the directory beside the output: without the lock, two first builds at once would
    write that file under the same temporary name, and both fail. ProblemError when the system refuses.
    """
    try:
        if not output.state_folder.is_file(_IGNORED):
            output.state_folder.write(_IGNORED, b"*\n")
        recover(output.live_name, output.standby_name, output.spare_name)
        output.remove_staging()
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause


def is_unmanaged(path: str) -> bool:
    """Return whether a path in an output certainly belongs to no site."""
    top = path.partition("/")[0]
    return top in _IN_AN_EMPTY_ONE or (top.startswith(".") and top not in EXPECTED_HIDDEN)


def is_empty(live: Folder) -> bool:
    """Return whether an output is empty, apart from our state."""
    return _IN_AN_EMPTY_ONE.issuperset(live.list_names())


def unwritable(output: Output, cause: OSError, *, is_begun: bool = False) -> Problem:
    """Return the Problem of an output that we can't write.

    Where publishing ``is_begun`` in place, some files are new and some old.
    """
    left = "the next build completes the site" if is_begun else "the site published before is untouched"
    remedy = _REMEDIES.get(cause.errno or 0)
    return error(
        "output-unwritable",
        f"cannot be published{' whole' if is_begun else ''}: {(cause.strerror or str(cause)).lower()}",
        path=output.shown,
        hint=f"{remedy}; {left}" if remedy else left,
    )
