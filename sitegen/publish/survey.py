"""An output's two trees -> how they differ from their manifests; a fork examines them meanwhile.

Examining 10,000 files and their directories takes a tenth of a second for each tree, as much as
everything else that a small edit needs. This process doesn't need the result until it publishes,
and nobody else may change the trees under the lock. So another core does it, and sends back only what
has changed: mostly nothing. If a fork isn't possible, or dies, this process does it.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from sitegen.publish.comparison import Finding
from sitegen.publish.manifest import decode_manifest, read_manifest, save_manifest, weigh_manifest
from sitegen.publish.tree import ExaminedTree, Tree, examine_live, examine_standby
from sitegen.sources.reading import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.publish.manifest import File
    from sitegen.publish.output import Output

#: A smaller manifest lists up to some 1,000 files: examining them takes less time than a fork.
_WORTH_A_FORK = 100_000
_CHUNK = 1 << 16


class _Report(NamedTuple):
    """What a fork reports about a tree."""

    inode: int  #: of its directory
    manifest: str  #: digest of the bytes of its manifest, which doesn't have to be checked again
    content: str  #: digest of the content, as the manifest has it
    finding: Finding


class Survey:
    """The trees of an output as they were when it was made, under the output's lock."""

    def __init__(self, output: Output, *, aside: bool = False, folder: str = "") -> None:
        """With ``aside``, another process may examine the trees; `close` ends it.

        ``folder`` is that of the version to be published; "" for a site without versions.
        """
        self.output = output
        self._prefix = f"{folder}/" if folder else ""
        self._fork = _start_fork(output) if aside and _is_worth_a_fork(output) else None

    def holds(self, content: str) -> bool:
        """Return whether the published site is intact and has this digest, without reading its files."""
        report = self._fork.report(0) if self._fork else None
        if report is None or report.finding.renewed:
            return self.live.is_intact and self.live.content == content
        return report.finding.is_intact and report.content == content

    @cached_property
    def live(self) -> Tree:
        """The published tree; it has no files when nothing was published."""
        sight = self._look_up(0) or examine_live(self.output)
        if sight.finding.renewed:
            with suppress(OSError):  # then the next build reads the same files again
                save_manifest(self.output, sight.inode, sight.renew())
        return sight.describe()

    @cached_property
    def files(self) -> Mapping[str, File]:
        """The intact files of the version to be published, by their paths in its folder."""
        return self.choose(self.live.files)

    def choose(self, files: Mapping[str, File]) -> Mapping[str, File]:
        """Return those files of a tree that are in the folder of the version, by their paths there."""
        prefix = self._prefix
        if not prefix:
            return files
        return {path[len(prefix) :]: file for path, file in files.items() if path.startswith(prefix)}

    def read(self, path: str) -> bytes:
        """Return the bytes of a published file of the version; FileNotFoundError if it doesn't exist."""
        return self.output.read(self._prefix + path)

    @cached_property
    def standby(self) -> Tree:
        """The tree that is brought up to date next."""
        sight = self._look_up(1) or examine_standby(self.output, self.live.files)
        return sight.describe()

    def _look_up(self, which: int) -> ExaminedTree | None:
        """Return the fork's report; None if it died, or its manifest is gone."""
        report = self._fork.report(which) if self._fork else None
        if report is None:
            return None
        record = read_manifest(self.output, report.inode)
        if digest(record) != report.manifest:
            return None
        return ExaminedTree(report.inode, record, decode_manifest(record, is_checked=True), report.finding)

    def close(self) -> None:
        """End the fork, even if it isn't done."""
        if self._fork:
            self._fork.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Fork:
    """A process that examines both trees, and the pipes through which it reports on each."""

    def __init__(self, process: int, pipes: Sequence[int]) -> None:
        self._process = process
        self._pipes = pipes
        self._reports: dict[int, _Report | None] = {}

    def report(self, which: int) -> _Report | None:
        """Wait for the report about a tree; None if the fork died before."""
        if which not in self._reports:
            self._reports[which] = self._receive(self._pipes[which])
        return self._reports[which]

    @staticmethod
    def _receive(pipe: int) -> _Report | None:
        pieces = []
        while piece := os.read(pipe, _CHUNK):
            pieces.append(piece)
        try:
            return msgspec.msgpack.decode(b"".join(pieces), type=_Report)
        except msgspec.DecodeError:
            return None

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        for pipe in self._pipes:
            os.close(pipe)


def _is_worth_a_fork(output: Output) -> bool:
    """Return whether there is much to examine, and this process can be forked: it must have no threads."""
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    return weigh_manifest(output) >= _WORTH_A_FORK


def _start_fork(output: Output) -> _Fork:
    pipes = [os.pipe(), os.pipe()]
    process = os.fork()
    if process:
        for _, writing in pipes:
            os.close(writing)
        return _Fork(process, [reading for reading, _ in pipes])
    try:
        live = examine_live(output)
        _send(pipes[0], live)
        _send(pipes[1], examine_standby(output, live.describe().files))
    finally:
        os._exit(0)  # in any case, the fork must not continue as a second build


def _send(pipe: tuple[int, int], sight: ExaminedTree) -> None:
    with open(pipe[1], "wb") as stream:
        report = _Report(sight.inode, digest(sight.record), sight.manifest.content, sight.finding)
        stream.write(msgspec.msgpack.encode(report))
