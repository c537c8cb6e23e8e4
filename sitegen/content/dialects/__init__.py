"""The Markdown of other generators -> ours, line by line, with the places of it all: see `translate`.

Most sites use our own Markdown, so the dialects are imported only for a file that needs them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.config import Dialect

if TYPE_CHECKING:
    from sitegen.config import Config
    from sitegen.core.model import Source


def needs_translation(source: Source, config: Config) -> bool:
    """Return whether a file is to be translated at all."""
    is_foreign = config.dialect is not Dialect.SITEGEN or source.path.endswith(".mdx")
    return is_foreign or bool(source.included or config.markdown.extensions)
