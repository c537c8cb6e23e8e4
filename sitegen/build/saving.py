"""A finished build -> the cache, so that the next one does less."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.site_state import SavedBuild, SiteState
from sitegen.cache.snapshot import Snapshot
from sitegen.cache.state import Structure
from sitegen.cache.traces import holds_until, write_traces
from sitegen.publish.publication import prepare_standby
from sitegen.site.skeleton import make_frame
from sitegen.sources.choose import site_path
from sitegen.workers.beside import called_beside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.build.job import Prepared, Run
    from sitegen.build.rendering import Outcome
    from sitegen.cache.snapshot import FileRecord
    from sitegen.cache.state import State
    from sitegen.publish.tree import Tree
    from sitegen.sources.inputs import Tree as FileTree


#: If a build renders fewer outputs than this, preparing the standby tree isn't worth it.
_WORTH_PREPARING = 1_000


def preparing_next(run: Run, outcome: Outcome) -> AbstractContextManager[None]:
    """Return a context in which another process prepares the standby tree: the next edit is then faster.

    With few files it makes no difference, and often no other build follows.
    """
    if outcome.tree is None or run.session is not None or len(outcome.collected.rendered) < _WORTH_PREPARING:
        return nullcontext()
    return called_beside(partial(prepare_standby, run.survey.output, outcome.tree))


def save_documents(prepared: Prepared) -> None:
    """Save what a failed build converted, so that the next one has less to do."""
    run, documents, state = prepared.run, prepared.documents, prepared.stores.state
    if run.options.forget or run.options.dry:
        return
    unwritten = tuple(sorted(documents.changed().union(state.unwritten)))
    now = msgspec.structs.replace(
        state,
        documents=documents,
        problem_paths=prepared.problem_paths,
        diagram_paths=prepared.diagram_paths,
        including=prepared.including,
        unwritten=unwritten,
    )
    run.cache.save(now, documents.fresh, prepared.stores.bodies, None, state)
    if run.session is not None:
        run.session.state = None  # the next build loads it


def save_build(prepared: Prepared, outcome: Outcome) -> None:
    """Save what a published build learned. A session does so later, when it is idle."""
    run, tree = prepared.run, outcome.tree
    if tree is None or run.options.forget:
        return
    if run.session is None:
        _save(prepared, outcome, tree)
        return
    plan = prepared.plan
    site_state = SiteState(
        run.options,
        run.now,
        run.inputs,
        prepared.assembly.site,
        plan.answers,
        plan.targets,
        outcome.shared,
        tree.files,
        outcome.site_problems,
        dict(prepared.documents),
    )
    run.session.adopt(site_state, partial(_save, prepared, outcome, tree))


def _save(prepared: Prepared, outcome: Outcome, tree: Tree) -> SavedBuild:
    """Save what a published build learned to the cache, and return what a session keeps of it."""
    run, stores, documents = prepared.run, prepared.stores, prepared.documents
    collected, plan = outcome.collected, prepared.plan
    traces = write_traces(
        collected.rendered,
        collected.questions,
        prepared.reuse.entries,
        stores.state.traces,
        prepared.reuse.stale,
        plan.answers,
        prepared.fingerprints,
    )
    state = msgspec.structs.replace(
        run.cache.blank(),
        documents=documents
        if run.session is None
        else dict(documents),  # in a server, each build would wrap those of the one before
        problem_paths=prepared.problem_paths,
        diagram_paths=prepared.diagram_paths,
        including=prepared.including,
        structure=stores.state.structure,
        sizes=prepared.copies.sizes,
        copied=prepared.copies.read_files,
        traces=traces,
    )
    snapshot = _describe_build(prepared, outcome, tree, state)
    site = prepared.assembly.site
    is_stale = not (prepared.assembly.structure or site.parts)  # of several languages, none is restored
    structure = Structure(make_frame(site), plan.problems) if is_stale else None
    state = run.cache.save(state, documents.fresh, stores.bodies, snapshot, stores.state, structure)
    stores.bodies.close()
    return SavedBuild(state, run.cache.body_store(state), snapshot.changes_at)


def _record_files(folder: FileTree, digests: Mapping[str, str]) -> dict[str, FileRecord]:
    """Return the files of a source folder by path: their stats, and digests of what is published of them."""
    if not any(key.startswith(f"{folder.shown}/") for key in digests):
        return {entry.path: (*entry.stat, "") for entry in folder.entries}
    return {
        entry.path: (*entry.stat, digests.get(f"{folder.shown}/{site_path(entry)}", ""))
        for entry in folder.entries
    }


def _describe_build(prepared: Prepared, outcome: Outcome, tree: Tree, state: State) -> Snapshot:
    """Return the snapshot by which the next build knows whether it has anything to do."""
    run, site = prepared.run, prepared.assembly.site
    digests = dict(prepared.copies.digests(site, run.survey.choose(tree.files)))
    trees = {name: _record_files(folder, digests) for name, folder in run.inputs.trees().items()}
    return Snapshot(
        engine=state.engine,
        settings=state.settings,
        site=run.cache.identity.site,
        traced=run.cache.identity.traced,
        generation="",  # set when it is saved
        recorded_at_ns=run.recorded_at_ns,
        trees=trees,
        built_at=run.now,
        changes_at=holds_until(state.traces, run.now, site.changes_at),
        input_problems=run.inputs.problems,
        problems=outcome.lasting,
        lenient=run.options.lenient,
        pages=site.page_count,
        left_out=tuple(site.hidden.values()),
        outputs=len(tree.files),
        published=tree.content,
    )
