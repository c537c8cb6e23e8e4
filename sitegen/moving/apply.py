"""A plan -> the site's folder: files move and texts are replaced, or everything stays as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from sitegen.moving.plan import Plan


def apply_plan(plan: Plan, root: Path) -> None:
    """Do what a plan says; ProblemError, with everything as it was, if a file has changed or can't be."""
    staging = Path(tempfile.mkdtemp(prefix=".sitegen-move-", dir=root))
    try:
        with ExitStack() as undo:
            _stage(plan, root, staging)
            _move(plan, root, undo)
            for number, path in enumerate(plan.texts):
                _replace(root / path, staging / str(number), undo)
            undo.pop_all()
    except OSError as failure:
        message = f"it can't be changed: {(failure.strerror or 'unknown error').lower()}"
        path = os.path.relpath(failure.filename, root) if failure.filename else ""
        hint = "nothing was changed; allow sitegen to write there"
        raise ProblemError(error("move-refused", message, path=path, hint=hint)) from failure
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _stage(plan: Plan, root: Path, staging: Path) -> None:
    """Write each new text beside the site's files; ProblemError if a file isn't as it was read."""
    sources = {new: old for old, new in plan.move.files.items()}
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


def _move(plan: Plan, root: Path, undo: ExitStack) -> None:
    old, new = root / plan.move.old, root / plan.move.new
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
