"""The files of another generator -> their values with places; nothing of them is run."""

from __future__ import annotations

from sitegen.importing.old_files.node import Node, OldSettings, merge, plain
from sitegen.importing.old_files.read import find_first, read_old_file, read_text

__all__ = ["Node", "OldSettings", "find_first", "merge", "plain", "read_old_file", "read_text"]
