"""Prepared -> Outcome: stale outputs are rendered, and everything that changed is published."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sitegen import __version__
from sitegen.build.options import is_fatal
from sitegen.build.outputs import Collected, asset_changes
from sitegen.build.salvage import substitute
from sitegen.config import base_path
from sitegen.core.problems import Problem
from sitegen.core.severity import arrange, weigh_references
from sitegen.publish.listing import merge
from sitegen.publish.publication import describe_unmanaged, publish
from sitegen.publish.versions import find_other_folders, list_versions, publish_version
from sitegen.render.job import RenderJob, Slice
from sitegen.render.python_directives import describe_code
from sitegen.resources.links_in_files import judge_assets, judge_copied
from sitegen.resources.search_index import SearchIndex, find_searchable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.build.job import Prepared, Run
    from sitegen.publish.tree import Tree
    from sitegen.sources import SourceFile

_BUILDS = count(1)


class Outcome(NamedTuple):
    """The result of a build."""

    collected: Collected
    shared: RenderJob  #: the data that all renderings share
    tree: Tree | None  #: as published; None: this build publishes nothing
    site_problems: tuple[Problem, ...]  #: those that are neither a document's nor an output's
    problems: tuple[Problem, ...]  #: all of them
    lasting: tuple[Problem, ...]  #: those that the next build will have too if nothing changes


def render_and_publish(prepared: Prepared) -> Outcome:
    """Render and publish. Even after an error everything is rendered, to report every Problem."""
    run = prepared.run
    config = run.inputs.config
    unmanaged = () if run.options.dry else _find_unmanaged(run)
    site_problems = (*unmanaged, *_find_site_problems(prepared))
    collected = Collected(
        [*site_problems, *_list_known_problems(prepared)],
        partial(is_fatal, options=run.options),
        partial(weigh_references, severities=config.check.severity),
        partial(substitute, read_last=partial(_read_last, run)) if run.options.tolerant else None,
    )
    code = describe_code(config.markdown.directives.values(), run.options.root, run.cache.folder)
    shared = RenderJob((), config, base_path(config), prepared.theme.layouts, __version__, Slice(), code)
    tree = _publish(prepared, collected, msgspec.structs.replace(shared, build=next(_BUILDS)))
    problems = arrange(collected.problems, lenient=run.options.lenient)
    lasting = tuple(problem for problem in problems if problem not in unmanaged)
    return Outcome(collected, shared, tree, site_problems, problems, lasting)


def _find_unmanaged(run: Run) -> tuple[Problem, ...]:
    """Return a warning for each unmanaged file that the build removes: those in other versions stay."""
    output, live, versions = run.survey.output, run.survey.live, run.inputs.config.versions
    others = find_other_folders(versions, list_versions(output)) if versions.version else frozenset()
    extra = tuple(path for path in live.extra if path.partition("/")[0] not in others)
    return describe_unmanaged(output, live._replace(extra=extra))


def _publish(prepared: Prepared, collected: Collected, shared: RenderJob) -> Tree | None:
    run, reuse, site = prepared.run, prepared.reuse, prepared.assembly.site
    versions = run.inputs.config.versions
    unchanged, copied = prepared.copies.split(site, run.survey.files)
    absent = run.restoration.list_absent(reuse.entries, run.survey.files) if run.restoration else set()
    changes = _make_changes(prepared, collected, shared, copied.values(), absent)
    if run.options.dry or collected.is_fatal():
        for _ in changes:  # render everything anyway, to collect every Problem; a fatal one raises
            pass
        return None
    unchanged |= prepared.stores.pictures.kept
    unchanged |= {entry.target.output for entry in reuse.entries}.difference(absent)
    if versions.version:
        listed = merge(run.options.listed, list_versions(run.survey.output))
        return publish_version(run.survey, versions, listed, changes, unchanged)
    return publish(run.survey.output, run.survey.live, changes, unchanged, lambda: run.survey.standby)


def _make_changes(
    prepared: Prepared,
    collected: Collected,
    shared: RenderJob,
    copied: Iterable[tuple[str, SourceFile]],
    absent: set[str],
) -> Iterator[tuple[str, bytes | SourceFile]]:
    """Yield the path and content of every published file that is new or may be.

    ``absent`` are outputs that a shared store has and that aren't published here yet.
    """
    run, reuse, site = prepared.run, prepared.reuse, prepared.assembly.site
    pictures, search_folder = prepared.stores.pictures, prepared.stores.search
    search = SearchIndex(search_folder, run.survey.read, find_searchable(site, prepared.plan.targets))
    rendered = collected.render(reuse.waiting, prepared.plan.answers, shared, run.workers, run.on_progress)
    if run.restoration:
        yield from search.watch(run.restoration.read(absent))
    yield from search.watch(rendered)
    run.workers.dismiss()  # to free their memory for the next steps
    taken = {route.output for route in site.files.values()}
    asked = collected.assets(prepared.stores.state.traces, reuse.entries)
    yield from asset_changes(prepared.theme, asked, taken)
    yield from copied
    yield from pictures.changes()
    yield from search.changes({entry.target.output: entry.digest for entry in reuse.entries})


def _find_site_problems(prepared: Prepared) -> Iterator[Problem]:
    """Yield the Problems that belong to no single document or output."""
    run, site, theme = prepared.run, prepared.assembly.site, prepared.theme
    yield from run.inputs.problems
    yield from run.extensions.problems if run.extensions else ()
    yield from theme.problems
    yield from site.problems
    yield from prepared.stores.pictures.problems
    yield from prepared.plan.problems
    yield from judge_copied(site, prepared.copies, prepared.plan.answers, theme.layouts)
    yield from judge_assets(theme, run.inputs.layouts, prepared.plan.answers, site.config)


def _list_known_problems(prepared: Prepared) -> Iterator[Problem]:
    """Yield the Problems of documents, and those of outputs that aren't rendered again."""
    for path in prepared.problem_paths:
        yield from prepared.documents[path].problems
    for entry in prepared.reuse.entries:
        yield from entry.problems


def _read_last(run: Run, path: str) -> bytes | None:
    """Return a file as the last build showed it, or None."""
    if run.session is not None and path in run.session.fresh:
        return run.session.fresh[path]
    return run.survey.read(path) if path in run.survey.files else None
