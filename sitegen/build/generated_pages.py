"""Documents and data files -> the pages that extensions generate from them, converted as files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.build.documents import Documents, convert_sources
from sitegen.core.model import Source
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.ext import Entry, Library
from sitegen.ext.load import find_function, locate_in
from sitegen.site.visibility import date_of, find_left_out
from sitegen.sources import digest_source
from sitegen.workers.overruns import explain
from sitegen.workers.pool import Job, Overrun, Work

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.build.job import Run, Stores
    from sitegen.core.model import Document
    from sitegen.ext.registry import Extensions
    from sitegen.theme.load import Materials

Result = tuple[dict[str, str], tuple[Problem, ...]]


def add_pages(run: Run, stores: Stores, documents: Documents, theme: Materials) -> Documents:
    """Return the documents with the generated ones; unchanged ones aren't converted again."""
    assert run.extensions is not None  # noqa: S101  a site without extensions generates nothing
    library = Library(entries=tuple(_list_entries(run, documents)), data=theme.data)
    texts = _generate(run, run.extensions, library)
    if taken := sorted(texts.keys() & documents.keys()):
        message = "an extension generates a page of the same name"
        raise ProblemError(
            *(
                error("url-collision", message, path=f"{run.inputs.config.paths.content}/{path}", line=1)
                for path in taken
            )
        )
    last_documents = stores.state.documents
    sources = [Source(path, text.encode()) for path, text in sorted(texts.items())]
    lost = stores.bodies.find_missing(texts.keys())
    new = [
        source
        for source in sources
        if source.path in lost
        or source.path not in last_documents
        or last_documents[source.path].digest != digest_source(source)
    ]
    fresh = dict(documents.fresh)
    for document, body in convert_sources(new, run.inputs.config, run.workers, run.extensions):
        fresh[document.path] = document
        stores.bodies.add(document.path, body)
    return Documents(sorted({*documents, *texts}), fresh, last_documents)


def _list_entries(run: Run, documents: Documents) -> Iterator[Entry]:
    every = documents.all()
    hidden = find_left_out(every, run.inputs.config.paths.content, run.now, run.options.show)
    yield from (_describe(document) for document in every if document.path not in hidden)


def _describe(document: Document) -> Entry:
    front = document.front
    return Entry(
        path=document.path,
        title=document.title,
        date=date_of(document),
        description=front.description,
        authors=front.authors,
        terms=dict(front.taxonomies),
        extra=front.extra,
    )


class _GenerateWork(Work[Job, Result]):
    """The pages of each extension, within the limits of a page."""

    def __init__(self, run: Run, extensions: Extensions) -> None:
        super().__init__(None, run.workers.budget)
        limits = run.inputs.config.limits
        self.seconds = limits.page_seconds
        self._memory = limits.page_memory_bytes
        self._extensions = extensions

    def recover(self, job: Job, overrun: Overrun) -> list[Result]:
        """Report what overran at its line."""
        (name,) = job.items
        code, message, hint = explain(overrun, f"generating the pages {name!r}", self._memory)
        path, line = locate_in(self._extensions, overrun.places) or ("", 0)
        return [({}, (error(code, message, path=path, line=line, hint=hint),))]


def _generate(run: Run, extensions: Extensions, library: Library) -> Mapping[str, str]:
    """Return the Markdown of all generated pages by path; ProblemError if an extension fails."""

    def generate(_: Job, name: str) -> Result:
        function = find_function(extensions, "pages", name)
        try:
            pages: object = function.run(library) if function else {}
        except ProblemError as failure:
            return {}, failure.problems
        return _check(pages, name, extensions)

    names = [name for name, _ in extensions.provided("pages")]
    run.workers.budget.allow(len(names))
    work = _GenerateWork(run, extensions)
    results = list(run.workers.run_beside(generate, work, [Job((name,)) for name in names]))
    if problems := [problem for _, found in results for problem in found]:
        raise ProblemError(*problems)
    return {path: text for texts, _ in results for path, text in texts.items()}


def _check(pages: object, name: str, extensions: Extensions) -> Result:
    """Check that a generator returned texts by paths of Markdown files, and return them."""
    used = extensions.provider("pages", name)
    items = pages.items() if isinstance(pages, dict) else [(pages, None)]
    for path, text in items:
        is_path = isinstance(path, str) and path.endswith(".md") and not {"", ".", ".."} & {*path.split("/")}
        if not (is_path and isinstance(text, str)):
            message = f"the pages {name!r} must be Markdown by path, such as 'archive/2025.md', not {path!r}"
            return {}, (error("extension-failed", message, path=used.origin if used else ""),)
    return dict(items), ()
