"""Documents -> the site that they form; after a text-only edit, restored from the last build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.build.text_edit import TextEdit
from sitegen.cache.state import Structure
from sitegen.site.assemble import Site
from sitegen.site.skeleton import restore_site
from sitegen.sources.choose import is_document, is_markdown, site_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.build.documents import Documents
    from sitegen.build.job import Run
    from sitegen.cache.state import State
    from sitegen.core.model import Document


class Assembly(msgspec.Struct, frozen=True):
    """A site, and whether it was restored from the last build."""

    site: Site
    structure: Structure | None = None  #: of the last build, if only text has changed since
    edit: TextEdit | None = None  #: which texts


def assemble_pages(run: Run, state: State, documents: Documents) -> Assembly:
    """Return the site as it is now. If its structure has not changed, most of it is reused."""
    edit = _find_edit(run, state, documents)
    structure = run.cache.structure(state) if edit else None
    if edit and structure:
        site = restore_site(structure.frame, run.inputs.config, documents, run.now)
        if edit.fits(site, (*structure.problems, *site.problems)):
            return Assembly(site, structure, edit)
    return Assembly(assemble_site(run, documents.all()))


def _find_edit(run: Run, state: State, documents: Documents) -> TextEdit | None:
    """Return what was edited since the last build, if only text was.

    A preview has the whole site in memory and doesn't restore it.
    """
    if run.session is not None or run.inputs.config.languages or state.unwritten or not state.traces.entries:
        return None
    if not run.cache.holds(run.inputs, run.now, run.recorded_at_ns, but=is_markdown):
        return None
    edit = documents.find_text_edit()
    return None if edit is None or edit.changes_parts else edit


def assemble_site(run: Run, documents: Sequence[Document]) -> Site:
    """Return the Site of these documents and the files beside them."""
    inputs = run.inputs
    files = [site_path(entry) for entry in inputs.content.entries if not is_document(entry)]
    static = [site_path(entry) for entry in inputs.static.entries]
    if inputs.config.languages:
        from sitegen.site.languages import assemble_languages as assemble
    else:
        from sitegen.site.assemble import assemble
    return assemble(inputs.config, documents, files, static, now=run.now, show=run.options.show)
