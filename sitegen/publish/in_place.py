"""Changed files + a published tree -> the new site, file by file, in a directory that stays where it is.

Everything new is first written into a hidden folder, so a build that fails has changed nothing. Then each
file gets its name in one step, in an order in which no page that a reader can reach refers to something that
isn't there yet: see ``_rank``. Files that the new site no longer has are removed last.

Before the first of these steps the manifest lists every path that they touch, as a file that isn't intact.
So the next build recognises everything that a killed build has left behind: it creates
those files again, or removes them. Without a manifest, as in a copy of a site, the bytes are compared.
"""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple, Self

from sitegen.core.file_names import MARKER, show
from sitegen.core.problems import ProblemError, error
from sitegen.core.rights import read_rights
from sitegen.publish.difference import Difference
from sitegen.publish.live_tree import LiveTree
from sitegen.publish.manifest import (
    UNSETTLED,
    File,
    Manifest,
    await_tick,
    digest_content,
    doubt,
    forget_manifests,
    recall_digests,
    save_manifest,
)
from sitegen.publish.open_directories import OpenDirectories
from sitegen.publish.output import is_unmanaged, prepare, unwritable
from sitegen.publish.paths import list_directories, refuse_conflicts
from sitegen.publish.standby import write_content
from sitegen.publish.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from sitegen.core.problems import Problem
    from sitegen.publish.output import Output
    from sitegen.sources.opening import SourceFile

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_HIDDEN_MODE = 0o600
_PAGES = (".html", ".htm")
#: Files that list pages: from one of them, a reader can reach all pages.
_LISTS = (".xml", ".json", ".txt")
#: Pages that a reader reaches without a link. The second refers to the first.
_ENTRANCES = ("index.html", "404.html")


class Waiting(NamedTuple):
    """A file that is written but doesn't have its name yet."""

    tree: OpenDirectories
    path: str  #: where it is in that tree
    digest: str


def publish_in_place(
    output: Output, live: Tree, changes: Iterable[tuple[str, bytes | SourceFile]], unchanged: Collection[str]
) -> Tree:
    """Make ``output`` hold the changed and the unchanged files; see `publish`.

    What sitegen did not create stays. `Tree.extra` are files of unknown origin.
    """
    difference = Difference(live, changes, unchanged)
    with ExitStack() as closing:
        site: _Site | None = None
        waiting: dict[str, Waiting] = {}
        adopted: dict[str, str] = {}
        for path, content, digest in difference.find():
            site = site or closing.enter_context(_Site(output, live))
            if path not in live.files and site.tree.has(path, digest):
                adopted[path] = digest
            else:
                waiting[path] = site.write(content, digest)
        if site is None and live.is_intact and live.files.keys() == difference.kept.keys():
            return live
        site = site or closing.enter_context(_Site(output, live))
        return site.publish(difference.kept, adopted, waiting)


def move_in_place(output: Output, live: Tree, written: Mapping[str, File], standby: OpenDirectories) -> Tree:
    """Publish the files of a standby tree that can't be exchanged with the published one."""
    adopted, waiting = {}, {}
    for path, file in written.items():
        published = live.files.get(path)
        if published is not None and published.digest == file.digest:
            adopted[path] = file.digest  # the links between the two trees gave it another ctime
        else:
            waiting[path] = Waiting(standby, path, file.digest)
    with _Site(output, live) as site:
        return site.publish({}, adopted, waiting)


