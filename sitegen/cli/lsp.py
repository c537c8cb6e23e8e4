"""``sitegen lsp``."""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.cache.cache_folder import CACHE_NAME, EDITOR_NAME, open_cache
from sitegen.cli import find_root
from sitegen.core.extras import is_installed, report_missing
from sitegen.core.location import locate
from sitegen.core.problems import ProblemError
from sitegen.sources.inputs import CONFIG_NAME

if TYPE_CHECKING:
    import argparse


def run_lsp(options: argparse.Namespace) -> int:
    """Serve an editor over the standard streams until the editor ends."""
    gc.enable()  # an editor runs for hours; `sitegen.cli.entry` disabled it for the sake of builds
    if not is_installed("pygls"):
        raise ProblemError(report_missing("pygls", "serving an editor"))
    from sitegen.lsp.edited_site import EditedSite
    from sitegen.lsp.server import serve_editor

    with ExitStack() as stack:

        def open_site(folder: str) -> EditedSite:
            root = options.root
            is_named = options.config is not None or root != find_root()
            if folder and not is_named and (_is_site(Path(folder)) or not _is_site(root)):
                root = Path(folder)
            cache = locate(root / CACHE_NAME / EDITOR_NAME, root)
            home = Path(stack.enter_context(open_cache(cache)).folder.path)
            return stack.enter_context(closing(EditedSite(root, home, options.config)))

        # What a site's own functions print must not come between the messages.
        writes = stack.enter_context(os.fdopen(os.dup(1), "wb"))
        os.dup2(2, 1)
        serve_editor(open_site, 0, writes)
    return 0


def _is_site(folder: Path) -> bool:
    return (folder / CONFIG_NAME).exists() or (folder / "content").is_dir()
