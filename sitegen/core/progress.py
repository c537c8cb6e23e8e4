"""How far long work has come -> whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

#: Told of progress: what is being done, how many are done, of how many.
OnProgress = Callable[[str, int, int], None]


def ignore_progress(_stage: str, _done: int, _total: int) -> None:
    """Be the Tell of a build that nobody watches."""
