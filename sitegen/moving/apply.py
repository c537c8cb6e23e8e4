"""A plan -> the site's folder: files move and texts are replaced, or everything stays as it was.

Everything is written beside the site first, with a journal. If this process ends in the middle, the next one
completes what the journal says. A site may come from anywhere, and with a journal in it: it is only believed
in the folder where it was written, and about paths in the site that no link leads out of.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain
from posixpath import normpath
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError, error
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.moving.plan import Plan

_FOLDER, _JOURNAL = ".sitegen-move", "journal.json"
_BACKUP = "-before"  #: the end of the name of what a copy replaces
_REMEDY = f"compare the copies in {_FOLDER}/ with your files, take what you need, and remove that folder"


class _Journal(msgspec.Struct):
    """What is yet to be done."""

    renames: list[tuple[str, str]]  #: old and new path, from the site's folder, of what moves as a whole
    texts: list[
        tuple[str, str]
    ]  #: path after the move, digest of its present text; the number names the copy
    folder: int  #: the inode of the folder that the journal is in, which no other copy of the site has


def apply_plan(plan: Plan, root: Path) -> None:
    """Do what a plan says; ProblemError, with everything as it was, if a file has changed or can't be."""
    try:
        with Folder.open(str(root)) as site, _lock(site, create=True) as staging:
            try:
                journal = _stage(plan, root, staging)
                _do(journal, root, staging)
            except (OSError, ProblemError):
                if not _list_backups(staging):
                    _remove(site, staging)
                raise
            _remove(site, staging)
    except OSError as failure:
        message = f"it can't be changed: {(failure.strerror or 'unknown error').lower()}"
        path = os.path.relpath(failure.filename, root) if failure.filename else ""
        hint = "nothing was changed; allow sitegen to write there"
        raise ProblemError(error("move-refused", message, path=path, hint=hint)) from failure


def is_interrupted(root: Path) -> bool:
    """Return whether a move was interrupted, so that `complete_move` would change files."""
    if not os.path.lexists(root / _FOLDER):
        return False
    with Folder.open(str(root)) as site:
        return site.is_file(f"{_FOLDER}/{_JOURNAL}")


def complete_move(root: Path) -> str:
    """Complete a move that was interrupted; return a sentence about it, "" if there was none.

    ProblemError, with everything as it was, for a journal that can't be read, can't be done or isn't ours.
    """
    if not os.path.lexists(root / _FOLDER):
        return ""
    with Folder.open(str(root)) as site, _lock(site) as staging:
        try:
            journal = _read_journal(site, staging)
            if journal is not None:
                _complete(journal, root, staging)
        except OSError as failure:
            reason = (failure.strerror or "unknown error").lower()
            raise _refuse_journal(f"a change was interrupted, and can't be completed: {reason}") from failure
        _remove(site, staging)
    if journal is None:  # it ended before it changed anything
        return ""
    first = journal.renames[0][0] if journal.renames else journal.texts[0][0]
    return f"Completed a change that was interrupted: {first}."


def _complete(journal: _Journal, root: Path, staging: Folder) -> None:
    with ExitStack() as undo:
        for old, new in journal.renames:
            if not (root / new).exists():
                _move(root / old, root / new, undo)
        undo.pop_all()
    for number, (path, before) in enumerate(journal.texts):
        present = root / path
        data = present.read_bytes() if present.exists() else b""
        if staging.is_file(str(number)) and digest(data) == before:  # neither replaced yet nor edited since
            os.replace(root / _FOLDER / str(number), present)


def _read_journal(site: Folder, staging: Folder) -> _Journal | None:
    """Return the journal of an interrupted move, checked; None without one."""
    try:
        journal = msgspec.json.decode(staging.read(_JOURNAL), type=_Journal)
    except FileNotFoundError:
        if backups := _list_backups(staging):
            raise _refuse_journal(
                f"a move could be undone only in part; left: {', '.join(backups)}"
            ) from None
        return None
    except msgspec.DecodeError as failure:
        raise _refuse_journal("the journal of a change that was interrupted is damaged") from failure
    texts = [path for path, _ in journal.texts]
    named = [*texts, *chain.from_iterable(journal.renames)]
    named += [
        old + path.removeprefix(new) for old, new in journal.renames for path in texts if path.startswith(new)
    ]
    if not named or not all(_is_inside(site, path) for path in named):
        raise _refuse_journal("this journal names files outside of the site, or behind a link")
    if journal.folder != os.fstat(staging.handle).st_ino:
        raise _refuse_journal("this journal was written in another folder, and copied here")
    return journal


