"""A site's folder -> its published form, or why not: the lock, and whether there is anything to do."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.cache.engine import engine_digest
from sitegen.cache.memory import CACHE_NAME, Memory
from sitegen.cache.store import DamagedCacheError
from sitegen.config import Config, Dialect, Publish, config_digest, make_safe
from sitegen.errors import Problem, ProblemError, has_errors
from sitegen.files import Output, Survey, claim, digest, distrust, locked
from sitegen.files.refusals import told_as_problems
from sitegen.inputs import Inputs, read_settings, refuse_empty, scan_inputs
from sitegen.owncode import allow_imports, functions_digest
from sitegen.parallel import WORTH_A_POOL, Workers, available_cores
from sitegen.request import BuildResult, Options, Tell, arrange, is_fatal, tell_nobody

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from datetime import datetime

    from sitegen.session import Session


class _Attempt(msgspec.Struct, frozen=True):
    """One build, with the lock on its output taken."""

    options: Options
    inputs: Inputs
    survey: Survey  #: of what is published
    now: datetime
    recorded_at: int  #: the clock before the files were scanned
    executor: Executor | None
    session: Session | None
    tell: Tell


def build(
    options: Options,
    *,
    now: datetime,
    executor: Executor | None = None,
    session: Session | None = None,
    tell: Tell = tell_nobody,
) -> BuildResult:
    """Build a site as it is at the moment ``now`` (aware); Problems are returned, bugs raised.

    The stages are given to ``executor`` where there is one, else to processes of our own. A process
    that builds again and again keeps what it learned in a ``session``; ``tell`` hears of progress.
    """
    started = time.perf_counter()
    recorded_at = time.time_ns()
    if session is not None:
        session.remember()
    if session is not None and (revised := _revise(session, options, now)):
        return msgspec.structs.replace(revised, seconds=time.perf_counter() - started)
    try:
        config, text, problems = settings_for(options)
        refuse_empty(options.root, config)
        with (
            told_as_problems(),
            claim_output(options, config) as output,
            locked(output),
            _survey(options, output, session) as survey,
        ):
            inputs = scan_inputs(options.root, config, text, problems, safe=options.safe)
            attempt = _Attempt(options, inputs, survey, now, recorded_at, executor, session, tell)
            if has_errors(inputs.problems):
                raise ProblemError(*inputs.problems, *_look_further(attempt))  # noqa: TRY301  one way out
            if config.markdown.directives:
                allow_imports(str(options.root.resolve()))
            result = _build_locked(attempt)
    except ProblemError as failure:
        result = BuildResult(ok=False, problems=arrange(failure.problems, lenient=options.lenient))
    return msgspec.structs.replace(result, seconds=time.perf_counter() - started)


def _survey(options: Options, output: Output, session: Session | None) -> Survey:
    """Have the published trees looked at; a server's threads and its memory are not to be forked."""
    if options.force and not options.dry:
        distrust(output)  # every file is written anew, whatever its times say of it
    aside = session is None and (options.jobs or available_cores()) > 1
    return Survey(output, aside=aside)


def _look_further(attempt: _Attempt) -> tuple[Problem, ...]:
    """Return what else is wrong with a site whose configuration or files keep it from being built."""
    from sitegen.further import choose_further, prepare_look  # noqa: PLC0415  few builds end here

    look = msgspec.structs.replace(
        attempt,
        options=msgspec.structs.replace(attempt.options, dry=True, forget=True, jobs=1),
        inputs=prepare_look(attempt.inputs),
        session=None,
        tell=tell_nobody,
    )
    try:
        found = _build_locked(look).problems
    except ProblemError as failure:
        found = failure.problems
    return tuple(choose_further(attempt.inputs, found))


def _revise(session: Session, options: Options, now: datetime) -> BuildResult | None:
    if session.whole is None:
        return None
    from sitegen.revise import revise  # noqa: PLC0415  only a server builds twice

    return revise(session, options, now)


def _build_locked(attempt: _Attempt) -> BuildResult:
    options, inputs, session = attempt.options, attempt.inputs, attempt.session
    now, recorded_at = attempt.now, attempt.recorded_at
    memory = open_memory(options, inputs.config)
    live = attempt.survey.live
    known = memory.snapshot
    is_ours = known is not None and live.is_intact and live.content == known.published
    is_known = session is None or (session.whole is not None and session.whole.files == live.files)
    is_judged = known and known.lenient == options.lenient and not is_fatal(known.problems, options)
    if known and is_judged and is_ours and is_known and memory.holds(inputs, now, recorded_at):
        return BuildResult(ok=True, problems=known.problems, pages=known.pages, outputs=known.outputs)
    from sitegen.pipeline import Run, run_pipeline  # noqa: PLC0415  Markdown, Jinja2, Pygments: not when nothing changed

    least = WORTH_A_POOL if session else 0
    with Workers(options.jobs or available_cores(), attempt.executor, least=least) as workers:
        run = Run(options, inputs, attempt.survey, memory, now, recorded_at, workers, session, attempt.tell)
        try:
            return run_pipeline(run)
        except DamagedCacheError:
            memory = open_memory(msgspec.structs.replace(options, force=True), inputs.config)
            return run_pipeline(msgspec.structs.replace(run, memory=memory))


def open_memory(options: Options, config: Config) -> Memory:
    """Return what the last build with these options remembers."""
    code = functions_digest(config.markdown.directives.values())
    indexer = _indexer_size() if config.search.enabled else 0
    settings = (
        config_digest(config),
        code,
        indexer,
        options.show,
        options.dry,
        options.safe,
        os.fsencode(options.output or ""),
    )
    shape = (
        config.dialect,
        config.markdown,
        config.taxonomies,
        config.schemas,
        config.paths,
        config.limits,
        config.llms,
        (config.extra, config.title, config.description) if config.dialect is Dialect.JEKYLL else (),
    )
    return Memory(
        options.cache or options.root / CACHE_NAME,
        engine_digest(),
        digest(msgspec.json.encode(settings)),
        digest(msgspec.json.encode(shape)),
        force=options.force,
    )


def _indexer_size() -> int:
    """Return what tells two programs that index pages apart, where one is not a library of known release."""
    from sitegen.search import find_indexer  # noqa: PLC0415  few sites have it

    program = find_indexer()
    return Path(program).stat().st_size if program else 0


def settings_for(options: Options) -> tuple[Config, str, tuple[Problem, ...]]:
    """Return the configuration with the command line's wishes applied."""
    config, text, problems = read_settings(options.root, options.config_file)
    if options.base_url is not None:
        config = msgspec.structs.replace(config, base_url=options.base_url.rstrip("/"))
    return make_safe(config) if options.safe else config, text, problems


def claim_output(options: Options, config: Config) -> Output:
    """Return the output directory, checked to be ours."""
    root, paths = options.root, config.paths
    folders = [paths.content, paths.layouts, paths.static, paths.data]
    sources = [root / folder for folder in folders if folder != "."]  # a whole folder may hold the output
    if options.cache is None:  # a server and a check have theirs beside what they publish
        sources.append(root / CACHE_NAME)
    way = options.publish or config.output.publish
    place = options.output or root / paths.output
    return claim(place, root, sources, in_place=way is Publish.IN_PLACE)
