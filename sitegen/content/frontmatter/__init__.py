"""One file of content -> its front matter, its body, and every mistake in the former."""

from __future__ import annotations

from sitegen.config import SYNONYMS
from sitegen.content.frontmatter.read import read
from sitegen.content.frontmatter.schema import READERS

__all__ = ["READERS", "SYNONYMS", "read"]
