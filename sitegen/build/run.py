"""A site's folder -> its published form, or its Problems: takes the lock, and stops if nothing changed."""

from __future__ import annotations

import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.clusters import explain_home, open_cluster
from sitegen.build.identity import open_build_cache, say_unused_extensions, use_extensions
from sitegen.build.options import BuildOptions, BuildResult, is_fatal
from sitegen.build.safe_locations import refuse_within
from sitegen.build.settings import find_missing_packages, settings_in_session, settle_version
from sitegen.build.shared import SharedBuilding, build_shared, choose_store
from sitegen.cache.cache_folder import CACHE_NAME, open_cache
from sitegen.cache.store import DamagedCacheError
from sitegen.config import Config, Publish
from sitegen.core.location import locate
from sitegen.core.os_errors import told_as_problems
from sitegen.core.private_folder import find_temporary_folder
from sitegen.core.problems import Problem, ProblemError, has_errors
from sitegen.core.progress import OnProgress, ignore_progress
from sitegen.core.severity import arrange
from sitegen.publish.claim import claim
from sitegen.publish.lock import locked
from sitegen.publish.manifest import distrust
from sitegen.publish.output import Output
from sitegen.publish.survey import Survey
from sitegen.sources.choose import is_markdown
from sitegen.sources.inputs import Inputs, refuse_empty, scan_inputs
from sitegen.workers.cores import available_cores

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sitegen.build.site_state import Session
    from sitegen.cache.cache import BuildCache
    from sitegen.cache.cache_folder import OpenCache
    from sitegen.cache.snapshot import Snapshot
    from sitegen.core.folder import Folder
    from sitegen.core.location import Location
    from sitegen.ext.registry import Extensions
    from sitegen.sharing.batches import StoredConversions
    from sitegen.sharing.restoring import Restoration
    from sitegen.sharing.settings import SharedCache


class _Attempt(msgspec.Struct, frozen=True):
    """One build, with the lock on its output taken."""

    options: BuildOptions
    inputs: Inputs
    extensions: Extensions | None
    cache: Folder
    survey: Survey  #: of what is published
    now: datetime
    recorded_at: int  #: the clock before the files were scanned
    session: Session | None
    on_progress: OnProgress


def build(
    options: BuildOptions,
    *,
    now: datetime,
    session: Session | None = None,
    on_progress: OnProgress = ignore_progress,
) -> BuildResult:
    """Build a site as it is at the moment ``now`` (aware); Problems are returned, bugs raised.

    Untrusted content is processed by forks of this process, which should have no other threads. A process
    that builds repeatedly passes a ``session``, which keeps what it learned. ``on_progress`` is called with
    each step.
    """
    started = time.perf_counter()
    recorded_at = time.time_ns()
    if session is not None:
        session.save_pending()
    if session is not None and (revised := _revise(session, options, now)):
        return msgspec.structs.replace(revised, seconds=time.perf_counter() - started)
    try:
        config, text, problems, is_held = settings_in_session(options, session)
        refuse_empty(options.root, config, problems)
        if missing := find_missing_packages(config, text):
            raise ProblemError(*missing)  # noqa: TRY301  reported with the others below
        with (
            told_as_problems(),
            claim_output(options, config) as output,
            locked(output),
            _survey(options, output, config.versions.version, session) as survey,
            _open_cache(options, session) as cache,
        ):
            if not cache.is_lasting and session is None:
                options = msgspec.structs.replace(options, forget=True)
            config = settle_version(options, config, output)
            inputs = scan_inputs(options.root, config, text, problems, safe=options.safe)
            extensions = use_extensions(options, config, text, cache.folder)
            attempt = _Attempt(
                options, inputs, extensions, cache.folder, survey, now, recorded_at, session, on_progress
            )
            if not is_held and has_errors(problems if options.tolerant else inputs.problems):
                raise ProblemError(*inputs.problems, *_find_other_problems(attempt))  # noqa: TRY301  one way out
            if extensions and has_errors(extensions.problems) and not options.tolerant:
                raise ProblemError(*extensions.problems)  # noqa: TRY301  one way out
            if config.markdown.directives:
                from sitegen.render.python_directives import allow_imports

                allow_imports(str(options.root.resolve()))
            result = _build_locked(attempt)
            notices = (*result.notices, *explain_home(options, inputs))
            result = msgspec.structs.replace(result, notices=notices)
            if cache.problems:  # the warnings aren't about the site, so they don't fail the build
                all_problems = arrange((*result.problems, *cache.problems), lenient=options.lenient)
                result = msgspec.structs.replace(result, problems=all_problems)
    except ProblemError as failure:
        result = BuildResult(ok=False, problems=arrange(failure.problems, lenient=options.lenient))
    notices = (*result.notices, *say_unused_extensions(options))
    return msgspec.structs.replace(result, seconds=time.perf_counter() - started, notices=notices)


def _survey(options: BuildOptions, output: Output, folder: str, session: Session | None) -> Survey:
    """Survey the published trees, in a fork except in a server, whose threads and memory forbid it."""
    if options.force and not options.dry:
        distrust(output)  # every file is rewritten, even if its times have not changed
    aside = session is None and (options.jobs or available_cores()) > 1
    return Survey(output, aside=aside, folder=folder)


@contextmanager
def _open_cache(options: BuildOptions, session: Session | None) -> Iterator[OpenCache]:
    """Open and lock the cache. A session keeps it open, and saves what it learned when it is idle."""
    location = locate_cache(options)
    if session is not None:
        yield session.open_cache(location)
        return
    with open_cache(location) as cache:
        yield cache


