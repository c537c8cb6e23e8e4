"""Extensions whose code is new -> the same with the names that they provide: each is imported in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.core.problems import Problem, ProblemError, error
from sitegen.ext import load
from sitegen.ext.code import with_digest
from sitegen.ext.registry import KINDS, Extensions, Used
from sitegen.render.extensions import find_taken_names
from sitegen.workers.overruns import explain
from sitegen.workers.pool import Job, Overrun, Pool, Work

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sitegen.config import Limits


class _Result(msgspec.Struct, frozen=True):
    """What an extension provides and imports, or why it can't be used."""

    names: dict[str, tuple[str, ...]] = {}
    files: frozenset[str] = frozenset()
    layouts: str = ""
    problems: tuple[Problem, ...] = ()


def read_names(extensions: Extensions, known: Collection[Used], limits: Limits) -> Extensions:
    """Return the extensions that can be used, with what is wrong; ``known`` ones aren't imported."""
    digests = {extension.digest for extension in known}
    used: list[Used] = []
    problems: list[Problem] = []
    for extension in extensions.used:
        if extension.digest in digests:
            used.append(extension)
            continue
        result = _read_in_worker(extension, extensions.root, limits)
        problems += result.problems
        if not result.problems:
            files = tuple(sorted({*extension.files, *result.files}))
            complete = msgspec.structs.replace(
                extension, names=result.names, files=files, layouts=result.layouts
            )
            used.append(with_digest(complete))
    usable = Extensions(extensions.root, tuple(used))
    problems += (*find_taken_names(usable), *_find_clashes(usable))
    return msgspec.structs.replace(usable, problems=tuple(problems))


class _ReadWork(Work[Job, _Result]):
    """The import of one extension, within the limits of a page."""

    def __init__(self, root: str, limits: Limits) -> None:
        super().__init__(None)
        self.seconds = limits.page_seconds
        self._root, self._memory = root, limits.page_memory_bytes

    def recover(self, job: Job, overrun: Overrun) -> list[_Result]:
        """Report what overran at its line."""
        (used,) = job.items
        code, message, hint = explain(overrun, f"importing extension {used.name!r}", self._memory)
        path, line = load.locate(used, self._root, overrun.places)
        return [_Result(problems=(error(code, message, path=path, line=line, hint=hint),))]


def _read_in_worker(used: Used, root: str, limits: Limits) -> _Result:
    def read(_: Job, used: Used) -> _Result:
        try:
            names, files, layouts = load.read_names(used, root)
        except ProblemError as failure:
            return _Result(problems=failure.problems)
        return _Result(names, frozenset(files), layouts)

    pool = Pool(1, limits.page_memory_bytes, read)  # one each: a second import of a module goes unnoticed
    try:
        (result,) = pool.run(_ReadWork(root, limits), [Job((used,))])
    finally:
        pool.close()
    return result


def _find_clashes(extensions: Extensions) -> Iterator[Problem]:
    """Yield a Problem for each name that two extensions provide."""
    for kind, shown in KINDS.items():
        owners: dict[str, Used] = {}
        for name, used in extensions.provided(kind):
            first = owners.setdefault(name, used)
            if first is not used:
                message = f"the {shown} {name!r} is that of extension {first.name!r}, too"
                hint = "rename one of the two"
                yield error("extension-failed", message, path=used.origin, hint=hint)
