"""``sitegen import``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sitegen.check.addresses import compare_addresses
from sitegen.check.against import read_old_addresses
from sitegen.check.old_feeds import find_changed_ids, read_old_feeds
from sitegen.cli.build import moment
from sitegen.cli.terminal import Terminal
from sitegen.importing.report import write_json, write_lines, write_markdown
from sitegen.importing.run import import_site
from sitegen.importing.trial import list_published

if TYPE_CHECKING:
    import argparse


def run_import(options: argparse.Namespace) -> int:
    """Turn another generator's folder into a site."""
    folder: Path = options.folder
    terminal = Terminal(color=None, quiet=options.quiet)
    report = import_site(
        folder,
        options.to or folder,
        now=moment(),
        generator=options.generator or "",
        on_progress=terminal.progress,
    )
    if options.against:
        old = read_old_addresses(options.against)
        new = list_published(options.to or folder, moment(), terminal.progress)
        addresses = compare_addresses(old, new.files, new.redirects, new.config)
        report = msgspec.structs.replace(
            report,
            same=addresses.same,
            redirected=addresses.redirected,
            lost=addresses.lost,
            feeds=tuple(find_changed_ids(read_old_feeds(options.against), new.feeds)),
        )
    terminal.say(write_lines(report))
    if options.report:
        write = write_json if options.report.suffix == ".json" else write_markdown
        options.report.write_text(write(report), encoding="utf-8")
    root = shlex.quote(str(options.to or folder))
    terminal.suggest(f"sitegen serve --open --root {root}", "shows the new site, and what is left to do")
    return 1 if report.lost else 0
