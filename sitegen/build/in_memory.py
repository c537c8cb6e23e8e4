"""A site in memory + saved pages -> the outputs that differ: the path of a save in the preview.

Only for edits of text (`text_edit`). The saved page is converted, an index in memory finds the outputs whose
questions have new answers, and those are rendered. Only the saved files are read; nothing is scanned or
published. For anything else (a date, a tag, a new file, a layout) the result is None, and the pipeline runs.

Texts that an editor shows and nobody has saved (`Session.unsaved`) may take the place of files. Only their
Problems are asked for, so everything else that they change waits until they are saved.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.documents import convert_sources
from sitegen.build.included import Gathering, concerns_included, may_include
from sitegen.build.options import BuildOptions, BuildResult, is_fatal
from sitegen.build.salvage import is_broken, is_unread
from sitegen.build.text_edit import TextEdit, find_text_edit, take_unsaved
from sitegen.build.text_revision import TextRevision, revise_texts
from sitegen.cache.store import DamagedCacheError
from sitegen.cache.trace_index import TraceIndex
from sitegen.content.work import load_converter
from sitegen.core.model import Document, Source
from sitegen.core.problems import Problem, ProblemError
from sitegen.core.severity import arrange, weigh_references
from sitegen.publish.manifest import File
from sitegen.render.page import render_target
from sitegen.render.schedule import render_few
from sitegen.resources.links_in_files import judges_parts
from sitegen.site.questions import AssetUrl
from sitegen.sources import Entry, Stat, digest
from sitegen.sources.choose import is_markdown, site_path
from sitegen.workers.budget import Budget
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.build.site_state import Session, SiteState
    from sitegen.cache.store import Store
    from sitegen.plan.target import Target
    from sitegen.render.job import Rendered

#: The pipeline, with its workers, renders more outputs than this faster.
_MOST_OUTPUTS = 150


class _Revision(msgspec.Struct, frozen=True):
    """A saved file, converted."""

    entry: Entry
    document: Document
    body: bytes


def prepare(session: Session) -> TraceIndex | None:
    """Prepare for `revise`, ideally while nobody waits; return None before the first build."""
    session.save_pending()
    site_state, state = session.site_state, session.state
    if site_state is not None and state is not None and session.index is None:
        session.index = TraceIndex(state.traces, site_state.targets)
        load_converter()  # the first build may have found nothing to convert
        with suppress(DamagedCacheError):  # the cache was removed: a full build will report it
            _warm_up(site_state, session.index)
    return session.index


def _warm_up(site_state: SiteState, index: TraceIndex) -> None:
    """Compile the templates, and cache the answers that the first good page asks for.

    This process has no limits, and lasts: it renders what a worker has rendered, and imports no extension.
    """
    if site_state.blank.layouts.extensions:
        return
    for id_ in site_state.site.pages:
        targets = index.targets[id_]
        entries = [index.entries.get(target.output) for target in targets]
        if all(entry and not entry.problems for entry in entries):
            for target in targets:
                render_target(target, site_state.answers, site_state.blank)
            return


def revise(session: Session, options: BuildOptions, now: datetime) -> BuildResult | None:
    """Build the changed pages of a session in memory; return None if a full build is needed."""
    index, site_state, bodies = prepare(session), session.site_state, session.bodies
    if index is None or site_state is None or bodies is None or not session.hints:
        return None
    if options != site_state.options:
        return None
    if now < site_state.now or (session.changes_at is not None and session.changes_at <= now):
        return None
    try:
        with hire_worker(session, site_state) as workers:
            if not session.unsaved and concerns_included(session.hints, site_state.inputs, session.state):
                return None
            revisions = _read_revisions(site_state, session.hints, session.unsaved, workers)
            return _apply(session, site_state, bodies, index, revisions, workers) if revisions else None
    except (ProblemError, DamagedCacheError):  # still being written, or gone: a full build will report it
        return None


@contextmanager
def hire_worker(session: Session, site_state: SiteState) -> Iterator[Workers]:
    """Yield the worker of a session, or a new one: extensions may have changed since it has imported them."""
    limits = site_state.inputs.config.limits
    budget = Budget(limits.page_seconds, limits.mean_page_seconds)
    if session.converter is not None and not site_state.blank.layouts.extensions:
        session.converter.budget = budget
        yield session.converter
        return
    with Workers(1, limits.page_memory_bytes, budget) as workers:
        yield workers


def _read_revisions(
    site_state: SiteState, hints: Collection[str], unsaved: Mapping[str, bytes], workers: Workers
) -> dict[str, _Revision] | None:
    """Return the saved files, or their unsaved texts, by path; None if one of them isn't an existing page."""
    if len(hints) > _MOST_OUTPUTS:
        return None
    tree, entries, sources = site_state.inputs.content, {}, []
    gather = Gathering(site_state.inputs).gather if may_include(site_state.inputs.config) else None
    content_paths = {entry.path for entry in tree.entries}
    for hint in hints:
        path = os.path.relpath(hint, tree.root)
        if path not in content_paths or not is_markdown(path):
            return None
        try:
            status = os.stat(hint)
        except OSError:
            return None
        entry = Entry(path, Stat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))
        data = unsaved.get(hint)
        if data is None:
            data = tree.read(entry, site_state.inputs.config.limits.file_bytes)
        source = Source(site_path(entry), data)
        sources.append(gather(source) if gather is not None else source)
        if sources[-1].included and not unsaved:
            return None
        entries[sources[-1].path] = entry
    extensions = site_state.blank.layouts.extensions
    revisions = {}
    for document, body in convert_sources(sources, site_state.inputs.config, workers, extensions):
        shown = take_unsaved(site_state.documents[document.path], document) if unsaved else document
        revisions[document.path] = _Revision(entries[document.path], shown, body)
    return revisions


