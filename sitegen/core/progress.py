"""The progress of long work -> a callback that shows it."""

from __future__ import annotations

from collections.abc import Callable

#: A callback for progress: what is being done, how many are done, of how many.
OnProgress = Callable[[str, int, int], None]


def ignore_progress(_stage: str, _done: int, _total: int) -> None:
    """Ignore the progress: the default callback."""
