"""A published tree and its manifest -> what of it is intact, lost or foreign."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.files.comparison import Finding, compare
from sitegen.files.manifest import UNSETTLED, Directory, File, Manifest, load_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.files.folder import Folder
    from sitegen.files.output import Output

_NONE: Mapping[str, File] = MappingProxyType({})


class Tree(NamedTuple):
    """A tree as it is now, held against its manifest."""

    exists: bool
    files: dict[str, File]  #: intact: exactly what sitegen wrote
    directories: dict[str, Directory]  #: ``UNSETTLED`` when something in it was added or removed
    lost: frozenset[str]  #: files that are missing or altered, to be made again
    extra: tuple[str, ...]  #: files and directories that sitegen did not make, sorted
    altered: tuple[str, ...] = ()  #: directories whose permissions are not those that sitegen gave them
    content: str = ""  #: digest of all that was published; only an intact tree still holds it

    @property
    def is_intact(self) -> bool:
        """Whether it is exactly what was published."""
        return self.exists and not (self.lost or self.extra or self.altered)


class Sight(NamedTuple):
    """A tree that was looked at."""

    inode: int  #: of its directory; 0 when there is none
    manifest: Manifest
    finding: Finding

    def describe(self) -> Tree:
        """Return the tree as it is."""
        manifest, finding = self.manifest, self.finding
        if not finding.exists:
            return Tree(exists=False, files={}, directories={}, lost=frozenset(), extra=())
        files, directories = manifest.files, manifest.directories or {"": UNSETTLED}
        lost, gone = frozenset(finding.lost), frozenset(finding.gone)
        if finding.renewed:
            files = {**files, **finding.renewed}
        if lost:
            files = {path: file for path, file in files.items() if path not in lost}
        if gone:
            directories = {path: found for path, found in directories.items() if path not in gone}
        if finding.touched:
            directories = {**directories, **dict.fromkeys(finding.touched, UNSETTLED)}
        return Tree(
            exists=True,
            files=files,
            directories=directories,
            lost=lost,
            extra=tuple(finding.extra),
            altered=tuple(finding.altered),
            content=manifest.content,
        )

    def renew(self) -> Manifest:
        """Return the manifest with the ctimes that were found."""
        return msgspec.structs.replace(self.manifest, files={**self.manifest.files, **self.finding.renewed})


def survey(output: Output) -> Tree:
    """Return the published tree as it is now; it has no files when nothing was published."""
    return survey_tree(output.open_live(), output)


def survey_tree(folder: Folder | None, output: Output, vouched: Mapping[str, File] = _NONE) -> Tree:
    """Return one of an output's two trees as it is now; close its Folder.

    ``vouched`` are files known to be intact under these paths in the other tree: where both trees
    hold one inode it need not be looked at again, since no name in a directory can change
    without the directory's time.
    """
    return examine(folder, output, vouched).describe()


def examine(folder: Folder | None, output: Output, vouched: Mapping[str, File] = _NONE) -> Sight:
    """Return what is known of a tree, and in what the disk differs; see ``survey_tree``."""
    if folder is None:
        return Sight(0, Manifest(), Finding(exists=False))
    with folder:
        inode = os.fstat(folder.handle).st_ino
        manifest = load_manifest(output, inode)
        return Sight(inode, manifest, compare(folder, manifest, vouched))
