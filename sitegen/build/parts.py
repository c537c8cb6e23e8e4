"""A part of a site's pages -> their conversions in a shared store, for the build of the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build.documents import LastDocuments, convert_documents
from sitegen.build.options import BuildResult
from sitegen.build.pipeline import document_references
from sitegen.core.problems import ProblemError, error, has_errors
from sitegen.sharing.batches import find_batch, store_conversions
from sitegen.sources.choose import is_document, site_path

if TYPE_CHECKING:
    from sitegen.build.job import Run
    from sitegen.sharing.settings import SharedCache
    from sitegen.sources.inputs import Inputs

#: A part exists to fill the store, so it may wait for it, but not for ever.
_SECONDS = 1800.0


def build_part(run: Run, part: tuple[int, int], shared: SharedCache | None) -> BuildResult:
    """Convert one part of so many of the pages, and store it; nothing is published."""
    if shared is None or not shared.writes:
        hint = 'set cache.remote, and cache.mode or SITEGEN_CACHE_MODE to "write"'
        raise ProblemError(
            error("config-value", "--part needs a shared cache that it may write to", hint=hint)
        )
    inputs, pages = _choose_part(run.inputs, part)
    identity = run.cache.identity
    bodies = run.cache.body_store(run.cache.blank())
    try:
        documents = convert_documents(
            inputs,
            LastDocuments({}, {}, (), 0),
            bodies,
            run.workers,
            run.on_progress,
            document_references(run),
            run.extensions,
        )
        conversions = ((document, bodies.get(path)) for path, document in documents.fresh.items())
        trouble = store_conversions(shared, conversions, pages, identity, shared.seconds or _SECONDS)
    finally:
        bodies.close()
    problems = tuple(problem for document in documents.fresh.values() for problem in document.problems)
    if trouble:
        message = f"this part couldn't be stored in {shared.shown}: {trouble[0]}"
        raise ProblemError(error("cache-store", message, hint="check the store, and run the command again"))
    number, parts = part
    notice = f"Part {number} of {parts}: {len(documents)} of {pages} pages are converted and stored."
    return BuildResult(
        ok=not has_errors(problems), problems=problems, pages=len(documents), notices=(notice,)
    )


def _choose_part(inputs: Inputs, part: tuple[int, int]) -> tuple[Inputs, int]:
    """Return the inputs with only those pages that are in a part, and how many pages the site has."""
    entries = inputs.content.entries
    pages = sum(is_document(entry) for entry in entries)
    number, parts = part
    chosen = tuple(
        entry
        for entry in entries
        if not is_document(entry) or find_batch(site_path(entry), pages) % parts == number - 1
    )
    content = msgspec.structs.replace(inputs.content, entries=chosen)
    return msgspec.structs.replace(inputs, content=content), pages
