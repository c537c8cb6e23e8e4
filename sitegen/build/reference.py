"""Sources with marks ``::: package.module`` -> the same with the Markdown generated for them.

A page depends on what is made for it, not on the files: an edit that changes nothing in it converts nothing.
What was made is saved, so that an edit of a page's text doesn't read the package again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.snapshot import load, save
from sitegen.core.model import Source
from sitegen.reference.request import Generated, read_mark, split_key
from sitegen.reference.work import ReferenceJob, make_generated
from sitegen.sources import digest_source
from sitegen.sources.choose import site_path
from sitegen.workers.overruns import explain
from sitegen.workers.pool import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sitegen.core.folder import Folder
    from sitegen.sources.inputs import Inputs
    from sitegen.workers.on_demand import Workers
    from sitegen.workers.pool import Overrun

_FILE = "references"
#: Reading a package may take as long as converting this many pages.
_PAGES = 6
_encode = msgspec.msgpack.Encoder().encode


class Saved(msgspec.Struct):
    """Markdown of earlier builds by request; valid while the files of its kind have this digest."""

    digests: dict[str, str] = {}
    generated: dict[str, dict[str, bytes]] = {}


class _ReferenceWork(Work[ReferenceJob, dict[str, bytes]]):
    """The reading of packages and descriptions, limited in time and memory."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__(make_generated)
        self._limits = inputs.config.limits
        self.seconds = self._limits.page_seconds * _PAGES

    def recover(self, job: ReferenceJob, overrun: Overrun) -> list[dict[str, bytes]]:
        """Report the overrun at each mark."""
        (keys,) = job.items
        fault = explain(overrun, "reading what this documents", self._limits.page_memory_bytes)
        return [{key: _encode(Generated(fault=fault)) for key in keys}]


def add_references(
    sources: Sequence[Source],
    inputs: Inputs,
    workers: Workers,
    folder: Folder,
    stamp: str,
    *,
    trusts_cache: bool,
) -> list[Source]:
    """Return sources, each with what was made for its marks.

    ``stamp`` changes with whatever else that depends on: the configuration, the versions of what makes it.
    """
    keys = {source.path: list(_find_keys(source)) for source in sources if b":::" in source.data}
    asked = sorted({key for page in keys.values() for key in page})
    if not asked:
        return list(sources)
    generated = _generate(asked, inputs, workers, folder, stamp, trusts_cache=trusts_cache)
    return [_add(source, keys.get(source.path, ()), generated) for source in sources]


def _add(source: Source, keys: Sequence[str], generated: Mapping[str, bytes]) -> Source:
    """Return a source with what was made; None stands for what may be documented after another edit."""
    if not keys:
        return source
    included = {**dict(source.included), **{key: generated.get(key) for key in keys}}
    return msgspec.structs.replace(source, included=tuple(sorted(included.items())))


def _find_keys(source: Source) -> list[str]:
    """Return the requests of a page; those in its code are made in vain, and not shown."""
    lines = source.data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    marks = (read_mark(lines, index) for index in range(len(lines)))
    return [mark.key for mark in marks if mark]


def _generate(
    asked: Sequence[str], inputs: Inputs, workers: Workers, folder: Folder, stamp: str, *, trusts_cache: bool
) -> dict[str, bytes]:
    """Return what is made for each request; for what may be a directive of the site, nothing is."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in asked:
        by_kind[split_key(key)[0]].append(key)
    saved = (load(folder, _FILE, Saved) if trusts_cache else None) or Saved()
    now = Saved()
    for kind, keys in sorted(by_kind.items()):
        files = _read_files(kind, keys, inputs)
        digest = digest_source(Source("", stamp.encode(), tuple(files.items())))
        old = saved.generated.get(kind, {}) if saved.digests.get(kind) == digest else {}
        root = str(inputs.included.root)
        folders = (root, *(f"{root}/{path}" for path in inputs.config.reference.paths))
        missing = [key for key in keys if key not in old]
        fresh: dict[str, bytes] = {}
        if missing:
            job = ReferenceJob((tuple(missing),), inputs.config.reference, files, kind, folders)
            (fresh,) = workers.run(_ReferenceWork(inputs), [job], 1)
        now.digests[kind], now.generated[kind] = digest, {**old, **fresh}
    if now != saved:
        save(folder, _FILE, now)
    return {key: data for by_key in now.generated.values() for key, data in by_key.items()}


def _read_files(kind: str, keys: Sequence[str], inputs: Inputs) -> dict[str, bytes]:
    """Return the files that these requests may read, by their paths from the site's folder."""
    names = {split_key(key)[1] for key in keys}
    suffixes = (".py", ".pyi") if kind != "openapi" else (".yaml", ".yml", ".json")
    tree, limit = inputs.included, inputs.config.limits.file_bytes
    return {
        path: tree.read(entry, limit)
        for entry in tree.entries
        if (path := site_path(entry)).endswith(suffixes) and (kind != "openapi" or path in names)
    }
