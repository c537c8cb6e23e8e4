"""Options of a build -> its Problems and those of what it would publish; known files aren't read again."""

from __future__ import annotations

import os
import time
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.identity import open_build_cache, use_extensions
from sitegen.build.options import BuildResult, is_fatal
from sitegen.build.run import build, claim_output, locate_cache
from sitegen.build.settings import settings_for
from sitegen.cache.cache_folder import CACHE_NAME, CHECK_NAME, INNER_NAME, open_cache
from sitegen.cache.code_digest import engine_digest
from sitegen.cache.snapshot import load, save
from sitegen.check.against import find_lost, read_old_addresses
from sitegen.check.baseline import ReportedProblems, leave_out, read_baseline, write_baseline
from sitegen.check.rules import LastJudgement, compare, judge
from sitegen.check.sources import Sources
from sitegen.config import Publish, base_path
from sitegen.core.location import locate
from sitegen.core.os_errors import told_as_problems
from sitegen.core.private_folder import find_temporary_folder
from sitegen.core.problems import Problem, ProblemError, Severity
from sitegen.core.progress import OnProgress, ignore_progress
from sitegen.core.severity import arrange, weigh
from sitegen.html.in_workers import read_files
from sitegen.html.read import read_output
from sitegen.html.references import Findings, FoundParts
from sitegen.plan.base_url import CODE as BASE_URL
from sitegen.publish.tree import survey
from sitegen.site.broken_references import Destinations
from sitegen.sources import digest
from sitegen.workers.budget import Budget
from sitegen.workers.cores import available_cores
from sitegen.workers.on_demand import Workers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.build.options import BuildOptions
    from sitegen.cache.cache import BuildCache
    from sitegen.config import Config
    from sitegen.core.folder import Folder
    from sitegen.core.location import Location

_FINDINGS = "findings"


class LastCheck(msgspec.Struct, frozen=True, array_like=True):
    """The results of the last check."""

    engine: str
    state: str = ""  #: digest of everything that the verdict depends on
    base_url: str = ""
    problems: tuple[Problem, ...] = ()
    findings: dict[str, tuple[str, Findings]] = {}  #: output -> digest of its bytes, what is in it
    past: LastJudgement = LastJudgement()


class Baseline(msgspec.Struct, frozen=True):
    """A file of Problems that an old site has and accepts for now."""

    path: Path
    update: bool = False  #: write a new one, from what this check finds


def check(
    options: BuildOptions,
    *,
    now: datetime,
    on_progress: OnProgress = ignore_progress,
    baseline: Baseline | None = None,
    external: bool = False,
    against: str = "",
) -> BuildResult:
    """Build privately, and check the result; what can't be built is reported first.

    The web is queried only with ``external``. ``against`` names an old site, whose addresses the
    new one must have: see `read_old_addresses`.
    """
    try:
        config, _, _ = settings_for(options)
        accepted = read_baseline(baseline.path) if baseline and not baseline.update else ()
        old_addresses = read_old_addresses(against) if against else ()
    except ProblemError as failure:
        return BuildResult(ok=False, problems=failure.problems)
    started = time.perf_counter()
    try:
        with told_as_problems(), open_cache(_locate(options)) as work:
            result = _check(options, work.folder, now, on_progress, old_addresses, external=external)
    except ProblemError as failure:
        return BuildResult(ok=False, problems=failure.problems)
    result = msgspec.structs.replace(result, seconds=time.perf_counter() - started)
    if not result.ok:  # a site that can't be built isn't right, whatever the baseline accepts
        return result
    problems = tuple(weigh(_raise_base_url(result.problems), config.check.severity))
    if baseline and baseline.update:
        write_baseline(baseline.path, problems, options.root)
        return msgspec.structs.replace(result, problems=(), ok=True)
    if baseline:
        shown = os.path.relpath(baseline.path, options.root)
        problems = (*leave_out(problems, accepted, shown, external=external),)
    problems = arrange(problems)
    return msgspec.structs.replace(result, problems=problems, ok=not is_fatal(problems, options))


