"""A published tree and its manifest -> its intact, lost and unmanaged files."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen.publish.comparison import Finding, compare
from sitegen.publish.manifest import UNSETTLED, Directory, File, Manifest, decode_manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.core.folder import Folder
    from sitegen.core.rights import Rights
    from sitegen.publish.output import Output

_NONE: Mapping[str, File] = MappingProxyType({})


class Tree(NamedTuple):
    """A tree as it is now, compared with its manifest."""

    exists: bool
    files: dict[str, File]  #: intact: exactly what sitegen wrote
    directories: dict[str, Directory]  #: ``UNSETTLED`` when something in it was added or removed
    lost: frozenset[str]  #: files that are missing or altered, to be made again
    extra: tuple[str, ...]  #: files and directories that sitegen did not make, sorted
    altered: tuple[str, ...] = ()  #: directories whose permissions aren't those that sitegen gave them
    content: str = ""  #: digest of everything that was published; holds only for an intact tree

    @property
    def is_intact(self) -> bool:
        """Whether it is exactly what was published."""
        return self.exists and not (self.lost or self.extra or self.altered)


class ExaminedTree(NamedTuple):
    """A tree, examined."""

    inode: int  #: of its directory; 0 if it doesn't exist
    record: bytes  #: its manifest, as it was read
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
            directories = {path: directory for path, directory in directories.items() if path not in gone}
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
    return examine_live(output).describe()


def survey_standby(output: Output, vouched: Mapping[str, File]) -> Tree:
    """Return the other tree; see `examine_standby`."""
    return examine_standby(output, vouched).describe()


def examine_live(output: Output) -> ExaminedTree:
    """Return what is known about the published tree, and how the disk differs.

    If files are replaced in place, files that sitegen didn't create stay and count as no difference. But in a
    tree without a manifest, nobody can tell which those are.
    """
    sight = _examine(output.open_live(), output, _NONE, None)
    if output.strategy.is_in_place and sight.manifest.files:
        return sight._replace(finding=sight.finding._replace(extra=()))
    return sight


def examine_standby(output: Output, vouched: Mapping[str, File]) -> ExaminedTree:
    """Return the same of the tree that isn't published.

    ``vouched`` are files known to be intact under these paths in the published tree: where both trees
    have the same inode, it isn't examined again, since no name in a directory can change without the
    directory's time. A directory with other permissions than the published tree counts as touched.
    """
    return _examine(output.open_standby(), output, vouched, output.read_rights())


def _examine(
    folder: Folder | None, output: Output, vouched: Mapping[str, File], rights: Rights | None
) -> ExaminedTree:
    if folder is None:
        return ExaminedTree(0, b"", Manifest(), Finding(exists=False))
    with folder:
        inode = os.fstat(folder.handle).st_ino
        record = read_manifest(output, inode)
        manifest = decode_manifest(record)
        return ExaminedTree(inode, record, manifest, compare(folder, manifest, vouched, rights))
