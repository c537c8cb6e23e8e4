"""The disk -> reports of changes: watchfiles in our own threads."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from watchfiles import watch

from sitegen.core.file_names import is_litter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from watchfiles import Change

#: Milliseconds without a further change after which a burst is over: an editor that saves by
#: renaming leaves gaps of a few.
QUIET_MS = 20
#: Milliseconds after which a burst is reported even though it goes on.
BURST_MS = 2_000
_STOP_WITHIN_MS = 100
#: Seconds until the system is asked again to watch what it refused: a folder that may not be read, or more
#: folders than its limit allows.
_TRY_AGAIN = 1.0


#: The system's message about a limit of Linux -> its setting, with a value for large sites.
_LIMITS = {
    "watch limit": "max_user_watches=524288",
    "No space left": "max_user_watches=524288",
    "Too many open files": "max_user_instances=1024 (and ulimit -n 4096, if that is lower)",
}


class SourceWatcher:
    """Watches trees completely, and folders for what is directly in them.

    A tree may appear and disappear, as long as the folder around it is watched too.
    """

    def __init__(self, folders: Sequence[Path], on_change: Callable[[frozenset[str]], None]) -> None:
        self._folders = tuple(folders)
        self._on_change = on_change
        self._trees: tuple[Path, ...] = ()
        self._over = threading.Event()
        self._moved = threading.Event()
        #: Why the system isn't watching at the moment; "" if it is.
        self.refusal = ""

    def aim(self, trees: Iterable[Path]) -> None:
        """Watch these trees from now on."""
        next_trees = tuple(trees)
        if next_trees != self._trees:
            self._trees = next_trees
            self._moved.set()

    def stop(self) -> None:
        """Stop watching."""
        self._over.set()
        self._moved.set()

    def watch_folders(self) -> None:
        """Report what changes directly in the folders, until stopped."""
        while not self._over.is_set():
            self._follow(self._folders, self._over, self._report_in_folders, recursive=False)

    def watch_trees(self) -> None:
        """Report what changes in the trees, until stopped."""
        while not self._over.is_set():
            self._moved.clear()
            present = [tree for tree in self._trees if tree.is_dir()]
            if not present:
                self._moved.wait()
                continue
            self._follow(present, self._moved, self._on_change, recursive=True)
            if not self._over.is_set() and not self.refusal:
                self._on_change(frozenset())  # neither watch has seen changes between them

    def _report_in_folders(self, paths: frozenset[str]) -> None:
        if paths & {str(tree) for tree in self._trees}:
            self._moved.set()  # a tree appeared or disappeared, so watching starts again
        self._on_change(paths)

    def _follow(
        self,
        places: Sequence[Path],
        stop: threading.Event,
        report: Callable[[frozenset[str]], None],
        *,
        recursive: bool,
    ) -> None:
        """Report changes until told to stop; return a second after the system refused to watch."""
        changes = watch(
            *places,
            watch_filter=_is_source,
            debounce=BURST_MS,
            step=QUIET_MS,
            stop_event=stop,
            rust_timeout=_STOP_WITHIN_MS,
            yield_on_timeout=True,  # the first event confirms that watching works
            raise_interrupt=False,
            recursive=recursive,
        )
        try:
            for change in changes:
                self.refusal = ""
                if change:
                    report(frozenset(path for _, path in change))
        except (
            OSError,
            RuntimeError,
        ) as cause:  # the second is watchfiles' own exception for errors of the system
            self.refusal = _explain(cause)
        except UnicodeEncodeError:
            self.refusal = "the path is not UTF-8"
        if self.refusal:
            stop.wait(_TRY_AGAIN)


def _explain(cause: OSError | RuntimeError) -> str:
    """Return why the system doesn't watch, with the setting that would help."""
    reason = (cause.strerror if isinstance(cause, OSError) else "") or str(cause)
    for words, setting in _LIMITS.items():
        if words in str(cause):
            return f"{reason}; to raise the limit: sudo sysctl fs.inotify.{setting}"
    return reason


def _is_source(_change: Change, path: str) -> bool:
    name = os.path.basename(path)
    return bool(name) and not is_litter(name) and name != "__pycache__" and not name.endswith(".pyc")
