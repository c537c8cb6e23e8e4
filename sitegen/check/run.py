"""Options of a build -> its Problems and those of what it would publish; known files are not read again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.build import build, claim_output, open_memory, settings_for
from sitegen.cache.engine import engine_digest
from sitegen.cache.memory import CACHE_NAME
from sitegen.cache.state import load, save
from sitegen.check.judge import judge
from sitegen.check.places import Sources
from sitegen.check.read import Findings, read_output
from sitegen.check.verdict import leave_out, read_baseline, weigh, write_baseline
from sitegen.config import base_path
from sitegen.errors import Problem, ProblemError
from sitegen.files import digest, survey
from sitegen.request import BuildResult, Tell, arrange, is_fatal, tell_nobody

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sitegen.config import Config
    from sitegen.files.tree import File
    from sitegen.request import Options

FOLDER = "check"  #: in the cache's folder: a site as it would be published, and what is known of it


class Known(msgspec.Struct, frozen=True, array_like=True):
    """What the last check learnt."""

    engine: str
    state: str  #: digest of everything that the verdict depends on
    problems: tuple[Problem, ...]
    findings: dict[str, tuple[str, Findings]]  #: output -> digest of its bytes, what is in it


class Baseline(msgspec.Struct, frozen=True):
    """A file of Problems that an old site has and accepts for now."""

    place: Path
    update: bool = False  #: write it anew, of what is found


def check(
    options: Options, *, now: datetime, tell: Tell = tell_nobody, baseline: Baseline | None = None
) -> BuildResult:
    """Build where nobody sees it, and judge what was made; what cannot be built is told first."""
    try:
        config, _, _ = settings_for(options)
        accepted = read_baseline(baseline.place) if baseline and not baseline.update else ()
    except ProblemError as failure:
        return BuildResult(ok=False, problems=failure.problems)
    result = _check(options, now, tell)
    if not result.ok:  # nothing makes a site right that cannot be built
        return result
    problems = tuple(weigh(result.problems, config.check.severity))
    if baseline and baseline.update:
        write_baseline(baseline.place, problems)
        return msgspec.structs.replace(result, problems=(), ok=True)
    problems = arrange(leave_out(problems, accepted))
    return msgspec.structs.replace(result, problems=problems, ok=not is_fatal(problems, options))


def _check(options: Options, now: datetime, tell: Tell) -> BuildResult:
    folder = options.root / CACHE_NAME / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / ".gitignore").write_text("*\n", encoding="utf-8")
    private = msgspec.structs.replace(options, output=folder / "site", cache=folder / "cache", strict=False)
    result = build(private, now=now, tell=tell)
    if not result.ok:
        return result
    config, _, _ = settings_for(private)
    files = survey(claim_output(private, config)).files
    known = {(problem.path, problem.line, problem.column) for problem in result.problems}
    found = [
        problem
        for problem in _judge_files(private, config, files)
        if not problem.line or (problem.path, problem.line, problem.column) not in known
    ]
    return msgspec.structs.replace(
        result, problems=arrange((*result.problems, *found), lenient=options.lenient)
    )


def _judge_files(options: Options, config: Config, files: Mapping[str, File]) -> tuple[Problem, ...]:
    memory, engine = open_memory(options, config), engine_digest()
    digests = sorted((path, file.digest) for path, file in files.items())
    trees = memory.snapshot.trees if memory.snapshot else {}  # a line may move and no output change
    state = digest(msgspec.json.encode((digests, config.base_url, trees)))
    place = memory.folder / "findings"
    known = load(place, Known)
    if known is None or known.engine != engine:
        known = Known(engine, "", (), {})
    if known.state == state:
        return known.problems
    findings = _read_files(Path(claim_output(options, config).live), files, known)
    entries = memory.load_state(None).book.entries
    pages = {
        entry.target.output: f"{config.paths.content}/{entry.target.node}"
        for entry in entries
        if entry.target.digest
    }
    sources = Sources(options.root, config, pages, base_path(config))
    problems = tuple(
        judge({path: found for path, (_, found) in findings.items()}, files, sources, config.base_url)
    )
    save(place, Known(engine, state, problems, findings))
    return problems


def _read_files(live: Path, files: Mapping[str, File], known: Known) -> dict[str, tuple[str, Findings]]:
    findings = {}
    for path, file in files.items():
        before = known.findings.get(path)
        if before is None or before[0] != file.digest:
            before = (file.digest, read_output(path, (live / path).read_bytes()))
        findings[path] = before
    return findings
