"""Figures -> sections of RESULTS.md, each between its own marks: one can be measured without the others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RESULTS = Path(__file__).parent / "RESULTS.md"
_HEAD = """\
# How fast it is

Written by `make bench` and `make bench-peers`; how to read it: [README.md](README.md).
"""


def write_section(name: str, text: str, path: Path = RESULTS) -> None:
    """Put a section in the place of its older self, or at the end."""
    before = path.read_text(encoding="utf-8") if path.exists() else _HEAD
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    section = f"{begin}\n{text.strip()}\n{end}"
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if pattern.search(before):
        after = pattern.sub(lambda _: section, before)
    else:
        after = f"{before.rstrip()}\n\n{section}\n"
    path.write_text(after, encoding="utf-8")


def make_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table whose first column is text and the rest figures."""
    rules = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rules, *rows))


def show_seconds(seconds: float) -> str:
    """Return seconds with the digits that mean something."""
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s"
