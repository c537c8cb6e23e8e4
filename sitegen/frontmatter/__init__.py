"""One file of content -> its front matter, its body, and every mistake in the former."""

from __future__ import annotations

from sitegen.frontmatter.read import read
from sitegen.frontmatter.schema import READERS, SYNONYMS

__all__ = ["READERS", "SYNONYMS", "read"]
