"""A folder of texts -> Pagefind's index of it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.core.extras import install_hint
from sitegen.core.problems import Problem, ProblemError, error, warning
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from sitegen.core.folder import Folder


#: Package -> program of Pagefind, the better first: the extended one splits Chinese and Japanese.
_PROGRAMS = {"pagefind_bin_extended": "pagefind_extended", "pagefind_bin": "pagefind"}
#: Languages without blanks between words.
_UNSPACED = frozenset({"zh", "ja"})
#: Languages without spaces that none of its programs splits.
_UNSPLIT = frozenset({"th", "lo", "km", "my"})
#: Pagefind's files that are published, without its ready-made interfaces.
PUBLISHED = lazy_compile(
    r"(?:pagefind|pagefind-worker)\.js|pagefind-entry\.json|[^/]*\.pf_meta|wasm\.\w+\.pagefind"
    r"|(?:index|fragment|filter)/.*"
)


_IGNORED = ".toc, .side, .meta, .anchor, .copy, article > footer"


_SECONDS = 900


def find_indexer() -> str:
    """Return the path of Pagefind's program: of the PyPI package, else of the system; "" without one."""
    from importlib.util import find_spec
    from shutil import which

    for name, program in _PROGRAMS.items():
        package = find_spec(name)
        for folder in package.submodule_search_locations or () if package else ():
            if (packaged := Path(folder) / program).is_file():
                return str(packaged)
    paths = (which(program) or "" for program in _PROGRAMS.values())
    return next((path for path in paths if path.startswith("/")), "")  # an empty entry of PATH is this folder


def check_indexer(language: str) -> tuple[Problem, ...]:
    """Return the Problem of a site with search if no indexer supports its language."""
    if indexer := find_indexer():
        if (short := language.partition("-")[0].lower()) in _UNSPLIT:
            return (
                warning(
                    "search-indexer",
                    f"search can't find single words in {language}: Pagefind doesn't split its texts",
                    path="sitegen.toml",
                    hint="write the words that readers look for as tags, or turn off [search]",
                ),
            )
        if short in _UNSPACED and not indexer.endswith("_extended"):
            return (
                warning(
                    "search-indexer",
                    f"search can't find single words in {language}: this Pagefind can't split texts",
                    path="sitegen.toml",
                    hint="install its extended form: pip install 'pagefind[extended]'",
                ),
            )
        return ()
    hint = install_hint("pagefind")
    return (
        error(
            "search-indexer",
            "search is enabled and Pagefind is not installed",
            path="sitegen.toml",
            hint=hint,
        ),
    )


@cache
def describe_indexer() -> str:
    """Return a digest of the indexer and of its options."""
    status = Path(find_indexer()).stat()
    return f"{status.st_size} {status.st_mtime_ns} {_IGNORED} {PUBLISHED.pattern}"


def _path_of(folder: Folder) -> str:
    """Return a path of an open directory that stays valid if the directory is renamed, if there is one."""
    by_handle = f"/proc/self/fd/{folder.handle}"
    return by_handle if os.path.isdir(by_handle) else folder.path


def run_indexer(texts: Folder, index: Folder) -> None:
    """Have the texts in one folder indexed into the other."""
    import subprocess
    from tempfile import TemporaryDirectory

    command = [
        find_indexer(),
        "--site",
        _path_of(texts),
        "--output-path",
        _path_of(index),
        "--exclude-selectors",
        _IGNORED,
    ]
    try:
        # Pagefind obeys a pagefind.toml in the current folder, which may be untrusted: it could name any
        # file to be written to.
        with TemporaryDirectory(prefix="sitegen-search-") as empty:
            done = subprocess.run(  # noqa: S603  a program that the owner installed
                command,
                cwd=empty,
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
                pass_fds=(texts.handle, index.handle),
            )
    except subprocess.TimeoutExpired:
        reason = f"no end after {_SECONDS} seconds"
    else:
        if done.returncode == 0:
            return
        reason = (done.stderr or done.stdout).strip().rpartition("\n")[2]
    raise ProblemError(
        error("search-indexer", f"Pagefind failed: {reason}", hint="run sitegen build --force")
    )
