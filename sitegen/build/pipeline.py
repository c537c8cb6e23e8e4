"""THE pipeline: sources -> documents -> site -> plan -> outputs -> public/. `_run` has all of its stages."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sitegen.build.assembly import assemble_pages
from sitegen.build.documents import Known, convert_documents
from sitegen.build.job import Prepared, Stores
from sitegen.build.options import BuildResult
from sitegen.build.outputs import find_reusable
from sitegen.build.planning import plan_outputs
from sitegen.build.remember import prepare_next, remember_build, remember_documents
from sitegen.build.rendering import render_and_publish
from sitegen.cache.place import list_other_caches
from sitegen.cache.templates import keep_templates, recall_templates
from sitegen.cache.traces import take_stock
from sitegen.core.problems import ProblemError
from sitegen.publish.publication import describe_way
from sitegen.resources.pictures import make_versions, open_pictures
from sitegen.resources.static_files import Copies
from sitegen.search.index import open_folder
from sitegen.theme.load import Materials, read_materials

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.build.job import Run
    from sitegen.build.rendering import Outcome
    from sitegen.cache.state import State
    from sitegen.cache.store import Store
    from sitegen.site.assemble import Site


def run_pipeline(run: Run) -> BuildResult:
    """Build and publish; when the site is not published, ProblemError carries every Problem of the run."""
    clock = Clock()
    state = run.memory.load_state(run.session.state if run.session else None)
    options, live, folder = run.options, run.survey.live.files, run.memory.folder
    is_private = options.safe or options.force  # then no cache that lies there is believed
    lenders = () if is_private else list_other_caches(options.cache, options.root)
    with (
        _open_bodies(run, state) as bodies,
        open_pictures(
            folder, live, believe=not options.force, keep=not options.forget, lenders=lenders
        ) as pictures,
        open_folder(folder, believe=not options.force, keep=not options.forget) as search,
    ):
        return _run(run, Stores(state, bodies, pictures, search), clock)


def _run(run: Run, stores: Stores, clock: Clock) -> BuildResult:
    config, options, state = run.inputs.config, run.options, stores.state
    templates = recall_templates(run.memory.folder, believe=not (options.force or options.safe))
    clock.lap("load")
    documents = convert_documents(
        run.inputs.content, config, _list_known(run, state), stores.bodies, run.workers, run.tell
    )
    clock.lap("convert")
    theme = _read_theme(run)
    clock.lap("read layouts")
    assembly = assemble_pages(run, state, documents)
    clock.lap("assemble")
    copies = _make_resources(run, stores, assembly.site, theme)
    clock.lap("make pictures")
    plan = plan_outputs(run, stores, documents, assembly, theme, copies)
    clock.lap("plan")
    stock = state.book.stock if assembly.structure else take_stock(plan.answers, state.book)
    changed = documents.changed().union(state.unwritten)
    reuse = find_reusable(plan.targets, state.book, plan.answers, changed, run.survey.live.files, stock)
    prepared = Prepared(run, stores, documents, theme, assembly, copies, plan, stock, reuse)
    clock.lap("compare")
    try:
        outcome = render_and_publish(prepared)
    except ProblemError:
        remember_documents(prepared)
        raise
    clock.lap("render and publish")
    remember_build(prepared, outcome)
    if outcome.tree is not None and not (options.forget or options.safe):
        keep_templates(run.memory.folder, theme.layouts, templates)
    clock.lap("remember")
    if outcome.tree is not None and run.session is None:
        prepare_next(run.survey.output, outcome.tree, len(outcome.collected.rendered))
        clock.lap("prepare the next")
    return _describe(prepared, outcome, clock)


@contextmanager
def _open_bodies(run: Run, state: State) -> Iterator[Store]:
    """Give the bodies of a build. Those that a session has yet to write to the cache stay open until then."""
    bodies = run.memory.body_store(state)
    try:
        yield bodies
    finally:
        if run.session is None or not run.session.is_behind:
            bodies.close()


def _list_known(run: Run, state: State) -> Known:
    """Return what the last build knows of the content."""
    records = run.memory.records("content")
    return Known(
        state.documents,
        records,
        run.memory.changes(run.inputs)["content"],
        run.memory.recorded_at_ns,
        state.troubled,
        keeps_last_good=run.options.tolerant,
    )


def _read_theme(run: Run) -> Materials:
    if run.session is None:
        return read_materials(run.inputs)
    return run.session.materials_for(run.inputs, run.recorded_at_ns)


def _make_resources(run: Run, stores: Stores, site: Site, theme: Materials) -> Copies:
    """Make the pictures and cards that pages show; return the files that are published as they are."""
    config = run.inputs.config
    copies = Copies(run.inputs, run.memory, stores.state, config.limits)
    make_versions(site, copies, stores.pictures, run.workers, run.tell)
    if config.social_cards.enabled:
        from sitegen.resources.cards import draw_cards

        draw_cards(site, theme.assets, stores.pictures, run.workers)
    return copies


def _describe(prepared: Prepared, outcome: Outcome, clock: Clock) -> BuildResult:
    run, site, tree = prepared.run, prepared.assembly.site, outcome.tree
    notices = describe_way(run.survey.output, run.survey.live, tree) if tree else ()
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
    )


class Clock:
    """How long each stage took, in seconds."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self.laps[name] = now - self._last
        self._last = now
