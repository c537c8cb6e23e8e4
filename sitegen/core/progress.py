"""How far long work has come -> whoever shows it."""

from __future__ import annotations

from collections.abc import Callable

#: Told of progress: what is being done, how many are done, of how many.
Tell = Callable[[str, int, int], None]


def tell_nobody(_stage: str, _done: int, _total: int) -> None:
    """Be the Tell of a build that nobody watches."""
