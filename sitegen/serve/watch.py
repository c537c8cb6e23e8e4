"""The disk -> word that something changed: livereload's watcher over watchfiles, in a thread of its own."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from livereload.watcher import Watcher
from watchfiles import watch

from sitegen.files.names import is_litter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from watchfiles import Change

#: Milliseconds without a further change after which a burst is over: an editor that saves by
#: renaming leaves gaps of a few.
QUIET_MS = 20
#: Milliseconds after which a burst is reported though it goes on.
BURST_MS = 2_000


class SourceWatcher(Watcher):  # type: ignore[misc]  # livereload publishes no types
    """Watches trees with all that is in them, and folders for what lies directly in them.

    A tree may be missing, come and go: the folder around it is watched, too.
    """

    def __init__(
        self, trees: Sequence[Path], folders: Sequence[Path], on_change: Callable[[frozenset[str]], None]
    ) -> None:
        super().__init__()
        self._trees = tuple(trees)
        self._folders = tuple(folders)
        self._on_change = on_change
        self._over = threading.Event()
        self._moved = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, callback: Callable[[], None]) -> bool:  # noqa: ARG002  livereload's interface
        """Watch from now on; True tells livereload not to poll."""
        for run in (self._watch_folders, self._watch_trees):
            thread = threading.Thread(target=run, name="watcher", daemon=True)
            thread.start()
            self._threads.append(thread)
        return True

    def stop(self) -> None:
        """Stop watching."""
        self._over.set()
        self._moved.set()
        for thread in self._threads:
            thread.join(timeout=2)

    def _watch_folders(self) -> None:
        names = {str(tree) for tree in self._trees}
        for changes in watch(
            *self._folders,
            watch_filter=_is_source,
            debounce=BURST_MS,
            step=QUIET_MS,
            stop_event=self._over,
            rust_timeout=200,
            raise_interrupt=False,
            recursive=False,
        ):
            paths = frozenset(path for _, path in changes)
            if paths & names:
                self._moved.set()  # a tree came or went: its watch must begin anew
            self._on_change(paths)

    def _watch_trees(self) -> None:
        while not self._over.is_set():
            self._moved.clear()
            present = [tree for tree in self._trees if tree.is_dir()]
            if not present:
                self._moved.wait()
                continue
            for changes in watch(
                *present,
                watch_filter=_is_source,
                debounce=BURST_MS,
                step=QUIET_MS,
                stop_event=self._moved,
                rust_timeout=200,
                raise_interrupt=False,
            ):
                self._on_change(frozenset(path for _, path in changes))
            if not self._over.is_set():
                self._on_change(frozenset())  # what changed between two watches was seen by neither


def _is_source(_change: Change, path: str) -> bool:
    name = os.path.basename(path)  # noqa: PTH119  called for every event
    return bool(name) and not is_litter(name) and name != "__pycache__" and not name.endswith(".pyc")
