"""The repository around the content -> who changed each file, and when, in one run of `git log`.

The repository may be another's: its configuration must run nothing. `git log` reads it, so every setting
by which it could start a program is set here, above it: signatures (which a program checks), external
differences, text conversions, the monitor of files. Missing objects aren't fetched: no protocol is allowed.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING
from unicodedata import normalize

import msgspec

from sitegen.core.text import FORBIDDEN

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: Settings that forbid git to start programs, whatever the repository says.
_RESTRAINTS = (
    "--no-pager",
    "--no-replace-objects",
    *(
        word
        for setting in (
            "log.showSignature=false",
            "log.follow=false",
            "log.showRoot=true",
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "protocol.allow=never",
            "diff.external=",
            "gpg.program=false",
        )
        for word in ("-c", setting)
    ),
)
#: Variables of git that remain: they say where the user's own configuration is.
_OURS = ("GIT_CONFIG", "GIT_EXEC_PATH", "GIT_CEILING")
#: The end of the year 9999, the last that a date can have.
_LAST_SECOND = 253_402_300_799
_STATUS = re.compile(r"[AMTDRC]\d{0,3}")
#: A commit, the second of its author, the author, its first line, further authors; then its files.
_FIELDS = ("%H", "%at", "%an", "%s", "%(trailers:key=Co-authored-by,valueonly,separator=%x1f)")


class Change(msgspec.Struct, frozen=True, array_like=True):
    """One commit."""

    commit: str
    at: int  #: when it was written, in seconds since 1970
    authors: tuple[str, ...]
    subject: str


class FileHistory(msgspec.Struct, frozen=True, array_like=True):
    """The history of a file."""

    updated: int  #: in seconds since 1970
    created: int
    authors: tuple[str, ...]  #: by the number of their changes
    count: int  #: of changes
    changes: tuple[Change, ...]  #: the newest ones


class History(msgspec.Struct, frozen=True, array_like=True):
    """The history of all files below a folder."""

    revision: str = ""  #: identifies the folder and commit
    changes: tuple[Change, ...] = ()  #: newest first
    files: dict[str, tuple[int, ...]] = {}  #: path -> positions in ``changes``, ascending

    def of(self, path: str, most: int) -> FileHistory | None:
        """Return the history of a file with its newest changes; None for one without a commit."""
        positions = self.files.get(path)
        if not positions:
            return None
        changes = [self.changes[position] for position in positions]
        names = Counter(name for change in reversed(changes) for name in change.authors)
        authors = tuple(name for name, _ in names.most_common())
        return FileHistory(changes[0].at, changes[-1].at, authors, len(changes), tuple(changes[:most]))


class NoHistoryError(Exception):
    """Git can't tell; ``remedy`` says what helps."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def find_revision(folder: Path) -> str:
    """Return what identifies the history of a folder: its name in the repository and the commit."""
    done = _run(folder, "rev-parse", "--is-shallow-repository", "--show-prefix", "--verify", "HEAD")
    if done.returncode:
        raise _explain(done.stderr)
    shallow, _, rest = done.stdout.partition("\n")
    if shallow == "true":
        reason = "this clone of the repository is shallow: it lacks older commits"
        raise NoHistoryError(
            reason, "fetch them: `git fetch --unshallow`, in GitHub Actions `fetch-depth: 0`"
        )
    return rest.strip().replace("\n", " ")


def read_history(folder: Path, revision: str) -> History:
    """Return the history of every file below a folder; NoHistoryError if git fails."""
    commit = revision.rpartition(" ")[2]
    form = f"--format=format:{'%x00'.join(_FIELDS)}%x00"
    done = _log(folder, form, "-M", commit)
    if done.returncode:  # in a partial clone, the contents that a changed file is compared with aren't there
        done = _log(folder, form, "-M100%", commit)
    if done.returncode:
        raise _explain(done.stderr)
    return _attribute(revision, done.stdout)


def _log(folder: Path, form: str, renames: str, commit: str) -> subprocess.CompletedProcess[str]:
    return _run(
        folder, "log", form, "-z", "--name-status", "--no-merges", "--relative", renames,
        "--no-ext-diff", "--no-textconv", "--no-show-signature", "--encoding=UTF-8", commit, "--", ".",
    )  # fmt: skip


def _attribute(revision: str, text: str) -> History:
    """Return the history that `git log` printed; a file keeps it under a new name."""
    changes: list[Change] = []
    files: dict[str, list[int]] = {}
    today: dict[str, str] = {}  # old name -> today's; "": another file has it
    for change, statuses in _parse(text):
        for status, _, path in statuses:
            if status != "R100" and (name := today.get(path, path)):  # after R100, every word is the same
                files.setdefault(name, []).append(len(changes))
        changes.append(change)
        renamed = {old: today.get(new, new) for status, old, new in statuses if status[0] == "R"}
        today |= {new: "" for status, _, new in statuses if status[0] == "R"} | renamed
    return History(revision, tuple(changes), {path: tuple(positions) for path, positions in files.items()})


def _parse(text: str) -> Iterator[tuple[Change, list[tuple[str, str, str]]]]:
    """Yield each commit, newest first, with the (status, old path, new path) of its files."""
    words = text.split("\0")
    position = 0
    while position < len(words):
        if not words[position].strip():  # between two commits
            position += 1
            continue
        commit, at, author, subject, others = words[position : position + len(_FIELDS)]
        position += len(_FIELDS)
        statuses = []
        while position < len(words) and _STATUS.fullmatch(status := words[position].strip()):
            count = 2 if status[0] in "RC" else 1
            paths = [normalize("NFC", path) for path in words[position + 1 : position + 1 + count]]
            statuses.append((status, paths[0], paths[-1]))
            position += 1 + count
        names = (author, *(name.partition("<")[0] for name in others.split("\x1f")))
        authors = tuple(dict.fromkeys(clean for name in names if (clean := _clean(name))))
        yield Change(commit, min(max(0, int(at)), _LAST_SECOND), authors, _clean(subject)), statuses


def _clean(text: str) -> str:
    """Return text of a commit without characters that no page may hold."""
    return FORBIDDEN.sub("", text).strip()


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    import shutil  # with subprocess, 5 ms that only a site that shows its history pays
    import subprocess

    program = shutil.which("git")
    if program is None:
        raise NoHistoryError("git isn't installed", "install it, or remove these options from [git]")
    environment: Mapping[str, str] = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.startswith(_OURS)
    }
    return subprocess.run(  # noqa: S603  no word of it comes from the site
        [os.path.abspath(program), *_RESTRAINTS, *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env={**environment, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"},
    )


def _explain(said: str) -> NoHistoryError:
    if "not a git repository" in said:
        return NoHistoryError("the content isn't in a git repository", "commit it, or remove these options")
    if "dubious ownership" in said:
        remedy = "if you trust it, say so to git: `git config --global --add safe.directory FOLDER`"
        return NoHistoryError("the repository belongs to another user, so git refuses to read it", remedy)
    if "Needed a single revision" in said or "unknown revision" in said:
        return NoHistoryError("the repository has no commit yet", "commit the content")
    lines = [line for line in said.splitlines() if line.strip()]
    reason = lines[-1].removeprefix("fatal: ") if lines else "git failed"
    return NoHistoryError(f"git can't read the repository: {reason}", "check it with `git log`")
