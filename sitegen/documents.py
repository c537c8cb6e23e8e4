"""Content files -> Documents: known bytes come from the last build, the rest are converted."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import msgspec

from sitegen.convert import ConvertJob, convert_job
from sitegen.files import Entry, Stat, digest, read, unchanged
from sitegen.model import Document, Source
from sitegen.parallel import split
from sitegen.request import tell_nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sitegen.cache import Store
    from sitegen.cache.state import FileRecord
    from sitegen.config import Config
    from sitegen.inputs import Tree
    from sitegen.parallel import Workers
    from sitegen.request import Tell

#: So many files hold most of the languages that a site has code in: their lexers take long to make.
_WARMING = 8
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx")


class Known(msgspec.Struct):
    """What the last build knows of the content."""

    documents: Mapping[str, Document]
    records: Mapping[str, FileRecord]
    recorded_at_ns: int


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
) -> list[Document]:
    """Return every document, sorted by path; new bodies go to ``bodies``."""
    documents: dict[str, Document] = {}
    sources: list[Source] = []
    for entry in tree.entries:
        if not is_document(entry.path):
            continue
        path = site_path(entry)
        before = known.documents.get(path)
        settled = is_settled(entry, known.records.get(entry.path), known.recorded_at_ns)
        if before and settled and bodies.has(path):
            documents[path] = before
            continue
        data = read(tree.root, entry, tree.shown)
        if before and before.digest == digest(data) and bodies.has(path):
            documents[path] = before
        else:
            sources.append(Source(path, data))
    for done, (document, body) in enumerate(_convert(sources, config, workers), 1):
        documents[document.path] = document
        bodies.add(document.path, body)
        tell("Reading", done, len(sources))
    return [documents[path] for path in sorted(documents)]


def _convert(sources: Sequence[Source], config: Config, workers: Workers) -> Iterator[tuple[Document, bytes]]:
    jobs = [ConvertJob(config, tuple(batch)) for batch in split(sources, workers.count, _WARMING)]
    convert: Callable[[ConvertJob], list[tuple[Document, bytes]]] = convert_job
    for results in workers.run(convert, jobs, len(sources), warm=True):
        yield from results
