"""Markdown with front matter -> HTML with holes for what only the site can say: see `convert`."""

from __future__ import annotations

from sitegen.content.markdown.convert import convert

__all__ = ["convert"]
