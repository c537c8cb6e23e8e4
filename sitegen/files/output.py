"""The user's output directory -> an Output that is surely ours to write, or a Problem.

public/                        the live tree; holds the marker ``.sitegen-output``
.sitegen-publish-public/       beside it, on the same file system
    standby/                   what was published before; the next site is made from it
    spare/                     only where directories cannot be exchanged in one step
    <inode>.tree               the manifest of the tree whose directory has that inode
    lock                       held while a build runs
    .gitignore                 hides all this from git

All of it is reached through the handle of the directory that holds the output, and no link is followed on
the way: see ``sitegen.files.folder``.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sitegen.errors import ProblemError, error
from sitegen.files.exchange import Name, recover
from sitegen.files.location import Location, locate
from sitegen.files.names import PUBLISHED_HIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.errors import Problem
    from sitegen.files.folder import Folder

#: In each tree; that it is there says that sitegen made the directory. The same bytes for every site.
MARKER = ".sitegen-output"
MARKER_TEXT = b"Made by sitegen: the next build replaces whatever stands in this directory.\n"
#: Hidden names that may stand in an output; any other that sitegen did not make may be a repository.
EXPECTED_HIDDEN = PUBLISHED_HIDDEN | {MARKER, ".DS_Store"}
DIRECTORY_MODE = 0o755
FILE_MODE = 0o644
_STANDBY, _SPARE, _IGNORED = "standby", "spare", ".gitignore"
_REMEDIES = {
    errno.ENOSPC: "free some space and build again; the site published before is untouched",
    errno.EDQUOT: "free some space and build again; the site published before is untouched",
    errno.EBUSY: "a mount point cannot be replaced: publish into a directory below it",
    errno.EXDEV: "a mount point cannot be replaced: publish into a directory below it",
    errno.EACCES: "make the directory that holds the output writable for the user who builds",
    errno.EROFS: "choose an output on a file system that can be written",
}


class Output:
    """An output directory that sitegen may write; made by ``claim`` alone.

    Close it, or use it as a context manager. ``live``, ``state`` and ``standby`` are paths for messages and
    for programs of others; sitegen itself goes through the Folders.
    """

    def __init__(self, location: Location, shown: str) -> None:
        above, _, self._name = location.path.rpartition("/")
        self._above = Location(location.base, os.path.dirname(location.below))  # noqa: PTH120  strings
        self._parent: Folder | None = None
        self._state: Folder | None = None
        self.live = location.path
        self._state_name = f".sitegen-publish-{self._name}"
        self.state = f"{above}/{self._state_name}"
        self.standby = f"{self.state}/{_STANDBY}"
        self.shown = shown  #: as the user calls it

    @property
    def parent_folder(self) -> Folder:
        """The directory that holds the live tree; FileNotFoundError when it is not there."""
        if self._parent is None:
            self._parent = self._above.open()
        return self._parent

    @property
    def state_folder(self) -> Folder:
        """The directory beside the live tree; FileNotFoundError when it is not there."""
        if self._state is None:
            self._state = self.parent_folder.enter(self._state_name)
        return self._state

    @property
    def live_name(self) -> Name:
        """The name of the published tree."""
        return Name(self.parent_folder, self._name)

    @property
    def standby_name(self) -> Name:
        """The name of the tree that is not published."""
        return Name(self.state_folder, _STANDBY)

    @property
    def spare_name(self) -> Name:
        """A name for an exchange by steps."""
        return Name(self.state_folder, _SPARE)

    def open_live(self) -> Folder | None:
        """Open the published tree; None when there is none."""
        try:
            return self.parent_folder.enter(self._name)
        except FileNotFoundError:
            return None

    def open_standby(self) -> Folder | None:
        """Open the tree that is not published; None when there is none."""
        try:
            return self.state_folder.enter(_STANDBY)
        except FileNotFoundError:
            return None

    def make_standby(self) -> Folder:
        """Open the tree that is not published; make it where there is none."""
        return self.state_folder.enter(_STANDBY, create=True)

    def read(self, path: str) -> bytes:
        """Return the bytes of a published file; FileNotFoundError when there is none."""
        with self.parent_folder.enter(self._name) as live:
            return live.read(path)

    def is_there(self) -> bool:
        """Tell whether there is a published tree or a directory beside it."""
        try:
            return any(map(self.parent_folder.stat, (self._name, self._state_name)))
        except FileNotFoundError:
            return False

    def renew(self) -> None:
        """Open the directories anew, making those that are missing."""
        self.close()
        self._parent = self._above.open(create=True)
        self._state = self._parent.enter(self._state_name, create=True)

    def remove_state(self) -> None:
        """Remove the directory beside the live tree and all in it; ProblemError when it is a link."""
        with suppress(FileNotFoundError):
            self.parent_folder.remove_directory(self._state_name)

    def remove_standby(self) -> None:
        """Remove the tree that is not published."""
        with suppress(FileNotFoundError):
            self.state_folder.remove(_STANDBY)

    def close(self) -> None:
        """Let go of the directories."""
        for folder in (self._parent, self._state):
            if folder is not None:
                folder.close()
        self._parent = self._state = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def claim(output: Path, root: Path, sources: Sequence[Path] = ()) -> Output:
    """Return the output directory, checked, without touching it.

    ``root`` is the site's folder, ``sources`` the directories that it is built from. ProblemError
    ``output-not-ours`` when publishing there could destroy what sitegen did not make, ``state-link`` when
    it is a link.
    """
    location = locate(output, root)
    top = os.path.realpath(root)
    is_within = Path(location.path).is_relative_to(top)
    claimed = Output(location, os.path.relpath(location.path, top) if is_within else str(output))
    if fault := _find_fault(claimed, Path(top), [source.resolve() for source in sources]):
        hint = "name another directory with --output or as paths.output in sitegen.toml"
        raise ProblemError(error("output-not-ours", fault, path=claimed.shown, hint=hint))
    return claimed


def prepare(output: Output) -> None:
    """Make the directory beside the output; ProblemError when the system refuses."""
    try:
        output.renew()
        ignored = output.state_folder.stat(_IGNORED)
        if ignored is None or not stat.S_ISREG(ignored.st_mode):
            output.state_folder.write(_IGNORED, b"*\n")
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause


def mend(output: Output) -> None:
    """Put right what a kill left of an exchange by steps; call it under the lock.

    ProblemError when the system refuses.
    """
    try:
        recover(output.live_name, output.standby_name, output.spare_name)
    except OSError as cause:
        raise ProblemError(unwritable(output, cause)) from cause


def unwritable(output: Output, cause: OSError) -> Problem:
    """Return the Problem of an output that the system does not let us write."""
    return error(
        "output-unwritable",
        f"cannot be published: {(cause.strerror or str(cause)).lower()}",
        path=output.shown,
        hint=_REMEDIES.get(cause.errno or 0, "the site published before is untouched"),
    )


def _find_fault(output: Output, root: Path, sources: Sequence[Path]) -> str:
    live = Path(output.live)
    overlapping = [source for source in sources if source.is_relative_to(live) or live.is_relative_to(source)]
    faults = (
        (live == live.parent, "is the root of the file system"),
        (live == Path.home().resolve(), "is your home directory"),
        (root.is_relative_to(live), "holds the site's own folder"),
        (bool(overlapping), f"overlaps with a source, {' and '.join(map(str, overlapping))}"),
    )
    fault = next((fault for applies, fault in faults if applies), "") or _judge_live(output)
    return fault and f"the output directory {fault}"


def _judge_live(output: Output) -> str:
    try:
        parent = output.parent_folder
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if (status := parent.stat(output.live_name.text)) is None:
        return ""
    if not (stat.S_ISDIR(status.st_mode) or stat.S_ISLNK(status.st_mode)):
        return "is a file"
    live = output.open_live()
    if live is None:  # it went just now
        return ""
    with live:
        marker = live.stat(MARKER)
        is_ours = marker is not None and stat.S_ISREG(marker.st_mode)
        return "" if is_ours or not live.list_names() else "is not empty, and sitegen did not make it"