def _is_inside(site: Folder, path: str) -> bool:
    """Return whether a path from a journal is in the site, with no link on the way."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") or part.casefold() == ".git" for part in parts):
        return False
    return not any(site.is_link("/".join(parts[: end + 1])) for end in range(len(parts)))


def _refuse_journal(message: str) -> ProblemError:
    return ProblemError(error("move-refused", message, path=f"{_FOLDER}/{_JOURNAL}", hint=_REMEDY))


def _list_backups(staging: Folder) -> list[str]:
    return [name for name in staging.list_names() if name.endswith(_BACKUP)]


@contextmanager
def _lock(site: Folder, *, create: bool = False) -> Iterator[Folder]:
    """Lock the staging folder; ProblemError if it is a link, or another process has it."""
    with site.enter(_FOLDER, create=create) as staging:
        try:
            fcntl.flock(staging.handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            hint = "wait for it to end, and try again"
            raise ProblemError(error("move-refused", "another move is running", hint=hint)) from None
        yield staging


def _remove(site: Folder, staging: Folder) -> None:
    """Remove the folder, its journal last: with the journal, a new attempt finds that all is done."""
    with suppress(OSError):
        for name in staging.list_names():
            if name != _JOURNAL:
                staging.remove(name)
        site.remove_directory(_FOLDER)


def _stage(plan: Plan, root: Path, staging: Folder) -> _Journal:
    """Write each new text beside the site's files; ProblemError if a file isn't as it was read."""
    sources = {new: old for old, new in plan.move.files.items()}
    inode = os.fstat(staging.handle).st_ino
    journal = _Journal([(normpath(old), normpath(new)) for old, new in plan.move.renames], [], inode)
    for number, (path, (before, after)) in enumerate(plan.texts.items()):
        present = root / sources.get(path, path)
        if path.startswith(".."):
            message, hint = "it is outside of the site's folder", "change it by hand, and move again"
            raise ProblemError(error("move-refused", message, path=path, hint=hint))
        is_new = not before and not present.exists()
        if present.is_symlink() or not (is_new or present.read_bytes() == before.encode()):
            message = "it is a link, or has changed since it was read"
            hint = "nothing was changed; try again"
            raise ProblemError(error("move-refused", message, path=path, hint=hint))
        _write(staging, str(number), after.encode())
        if not is_new:
            shutil.copymode(present, root / _FOLDER / str(number))
        journal.texts.append((normpath(path), digest(before.encode())))
    os.fsync(staging.handle)  # a journal without its copies would empty pages
    _write(staging, "journal.new", msgspec.json.encode(journal))
    os.rename(root / _FOLDER / "journal.new", root / _FOLDER / _JOURNAL)
    os.fsync(staging.handle)
    return journal


def _write(staging: Folder, name: str, data: bytes) -> None:
    """Write a file of our own, and flush it to the disk."""
    staging.remove(name)
    with os.fdopen(staging.open_file(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _do(journal: _Journal, root: Path, staging: Folder) -> None:
    """Do everything in the journal, or undo it; files that can't be restored stay in the folder."""
    try:
        with ExitStack() as undo:
            undo.callback(staging.remove, _JOURNAL)
            for old, new in journal.renames:
                _move(root / old, root / new, undo)
            for number, (path, _) in enumerate(journal.texts):
                _replace(root / path, root / _FOLDER / str(number), undo)
            undo.pop_all()
    except OSError as failure:
        if backups := _list_backups(staging):
            message = f"a change failed and could be undone only in part: {failure.strerror}"
            hint = (
                f"the texts before it are in {_FOLDER}/ ({', '.join(backups)}); put them back, and remove it"
            )
            path = os.path.relpath(failure.filename, root) if failure.filename else ""
            raise ProblemError(error("move-refused", message, path=path, hint=hint)) from failure
        raise


def _move(old: Path, new: Path, undo: ExitStack) -> None:
    missing = [folder for folder in new.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir()
        undo.callback(folder.rmdir)
    os.rename(old, new)  # in one step, also a folder
    undo.callback(lambda: os.rename(new, old))


def _replace(path: Path, copy: Path, undo: ExitStack) -> None:
    backup = copy.with_name(f"{copy.name}{_BACKUP}")
    with suppress(FileNotFoundError):
        try:
            os.link(path, backup)
        except FileNotFoundError:
            raise
        except OSError:  # a file system without hard links
            _copy(path, backup)
    undo.callback(_restore, path, backup)
    os.replace(copy, path)


def _copy(path: Path, backup: Path) -> None:
    try:
        shutil.copy2(path, backup)
    except OSError:
        backup.unlink(missing_ok=True)
        raise


def _restore(path: Path, backup: Path) -> None:
    if backup.exists():
        os.replace(backup, path)
        backup.unlink(missing_ok=True)  # of one file, a replacement leaves both names
    else:
        path.unlink(missing_ok=True)
