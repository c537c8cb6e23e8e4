"""Wishes for a build -> builds, one at a time; wishes that come meanwhile become one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Builder:
    """Runs ``work`` with the hints gathered since it last began; what is built last is the last state."""

    def __init__(self, work: Callable[[frozenset[str]], None]) -> None:
        self._work = work
        self._hints: set[str] = set()
        self._wanted = threading.Condition()
        self._is_wanted = False
        self._is_over = False

    def ask(self, hints: Iterable[str] = ()) -> None:
        """Wish for a build: after the one that is running, if any. From any thread."""
        with self._wanted:
            self._hints.update(hints)
            self._is_wanted = True
            self._wanted.notify()

    def stop(self) -> None:
        """Begin no other build."""
        with self._wanted:
            self._is_over = True
            self._wanted.notify()

    def run(self) -> None:
        """Build whenever it is wished for, until stopped; what ``work`` raises ends it."""
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._is_wanted or self._is_over)
                if self._is_over:
                    return
                hints = frozenset(self._hints)
                self._hints.clear()
                self._is_wanted = False
            self._work(hints)
