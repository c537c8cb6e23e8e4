"""The Markdown of other generators -> ours, line by line, with the places of it all: see `translate`."""

from __future__ import annotations

from sitegen.dialects.translate import is_foreign, translate

__all__ = ["is_foreign", "translate"]
