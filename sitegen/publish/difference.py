"""The files of a build + a published tree -> those that aren't published yet."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from sitegen.core.file_names import MARKER
from sitegen.publish.output import MARKER_TEXT
from sitegen.publish.paths import check_path
from sitegen.sources.reading import digest_content

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sitegen.publish.manifest import File
    from sitegen.publish.tree import Tree
    from sitegen.sources.opening import SourceFile


class Difference:
    """A build's files, compared with a published tree as they come."""

    def __init__(
        self, live: Tree, changes: Iterable[tuple[str, bytes | SourceFile]], unchanged: Collection[str]
    ) -> None:
        self._live = live
        self._changes = changes
        #: What is published already, and stays; whole when ``find`` has come to its end.
        self.kept: dict[str, File] = {path: live.files[path] for path in unchanged if path != MARKER}

    def find(self) -> Iterator[tuple[str, bytes | SourceFile, str]]:
        """Yield (path, content, digest) of each file whose bytes aren't published under its path."""
        paths = set(self.kept)
        for path, content in chain(self._changes, ((MARKER, MARKER_TEXT),)):
            check_path(path)
            if path in paths:
                raise ValueError(f"published twice: {path!r}")
            paths.add(path)
            digest = digest_content(content)
            published = self._live.files.get(path)
            if published is not None and published.digest == digest:
                self.kept[path] = published
            else:
                yield path, content, digest
