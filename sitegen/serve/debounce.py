"""Requests for a build -> builds, one at a time; requests that come meanwhile are merged."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

#: Seconds without a request after which ``check`` is called.
_IDLE = 1.0
#: Seconds without a further request after which a burst (a checkout, a moved folder) is over.
_QUIET = 0.1
#: Seconds after which a build starts even though the burst goes on.
_LONGEST_BURST = 2.0


class Builder:
    """Runs ``work`` with the hints collected since its last start; the last build sees the last state.

    ``check`` runs when it has been quiet for a moment: a watcher may have missed something. It returns
    after how many seconds of quiet it wants to run again; None: not before the next build.

    One file that is saved by itself is built at once. Anything else may be the beginning of more, and
    waits until it is quiet.
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
        self._wishes = 0
        self._last_wish = float("-inf")  # by the monotonic clock
        self._is_burst = False

    def ask(self, hints: Iterable[str] | None = None) -> None:
        """Request a build, after the one that is running; without hints, anything may have changed."""
        with self._wanted:
            if hints is None:
                self._hints = None
            elif self._hints is not None:
                self._hints.update(hints)
            now = time.monotonic()
            self._is_burst = self._is_wanted or now - self._last_wish < _QUIET or not _is_lone(self._hints)
            self._last_wish = now
            self._wishes += 1
            self._is_wanted = True
            self._wanted.notify()

    def stop(self) -> None:
        """Start no other build."""
        with self._wanted:
            self._is_over = True
            self._wanted.notify()

    def run(self) -> None:
        """Build on request until stopped; an exception of `work` ends it."""
        pause: float | None = None
        while True:
            with self._wanted:
                is_woken = self._wanted.wait_for(self._has_news, pause)
                self._await_end_of_burst()
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

    def _await_end_of_burst(self) -> None:
        deadline = time.monotonic() + _LONGEST_BURST
        seen = -1
        while self._is_wanted and self._is_burst and not self._is_over:
            if seen == self._wishes or time.monotonic() >= deadline:
                return
            seen = self._wishes
            self._wanted.wait(_QUIET)

    def _has_news(self) -> bool:
        return self._is_wanted or self._is_over


def _is_lone(hints: Collection[str] | None) -> bool:
    """Return whether these hints are one existing file: not a folder, and not a file that was moved."""
    return hints is not None and len(hints) == 1 and all(map(os.path.isfile, hints))
