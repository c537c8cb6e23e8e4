"""Wishes for a build -> builds, one at a time on a thread of their own; wishes that come meanwhile become one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Builder:
    """Runs ``work`` with every hint gathered since it last began; the last state of the disk is always built."""

    def __init__(self, work: Callable[[frozenset[str]], None]) -> None:
        self._work = work
        self._hints: set[str] = set()
        self._wanted = threading.Condition()
        self._is_wanted = False
        self._is_over = False
        self._thread = threading.Thread(target=self._run, name="builder", daemon=True)

    def start(self) -> None:
        """Begin to wait for wishes."""
        self._thread.start()

    def ask(self, hints: Iterable[str] = ()) -> None:
        """Wish for a build: after the one that is running, if any. From any thread."""
        with self._wanted:
            self._hints.update(hints)
            self._is_wanted = True
            self._wanted.notify()

    def stop(self) -> None:
        """Begin no other build, and wait for the one that is running."""
        with self._wanted:
            self._is_over = True
            self._wanted.notify()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wanted:
                self._wanted.wait_for(lambda: self._is_wanted or self._is_over)
                if self._is_over:
                    return
                hints = frozenset(self._hints)
                self._hints.clear()
                self._is_wanted = False
            self._work(hints)
