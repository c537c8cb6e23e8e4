"""Processes that help with large builds, begun before there are threads that a fork could not take along."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor

_LOOK_EVERY = 0.5  # seconds


def start_workers(count: int) -> Executor | None:
    """Return running workers that know all that is imported here; None where one process does the work."""
    if count < 2:
        return None
    import sitegen.pipeline  # noqa: F401, PLC0415  so that workers need not import it

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    executor = ProcessPoolExecutor(count, context, initializer=_prepare, initargs=(os.getpid(),))
    executor.submit(os.getpid).result()
    return executor


def end_workers(executor: Executor | None, *, wait: bool) -> None:
    """Let workers go; those that are not waited for end when this process does, at the latest."""
    if executor is not None:
        executor.shutdown(wait=wait, cancel_futures=True)


def _prepare(parent: int) -> None:
    """Leave Ctrl-C to the server, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(0)
