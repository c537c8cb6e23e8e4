"""THE pipeline: sources -> documents -> site -> targets -> outputs -> public/."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING

from sitegen import __version__
from sitegen.build.documents import Documents, Known, convert_documents
from sitegen.build.options import BuildResult, is_fatal
from sitegen.build.outputs import Collected, asset_changes, find_reusable
from sitegen.build.remember import Done, make_structure, prepare_next, remember_build, remember_documents
from sitegen.build.salvage import part_clashes, stand_in
from sitegen.build.site_state import Whole
from sitegen.cache import Entry, State, Store, take_stock, write_book
from sitegen.cache.templates import keep_templates, recall_templates
from sitegen.cache.traces import renew_targets
from sitegen.config import base_path, menu_places
from sitegen.core.problems import Problem, ProblemError
from sitegen.core.severity import arrange, weigh_references
from sitegen.plan.plan import find_searchable, plan
from sitegen.plan.schemas import check_fields, check_schemas
from sitegen.publish import describe_strays, describe_way, publish
from sitegen.render.job import RenderJob, Slice
from sitegen.render.python_directives import describe_code
from sitegen.resources.links_in_files import judge_assets, judge_copied
from sitegen.resources.pictures import Pictures, make_versions, open_pictures
from sitegen.resources.static_files import Copies
from sitegen.search.index import FOLDER as SEARCH_FOLDER
from sitegen.search.index import SearchIndex, open_folder
from sitegen.site import Site, SiteAnswers, assemble
from sitegen.site.skeleton import restore_site, stays_in_place
from sitegen.site.values import Publication, Surroundings
from sitegen.sources.choose import is_document, site_path
from sitegen.theme.layouts import Closures, find_ids
from sitegen.theme.load import Materials, read_materials

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.build.job import Run
    from sitegen.cache.state import Structure
    from sitegen.config import Config
    from sitegen.core.model import Document
    from sitegen.files.folder import Folder
    from sitegen.plan.target import Target
    from sitegen.publish import Tree
    from sitegen.sources import SourceFile


def run_pipeline(run: Run) -> BuildResult:
    """Build and publish; when the site is not published, ProblemError carries every Problem of the run."""
    clock = Clock()
    state = run.memory.load_state(run.session.state if run.session else None)
    options, live, folder = run.options, run.survey.live.files, run.memory.folder
    with (
        _open_bodies(run, state) as bodies,
        open_pictures(folder, live, believe=not options.force, keep=not options.forget) as pictures,
        open_folder(folder, believe=not options.force, keep=not options.forget) as search_folder,
    ):
        return _run(run, state, bodies, pictures, search_folder, clock)


@contextmanager
def _open_bodies(run: Run, state: State) -> Iterator[Store]:
    """Give the bodies of a build. Those that a session has yet to write to the cache stay open until then."""
    bodies = run.memory.body_store(state)
    try:
        yield bodies
    finally:
        if run.session is None or not run.session.is_behind:
            bodies.close()


def _run(  # noqa: PLR0915  THE pipeline: read from top to bottom, not in pieces
    run: Run, state: State, bodies: Store, pictures: Pictures, folder: Folder, clock: Clock
) -> BuildResult:
    config = run.inputs.config
    known = Known(
        state.documents,
        run.memory.records("content"),
        run.memory.recorded_at_ns,
        state.troubled,
        is_spare=run.options.tolerant,
    )
    recalled = recall_templates(run.memory.folder, believe=not (run.options.force or run.options.safe))
    clock.lap("load")
    documents = convert_documents(run.inputs.content, config, known, bodies, run.workers, run.tell)
    clock.lap("convert")
    materials = _read_materials(run)
    clock.lap("read layouts")
    structure, kept_site = _take_over(run, state, documents)
    site = kept_site or assemble_site(run, documents.all())
    copies = Copies(run.inputs, run.memory, state, config.limits)
    clock.lap("assemble")
    make_versions(site, copies, pictures, run.workers, run.tell)
    _draw_cards(run, site, materials, pictures)
    clock.lap("make pictures")
    answers = SiteAnswers(site, base_path(config), _surroundings(bodies, materials, copies, pictures))
    if structure:
        targets, plan_problems = renew_targets(state.book, documents.fresh), structure.problems
    else:
        targets, plan_problems = _plan(run, site, answers, materials, state, documents)
    answers = answers.with_publication(_announce(run, site, targets, materials, copies))
    clock.lap("plan")
    published = {path: file.digest for path, file in run.survey.live.files.items()}
    stock = state.book.stock if structure else take_stock(answers, state.book)
    changed = documents.changed().union(state.unwritten)
    reuse = find_reusable(targets, state.book, answers, changed, published, stock)
    clock.lap("compare")
    code = describe_code(config.markdown.directives.values(), run.options.root, run.memory.folder)
    blank = RenderJob((), config, base_path(config), materials.layouts, __version__, Slice(), code)
    strays = () if run.options.dry else describe_strays(run.survey.output, run.survey.live)
    fixed = (
        *strays,
        *run.inputs.problems,
        *materials.problems,
        *site.problems,
        *pictures.problems,
        *plan_problems,
        *judge_copied(site, copies, answers),
        *judge_assets(materials, run.inputs.layouts, answers),
    )
    troubled = _find_troubled(state, documents)
    collected = Collected(
        [*fixed, *_problems_of(documents, troubled, reuse.entries)],
        partial(is_fatal, options=run.options),
        partial(weigh_references, severities=config.check.severity),
        partial(stand_in, read_last=partial(_read_last, run)) if run.options.tolerant else None,
    )
    kept, copied = copies.split(site, run.survey.live.files)
    kept |= pictures.kept

    search = SearchIndex(folder, run.survey.output.read, find_searchable(site, targets))

    def changes() -> Iterator[tuple[str, bytes | SourceFile]]:
        rendered = collected.render(reuse.waiting, answers, blank, run.workers, run.tell)
        yield from search.watch(rendered)
        run.workers.dismiss()  # what they hold is free for what comes now
        taken = {route.output for route in site.files.values()}
        yield from asset_changes(materials, collected.assets(state.book, reuse.entries), taken)
        yield from copied.values()
        yield from pictures.changes()
        yield from search.changes({one.target.output: one.digest for one in reuse.entries})

    try:
        after = None
        if run.options.dry or collected.is_fatal():  # rendered nevertheless: every Problem is to be reported
            _render_only(changes())
        else:
            after = publish(
                run.survey.output,
                run.survey.live,
                changes(),
                kept | {one.target.output for one in reuse.entries},
                lambda: run.survey.standby,
            )
    except ProblemError:
        if not run.options.forget and not run.options.dry:
            remember_documents(run, state, documents, troubled, bodies)
        raise
    clock.lap("render and publish")
    problems = arrange(collected.problems, lenient=run.options.lenient)
    if after is not None and not run.options.forget:
        made = (collected.rendered, collected.questions)
        book = partial(write_book, *made, reuse.entries, state.book, answers, stock)
        anew = None if structure else partial(make_structure, site, plan_problems)
        lasting = tuple(problem for problem in problems if problem not in strays)  # those are gone now
        done = Done(documents, troubled, site, after, lasting, book, anew)
        remember = partial(remember_build, run, state, bodies, copies, done)
        if run.session is None:
            remember()
        else:  # nobody waits for it
            known_now = dict(documents)
            whole = Whole(
                run.options, run.now, run.inputs, site, answers, targets, blank, after.files, fixed, known_now
            )
            run.session.hold(whole, remember)
    if after is not None and not (run.options.forget or run.options.safe):
        keep_templates(run.memory.folder, materials.layouts, recalled)
    clock.lap("remember")
    if after is not None and run.session is None:
        prepare_next(run.survey.output, after, len(collected.rendered))
        clock.lap("prepare the next")
    return BuildResult(
        ok=True,
        problems=problems,
        pages=len(site.pages),
        rendered=len(collected.rendered),
        outputs=len(after.files) if after else len(targets),
        stages=clock.laps,
        notices=(*_notice_emptiness(documents, config), *_describe_way(run, after)),
        left_out=tuple(site.hidden.values()),
    )


def _draw_cards(run: Run, site: Site, materials: Materials, pictures: Pictures) -> None:
    if run.inputs.config.social_cards.enabled:
        from sitegen.resources.cards import draw_cards

        draw_cards(site, materials.assets, pictures, run.workers)


def _plan(
    run: Run, site: Site, answers: SiteAnswers, materials: Materials, state: State, documents: Documents
) -> tuple[tuple[Target, ...], tuple[Problem, ...]]:
    """Return what is to be made, and what is wrong with how the site hangs together."""
    text = run.inputs.config_text
    targets, problems = plan(site, answers, materials.layouts.templates, menu_places(text))
    if run.options.tolerant:
        last = {(entry.target.output, entry.target.node) for entry in state.book.entries}
        targets = part_clashes(targets, site.files, last)
    return targets, (*problems, *check_fields(site, answers), *check_schemas(site, documents, text))


def _notice_emptiness(documents: Documents, config: Config) -> tuple[str, ...]:
    """Return a sentence for the author of a site that has no page at all."""
    if documents:
        return ()
    return (f"{config.paths.content}/ has no page yet: `sitegen new page blog/first-post` creates one.",)


def _describe_way(run: Run, after: Tree | None) -> tuple[str, ...]:
    return describe_way(run.survey.output, run.survey.live, after) if after else ()


def _read_last(run: Run, path: str) -> bytes | None:
    """Return a file as the last build showed it; None where it did not."""
    if run.session is not None and path in run.session.fresh:
        return run.session.fresh[path]
    return run.survey.output.read(path) if path in run.survey.live.files else None


def _read_materials(run: Run) -> Materials:
    if run.session is None:
        return read_materials(run.inputs)
    return run.session.materials_for(run.inputs, run.recorded_at_ns)


def _take_over(run: Run, state: State, documents: Documents) -> tuple[Structure, Site] | tuple[None, None]:
    """Return how the site hung together at the last build, and the site, where it still hangs so.

    It does when nothing but bodies and titles changed, and no page has another place by its title. A
    server holds the whole site in memory, and needs no part of it from the disk.
    """
    if run.session is not None or state.unwritten or not state.book.entries:
        return None, None
    if not run.memory.holds(run.inputs, run.now, run.recorded_at_ns, but=is_document):
        return None, None
    retouched = documents.retouched()
    structure = None if retouched is None else run.memory.structure(state)
    if retouched is None or structure is None:
        return None, None
    site = restore_site(structure.frame, run.inputs.config, documents, run.now)
    if not stays_in_place(site, retouched, (*structure.problems, *site.problems)):
        return None, None
    return structure, site


def assemble_site(run: Run, documents: Sequence[Document]) -> Site:
    """Return the Site of these documents and the files beside them."""
    inputs = run.inputs
    files = [site_path(entry) for entry in inputs.content.entries if not is_document(entry.path)]
    static = [site_path(entry) for entry in inputs.static.entries]
    return assemble(inputs.config, documents, files, static, now=run.now, show=run.options.show)


def _announce(
    run: Run, site: Site, targets: Sequence[Target], materials: Materials, copies: Copies
) -> Publication:
    """Return what will be published, as far as addresses may lead there."""

    @cache
    def list_outputs() -> frozenset[str]:
        made = chain.from_iterable(materials.assets.outputs.values())
        copied = (route.output for route in site.files.values())
        return frozenset(chain((target.output for target in targets), copied, made))

    tree = run.inputs.content

    @cache
    def places() -> dict[str, int]:
        return {f"{tree.shown}/{site_path(entry)}": place for place, entry in enumerate(tree.entries)}

    def read_text(path: str) -> str:
        place = places().get(path)
        return "" if place is None else tree.read(tree.entries[place]).decode("utf-8", "replace")

    later = (f"{SEARCH_FOLDER}/",) if run.inputs.config.search.enabled else ()
    return Publication(list_outputs, copies.findings(site, run.workers), later, read_text)


def _find_troubled(state: State, documents: Documents) -> tuple[str, ...]:
    """Return the paths of the documents with Problems; the last build knew those that are as they were."""
    still = {path for path in state.troubled if path in documents and path not in documents.fresh}
    return tuple(sorted(still.union(path for path, one in documents.fresh.items() if one.problems)))


def _surroundings(bodies: Store, materials: Materials, copies: Copies, pictures: Pictures) -> Surroundings:
    return Surroundings(
        body=bodies.get,
        image_size=copies.size,
        layout_digest=Closures(materials.layouts).digest,
        versions=pictures.versions,
        cards=pictures.cards,
        files_stamp=f"{copies.stamp} {pictures.stamp}",
        assets=materials.assets.urls,
        integrity=materials.assets.integrity,
        data=materials.data,
        data_digests=materials.data_digests,
        made_ids=find_ids(materials.layouts),
    )


def _problems_of(
    documents: Documents, troubled: Sequence[str], entries: Sequence[Entry]
) -> Iterator[Problem]:
    for path in troubled:
        yield from documents[path].problems
    for entry in entries:
        yield from entry.problems


def _render_only(changes: Iterator[tuple[str, bytes | SourceFile]]) -> None:
    for _ in changes:
        pass


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
