"""The code of a site's extensions -> the same files on another host, in a folder of their own.

Installed extensions aren't sent: they are among the versions that must be equal.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from tempfile import mkdtemp
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from sitegen.content.work import ConvertJob
from sitegen.render.job import RenderJob
from sitegen.workers.pool import Job, Overrun
from sitegen.workers.worker import CallStack

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.ext.registry import Extensions

J = TypeVar("J", bound=Job)


class SiteCode(msgspec.Struct, frozen=True):
    """The files of a site's own extensions."""

    root: str = ""  #: of the site, where the build runs
    files: tuple[tuple[str, bytes], ...] = ()  #: path from the root, content


def read_code(job: Job) -> SiteCode:
    """Return the code from the site's folder that a job needs."""
    extensions = _extensions_of(job)
    if not extensions:
        return SiteCode()
    prefix = f"{extensions.root}{os.sep}"
    files = {}
    for path in sorted({path for used in extensions.used for path in used.files if path.startswith(prefix)}):
        with suppress(OSError), open(path, "rb") as file:  # a missing file can't be imported
            files[path.removeprefix(prefix)] = file.read()
    return SiteCode(extensions.root, tuple(files.items()))


class UnpackedCode(NamedTuple):
    """The files of a site's code in a folder of this host; no folder if there are none."""

    root: str
    folder: str

    def place(self, job: J) -> J:
        """Return a job whose extensions are in that folder, or where this host has them installed."""
        extensions = _extensions_of(job)
        if not extensions:
            return job
        placed = _place_extensions(extensions, self._move)
        if isinstance(job, RenderJob):
            layouts = msgspec.structs.replace(job.layouts, extensions=placed)
            return msgspec.structs.replace(job, layouts=layouts)
        return msgspec.structs.replace(job, extensions=placed)

    def name_places(self, overrun: Overrun) -> Overrun:
        """Return an overrun whose paths are those of the machine that builds."""
        if not self.folder:
            return overrun
        places = CallStack(
            (file.replace(self.folder, self.root, 1) if file.startswith(f"{self.folder}/") else file, line)
            for file, line in overrun.places
        )
        return msgspec.structs.replace(overrun, places=places)

    def remove(self) -> None:
        """Remove the folder."""
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _move(self, path: str) -> str:
        if self.root and (path == self.root or path.startswith(f"{self.root}{os.sep}")):
            return self.folder + path.removeprefix(self.root)
        return _find_installed(path)


def unpack_code(code: SiteCode) -> UnpackedCode:
    """Write a site's code into a new folder that only this user can read."""
    if not code.root:
        return UnpackedCode("", "")
    folder = os.path.realpath(mkdtemp(prefix="sitegen-code-"))
    for name, data in code.files:
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    return UnpackedCode(code.root, folder)


def list_distributions(extensions: Extensions | None) -> tuple[str, ...]:
    """Return the names of the distributions that a site's extensions are from, or import; sorted."""
    if not extensions:
        return ()
    from importlib.metadata import packages_distributions

    from sitegen.ext.code import list_borrowed

    owners = packages_distributions()
    modules = {module for used in extensions.used for module in list_borrowed(used, extensions.root)}
    names = {name for module in modules for name in owners.get(module, ())}
    return tuple(sorted(name.lower().replace("-", "_").replace(".", "_") for name in names))


def _extensions_of(job: Job) -> Extensions | None:
    if isinstance(job, RenderJob):
        return job.layouts.extensions
    return job.extensions if isinstance(job, ConvertJob) else None


def _place_extensions(extensions: Extensions, move: Callable[[str], str]) -> Extensions:
    used = tuple(msgspec.structs.replace(one, files=tuple(map(move, one.files))) for one in extensions.used)
    return msgspec.structs.replace(extensions, root=move(extensions.root), used=used)


def _find_installed(path: str) -> str:
    """Return where this host has a file of a distribution; the path itself if nowhere."""
    for mark in ("/site-packages/", "/dist-packages/"):
        _, found_mark, name = path.partition(mark)
        if found_mark:
            candidates = (f"{folder}/{name}" for folder in sys.path)
            return next(filter(os.path.exists, candidates), path)
    return path
