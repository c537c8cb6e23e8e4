"""``sitegen clean``."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sitegen.build.options import BuildOptions
from sitegen.build.run import claim_output
from sitegen.build.settings import settings_for
from sitegen.cache.cache_folder import CACHE_NAME, PREVIEW_NAME
from sitegen.cli.terminal import Terminal
from sitegen.core.folder import Folder
from sitegen.core.problems import ProblemError
from sitegen.publish.cleaning import clean
from sitegen.publish.lock import locked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    from sitegen.core.problems import Problem


def run_clean(options: argparse.Namespace) -> int:
    """Remove the published site and the cache, but no file that sitegen didn't create."""
    terminal = Terminal(color=None, quiet=options.quiet)
    request = BuildOptions(root=options.root, config_file=options.config, output=options.output)
    problems: list[Problem] = []
    removed: list[str] = []

    def say(text: str) -> None:
        removed.append(text)
        terminal.say(text)

    if options.version_name:
        _remove_version(request, options.version_name, say)
        return 0
    for remove in (_remove_site, _remove_cache, _remove_preview):
        try:
            remove(request, say)
        except ProblemError as failure:  # such as a link; the rest can still be removed
            problems += failure.problems
    if problems:
        raise ProblemError(*problems)
    if not removed:
        terminal.say("There is nothing to remove.")
    terminal.suggest("sitegen build", "publishes the site again")
    return 0


def _remove_site(options: BuildOptions, say: Callable[[str], None]) -> None:
    config, _, _ = settings_for(options)
    with claim_output(options, config) as output:
        if not output.is_there():
            return
        with locked(output):
            left = clean(output)
        say(f"Removed {output.shown}/.")
        for path in left:
            say(f"Left {output.shown}/{path}: sitegen did not create it.")


def _remove_version(options: BuildOptions, name: str, say: Callable[[str], None]) -> None:
    from sitegen.publish.survey import Survey
    from sitegen.publish.versions import remove_version

    config, _, _ = settings_for(options)
    with claim_output(options, config) as output, locked(output), Survey(output) as survey:
        gone = remove_version(survey, name, config.versions.latest)
    for folder in sorted(gone):
        say(f"Removed {output.shown}/{folder}/.")


def _remove_cache(options: BuildOptions, say: Callable[[str], None]) -> None:
    with suppress(FileNotFoundError), Folder.open(str(options.root)) as root:
        if root.stat(CACHE_NAME) is None:
            return
        root.remove_directory(CACHE_NAME)
        say(f"Removed {CACHE_NAME}/.")


def _remove_preview(options: BuildOptions, say: Callable[[str], None]) -> None:
    try:
        with Folder.open(str(options.root)) as root:
            root.enter(PREVIEW_NAME).close()
            _remove_when_alone(root, options.root / PREVIEW_NAME)
    except FileNotFoundError:
        return
    say(f"Removed {PREVIEW_NAME}/.")


def _remove_when_alone(root: Folder, preview: Path) -> None:
    from sitegen.serve.single import alone

    with alone(preview):
        root.remove_directory(preview.name)
