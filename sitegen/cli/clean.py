"""``sitegen clean``."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sitegen.build import claim_output, settings_for
from sitegen.cache.memory import CACHE_NAME
from sitegen.cli.terminal import Terminal
from sitegen.files import clean, locked
from sitegen.request import Options

if TYPE_CHECKING:
    import argparse

#: What `sitegen serve` makes: sitegen.serve.settings.FOLDER.
PREVIEW_NAME = ".sitegen-serve"


def run_clean(options: argparse.Namespace) -> int:
    """Remove the published site and the cache; what sitegen did not make stays."""
    terminal = Terminal(color=None, quiet=options.quiet)
    wanted = Options(root=options.root, config_file=options.config, output=options.output)
    config, _, _ = settings_for(wanted)
    output = claim_output(wanted, config)
    with locked(output):
        left = clean(output)
    shutil.rmtree(options.root / CACHE_NAME, ignore_errors=True)
    terminal.say(f"Removed {output.shown}/ and {CACHE_NAME}/.")
    if (previewed := options.root / PREVIEW_NAME).is_dir():
        from sitegen.serve.alone import alone  # noqa: PLC0415  a server's modules are not for every clean

        with alone(previewed):
            shutil.rmtree(previewed)
        terminal.say(f"Removed {PREVIEW_NAME}/.")
    for path in left:
        terminal.say(f"Left {output.shown}/{path}: sitegen did not make it.")
    return 0
