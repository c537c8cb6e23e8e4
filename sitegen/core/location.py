"""A path that somebody named -> a Location: the directory to start from, and the way on without links."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from sitegen.core.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path


class Location(NamedTuple):
    """A directory that need not exist yet."""

    base: str  #: absolute; links on the way there are the user's own
    below: str  #: the way from there, on which no link is followed; "" is the base itself

    @property
    def path(self) -> str:
        """The whole path, for messages and for programs of others."""
        return os.path.join(self.base, self.below) if self.below else self.base

    def join(self, name: str) -> Location:
        """Return a location below this one."""
        return Location(self.base, f"{self.below}/{name}" if self.below else name)

    def open(self, *, create: bool = False) -> Folder:
        """Open the directory; with ``create``, make it and those above it where they are missing.

        ProblemError ``state-link`` for a link on the way, OSError for what the system refuses.
        """
        below = self.below
        base = self.base
        while create and not os.path.isdir(base):
            base, _, name = base.rpartition("/")
            base, below = base or "/", f"{name}/{below}" if below else name
        with Folder.open(base) as folder:
            return folder.enter(below, create=create)


def locate(path: Path, root: Path) -> Location:
    """Return where ``path`` is, for a site whose folder is ``root``.

    What is named below the site's folder is reached from that folder: links in it may be anybody's. Of any
    other path the user vouches for the links, which are resolved here, once; none is followed later at its
    last step.
    """
    top, target = os.path.abspath(root), os.path.abspath(path)
    if target == top or target.startswith(top.rstrip("/") + "/"):
        return Location(os.path.realpath(top), target[len(top.rstrip("/")) + 1 :])
    base, name = os.path.split(os.path.realpath(path))
    return Location(base, name)