def _find_edit(
    site_state: SiteState, revisions: Mapping[str, _Revision], *, is_unsaved: bool
) -> TextEdit | None:
    """Return the edit, if it changes only text, and text that only pages show."""
    edit = find_text_edit(
        site_state.documents, {path: revision.document for path, revision in revisions.items()}
    )
    if edit is None or (edit.retitled and _is_used_elsewhere(site_state)):
        return None
    for path, document in edit.documents.items():
        node = site_state.site.nodes.get(path)
        # If the page of a section is a draft or scheduled, the node of the section isn't that page's.
        if node is None or node.path != path or (is_unread(document) and not is_unsaved):
            return None
    return edit


def _is_used_elsewhere(site_state: SiteState) -> bool:
    """Return whether titles are used outside pages: on social cards, or in generated pages."""
    extensions = site_state.blank.layouts.extensions
    return site_state.inputs.config.social_cards.enabled or bool(extensions and extensions.has("pages"))


def _apply(
    session: Session,
    site_state: SiteState,
    bodies: Store,
    index: TraceIndex,
    revisions: Mapping[str, _Revision],
    workers: Workers,
) -> BuildResult | None:
    is_unsaved = bool(session.unsaved)
    edit = _find_edit(site_state, revisions, is_unsaved=is_unsaved)
    if edit is None:
        return None

    def find_body(path: str) -> bytes:
        return revisions[path].body if path in revisions else bodies.get(path)

    revised = revise_texts(site_state, edit.documents, find_body)
    changes_files = edit.changes_parts and not is_unsaved and judges_parts(revised.answers)
    if changes_files or not edit.fits(revised.site, revised.problems):
        return None
    stale = index.find_stale(revised.pages, revised.answers, revised.questions, anchors=edit.changes_parts)
    waiting = _find_waiting(index, edit, stale)
    if len(waiting) > _MOST_OUTPUTS:
        return None
    rendered = list(render_few(waiting, revised.answers, site_state.blank, workers))
    if not is_unsaved and any(asks_for_more(output, index) or is_broken(output) for output in rendered):
        return None
    problems = _gather(site_state, index, revised, rendered)
    if is_fatal(problems, site_state.options):
        return BuildResult(ok=False, problems=problems)
    digests = {output.target.output: digest(output.data) for output in rendered}
    index.update([(output, digests[output.target.output]) for output in rendered], stale, revised.answers)
    for path, revision in revisions.items():
        bodies.add(path, revision.body)
    _keep(session, site_state, revised, revisions, bodies)
    _show(session, rendered, digests)
    return BuildResult(
        ok=True,
        problems=problems,
        pages=revised.site.page_count,
        rendered=len(rendered),
        outputs=len(site_state.files),
        left_out=tuple(revised.site.hidden.values()),
    )


def _find_waiting(index: TraceIndex, edit: TextEdit, stale: set[int]) -> list[Target]:
    """Return the targets to render: those of the pages themselves, and those that asked stale questions."""
    waiting = {target.output: target for target in index.askers(stale)}
    for path in edit.documents:
        index.targets[path] = list(edit.renew(index.targets[path]))
        waiting |= {target.output: target for target in index.targets[path] if target.digest}
    return [waiting[output] for output in sorted(waiting)]


def asks_for_more(rendered: Rendered, index: TraceIndex) -> bool:
    """Return whether an output needs a new asset, whose folder may not be published yet."""
    return any(type(question) is AssetUrl and not index.knows(question) for question in rendered.trace)


def _gather(
    site_state: SiteState, index: TraceIndex, revised: TextRevision, rendered: Sequence[Rendered]
) -> tuple[Problem, ...]:
    renewed = {output.target.output for output in rendered}
    unchanged = (entry.problems for path, entry in index.entries.items() if path not in renewed)
    problems = chain(
        revised.problems,
        chain.from_iterable([document.problems for document in revised.documents.values()]),
        chain.from_iterable(unchanged),
        chain.from_iterable(output.problems for output in rendered),
    )
    severities = site_state.inputs.config.check.severity
    return arrange(weigh_references(problems, severities), lenient=site_state.options.lenient)


def _keep(
    session: Session,
    site_state: SiteState,
    revised: TextRevision,
    revisions: Mapping[str, _Revision],
    bodies: Store,
) -> None:
    content = site_state.inputs.content
    changed = {revision.entry.path: revision.entry for revision in revisions.values()}
    entries = tuple(changed.get(entry.path, entry) for entry in content.entries)
    inputs = msgspec.structs.replace(
        site_state.inputs, content=msgspec.structs.replace(content, entries=entries)
    )
    session.site_state = msgspec.structs.replace(
        site_state,
        inputs=inputs,
        site=revised.site,
        answers=revised.answers.revised(revised.site, bodies.get),
        documents=revised.documents,
        problems=revised.problems,
    )


def _show(session: Session, rendered: Sequence[Rendered], digests: Mapping[str, str]) -> None:
    """Serve the outputs that differ instead of the published ones."""
    site_state = session.site_state
    if site_state is None:
        return
    fresh = {
        output.target.output: output.data
        for output in rendered
        if site_state.files[output.target.output].digest != digests[output.target.output]
    }
    files = {path: File(len(data), 0, 0, 0, 0, digests[path]) for path, data in fresh.items()}
    session.site_state = msgspec.structs.replace(site_state, files={**site_state.files, **files})
    session.fresh = {**session.fresh, **fresh}
    session.changed = tuple(fresh)
