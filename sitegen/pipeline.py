"""THE pipeline: sources -> documents -> site -> targets -> outputs -> public/."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from datetime import datetime  # noqa: TC003  msgspec reads the annotations at run time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen import __version__
from sitegen.cache import Book, Entry, State, Store, take_stock, write_book
from sitegen.cache.memory import Memory  # noqa: TC001  the same
from sitegen.cache.state import Snapshot
from sitegen.cache.traces import holds_until
from sitegen.config import base_path, menu_places
from sitegen.copies import Copies
from sitegen.documents import Known, convert_documents, is_document, site_path
from sitegen.errors import Problem, ProblemError
from sitegen.fields import check_fields, check_schemas
from sitegen.files import Output, Survey, Tree, prepare_standby, publish
from sitegen.inputs import Inputs  # noqa: TC001  the same
from sitegen.materials import Materials, read_materials
from sitegen.outputs import Collected, asset_changes, find_reusable
from sitegen.parallel import Workers  # noqa: TC001  the same
from sitegen.pictures import Pictures, make_versions, open_pictures
from sitegen.plan import find_searchable, plan
from sitegen.render.layouts import Closures
from sitegen.render.work import RenderJob, Slice
from sitegen.request import BuildResult, Options, Tell, arrange, is_fatal
from sitegen.search import SearchIndex, open_folder
from sitegen.session import Remembered, Session, Whole
from sitegen.site import Site, SiteAnswers, assemble
from sitegen.site.answers import Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sitegen.model import Document


#: Files of a site whose standby tree is made ahead: below this, making it takes no tenth of a second.
_WORTH_PREPARING = 1_000


class Run(msgspec.Struct, frozen=True):
    """One build that has something to do."""

    options: Options
    inputs: Inputs
    survey: Survey  #: of what is published
    memory: Memory
    now: datetime
    recorded_at_ns: int  #: the clock before the files were scanned
    workers: Workers
    session: Session | None
    tell: Tell


def run_pipeline(run: Run) -> BuildResult:
    """Build and publish; when the site is not published, ProblemError carries every Problem of the run."""
    clock = Clock()
    state = run.memory.load_state(run.session.state if run.session else None)
    options, live, folder = run.options, run.survey.live.files, run.memory.folder / "pictures"
    with (
        closing(run.memory.body_store(state)) as bodies,
        open_pictures(folder, live, believe=not options.force, keep=not options.forget) as pictures,
        open_folder(run.memory.folder, believe=not options.force, keep=not options.forget) as search_folder,
    ):
        return _run(run, state, bodies, pictures, search_folder, clock)


def _run(  # noqa: PLR0915  THE pipeline: read from top to bottom, not in pieces
    run: Run, state: State, bodies: Store, pictures: Pictures, folder: Path, clock: Clock
) -> BuildResult:
    config = run.inputs.config
    known = Known(state.documents, run.memory.records("content"), run.memory.recorded_at_ns)
    clock.lap("load")
    documents = convert_documents(run.inputs.content, config, known, bodies, run.workers, run.tell)
    clock.lap("convert")
    materials = _read_materials(run)
    clock.lap("read layouts")
    site = assemble_site(run, documents)
    copies = Copies(run.inputs, run.memory, state.sizes, config.limits.image_pixels)
    clock.lap("assemble")
    make_versions(site, copies, pictures, run.workers)
    _draw_cards(run, site, materials, pictures)
    clock.lap("make pictures")
    answers = SiteAnswers(site, base_path(config), _surroundings(bodies, materials, copies, pictures))
    targets, plan_problems = plan(
        site, answers, materials.layouts.templates, menu_places(run.inputs.config_text)
    )
    clock.lap("plan")
    published = {path: file.digest for path, file in run.survey.live.files.items()}
    stock = take_stock(answers, state.book)
    changed = changed_ids(state, documents)
    reuse = find_reusable(targets, state.book, answers, changed, published, stock)
    clock.lap("compare")
    blank = RenderJob(config, base_path(config), materials.layouts, __version__, (), Slice())
    fixed = (
        *run.inputs.problems,
        *materials.problems,
        *site.problems,
        *pictures.problems,
        *plan_problems,
        *check_fields(site, answers),
        *check_schemas(site, documents, run.inputs.config_text),
    )
    collected = Collected(
        [*fixed, *_problems_of(documents, reuse.entries)],
        lambda problems: is_fatal(problems, run.options),
    )
    kept, copied = copies.split(site, run.survey.live.files)
    kept |= pictures.kept

    search = SearchIndex(folder, Path(run.survey.output.live), find_searchable(site, targets))

    def changes() -> Iterator[tuple[str, bytes | Path]]:
        rendered = collected.render(reuse.waiting, answers, blank, run.workers, run.tell)
        yield from search.watch(rendered)
        yield from asset_changes(materials, collected.assets(state.book, reuse.entries))
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
            _remember_documents(run, state, documents, bodies)
        raise
    clock.lap("render and publish")
    problems = arrange(collected.problems, lenient=run.options.lenient)
    if after is not None and not run.options.forget:
        made = (collected.rendered, collected.questions)
        book = partial(write_book, *made, reuse.entries, state.book, answers, stock)
        remember = partial(_remember, run, state, documents, bodies, copies, book, site, after, problems)
        whole = Whole(
            run.options, run.inputs, site, answers, targets, blank, after.files, fixed, by_path(documents)
        )
        _hand_on(run.session, whole, remember)
    clock.lap("remember")
    if after is not None and run.session is None:
        _prepare_next(run.survey.output, after)
        clock.lap("prepare the next")
    return BuildResult(
        ok=True,
        problems=problems,
        pages=len(site.pages),
        rendered=len(collected.rendered),
        outputs=len(after.files) if after else len(targets),
        stages=clock.laps,
    )


def _prepare_next(output: Output, live: Tree) -> None:
    """Spare the first edit of a large site what a build that made all of it hardly notices.

    With few files the edit does not notice either, and many a build is the only one there will be.
    """
    if len(live.files) < _WORTH_PREPARING:
        return
    with suppress(ProblemError):  # no space: the site is published, and the next build only has more to do
        prepare_standby(output, live)


def _draw_cards(run: Run, site: Site, materials: Materials, pictures: Pictures) -> None:
    if run.inputs.config.social_cards.enabled:
        from sitegen.cards import draw_cards  # noqa: PLC0415  Pillow: only for sites with cards

        draw_cards(site, materials.assets, pictures, run.workers)


def _read_materials(run: Run) -> Materials:
    if run.session is None:
        return read_materials(run.inputs)
    return run.session.materials_for(run.inputs, run.recorded_at_ns)


def by_path(documents: Sequence[Document]) -> dict[str, Document]:
    """Return documents by their paths."""
    return {document.path: document for document in documents}


def _hand_on(session: Session | None, whole: Whole, remember: Callable[[], Remembered]) -> None:
    """Write the cache: now, or where a server builds, when nobody waits for it."""
    if session is None:
        remember()
    else:
        session.hold(whole, remember)


def assemble_site(run: Run, documents: Sequence[Document]) -> Site:
    """Return the Site of these documents and the files beside them."""
    inputs = run.inputs
    files = [site_path(entry) for entry in inputs.content.entries if not is_document(entry.path)]
    static = [site_path(entry) for entry in inputs.static.entries]
    return assemble(inputs.config, documents, files, static, now=run.now, show=run.options.show)


def changed_ids(state: State, documents: Sequence[Document]) -> set[str]:
    """Return the paths of the documents that are new, changed or gone since the book was written."""
    before = {path: document.digest for path, document in state.documents.items()}
    today = {document.path: document.digest for document in documents}
    changed = {path for path in before.keys() | today.keys() if before.get(path) != today.get(path)}
    return changed.union(state.unwritten)


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
    )


def _problems_of(documents: Sequence[Document], entries: Sequence[Entry]) -> Iterator[Problem]:
    for document in documents:
        yield from document.problems
    for entry in entries:
        yield from entry.problems


def _render_only(changes: Iterator[tuple[str, bytes | Path]]) -> None:
    for _ in changes:
        pass


def _remember_documents(run: Run, state: State, documents: Sequence[Document], bodies: Store) -> None:
    """Keep what was converted by a build that failed: the next one has less to do."""
    unwritten = tuple(sorted(changed_ids(state, documents)))
    now = msgspec.structs.replace(state, documents=by_path(documents), unwritten=unwritten)
    run.memory.save(now, bodies, None, state)
    if run.session is not None:
        run.session.state = None  # the next build loads it


def _remember(
    run: Run,
    old: State,
    documents: Sequence[Document],
    bodies: Store,
    copies: Copies,
    make_book: Callable[[], Book],
    site: Site,
    after: Tree,
    problems: tuple[Problem, ...],
) -> Remembered:
    book = make_book()
    state = msgspec.structs.replace(
        run.memory.blank(), documents=by_path(documents), sizes=copies.sizes, book=book
    )
    digests = dict(copies.digests(site, after.files))
    trees = {
        name: {
            entry.path: (*entry.stat, digests.get(f"{tree.shown}/{site_path(entry)}", ""))
            for entry in tree.entries
        }
        for name, tree in run.inputs.trees().items()
    }
    snapshot = Snapshot(
        engine=state.engine,
        settings=state.settings,
        recorded_at_ns=run.recorded_at_ns,
        trees=trees,
        built_at=run.now,
        changes_at=holds_until(book, run.now, site.changes_at),
        found=run.inputs.problems,
        problems=problems,
        lenient=run.options.lenient,
        pages=len(site.pages),
        outputs=len(after.files),
    )
    state = run.memory.save(state, bodies, snapshot, old)
    return Remembered(state, run.memory.body_store(state), snapshot.changes_at)


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
