"""``sitegen build`` and ``sitegen check``."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from sitegen.build.options import BuildOptions, BuildResult
from sitegen.build.run import build
from sitegen.build.safe_locations import claim_cache, keep_apart, refuse_within
from sitegen.build.settings import settings_for
from sitegen.cli.terminal import CHECKED, Terminal
from sitegen.config import Publish
from sitegen.core.problems import ProblemError, error
from sitegen.core.text import printable
from sitegen.site.visibility import Show

if TYPE_CHECKING:
    import argparse

#: Where ``--update-baseline`` writes without ``--baseline``.
BASELINE = "sitegen-baseline.json"
#: What ``date +%s`` prints; ``int`` also takes underscores, spaces and the digits of other scripts.
_WHOLE_NUMBER = re.compile("-?[0-9]+")
#: Values of the last build, which aren't freed: for 10,000 pages that takes a twentieth of an edit's time.
_remains: list[object] = []
_COLOR = {"auto": None, "always": True, "never": False}


def run_build(options: argparse.Namespace) -> int:
    """Publish, and with ``--verify`` prove that it is what a clean build gives."""
    with keep_apart(request_from(options)) as request:
        return _publish(options, request, terminal_for(options))


def _publish(options: argparse.Namespace, request: BuildOptions, terminal: Terminal) -> int:
    now = moment()
    result = build(request, now=now, on_progress=terminal.progress)
    _remains[:] = [result.remains]
    notices = () if result.ok else _find_next_steps(result, request)
    result = msgspec.structs.replace(result, notices=(*result.notices, *notices, *_find_old_site(options)))
    if result.ok and options.verify:
        from sitegen.build.verify import verify

        difference = verify(request, now=now)
        result = msgspec.structs.replace(result, ok=not difference, problems=(*result.problems, *difference))
        if difference:
            return report(options, result, terminal, done="proven, though it is published")
    code = report(options, result, terminal, done="stored" if request.part else "published")
    if not result.ok:
        terminal.suggest("sitegen serve --open", "shows each problem on its page")
    elif options.output is None and not request.part:
        terminal.suggest("sitegen deploy", "publishes it; sitegen new deploy HOST does so on each push")
    if result.ok and options.output is None and request.output is not None:
        terminal.say(
            f"The site is in a temporary folder, {request.output}: to keep it, name a folder with --output."
        )
    return code


def _find_next_steps(result: BuildResult, wanted: BuildOptions) -> tuple[str, ...]:
    """Return the sentence that says how to publish the pages without errors."""
    from sitegen.cli.next_steps import suggest_next_steps

    try:
        content = settings_for(wanted)[0].paths.content
    except ProblemError:  # the build reports it
        return ()
    advice = suggest_next_steps(result.problems, content)
    return (advice,) if advice else ()


def _find_old_site(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the sentence that says which other generator's site is in the folder; "" for none."""
    if options.config is not None or (options.root / "sitegen.toml").exists():
        return ()
    from sitegen.cli.next_steps import suggest_import

    advice = suggest_import(options.root)
    return (advice,) if advice else ()


def run_check(options: argparse.Namespace) -> int:
    """Find every Problem without publishing: first those of the sources, then those of the outputs."""
    from sitegen.check import Baseline, check

    terminal = terminal_for(options)
    baseline_path = (
        options.baseline or options.root / BASELINE if options.update_baseline else options.baseline
    )
    baseline = Baseline(baseline_path, update=options.update_baseline) if baseline_path else None
    request = request_from(options)
    if request.safe:
        refuse_within(request.output, request.root, "--output")
        refuse_within(request.cache, request.root, "--cache")
        if baseline and baseline.update:
            refuse_within(baseline.path, request.root, "--update-baseline")
    result = check(
        request,
        now=moment(),
        on_progress=terminal.progress,
        baseline=baseline,
        external=options.external,
        against=options.against or "",
    )
    result = msgspec.structs.replace(result, notices=(*result.notices, *_find_old_site(options)))
    code = report(options, result, terminal, done=CHECKED)
    if code == 0:
        terminal.suggest("sitegen build", "publishes the site")
    else:
        terminal.suggest("sitegen serve --open", "shows each problem on its page")
    return code


def request_from(options: argparse.Namespace) -> BuildOptions:
    """Return the build options of the command line; ProblemError if the cache can't be there."""
    if options.cache:
        if options.safe:
            refuse_within(options.cache, options.root, "--cache")
        claim_cache(options.cache, options.root)
    return BuildOptions(
        root=options.root,
        config_file=options.config,
        output=options.output,
        cache=options.cache,
        base_url=options.base_url,
        is_version=hasattr(options, "version_name"),
        version=getattr(options, "version_name", None) or "",
        aliases=tuple(getattr(options, "alias", ())),
        show=Show(drafts=options.drafts, future=options.future, expired=options.expired),
        strict=options.strict,
        lenient=options.lenient,
        safe=options.safe,
        force=getattr(options, "force", False),
        part=getattr(options, "part", None),
        publish=Publish(options.publish) if getattr(options, "publish", None) else None,
        jobs=options.jobs,
        cluster=getattr(options, "cluster", None) or "",
        for_readers=True,
    )


def moment() -> datetime:
    """Return the moment to build for: SOURCE_DATE_EPOCH if it is set, so that builds can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC)
    try:
        if not _WHOLE_NUMBER.fullmatch(epoch):
            raise ValueError(epoch)  # noqa: TRY301  one message for everything that isn't a moment
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as reason:
        message = f"SOURCE_DATE_EPOCH is {printable(epoch[:40])!r}: not a valid number of seconds since 1970"
        hint = "write a whole number, or unset it"
        raise ProblemError(error("config-value", message, hint=hint)) from reason


def terminal_for(options: argparse.Namespace) -> Terminal:
    """Return the terminal for the options; it is silent if the report is for machines."""
    return Terminal(color=_COLOR[options.color], quiet=options.quiet or format_of(options) != "text")


def format_of(options: argparse.Namespace) -> str:
    """Return the format of the report."""
    return "json" if options.json else str(options.format)


def report(options: argparse.Namespace, result: BuildResult, terminal: Terminal, *, done: str) -> int:
    """Print the result; return the exit code."""
    form = format_of(options)
    if form != "text":
        from sitegen.cli.formats import FORMATS

        print(FORMATS[form](result, os.path.relpath(options.root)))
    else:
        terminal.show_problems(result.problems, each=options.all)
        terminal.summarise(result, done=done, verbose=options.verbose)
    return 0 if result.ok else 1
