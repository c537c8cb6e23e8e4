"""Content files -> Documents: known bytes come from the last build, the rest are converted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from sitegen.convert import ConvertJob, convert_job
from sitegen.files import Entry, digest, unchanged
from sitegen.model import Document, Source
from sitegen.parallel import split
from sitegen.request import tell_nobody
from sitegen.sources import MARKDOWN_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sitegen.cache import Store
    from sitegen.cache.state import FileRecord
    from sitegen.config import Config
    from sitegen.inputs import Tree
    from sitegen.parallel import Workers
    from sitegen.request import Tell

#: So many files hold some of the languages that a site has code in, whose lexers the workers then need not
#: make. More would save them work, and keep them waiting for longer than that takes.
_WARMING = 3


#: The attributes of a Document and of its front matter that only questions about the page itself are
#: answered from. Any other that differs, one added later included, may move other pages.
_OWN = ("digest", "title", "summary", "excerpt", "anchors", "words", "tokens", "references", "problems")
_OWN_FRONT = ("title", "description", "authors", "toc", "math", "extra", "keys")


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

    def retouched(self) -> set[str] | None:
        """Return the documents of which more than the body is new, if all else is as it was; else None.

        All else is what lists, addresses and links are made from; of those the order may still differ
        where a title does.
        """
        known = self._known
        if len(known) != len(self) or not self.fresh.keys() <= known.keys():
            return None
        pairs = [(known[path], document) for path, document in self.fresh.items()]
        if not all(is_own_alone(old, new) and old.anchors == new.anchors for old, new in pairs):
            return None
        return {new.path for old, new in pairs if is_retouched(old, new)}


def is_own_alone(old: Document, new: Document) -> bool:
    """Tell whether a document differs only in its body, its title, and what other pages may quote."""
    front = {name: getattr(new.front, name) for name in _OWN_FRONT}
    own = {name: getattr(new, name) for name in _OWN}
    return msgspec.structs.replace(old, front=msgspec.structs.replace(old.front, **front), **own) == new


def is_retouched(old: Document, new: Document) -> bool:
    """Tell whether more than the body of a document is new."""
    return old.title != new.title or old.front != new.front


def is_document(path: str) -> bool:
    """Tell whether a content file is a page rather than a file to be copied."""
    return path.endswith(".md") or path.lower().endswith(MARKDOWN_SUFFIXES)


def site_path(entry: Entry) -> str:
    """Return the path by which the site knows a file: composed letters, whatever the disk holds."""
    return entry.path if entry.path.isascii() else unicodedata.normalize("NFC", entry.path)


def is_settled(entry: Entry, record: FileRecord | None, recorded_at_ns: int) -> bool:
    """Tell whether a file surely is what it was when it was recorded."""
    # Of most files the record is the stat itself: then no other need be made of it.
    return (
        record is not None and record[:4] == entry.stat and unchanged(entry.stat, entry.stat, recorded_at_ns)
    )


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
        data = tree.read(entry)
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
