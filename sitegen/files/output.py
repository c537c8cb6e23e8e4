"""The user's output directory -> an Output that is surely ours to write, or a Problem.

public/                        the live tree; holds the marker ``.sitegen-output``
.sitegen-publish-public/       beside it, on the same file system
    standby/                   what was published before; the next site is made from it
    spare/                     only where directories cannot be exchanged in one step
    <inode>.tree               the manifest of the tree whose directory has that inode
    lock                       held while a build runs
    .gitignore                 hides all this from git
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sitegen.errors import ProblemError, error
from sitegen.files.exchange import recover
from sitegen.files.names import PUBLISHED_HIDDEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.errors import Problem

#: In each tree; that it is there says that sitegen made the directory. The same bytes for every site.
MARKER = ".sitegen-output"
MARKER_TEXT = b"Made by sitegen: the next build replaces whatever stands in this directory.\n"
#: Hidden names that may stand in an output; any other that sitegen did not make may be a repository.
EXPECTED_HIDDEN = PUBLISHED_HIDDEN | {MARKER, ".DS_Store"}
DIRECTORY_MODE = 0o755
FILE_MODE = 0o644
_REMEDIES = {
    errno.ENOSPC: "free some space and build again; the site published before is untouched",
    errno.EDQUOT: "free some space and build again; the site published before is untouched",
    errno.EBUSY: "a mount point cannot be replaced: publish into a directory below it",
    errno.EXDEV: "a mount point cannot be replaced: publish into a directory below it",
    errno.EACCES: "make the directory that holds the output writable for the user who builds",
    errno.EROFS: "choose an output on a file system that can be written",
}


class Output(NamedTuple):
    """An output directory that sitegen may write; made by ``claim`` alone."""

    live: str  #: absolute, links resolved
    state: str  #: the directory beside it
    shown: str  #: as the user calls it

    @property
    def standby(self) -> str:
        """The tree that is not published."""
        return f"{self.state}/standby"

    @property
    def spare(self) -> str:
        """A name for an exchange by steps."""
        return f"{self.state}/spare"


def claim(output: Path, root: Path, sources: Sequence[Path] = ()) -> Output:
    """Return the output directory, checked and absolute, without touching it.

    ``root`` is the site's folder, ``sources`` the directories that it is built from. ProblemError
    ``output-not-ours`` when publishing there could destroy what sitegen did not make.
    """
    live = output.resolve()
    shown = os.path.relpath(live, root.resolve()) if live.is_relative_to(root.resolve()) else str(output)
    found = Output(str(live), str(live.parent / f".sitegen-publish-{live.name}"), shown)
    if fault := _find_fault(live, root.resolve(), [source.resolve() for source in sources]):
        hint = "name another directory with --output or as paths.output in sitegen.toml"
        raise ProblemError(error("output-not-ours", fault, path=shown, hint=hint))
    return found


def prepare(output: Output) -> None:
    """Make the directory beside the output, and put right what a kill left of an exchange by steps.

    ProblemError when the system refuses.
    """
    try:
        os.makedirs(output.state, DIRECTORY_MODE, exist_ok=True)  # noqa: PTH103  Output holds strings
        ignored = Path(output.state, ".gitignore")
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        recover(output.live, output.standby, output.spare)
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


def _find_fault(live: Path, root: Path, sources: Sequence[Path]) -> str:
    overlapping = [source for source in sources if source.is_relative_to(live) or live.is_relative_to(source)]
    made = (live / MARKER).is_file()
    faults = (
        (live == live.parent, "is the root of the file system"),
        (live == Path.home().resolve(), "is your home directory"),
        (root.is_relative_to(live), "holds the site's own folder"),
        (bool(overlapping), f"overlaps with a source, {' and '.join(map(str, overlapping))}"),
        (live.exists() and not live.is_dir(), "is a file"),
        (live.is_dir() and not made and any(live.iterdir()), "is not empty, and sitegen did not make it"),
    )
    return next((f"the output directory {fault}" for found, fault in faults if found), "")