def _raise_base_url(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the same Problems, with an error for a site that has no address: it isn't ready for readers."""
    for problem in problems:
        severity = Severity.ERROR if problem.code == BASE_URL else problem.severity
        yield msgspec.structs.replace(problem, severity=severity)


def _locate(options: BuildOptions) -> Location | None:
    """Return the folder in which a check works: in the cache, or a temporary one for an untrusted site."""
    if options.safe:
        find_temporary_folder(options.root)  # the folder for everything temporary
    if options.safe and options.cache is None:
        return None
    return locate((options.cache or options.root / CACHE_NAME) / CHECK_NAME, options.root)


def _check(
    options: BuildOptions,
    work: Folder,
    now: datetime,
    on_progress: OnProgress,
    old_addresses: Sequence[str],
    *,
    external: bool,
) -> BuildResult:
    folder = Path(work.path)
    private = msgspec.structs.replace(
        options, output=folder / "site", cache=folder / INNER_NAME, strict=False, publish=Publish.SWAP
    )
    result = build(private, now=now, on_progress=on_progress)
    seen = result
    if not result.ok and not options.lenient:  # report everything else with it, if the site can be built
        seen = build(msgspec.structs.replace(private, lenient=True), now=now, on_progress=on_progress)
    if not seen.ok:
        return result
    config, _, _ = settings_for(private)
    in_the_way = _find_in_the_way(options, config)
    reported = ReportedProblems(result.problems)
    with open_cache(locate_cache(private)) as cache:
        extensions = use_extensions(private, config, "", cache.folder)
        build_cache = open_build_cache(cache.folder, private, config, extensions=extensions)
        judging = _Judging(private, config, work, build_cache)
        judged = [problem for problem in judging.problems() if not reported.has(problem)]
        judged += find_lost(old_addresses, judging.published, config)
        if external:
            judged += judging.ask_the_web(now, on_progress)
    if not result.ok:  # what keeps it from being built has the severity that the build gave it
        judged = [*weigh(judged, config.check.severity)]
    return msgspec.structs.replace(
        result, problems=arrange((*result.problems, *judged, *in_the_way), lenient=options.lenient)
    )


def _find_in_the_way(options: BuildOptions, config: Config) -> tuple[Problem, ...]:
    """Return the Problems that a build would have with its output folder."""
    if options.safe and options.output is None:  # a missing folder would be created
        return ()
    try:
        claim_output(options, config).close()
    except ProblemError as refusal:
        return refusal.problems
    return ()


class _Judging:
    """Checks one published site."""

    def __init__(self, options: BuildOptions, config: Config, work: Folder, cache: BuildCache) -> None:
        self._options = options
        self._config = config
        self._output = claim_output(options, config)
        self._files = survey(self._output).files
        self._work = work
        self._memory = cache
        engine = engine_digest()
        last_check = load(work, _FINDINGS, LastCheck)
        self._last_check = last_check if last_check and last_check.engine == engine else LastCheck(engine)

    @property
    def published(self) -> Collection[str]:
        """The path of every file of the site."""
        return self._files

    def problems(self) -> tuple[Problem, ...]:
        """Return the Problems within the site; those of the last check if nothing has changed."""
        digests = sorted((path, file.digest) for path, file in self._files.items())
        snapshot = self._memory.snapshot
        trees = snapshot.trees if snapshot else {}  # a line may move and no output change
        address = " ".join((self._config.base_url, *self._config.urls.hosted))
        state = digest(msgspec.json.encode((digests, address, trees)))
        if self._last_check.state == state:
            return self._last_check.problems
        before = self._last_check
        findings = self._read_files(before)
        plain = {path: page_findings for path, (_, page_findings) in findings.items()}
        hosted = self._config.urls.hosted
        destinations = Destinations(FoundParts(plain), self._files, self._config.base_url, elsewhere=hosted)
        changed, linked_anew = _compare_findings(before.findings, findings)
        if before.base_url != address or before.findings.keys() != findings.keys():
            changed = None
        past = compare(plain, destinations, before.past, changed, linked_anew=linked_anew)
        problems = tuple(judge(plain, past, destinations, self._sources))
        self._last_check = LastCheck(before.engine, state, address, problems, findings, past)
        save(self._work, _FINDINGS, self._last_check)
        return problems

    def _read_files(self, last_check: LastCheck) -> dict[str, tuple[str, Findings]]:
        """Return by path (digest, Findings) of each file; unchanged files aren't read again."""
        findings = {
            path: last_check.findings[path]
            for path, file in self._files.items()
            if path in last_check.findings
            and last_check.findings[path][0] == file.digest
            and not last_check.findings[path][1].is_cut
        }
        unread = [path for path in self._files if path not in findings]
        contents = ((path, self._output.read(path)) for path in unread)
        limits, count = self._config.limits, len(unread)
        budget = Budget(limits.page_seconds, limits.mean_page_seconds)
        with Workers(self._options.jobs or available_cores(), limits.page_memory_bytes, budget) as workers:
            for path, page_findings in zip(
                unread, read_files(contents, count, read_output, limits, workers), strict=True
            ):
                findings[path] = (self._files[path].digest, page_findings)
        return {path: findings[path] for path in self._files}

    def ask_the_web(self, now: datetime, on_progress: OnProgress) -> tuple[Problem, ...]:
        """Return what is wrong with links to other hosts."""
        from sitegen.check.external import judge_external

        return judge_external(
            {path: page_findings for path, (_, page_findings) in self._last_check.findings.items()},
            self._sources,
            self._config.base_url,
            self._config.check.external,
            self._work,
            now,
            partial(on_progress, "Asking the web"),
        )

    @cached_property
    def _sources(self) -> Sources:
        content = self._config.paths.content
        entries = self._memory.load_state(None).traces.entries
        pages = {
            entry.target.output: f"{content}/{entry.target.node}" for entry in entries if entry.target.digest
        }
        return Sources(self._options.root, self._config, pages, base_path(self._config))


def _compare_findings(
    before: Mapping[str, tuple[str, Findings]], findings: Mapping[str, tuple[str, Findings]]
) -> tuple[set[str] | None, bool]:
    """Return (outputs that differ, whether any of them refers to other addresses than before).

    None means all: if a file with ids or a redirect differs, others may refer to it.
    """
    changed: set[str] = set()
    linked_anew = False
    for path, (digest_, page_findings) in findings.items():
        old = before.get(path)
        if old is not None and old[0] == digest_:
            continue
        if old is None or (old[1].ids, old[1].redirect) != (page_findings.ids, page_findings.redirect):
            return None, True
        changed.add(path)
        linked_anew = linked_anew or old[1].references != page_findings.references
    return changed, linked_anew
