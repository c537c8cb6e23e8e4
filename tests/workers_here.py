"""A worker that is no process: most tests convert and render in their own, which takes half the time.

Forking costs a test more than converting and rendering a small site. What only processes do, limits above
all, is tested with real workers: see ``WITH_WORKERS`` in conftest.py.
"""

from __future__ import annotations

import os
import pickle
import time
from typing import TYPE_CHECKING, Any

from sitegen.workers.progress import Progress
from sitegen.workers.worker import pack_exception

if TYPE_CHECKING:
    from collections.abc import Callable


class _AlwaysReady:
    """Stands for the connection to a worker whose answer is always there."""

    def __init__(self) -> None:
        self.incoming, self.outgoing = os.pipe()
        os.write(self.outgoing, b"!")

    def close(self) -> None:
        os.close(self.incoming)
        os.close(self.outgoing)


def _do(function: Callable[[Any, Any], Any], job: Any, item: Any, seconds: float) -> Any:
    began = time.process_time()
    result = function(job, item)
    if time.process_time() - began > seconds:
        raise TimeoutError("an item took longer than it may: a test of that needs the marker `processes`")
    return result


class WorkerHere:
    """Does a job when it is given one. Everything is pickled on its way, as it is between processes."""

    def __init__(
        self,
        memory: int | None,
        inherited: Callable[[Any, Any], Any] | None = None,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """Take the same as ``sitegen.workers.worker.Worker``; ``memory`` limits nothing."""
        self.is_fresh = True
        self.progress = Progress()
        self.channel = _AlwaysReady()
        self._inherited = inherited
        self._answer = b""
        if prepare is not None:
            prepare()

    def give(self, message: object) -> None:
        self.is_fresh = False
        try:
            sent, job, seconds = pickle.loads(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))  # noqa: S301  ours
            function = self._inherited or sent
            results = [_do(function, job, item, seconds) for item in job.items]
            self._answer = pickle.dumps(("done", results), pickle.HIGHEST_PROTOCOL)
        except Exception as mistake:  # noqa: BLE001  raised again by the pool
            self._answer = pack_exception(mistake)

    def receive(self) -> tuple[str, Any]:
        kind, value = pickle.loads(self._answer)  # noqa: S301  ours
        return kind, value

    def end(self) -> tuple[int, float]:
        self.channel.close()
        return 0, 0.0

    def forget(self) -> None:
        self.progress.close()