def locate_cache(options: BuildOptions) -> Location | None:
    """Return where the cache is; None for a build that has none.

    With ``options.safe``, the site's folder is untrusted, and so is any cache in it.
    """
    if options.safe:
        find_temporary_folder(options.root)  # the folder for everything temporary
    if options.force and options.forget:
        return None
    location = locate(options.cache or options.root / CACHE_NAME, options.root)
    return None if options.safe and Path(location.path).is_relative_to(options.root.resolve()) else location


def _find_other_problems(attempt: _Attempt) -> tuple[Problem, ...]:
    """Return what else is wrong with a site whose configuration or files keep it from being built."""
    from sitegen.build.other_problems import choose_other_problems, drop_mistakes

    look = msgspec.structs.replace(
        attempt,
        options=msgspec.structs.replace(attempt.options, dry=True, forget=True, jobs=1),
        inputs=drop_mistakes(attempt.inputs),
        session=None,
        on_progress=ignore_progress,
    )
    try:
        problems = _build_locked(look).problems
    except ProblemError as failure:
        problems = failure.problems
    return tuple(choose_other_problems(attempt.inputs, problems))


def _revise(session: Session, options: BuildOptions, now: datetime) -> BuildResult | None:
    if session.site_state is None:
        return None
    from sitegen.build.in_memory import revise

    return revise(session, options, now)


def _build_locked(attempt: _Attempt) -> BuildResult:
    options, inputs, session = attempt.options, attempt.inputs, attempt.session
    open_last = partial(
        open_build_cache, attempt.cache, options, inputs.config, inputs.revision, attempt.extensions
    )
    cache = open_last()
    last = cache.snapshot
    if last and not options.part and _still_holds(attempt, cache, last):
        return BuildResult(
            ok=True,
            problems=last.problems,
            pages=last.pages,
            outputs=last.outputs,
            left_out=last.left_out,
        )
    shared = choose_store(options, inputs) if session is None else None
    if shared is None or options.part:
        return _build_with(attempt, cache, shared=shared)
    building = SharedBuilding(shared, inputs, attempt.survey, cache, attempt.recorded_at)

    def run(restoration: Restoration | None, stored: StoredConversions | None) -> BuildResult:
        restored = open_last() if restoration else cache
        return _build_with(attempt, restored, restoration, stored)

    return build_shared(building, run)


def _build_with(
    attempt: _Attempt,
    cache: BuildCache,
    restoration: Restoration | None = None,
    stored: StoredConversions | None = None,
    shared: SharedCache | None = None,
) -> BuildResult:
    """Run the pipeline, again without a cache that is damaged; store a part of the site in ``shared``."""
    options, inputs, session = attempt.options, attempt.inputs, attempt.session
    from sitegen.workers.budget import Budget
    from sitegen.workers.on_demand import WORTH_A_POOL, Workers

    limits = inputs.config.limits
    budget = Budget(limits.page_seconds, limits.mean_page_seconds)
    cluster = open_cluster(options, inputs, attempt.extensions, attempt.cache) if options.cluster else None
    with Workers(options.jobs or available_cores(), limits.page_memory_bytes, budget, cluster) as workers:
        changed = sum(map(is_markdown, cache.changes(inputs)["content"]))
        if session is None and 0 < changed < WORTH_A_POOL:
            from sitegen.content.work import load_converter

            workers.start_early(load_converter)
        from sitegen.build.job import Run
        from sitegen.build.pipeline import run_pipeline

        run = Run(
            options,
            inputs,
            attempt.survey,
            cache,
            attempt.now,
            attempt.recorded_at,
            workers,
            session,
            attempt.on_progress,
            attempt.extensions,
            restoration,
            stored,
            cluster,
        )
        if options.part:
            from sitegen.build.parts import build_part

            return build_part(run, options.part, shared)
        try:
            return run_pipeline(run)
        except DamagedCacheError:
            again = msgspec.structs.replace(options, force=True)
            cache = open_build_cache(attempt.cache, again, inputs.config, inputs.revision, attempt.extensions)
            return run_pipeline(msgspec.structs.replace(run, cache=cache, restoration=None))


def _still_holds(attempt: _Attempt, cache: BuildCache, last: Snapshot) -> bool:
    """Return whether this build would give the same as the last one. The published tree is checked last."""
    options, session, survey = attempt.options, attempt.session, attempt.survey
    if last.lenient != options.lenient or is_fatal(last.problems, options):
        return False
    if not cache.holds(attempt.inputs, attempt.now, attempt.recorded_at):
        return False
    is_shown = session is None or (
        session.site_state is not None and session.site_state.files == survey.live.files
    )
    return is_shown and survey.holds(last.published)


def claim_output(options: BuildOptions, config: Config) -> Output:
    """Return the output directory; ProblemError unless sitegen created it or may create it."""
    root, paths = options.root, config.paths
    if options.safe:
        refuse_within(options.output or root / paths.output, root, "--output")
    folders = [paths.content, paths.layouts, paths.static, paths.data]
    sources = [root / folder for folder in folders if folder != "."]  # a whole folder may hold the output
    sources.append(options.cache or root / CACHE_NAME)
    way = options.publish or config.output.publish
    place = options.output or root / paths.output
    return claim(place, root, sources, in_place=way is Publish.IN_PLACE)
