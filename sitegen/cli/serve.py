"""``sitegen serve``."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

from sitegen.cli.terminal import Terminal
from sitegen.core.problems import Severity, has_errors
from sitegen.serve import RestartRequest, Settings, serve
from sitegen.serve.restart import restart
from sitegen.site.visibility import Show

if TYPE_CHECKING:
    import argparse

    from sitegen.build.options import BuildResult
    from sitegen.core.problems import Problem

_COLOR = {"auto": None, "always": True, "never": False}


def run_serve(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    gc.enable()  # a server lives for hours; `sitegen.cli.entry` disabled it for the sake of builds
    terminal = Terminal(color=_COLOR[options.color], quiet=options.quiet)
    if options.config is None and not (options.root / "sitegen.toml").exists():
        from sitegen.cli.next_steps import suggest_import

        if advice := suggest_import(options.root):
            terminal.say(advice)
    try:
        serve(settings_from(options), TerminalOutput(terminal, verbose=options.verbose))
    except RestartRequest as changed:
        restart(changed.port)
    terminal.suggest("sitegen check", "finds all problems; sitegen build publishes the site")
    return 0


def settings_from(options: argparse.Namespace) -> Settings:
    """Return the settings of the preview from the command line."""
    return Settings(
        root=options.root,
        config_file=options.config,
        show=Show(drafts=options.drafts, future=options.future, expired=options.expired),
        strict=options.strict,
        lenient=options.lenient,
        safe=options.safe,
        cache=options.cache,
        host=options.host,
        port=options.port,
        allowed_hosts=tuple(options.allow_host),
        lan=options.lan,
        open=options.open,
        navigate=options.navigate,
        editor_url=options.editor_url or os.environ.get("SITEGEN_EDITOR_URL", ""),
    )


class TerminalOutput:
    """Reports builds as they end. A Problem that was shown already isn't shown again."""

    def __init__(self, terminal: Terminal, *, verbose: bool) -> None:
        self._terminal = terminal
        self._verbose = verbose
        self._told: frozenset[Problem] = frozenset()

    def say(self, text: str) -> None:
        """Print one line."""
        self._terminal.say(text)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Show how far a build is."""
        self._terminal.progress(stage, done, total)

    def show(self, result: BuildResult) -> None:
        """Show the result of a build."""
        self._terminal.show_problems(problem for problem in result.problems if problem not in self._told)
        # A failed build may not have reached a warning that was shown before.
        warnings = (
            problem for problem in self._told if not result.ok and problem.severity is Severity.WARNING
        )
        self._told = frozenset((*result.problems, *warnings))
        self._terminal.summarise(result, done="built", verbose=self._verbose)
        if result.ok and has_errors(result.problems):
            self._terminal.say("Pages without errors are shown; `sitegen build` would publish nothing.")
