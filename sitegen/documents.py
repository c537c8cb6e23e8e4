"""Content files -> Documents: known bytes come from the last build, the rest are converted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from sitegen.convert import ConvertJob, convert_job
from sitegen.files import Entry, Stat, digest, read, unchanged
from sitegen.model import Document, Source
from sitegen.parallel import split
from sitegen.request import tell_nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sitegen.cache import Store
    from sitegen.cache.state import FileRecord
    from sitegen.config import Config
    from sitegen.inputs import Tree
    from sitegen.parallel import Workers
    from sitegen.request import Tell

#: So many files hold most of the languages that a site has code in: their lexers take long to make.
_WARMING = 8
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx")


#: The attributes of a Document that its body alone decides and that only questions about the page
#: itself are answered from. Any other that differs, one added later included, may move other pages.
_BODY = ("digest", "summary", "excerpt", "anchors", "words", "tokens", "references", "problems")


class Known(msgspec.Struct):
    """What the last build knows of the content."""

    documents: Mapping[str, Document]
    records: Mapping[str, FileRecord]
    recorded_at_ns: int


class Documents(Mapping[str, Document]):
    """Every document by path, in the order of the paths; those that are as they were are read when needed."""

    def __init__(
        self, paths: Iterable[str], fresh: Mapping[str, Document], known: Mapping[str, Document]
    ) -> None:
        self._paths = dict.fromkeys(paths)
        self.fresh = fresh  #: those that were converted now
        self._known = known

    def __getitem__(self, path: str) -> Document:
        return self.fresh[path] if path in self.fresh else self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def all(self) -> list[Document]:
        """Return every document, in the order of the paths: all that are known are read at once."""
        found = {**dict(self._known.items()), **self.fresh}
        return [found[path] for path in self._paths]

    def changed(self) -> set[str]:
        """Return the paths of those that are new, changed or gone."""
        return self.fresh.keys() | (self._known.keys() - self._paths.keys())

    def is_same_but_bodies(self) -> bool:
        """Tell whether nothing changed that a list, an order, an address or a link is made from."""
        known = self._known
        return len(known) == len(self) and all(
            path in known and is_body_alone(known[path], document) and known[path].anchors == document.anchors
            for path, document in self.fresh.items()
        )


def is_body_alone(old: Document, new: Document) -> bool:
    """Tell whether a document differs only in what no list, order, address or picture is made from."""
    changes = {name: getattr(new, name) for name in _BODY}
    return msgspec.structs.replace(old, **changes) == new


def is_document(path: str) -> bool:
    """Tell whether a content file is a page rather than a file to be copied."""
    return path.endswith(MARKDOWN_SUFFIXES)


def site_path(entry: Entry) -> str:
    """Return the path by which the site knows a file: composed letters, whatever the disk holds."""
    return entry.path if entry.path.isascii() else unicodedata.normalize("NFC", entry.path)


def is_settled(entry: Entry, record: FileRecord | None, recorded_at_ns: int) -> bool:
    """Tell whether a file surely is what it was when it was recorded."""
    return record is not None and unchanged(Stat(*record[:4]), entry.stat, recorded_at_ns)


def convert_documents(
    tree: Tree, config: Config, known: Known, bodies: Store, workers: Workers, tell: Tell = tell_nobody
) -> Documents:
    """Return every document; new bodies go to ``bodies``."""
    paths: list[str] = []
    sources: list[Source] = []
    for entry in tree.entries:
        if not is_document(entry.path):
            continue
        path = site_path(entry)
        paths.append(path)
        is_known = path in known.documents and bodies.has(path)
        if is_known and is_settled(entry, known.records.get(entry.path), known.recorded_at_ns):
            continue
        data = read(tree.root, entry, tree.shown)
        if not is_known or known.documents[path].digest != digest(data):
            sources.append(Source(path, data))
    fresh: dict[str, Document] = {}
    for done, (document, body) in enumerate(_convert(sources, config, workers), 1):
        fresh[document.path] = document
        bodies.add(document.path, body)
        tell("Reading", done, len(sources))
    return Documents(sorted(paths), fresh, known.documents)


def _convert(sources: Sequence[Source], config: Config, workers: Workers) -> Iterator[tuple[Document, bytes]]:
    jobs = [ConvertJob(config, tuple(batch)) for batch in split(sources, workers.count, _WARMING)]
    convert: Callable[[ConvertJob], list[tuple[Document, bytes]]] = convert_job
    for results in workers.run(convert, jobs, len(sources), warm=True):
        yield from results
