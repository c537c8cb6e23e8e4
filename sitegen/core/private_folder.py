"""A site's root -> a folder outside of it that only this user may enter."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.core.problems import Problem

_HINT = "set TMPDIR to a folder outside the site"


@contextmanager
def private_folder(prefix: str, root: Path) -> Iterator[Path]:
    """Yield a new folder, as `make_private_folder` creates it, and remove it at the end."""
    folder = make_private_folder(prefix, root)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_private_folder(prefix: str, root: Path) -> Path:
    """Return a new folder with mode 700 in `find_temporary_folder`."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix=prefix, dir=find_temporary_folder(root)))


def find_temporary_folder(root: Path) -> Path:
    """Return the system's folder for temporary files.

    ProblemError when the system has none, or has it below ``root``, which is untrusted.
    """
    import tempfile

    try:
        above = Path(tempfile.gettempdir()).resolve()  # the current directory, if no other can be written
    except FileNotFoundError as cause:
        raise ProblemError(_refuse("there is no folder for temporary files")) from cause
    if above.is_relative_to(root.resolve()):
        raise ProblemError(_refuse(f"the folder for temporary files, {above}, is inside the site"))
    return above


def _refuse(message: str) -> Problem:
    return error("system-refused", message, hint=_HINT)
