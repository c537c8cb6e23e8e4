"""A function -> called in a fork of this process, while this process does something else."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError
from sitegen.workers.worker import fork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def called_beside(function: Callable[[], object]) -> Iterator[None]:
    """Call a function in another process while the block runs, and wait for its end.

    It must be something that may stop half done: if the block raises, that process is ended, and nobody
    learns what the function returns or raises. If the system can't start another process, it isn't called.
    """
    try:
        process = fork()
    except ProblemError:
        yield
        return
    if not process:
        try:
            function()
        finally:
            os._exit(0)  # the fork must not continue as a second build
    has_ended = False
    try:
        yield
        has_ended = True
    finally:
        if not has_ended:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
