"""A build that ended -> what the next one need not do again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.site_state import Remembered
from sitegen.cache.state import Snapshot, Structure
from sitegen.cache.traces import holds_until
from sitegen.core.problems import Problem, ProblemError
from sitegen.publish import Output, Tree, prepare_standby
from sitegen.site.skeleton import make_frame
from sitegen.sources.choose import site_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.build.documents import Documents
    from sitegen.build.job import Run
    from sitegen.cache import Book, State, Store
    from sitegen.resources.static_files import Copies
    from sitegen.site import Site


#: Outputs made by a build after which the standby tree is made ready: fewer take no tenth of a second.
_WORTH_PREPARING = 1_000


def prepare_next(output: Output, live: Tree, rendered: int) -> None:
    """Spare the next edit of a large site what a build that made much of it hardly notices.

    With few files the edit does not notice either, and many a build is the only one there will be.
    """
    if rendered < _WORTH_PREPARING:
        return
    with suppress(ProblemError):  # no space: the site is published, and the next build only has more to do
        prepare_standby(output, live)


def make_structure(site: Site, problems: tuple[Problem, ...]) -> Structure:
    """Return how a site hangs together, for a build in which only texts changed."""
    return Structure(make_frame(site), problems)


def remember_documents(
    run: Run, state: State, documents: Documents, troubled: tuple[str, ...], bodies: Store
) -> None:
    """Keep what was converted by a build that failed: the next one has less to do."""
    unwritten = tuple(sorted(documents.changed().union(state.unwritten)))
    now = msgspec.structs.replace(state, documents=documents, troubled=troubled, unwritten=unwritten)
    run.memory.save(now, documents.fresh, bodies, None, state)
    if run.session is not None:
        run.session.state = None  # the next build loads it


class Done(msgspec.Struct, frozen=True):
    """A build that was published, to be remembered."""

    documents: Documents
    troubled: tuple[str, ...]
    site: Site
    after: Tree
    problems: tuple[Problem, ...]
    make_book: Callable[[], Book]
    make_structure: Callable[[], Structure] | None  #: None: it is as it was


def remember_build(run: Run, old: State, bodies: Store, copies: Copies, done: Done) -> Remembered:
    """Write down what a published build learned, and return what a session keeps of it."""
    book = done.make_book()
    documents = (
        done.documents if run.session is None else dict(done.documents)
    )  # which a server would pile up
    state = msgspec.structs.replace(
        run.memory.blank(),
        documents=documents,
        troubled=done.troubled,
        structure=old.structure,
        sizes=copies.sizes,
        copied=copies.read_files,
        book=book,
    )
    digests = dict(copies.digests(done.site, done.after.files))
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
        site=run.memory.identity.site,
        generation="",  # given by whoever saves it
        recorded_at_ns=run.recorded_at_ns,
        trees=trees,
        built_at=run.now,
        changes_at=holds_until(book, run.now, done.site.changes_at),
        found=run.inputs.problems,
        problems=done.problems,
        lenient=run.options.lenient,
        pages=len(done.site.pages),
        left_out=tuple(done.site.hidden.values()),
        outputs=len(done.after.files),
        published=done.after.content,
    )
    structure = done.make_structure() if done.make_structure else None
    state = run.memory.save(state, done.documents.fresh, bodies, snapshot, old, structure)
    bodies.close()
    return Remembered(state, run.memory.body_store(state), snapshot.changes_at)
