"""Options of a build with ``--safe`` -> the same, with everything it writes outside the untrusted folder."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from sitegen.core.location import locate
from sitegen.core.private_folder import make_private_folder
from sitegen.core.problems import Problem, ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.build.options import BuildOptions

#: Marks a folder as a cache that sitegen may change and delete: https://bford.info/cachedir/
_TAG = "CACHEDIR.TAG"
_TAG_TEXT = b"Signature: 8a477f597d28d172789f06886806bc55\n# Made by sitegen, which may remove all of it.\n"


@contextmanager
def keep_apart(options: BuildOptions) -> Iterator[BuildOptions]:
    """Give options with which a build writes nothing into an untrusted folder; without ``safe``, unchanged.

    If no output was named, it is a new folder that only this user may enter. It stays if the site was
    published. ProblemError for what is in the untrusted folder, or around it.
    """
    if not options.safe:
        yield options
        return
    refuse_within(options.output, options.root, "--output")
    refuse_within(options.cache, options.root, "--cache")
    if options.output is not None:
        yield options
        return
    folder = make_private_folder("sitegen-safe-", options.root)
    try:
        yield msgspec.structs.replace(options, output=folder / "public")
    finally:
        if not (folder / "public").is_dir():  # nothing was published
            shutil.rmtree(folder, ignore_errors=True)


def refuse_within(path: Path | None, root: Path, option: str) -> None:
    """Raise ProblemError for a path in an untrusted folder, or for a folder that holds it."""
    if path is None:
        return
    target, top = path.resolve(), root.resolve()
    if target.is_relative_to(top) or top.is_relative_to(target):
        raise ProblemError(
            error(
                "safe-location",
                f"{option} names a folder in the site, or around it: with --safe nothing is written there",
                path=str(path),
                hint="name a folder elsewhere",
            )
        )


def claim_cache(path: Path, root: Path) -> None:
    """Create the folder named with ``--cache``, and mark it; ProblemError if it contains anything else."""
    try:
        with locate(path, root).open(create=True) as folder:
            if folder.is_file(_TAG):
                return
            if folder.list_names():
                raise ProblemError(_refuse_cache(path))
            folder.write(_TAG, _TAG_TEXT)
            folder.write(".gitignore", b"*\n")
    except NotADirectoryError as cause:
        raise ProblemError(_refuse_cache(path)) from cause


def _refuse_cache(path: Path) -> Problem:
    message = "the folder named with --cache is not empty, and sitegen did not create it"
    return error("cache-not-ours", message, path=str(path), hint="name a new or empty folder")
