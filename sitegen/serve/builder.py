"""Wishes for a build -> builds, one at a time; wishes that come meanwhile become one."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Seconds without a wish after which ``check`` is called.
_IDLE = 1.0


class Builder:
    """Runs ``work`` with the hints gathered since it last began; what is built last is the last state.

    ``check`` runs when it has been quiet for a moment: a watcher may have missed something. It returns
    after how many seconds of quiet it wants to run again; None: not before the next build.
    """

    def __init__(
        self, work: Callable[[frozenset[str] | None], None], check: Callable[[], float | None]
    ) -> None:
        self._work = work
        self._check = check
        self._hints: set[str] | None = set()
        self._wanted = threading.Condition()
        self._is_wanted = False
        self._is_over = False

    def ask(self, hints: Iterable[str] | None = None) -> None:
        """Wish for a build, after the one that is running; without hints anything may have changed."""
        with self._wanted:
            if hints is None:
                self._hints = None
            elif self._hints is not None:
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
        pause: float | None = None
        while True:
            with self._wanted:
                is_woken = self._wanted.wait_for(self._has_news, pause)
                if self._is_over:
                    return
                hints = None if self._hints is None else frozenset(self._hints)
                if is_woken:
                    self._hints, self._is_wanted = set(), False
            if is_woken:
                self._work(hints)
                pause = _IDLE
            else:
                pause = self._check()

    def _has_news(self) -> bool:
        return self._is_wanted or self._is_over