class _Site:
    """A published site while its files are replaced."""

    def __init__(self, output: Output, live: Tree) -> None:
        self._output = output
        self._live = live
        # Without a manifest, only the marker shows that the site is ours.
        self._is_known = bool(live.files or live.lost)
        self._ours = live.files.keys() | live.lost
        self._count = 0
        prepare(output)
        with ExitStack() as closing:
            top = closing.enter_context(output.make_live())
            staging = closing.enter_context(output.make_staging())
            closing.callback(output.remove_staging)
            rights = read_rights(top)
            rights.share(staging.handle, rights.private_mode, hide=True)
            self._staging = closing.enter_context(OpenDirectories(staging))
            self.tree = closing.enter_context(LiveTree(top, rights, live.directories))
            self._closing = closing.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def write(self, content: bytes | SourceFile, digest: str) -> Waiting:
        """Write a file that nobody else can read until it gets its name."""
        self._count += 1
        name = str(self._count)
        handle = os.open(name, _NEW_FILE, _HIDDEN_MODE, dir_fd=self._staging.top.handle)
        try:
            digest = write_content(handle, content, digest)
        finally:
            os.close(handle)
        return Waiting(self._staging, name, digest)

    def publish(
        self, unchanged: Mapping[str, File], adopted: Mapping[str, str], waiting: Mapping[str, Waiting]
    ) -> Tree:
        """Give everything its name, remove what the new site no longer has, and return the tree."""
        next_paths = unchanged.keys() | adopted.keys() | waiting.keys()
        refuse_conflicts(self._output.shown, next_paths, list_directories(next_paths))
        statuses = {path: self.tree.describe(path) for path in waiting}
        self._refuse_unmanaged(statuses)
        stale = self._find_stale(next_paths)
        self._announce(unchanged, (*adopted, *waiting, *stale))
        files = dict(unchanged)
        try:
            self.tree.open_up(self._live.altered)
            for path in sorted(waiting, key=lambda path: (_rank(path, is_new=not statuses[path]), path)):
                source, name = waiting[path].tree.split(waiting[path].path)
                files[path] = self.tree.replace(path, source, name, waiting[path].digest, stale)
            for path in sorted(stale, key=lambda path: (not path.endswith(_PAGES), path)):
                self.tree.unlink(path)
            self._output.remove_standby()
            for path, digest in adopted.items():
                files[path] = self.tree.adopt(path, digest)
            record = self._record(files, stale)
        except OSError as cause:
            raise ProblemError(unwritable(self._output, cause, is_begun=True)) from cause
        unknown = () if self._is_known else tuple(self._list_unknown(files))
        return Tree(
            exists=True,
            files=files,
            directories=record.directories,
            lost=frozenset(),
            extra=unknown,
            content=record.content,
        )

    def _find_stale(self, next_paths: AbstractSet[str]) -> set[str]:
        """Return the paths of the files that the new site no longer has.

        In a copy of a site these are files with exactly the bytes that were published under their paths.
        """
        if self._is_known:
            return self._ours - next_paths
        digests = recall_digests(self._output)
        return {
            path
            for path in digests.keys() - next_paths
            if any(digest and self.tree.has(path, digest) for digest in digests[path])
        }

    def _announce(self, unchanged: Mapping[str, File], touched: Iterable[str]) -> None:
        """Save a manifest that is valid no matter which of the touched paths are written before a kill."""
        files = {**unchanged, **dict.fromkeys(touched, doubt())}
        directories = dict.fromkeys(sorted(list_directories(files)), UNSETTLED)
        save_manifest(self._output, self.tree.inode, Manifest(files, directories))

    def _record(self, files: dict[str, File], stale: Collection[str]) -> Manifest:
        """Remove directories that no file needs any more; save and return the manifest."""
        needed = list_directories(files)
        for path in sorted((self._live.directories.keys() | list_directories(stale)) - needed, reverse=True):
            self.tree.remove_directory(path)
        record = Manifest(files, self.tree.describe_directories(needed), digest_content(files))
        # A file that is changed by hand from now on has a later time than the manifest says.
        await_tick()
        save_manifest(self._output, self.tree.inode, record)
        forget_manifests(self._output, [self.tree.inode])
        return record

    def _refuse_unmanaged(self, statuses: Mapping[str, os.stat_result | None]) -> None:
        """Raise ProblemError for everything in the way that sitegen did not make: it stays."""
        foreign = sorted(set(self._find_obstacles(statuses)) - self._ours)
        message = "is in the way of the site, and sitegen has no record of creating it"
        hint = "move it elsewhere, or give the page that is published there another address"
        problems = [self._describe(path, message, hint) for path in foreign]
        device = os.fstat(self.tree.top.handle).st_dev
        for path in sorted(list_directories(statuses) - {""}):
            status = self.tree.describe(path)
            if status is not None and stat.S_ISDIR(status.st_mode) and status.st_dev != device:
                message = "is another mount point, but a site must be on one file system"
                hint = "unmount it, or give what is published there another address"
                problems.append(self._describe(path, message, hint))
        if problems:
            raise ProblemError(*problems)

    def _describe(self, path: str, message: str, hint: str) -> Problem:
        return error("output-not-ours", message, path=f"{self._output.shown}/{show(path)}", hint=hint)

    def _find_obstacles(self, statuses: Mapping[str, os.stat_result | None]) -> Iterator[str]:
        """Yield the paths of existing files where the site has another file, or a directory.

        In a tree without a manifest, each file counts as one to replace.
        """
        for path in list_directories(statuses) - {""}:
            status = self.tree.describe(path)
            if status is None or stat.S_ISDIR(status.st_mode):
                continue
            if self._is_known or not stat.S_ISREG(status.st_mode):
                yield path
        for path, status in statuses.items():
            if status is not None and stat.S_ISDIR(status.st_mode):
                yield from self._list_beneath(path)
            elif status is not None and self._is_known:
                yield path

    def _list_beneath(self, path: str) -> list[str]:
        try:
            with self.tree.top.enter(path) as folder:
                return [f"{path}/{name}" for name in folder.list_files()]
        except OSError:  # it may not be looked into
            return [path]

    def _list_unknown(self, files: Collection[str]) -> Iterator[str]:
        """Yield the files that this site doesn't have: left over from another site, or somebody's own."""
        for path in self.tree.top.list_files():
            if path not in files and not is_unmanaged(path):
                yield path


def _rank(path: str, *, is_new: bool) -> int:
    """Return the order in which files get their names, so that no reachable page refers to a missing file.

    A new page may refer to any other new page. But nobody reaches it before an old page, a list or the home
    page names it. Only in an empty directory a list may come before the home page that its pages link to.
    """
    is_page = path.endswith(_PAGES)
    if path == MARKER:  # marks the directory as ours, even if the build stops here
        return 0
    if not is_new:
        return 4 if is_page else 3
    if path in _ENTRANCES:
        return 5 + _ENTRANCES.index(path)
    if is_page:
        return 2
    return 3 if path.endswith(_LISTS) else 1
