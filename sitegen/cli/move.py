"""``sitegen move``."""

from __future__ import annotations

import sys
from difflib import unified_diff
from typing import TYPE_CHECKING

from sitegen.cli.build import moment
from sitegen.cli.terminal import Terminal
from sitegen.moving.apply import apply_plan
from sitegen.moving.plan import Plan, plan_move
from sitegen.moving.request import read_move
from sitegen.moving.snapshot import read_snapshot

if TYPE_CHECKING:
    import argparse


def run_move(options: argparse.Namespace) -> int:
    """Move a page, folder or file, and write every link to it anew."""
    terminal = Terminal(color=None, quiet=options.quiet)
    site = read_snapshot(options.root, moment())
    move = read_move(site, options.old, options.new)
    plan = plan_move(site, move, redirects=not options.no_redirects)
    if options.dry_run:
        sys.stdout.write(write_diff(plan))
    else:
        apply_plan(plan, options.root.resolve())
    terminal.say(_summarise(plan, dry=options.dry_run))
    terminal.suggest("sitegen check", "shows that nothing broke; your templates may name the old path")
    return 0


def write_diff(plan: Plan) -> str:
    """Return what a plan changes as a unified diff, as git writes it."""
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
    parts = [f"{head} {plan.move.old} to {plan.move.new}: {len(plan.move.files):,} files"]
    parts.append(f"{plan.links:,} links in {len(plan.texts):,} files changed")
    parts.append(f"{len(plan.redirects):,} addresses redirected")
    return ", ".join(parts) + "."
