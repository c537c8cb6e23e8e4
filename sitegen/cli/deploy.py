"""``sitegen deploy``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.cli.build import moment, report, request_from, terminal_for
from sitegen.deploy.run import DeployOptions, delete_version, deploy

if TYPE_CHECKING:
    import argparse

    from sitegen.cli.terminal import Terminal
    from sitegen.deploy.difference import Difference

#: A dry run names this many files; more with --verbose.
_MOST = 20


def run_deploy(options: argparse.Namespace) -> int:
    """Build the site, and send what differs to its host."""
    terminal = terminal_for(options)
    wishes = DeployOptions(
        target=options.target or "",
        dry_run=options.dry_run,
        force=options.resend,
        allow_lost=options.allow_lost,
    )
    if options.delete_version:
        request = request_from(options)
        done = delete_version(request, wishes, options.delete_version, on_progress=terminal.progress)
        if done.difference is not None:
            _summarise(terminal, done.target, done.difference, options)
        return 0
    done = deploy(request_from(options), wishes, now=moment(), on_progress=terminal.progress)
    code = report(options, done.built, terminal, done="published")
    if done.difference is not None:
        _summarise(terminal, done.target, done.difference, options)
        if options.dry_run:
            terminal.suggest("sitegen deploy", "sends and deletes these files")
        else:
            terminal.suggest("sitegen check --external", "also checks your links to other sites")
    return code


def _summarise(terminal: Terminal, target: str, difference: Difference, options: argparse.Namespace) -> None:
    sent, deleted = difference.sent, difference.deleted
    changes = [*(f"send    {path}" for path in sent), *(f"delete  {path}" for path in deleted)]
    if not changes:
        terminal.say(f"Nothing to deploy: {target} is up to date.")
        return
    if options.dry_run or options.verbose:
        shown = changes if options.verbose else changes[:_MOST]
        for line in shown:
            terminal.say(f"  {line}")
        if len(shown) < len(changes):
            terminal.say(f"  … and {len(changes) - len(shown):,} more: --verbose names them")
    head = "Would deploy" if options.dry_run else "Deployed"
    counts = f"{len(sent):,} sent, {len(deleted):,} deleted, {difference.unchanged:,} unchanged"
    terminal.say(f"{head} to {target}: {counts}.")
