"""A plan -> the site's folder: files move and texts are replaced, or everything stays as it was.

Everything is written beside the site first, with a journal. If this process ends in the middle, the next one
completes what the journal says.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.problems import ProblemError, error
from sitegen.sources import digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.moving.plan import Plan

_FOLDER, _JOURNAL = ".sitegen-move", "journal.json"


class _Journal(msgspec.Struct):
    """What is yet to be done."""

    old: str  #: what moves, from the site's folder; "" if only texts change
    new: str
    texts: list[
        tuple[str, str]
    ]  #: path after the move, digest of its present text; the number names the copy


def apply_plan(plan: Plan, root: Path) -> None:
    """Do what a plan says; ProblemError, with everything as it was, if a file has changed or can't be."""
    staging = root / _FOLDER
    try:
        with _locked(staging):
            journal = _stage(plan, root, staging)
            with ExitStack() as undo:
                undo.callback((staging / _JOURNAL).unlink)
                _move(journal, root, undo)
                for number, (path, _) in enumerate(journal.texts):
                    _replace(root / path, staging / str(number), undo)
                undo.pop_all()
    except OSError as failure:
        message = f"it can't be changed: {(failure.strerror or 'unknown error').lower()}"
        path = os.path.relpath(failure.filename, root) if failure.filename else ""
        hint = "nothing was changed; allow sitegen to write there"
        raise ProblemError(error("move-refused", message, path=path, hint=hint)) from failure


def complete_move(root: Path) -> str:
    """Complete a move that was interrupted; return a sentence about it, "" if there was none."""
    staging = root / _FOLDER
    if not staging.is_dir():
        return ""
    with _locked(staging):
        try:
            journal = msgspec.json.decode((staging / _JOURNAL).read_bytes(), type=_Journal)
        except FileNotFoundError:  # it ended before it changed anything
            return ""
        with ExitStack() as undo:
            if journal.old and not (root / journal.new).exists():
                _move(journal, root, undo)
            undo.pop_all()
        for number, (path, before) in enumerate(journal.texts):
            copy, present = staging / str(number), root / path
            data = present.read_bytes() if present.exists() else b""
            if copy.exists() and digest(data) == before:  # neither done already nor edited since
                os.replace(copy, present)
    return f"Completed a change that was interrupted: {journal.old or journal.texts[0][0]}."


@contextmanager
def _locked(staging: Path) -> Iterator[None]:
    """Hold the folder for what is yet to be done, and remove it."""
    staging.mkdir(exist_ok=True)
    handle = os.open(staging, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        hint = "wait for it to end, and try again"
        raise ProblemError(error("move-refused", "another move is running", hint=hint)) from None
    try:
        yield
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        os.close(handle)


def _stage(plan: Plan, root: Path, staging: Path) -> _Journal:
    """Write each new text beside the site's files; ProblemError if a file isn't as it was read."""
    sources = {new: old for old, new in plan.move.files.items()}
    files = plan.move.files
    journal = _Journal(plan.move.old if files else "", plan.move.new if files else "", [])
    for number, (path, (before, after)) in enumerate(plan.texts.items()):
        present = root / sources.get(path, path)
        is_new = not before and not present.exists()
        if present.is_symlink() or not (is_new or present.read_bytes() == before.encode()):
            message = "it is a link, or has changed since it was read"
            hint = "nothing was changed; try again"
            raise ProblemError(error("move-refused", message, path=path, hint=hint))
        copy = staging / str(number)
        copy.write_bytes(after.encode())
        if not is_new:
            shutil.copymode(present, copy)
        journal.texts.append((path, digest(before.encode())))
    with open(staging / "journal.new", "wb") as file:
        file.write(msgspec.json.encode(journal))
        file.flush()
        os.fsync(file.fileno())
    os.rename(staging / "journal.new", staging / _JOURNAL)
    return journal


def _move(journal: _Journal, root: Path, undo: ExitStack) -> None:
    if not journal.old:
        return
    old, new = root / journal.old, root / journal.new
    missing = [folder for folder in new.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir()
        undo.callback(folder.rmdir)
    os.rename(old, new)  # in one step, also a folder
    undo.callback(lambda: os.rename(new, old))


def _replace(path: Path, copy: Path, undo: ExitStack) -> None:
    backup = copy.with_name(f"{copy.name}-before")
    with suppress(FileNotFoundError):
        os.link(path, backup)
    os.replace(copy, path)
    undo.callback(lambda: os.replace(backup, path) if backup.exists() else path.unlink())
