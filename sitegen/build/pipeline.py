"""THE pipeline: sources -> documents -> site -> plan -> outputs -> public/. `_run` has all of its stages."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

from sitegen.build.assembly import assemble_pages
from sitegen.build.documents import LastDocuments, convert_documents
from sitegen.build.included import find_outdated
from sitegen.build.job import Prepared, Stores
from sitegen.build.options import BuildResult
from sitegen.build.outputs import find_reusable
from sitegen.build.planning import plan_outputs
from sitegen.build.rendering import render_and_publish
from sitegen.build.saving import preparing_next, save_build, save_documents
from sitegen.cache.cache_folder import list_other_caches
from sitegen.cache.templates import load_templates, save_templates
from sitegen.cache.traces import take_fingerprints
from sitegen.core.problems import ProblemError
from sitegen.publish.publication import describe_strategy
from sitegen.resources.pictures import make_versions, open_pictures
from sitegen.resources.search_index import open_folder
from sitegen.resources.static_files import Copies
from sitegen.theme.load import Materials, read_materials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sitegen.build.documents import Documents
    from sitegen.build.job import Run
    from sitegen.build.rendering import Outcome
    from sitegen.cache.state import State
    from sitegen.cache.store import Store
    from sitegen.core.model import Source
    from sitegen.site.assemble import Site


def run_pipeline(run: Run) -> BuildResult:
    """Build and publish; when the site isn't published, ProblemError carries every Problem of the run."""
    clock = Clock()
    state = run.cache.load_state(run.session.state if run.session else None)
    options, live, folder = run.options, run.survey.files, run.cache.folder
    is_private = options.safe or options.force  # then existing caches aren't used
    other_caches = () if is_private else list_other_caches(options.cache, options.root)
    with (
        _open_bodies(run, state) as bodies,
        open_pictures(
            folder, live, trusts_cache=not options.force, keep=not options.forget, other_caches=other_caches
        ) as pictures,
        open_folder(folder, trusts_cache=not options.force, keep=not options.forget) as search,
    ):
        return _run(run, Stores(state, bodies, pictures, search), clock)


def _run(run: Run, stores: Stores, clock: Clock) -> BuildResult:
    options, state = run.options, stores.state
    templates = load_templates(run.cache.folder, trusts_cache=not (options.force or options.safe))
    clock.lap("load")
    theme = _read_theme(run)  # before conversion: its worker is still loading its code
    clock.lap("read layouts")
    documents = convert_documents(
        run.inputs,
        _list_last_documents(run, state),
        stores.bodies,
        run.workers,
        run.on_progress,
        document_references(run),
        run.extensions,
        run.stored.take if run.stored else None,
    )
    if run.extensions and run.extensions.has("pages"):
        from sitegen.build.generated_pages import add_pages

        documents = add_pages(run, stores, documents, theme)
    clock.lap("convert")
    assembly = assemble_pages(run, state, documents)
    clock.lap("assemble")
    copies = _make_resources(run, stores, documents, assembly.site, theme)
    clock.lap("make pictures")
    plan = plan_outputs(run, stores, documents, assembly, theme, copies)
    clock.lap("plan")
    fingerprints = (
        state.traces.fingerprints if assembly.structure else take_fingerprints(plan.answers, state.traces)
    )
    changed = documents.changed().union(state.unwritten)
    intact = run.survey.files
    if run.restoration:
        intact = run.restoration.complete(intact)
    reuse = find_reusable(plan.targets, state.traces, plan.answers, changed, intact, fingerprints)
    prepared = Prepared(run, stores, documents, theme, assembly, copies, plan, fingerprints, reuse)
    clock.lap("compare")
    try:
        outcome = render_and_publish(prepared)
    except ProblemError:
        save_documents(prepared)
        raise
    clock.lap("render and publish")
    with preparing_next(run, outcome):
        save_build(prepared, outcome)
        if outcome.tree is not None and not (options.forget or options.safe):
            save_templates(run.cache.folder, theme.layouts, templates)
    clock.lap("save")
    return _describe(prepared, outcome, clock)


@contextmanager
def _open_bodies(run: Run, state: State) -> Iterator[Store]:
    """Open the bodies of a build; they stay open while a session has yet to save them to the cache."""
    bodies = run.cache.body_store(state)
    bodies.fetch = run.cluster.fetch if run.cluster else None
    try:
        yield bodies
    finally:
        if run.session is None or not run.session.is_behind:
            bodies.close()


def _list_last_documents(run: Run, state: State) -> LastDocuments:
    """Return what the last build recorded about the content."""
    changes = run.cache.changes(run.inputs)
    return LastDocuments(
        state.documents,
        run.cache.records("content"),
        changes["content"],
        run.cache.recorded_at_ns,
        state.problem_paths,
        find_outdated(state.including, changes, run.inputs.config),
        keeps_last_good=run.options.tolerant,
    )


def document_references(run: Run) -> Callable[[list[Source]], list[Source]] | None:
    """Return the function that adds API documentation to pages; None for a site without any."""
    if not run.inputs.config.reference.paths:
        return None
    from sitegen.build.reference import add_references

    trusts_cache = not (run.options.force or run.options.safe)
    return partial(
        add_references,
        inputs=run.inputs,
        workers=run.workers,
        folder=run.cache.folder,
        stamp=f"{run.cache.identity.engine} {run.cache.identity.conversion}",
        trusts_cache=trusts_cache,
    )


def _read_theme(run: Run) -> Materials:
    if run.session is None:
        return read_materials(run.inputs, run.extensions)
    return run.session.materials_for(run.inputs, run.recorded_at_ns, run.extensions)


def _make_resources(run: Run, stores: Stores, documents: Documents, site: Site, theme: Materials) -> Copies:
    """Create the pictures and cards that pages show; return the files that are copied unchanged."""
    config = run.inputs.config
    copies = Copies(run.inputs, run.cache, stores.state, config.limits)
    make_versions(site, copies, stores.pictures, run.workers, run.on_progress)
    if config.social_cards.enabled:
        from sitegen.resources.cards import draw_cards

        draw_cards(site, theme.assets, stores.pictures, run.workers)
    if paths := documents.select(stores.state.diagram_paths, attrgetter("diagrams")):
        from sitegen.resources.diagrams import draw_diagrams

        draw_diagrams(site, paths, stores.pictures, run.workers)
    return copies


def _describe(prepared: Prepared, outcome: Outcome, clock: Clock) -> BuildResult:
    run, site, tree = prepared.run, prepared.assembly.site, outcome.tree
    notices = describe_strategy(run.survey.output, run.survey.live, tree) if tree else ()
    if not prepared.documents:
        folder = run.inputs.config.paths.content
        notices = (
            f"{folder}/ has no page yet: `sitegen new page blog/first-post` creates one.",
            *notices,
        )
    return BuildResult(
        ok=True,
        problems=outcome.problems,
        pages=site.page_count,
        rendered=len(outcome.collected.rendered),
        outputs=len(tree.files) if tree else len(prepared.plan.targets),
        stages=clock.laps,
        notices=notices,
        left_out=tuple(site.hidden.values()),
        remains=prepared if run.session is None else None,
    )


class Clock:
    """Measures how long each stage takes, in seconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
