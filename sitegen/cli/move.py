"""``sitegen move`` and ``sitegen rename-term``."""

from __future__ import annotations

import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

from sitegen.cli.build import moment
from sitegen.cli.folders import find_folder, locate
from sitegen.cli.terminal import Terminal
from sitegen.core.problems import ProblemError, error
from sitegen.moving.apply import apply_plan, complete_move, is_interrupted
from sitegen.moving.headings import read_heading
from sitegen.moving.loaded_site import load_site
from sitegen.moving.plan import Plan, plan_move
from sitegen.moving.request import read_move
from sitegen.moving.terms import read_term

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from sitegen.moving.following import Move
    from sitegen.moving.loaded_site import LoadedSite


def run_move(options: argparse.Namespace) -> int:
    """Move a page, folder, file or heading, and rewrite every link to it."""
    read = read_heading if "#" in options.old else read_move
    name, mark, part = options.old.partition("#")
    old = locate(name, options.root) + mark + part
    new, first = options.new, options.new.partition("/")[0]
    if old != options.old and not mark and (first in (".", "..") or not (options.root / first).is_dir()):
        new = f"{find_folder(options.root)}/{new}"
    return _run(options, lambda site: read(site, old, new))


def run_rename_term(options: argparse.Namespace) -> int:
    """Rename a term on all pages that have it."""
    return _run(options, lambda site: read_term(site, options.taxonomy, options.old, options.new))


def _run(options: argparse.Namespace, read: Callable[[LoadedSite], Move]) -> int:
    terminal, root = Terminal(color=None, quiet=options.quiet), options.root.resolve()
    if options.dry_run:
        if is_interrupted(root):
            hint = "run the command without --dry-run, which completes that first"
            raise ProblemError(error("move-refused", "a change was interrupted", hint=hint))
    elif done := complete_move(root):
        terminal.say(f"{done} Run the command again if it asked for something else.")
        return 0
    site = load_site(options.root, moment(), options.config)
    plan = plan_move(site, read(site), redirects=not options.no_redirects)
    if options.dry_run:
        sys.stdout.write(write_diff(plan))
    else:
        apply_plan(plan, root)
    terminal.show_problems(plan.mentions)
    terminal.say(_summarise(plan, dry=options.dry_run))
    terminal.suggest("sitegen check", "shows that nothing broke")
    return 0


def write_diff(plan: Plan) -> str:
    """Return the changes of a plan as a unified diff in git's format."""
    lines = [f"rename {old} => {new}\n" for old, new in sorted(plan.move.files.items())]
    sources = {new: old for old, new in plan.move.files.items()}
    for path, (before, after) in sorted(plan.texts.items()):
        old, new = (text.splitlines(keepends=True) for text in (before, after))
        lines += unified_diff(old, new, f"a/{sources.get(path, path)}", f"b/{path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _summarise(plan: Plan, *, dry: bool) -> str:
    head = "Would move" if dry else "Moved"
    return (
        f"{head} {plan.move.old} to {plan.move.new}: files moved: {len(plan.move.files):,}, files edited:"
        f" {len(plan.texts):,}, links edited: {plan.links:,}, addresses redirected: {len(plan.redirects):,}."
    )
