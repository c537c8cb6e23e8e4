"""Files that are published as they are: which must be copied, and how large the images among them are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.snapshot import is_settled
from sitegen.html.in_workers import read_files
from sitegen.html.references import Findings, read_output, refers
from sitegen.images import SUFFIXES
from sitegen.site.values import Size
from sitegen.sources import digest
from sitegen.sources.choose import is_document, site_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.cache.cache import BuildCache
    from sitegen.cache.state import State
    from sitegen.config import Limits
    from sitegen.publish.manifest import File
    from sitegen.site.assemble import Site
    from sitegen.sources import Entry, SourceFile
    from sitegen.sources.inputs import Inputs, Tree
    from sitegen.workers.on_demand import Workers


_MARKDOWN = ".md"
#: A file with more bytes than its pixels plus this isn't read: it can't be a useful image.
_PIXEL_BYTES = 4
_HEAD_BYTES = 16_000_000


class _SourceFile(msgspec.Struct, frozen=True):
    tree: Tree
    entry: Entry
    settled: bool  #: certainly unchanged since the last build


class Copies:
    """The files of one build, with what earlier builds learned about them, by path."""

    def __init__(self, inputs: Inputs, cache: BuildCache, last_state: State, limits: Limits) -> None:
        self._sources: dict[str, _SourceFile] = {}
        self._records = {}
        self._limits = limits
        self._known = last_state
        self.sizes: dict[str, Size] = {}
        self.read_files: dict[str, Findings] = {}
        for name, tree in (("content", inputs.content), ("static", inputs.static)):
            records = cache.records(name)
            for entry in tree.entries:
                if name == "content" and is_document(entry):
                    continue
                record = records.get(entry.path)
                key = f"{tree.shown}/{site_path(entry)}"
                self._sources[key] = _SourceFile(tree, entry, is_settled(entry, record, cache.recorded_at_ns))
                self._records[key] = record[4] if record else ""

    @property
    def stamp(self) -> str:
        """Changes when the size of any image may have changed, or what is in a page, style or drawing."""
        places = self._sources.items()
        stats = ((key, *copy.entry.stat) for key, copy in places if _is_image(key) or refers(key))
        return digest(repr(sorted(stats)).encode())

    def size(self, key: str) -> Size:
        """Return the size of a file by its key in ``Site.files``."""
        if key not in self.sizes:
            copy = self._sources[key]
            last_size = self._known.sizes.get(key) if copy.settled else None
            self.sizes[key] = last_size or self._measure(key)
        return self.sizes[key]

    def findings(self, site: Site, workers: Workers) -> dict[str, Findings]:
        """Return what is in the pages, style sheets and drawings among the files, by where they go."""
        keys = [key for key in site.files if refers(key) or key.endswith(_MARKDOWN)]
        self.read_files = {key: findings for key in keys if (findings := self._find_known(key))}
        unread = [key for key in keys if key not in self.read_files]
        files = ((key, self.read(key)) for key in unread)
        for key, findings in zip(
            unread, read_files(files, len(unread), _look_into, self._limits, workers), strict=True
        ):
            self.read_files[key] = Findings(
                findings.references, findings.ids, redirect=findings.redirect, is_cut=findings.is_cut
            )
        return {site.files[key].output: self.read_files[key] for key in keys}

    def _find_known(self, key: str) -> Findings | None:
        last_findings = self._known.copied.get(key) if self._sources[key].settled else None
        return None if last_findings is None or last_findings.is_cut else last_findings

    def digest(self, key: str) -> str:
        """Return the digest of a file's bytes."""
        copy = self._sources[key]
        last_digest = self._records[key] if copy.settled else ""
        return last_digest or digest(self.read(key))

    def read(self, key: str) -> bytes:
        """Return the bytes of a file."""
        copy = self._sources[key]
        return copy.tree.read(copy.entry)

    def weight(self, key: str) -> int:
        """Return how many bytes a file has."""
        return self._sources[key].entry.stat.size

    def split(
        self, site: Site, live: Mapping[str, File]
    ) -> tuple[set[str], dict[str, tuple[str, SourceFile]]]:
        """Return the published paths to keep, and for each other file its output and where it is."""
        unchanged, changed = set(), {}
        for key, route in site.files.items():
            copy = self._sources[key]
            published = live.get(route.output)
            if published and copy.settled and published.digest == self._records[key]:
                unchanged.add(route.output)
            else:
                changed[key] = (route.output, copy.tree.source(copy.entry.path))
        return unchanged, changed

    def digests(self, site: Site, live: Mapping[str, File]) -> Iterator[tuple[str, str]]:
        """Yield (key, digest) of every published file."""
        for key, route in site.files.items():
            if route.output in live:
                yield key, live[route.output].digest

    def _measure(self, key: str) -> Size:
        if not _is_image(key):
            return Size()
        from sitegen.images.measure import BadImageError, measure

        if self.weight(key) > _PIXEL_BYTES * self._limits.image_pixels + _HEAD_BYTES:
            return Size(
                fault=f"it has more bytes than the pixels of limits.image_pixels: {self.weight(key):,}"
            )
        try:
            width, height = measure(key, self.read(key), self._limits.image_pixels) or (0, 0)
        except BadImageError as fault:
            return Size(fault=str(fault))
        return Size(width, height)


def _look_into(key: str, data: bytes) -> Findings:
    """Return what is found in a file that is published as it is."""
    if not key.endswith(_MARKDOWN):
        return read_output(key, data)
    from sitegen.content.plain import list_addresses

    return Findings(list_addresses(data.decode("utf-8", "replace")))


def _is_image(key: str) -> bool:
    return key[key.rfind(".") :].lower() in SUFFIXES
