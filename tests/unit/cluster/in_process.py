"""A cluster in this process: every batch travels, and is done by what a worker has beside it."""

from __future__ import annotations

import pickle
from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec

from sitegen.cluster.batches import BatchRun
from sitegen.cluster.messages import Done, Envelope, Order, Outcome, Shared
from sitegen.cluster.pieces import Pieces
from sitegen.cluster.site_code import read_code
from sitegen.cluster.supervisor import Runs, do_batch
from sitegen.core.problems import ProblemError, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sitegen.cluster.parcels import Kind, Parcel
    from sitegen.workers.pool import Job, Work

MEMORY = 512 << 20


class ClusterInProcess:
    """Does the batch that came last first."""

    def __init__(self, store: Path) -> None:
        self.count = 3
        self.most_waiting = 0
        self._store = str(store)
        self._pieces = Pieces(self._store)
        self._runs = Runs()
        self._waiting: deque[tuple[int, bytes, Parcel, float, bool]] = deque()
        self._number = 0

    def run(self, work: Work[Any, Any], jobs: Iterable[Any]) -> Iterator[Any]:
        return BatchRun(self, work).do(jobs)

    def share(self, job: Job, kind: Kind) -> bytes:
        shared = Shared(kind.share(job), MEMORY, self._store, read_code(job))
        return msgspec.msgpack.encode(Envelope({}, (), pickle.dumps(shared)))

    def submit(self, kind: str, run: str, shared: bytes, parcel: Parcel, seconds: float) -> int:
        self._number += 1
        self._waiting.append((self._number, shared, parcel, seconds, kind == "render"))
        self.most_waiting = max(self.most_waiting, len(self._waiting))
        return self._number

    def receive(self, seconds: float) -> tuple[Done, Outcome] | None:
        number, shared, parcel, limit, brings_all = self._waiting.pop()
        data = msgspec.msgpack.decode(shared, type=Envelope).data
        order = Order(pickle.dumps((parcel.rest, limit)), self._pieces.put(parcel.contents))
        reply = do_batch(self._runs.find(data), order)
        assert reply.brings_all is brings_all or not reply.large
        large = self._pieces.get(reply.large) if brings_all else reply.large
        outcome: Outcome = pickle.loads(reply.outcome)  # noqa: S301  made here
        if outcome.raised:
            raise outcome.raised
        return Done(number, b"", [*large]), outcome

    def fail(self, message: str) -> ProblemError:
        return ProblemError(error("cluster-failed", message))

    def fetch(self, references: Any) -> list[bytes]:
        from sitegen.cluster.parcels import read_references

        return self._pieces.get(read_references(references))

    def close(self) -> None:
        self._runs.close()
