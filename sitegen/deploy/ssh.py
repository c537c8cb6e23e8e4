"""A built site -> a folder of a server, by rsync over ssh."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.deploy.difference import MANIFEST, Difference, in_order, read_manifest, write_manifest
from sitegen.deploy.host import refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sitegen.config.deploy_target import SshTarget
    from sitegen.core.progress import OnProgress
    from sitegen.publish.output import Output

#: Exit codes of rsync: some files could not be transferred; some vanished.
_PARTIAL = 23
_LINE = "--out-format=%i %n"


def connect(target: SshTarget) -> SshHost:
    """Return the server's folder; ProblemError if there is no rsync."""
    if not shutil.which("rsync"):
        hint = "install it with the package manager of your system"
        raise ProblemError(error("extra-missing", "deploying by ssh needs rsync", hint=hint))
    return SshHost(target)


class SshHost:
    """A folder of a server."""

    def __init__(self, target: SshTarget) -> None:
        self._target = target
        self._there = f"{target.host}:{target.path.rstrip('/')}/"
        self._manifest: tuple[str, ...] | None = None
        self._staying: frozenset[str] = frozenset()

    def close(self) -> None:
        """Do nothing: each run of rsync has a connection of its own."""

    def list_files(self) -> Collection[str]:
        """Return the files that sitegen put there; without its manifest, all."""
        return self._ours() or self._list_folder()

    def read(self, path: str) -> bytes:
        """Return the bytes of a file; none if there is no such file."""
        with TemporaryDirectory() as apart:
            self._check(self._run("--", f"{self._there}{path}", f"{apart}/"), partial=True)
            copy = Path(apart, path)
            return copy.read_bytes() if copy.exists() else b""

    def keep(self, paths: Collection[str]) -> None:
        """Delete none of these, and remember that they are ours."""
        self._staying = frozenset(paths)

    def compare(self, output: Output, paths: Collection[str], *, force: bool) -> Difference:
        """Let rsync compare, by checksums."""
        options = ["--dry-run", *(["--ignore-times"] if force else ["--checksum"])]
        sent = in_order(self._copy(Path(output.live), paths, *options))
        staying = {*paths, *self._staying}
        deleted = tuple(sorted(path for path in self._ours() if path not in staying))
        return Difference(tuple(sent), deleted, len(paths) - len(sent))

    def send(
        self, output: Output, paths: Collection[str], difference: Difference, on_progress: OnProgress
    ) -> None:
        """Send pages after everything else, each group to its place at once; delete last."""
        folder, done = Path(output.live), 0
        for is_page in (False, True):
            group = [path for path in difference.sent if path.endswith(".html") is is_page]
            if group:
                self._copy(folder, group, "--ignore-times", "--delay-updates", "--mkpath")
            done += len(group)
            on_progress("Sending", done, len(difference.sent))
        with TemporaryDirectory() as apart:
            for path in difference.deleted:  # rsync fails where not even the folder of a file is there
                Path(apart, path).parent.mkdir(parents=True, exist_ok=True)
            if difference.deleted:
                self._copy(Path(apart), difference.deleted, "--delete-missing-args", "--ignore-existing")
        with TemporaryDirectory() as apart:
            Path(apart, MANIFEST).write_bytes(write_manifest({*paths, *self._staying}))
            self._copy(Path(apart), [MANIFEST], "--checksum", "--mkpath")

    def _ours(self) -> tuple[str, ...]:
        if self._manifest is None:
            self._manifest = read_manifest(self.read(MANIFEST))
        return self._manifest

    def _list_folder(self) -> tuple[str, ...]:
        done = self._run("--recursive", "--list-only", "--no-motd", "--", self._there)
        self._check(done, partial=True)
        lines = (line.split(maxsplit=4) for line in done.stdout.splitlines())
        return tuple(words[4] for words in lines if len(words) == 5 and words[0].startswith("-"))

    def _copy(self, folder: Path, paths: Iterable[str], *options: str) -> list[str]:
        """Copy files of a folder; return those that rsync says it sent."""
        names = "\0".join(paths)
        usual = ["--files-from=-", "--from0", "--compress", "--chmod=D755,F644", "--omit-dir-times", _LINE]
        done = self._run(*usual, *options, "--", f"{folder}/", self._there, names=names)
        self._check(done)
        lines = (line.partition(" ") for line in done.stdout.splitlines())
        return [path for kind, _, path in lines if kind.startswith("<f")]

    def _run(self, *arguments: str, names: str = "") -> subprocess.CompletedProcess[str]:
        shell = os.environ.get("RSYNC_RSH", "ssh")
        port = f" -p {self._target.port}" if self._target.port else ""
        command = ["rsync", "--protect-args", f"--rsh={shell}{port}", *arguments]
        return subprocess.run(  # noqa: S603  the user's own rsync; the target is checked when it is parsed
            command, input=names, capture_output=True, text=True, check=False
        )

    def _check(self, done: subprocess.CompletedProcess[str], *, partial: bool = False) -> None:
        if done.returncode and not (partial and done.returncode == _PARTIAL):
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            reason = lines[0] if lines else f"rsync ended with {done.returncode}"
            is_missing = "not found" in reason and "rsync" in reason
            hint = "install rsync on the server, too" if is_missing else f"try ssh {self._target.host}"
            raise refuse(f"{self._there}: {reason}", hint)
