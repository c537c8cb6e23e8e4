"""Jobs of one kind of work -> results, in order, by batches that a cluster does."""

from __future__ import annotations

import time
from collections import deque
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

import msgspec

from sitegen.cluster.parcels import KINDS
from sitegen.workers.pool import Job, Overrun, Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sitegen.cluster.messages import Done, Outcome
    from sitegen.cluster.parcels import Kind, Parcel
    from sitegen.core.problems import ProblemError

#: Batches under way for each thread of the cluster, so that no thread waits for its next one.
_AHEAD = 2
#: A cluster that finishes no batch for this many times the limit of a page, and this many seconds more, isn't
#: waited for: a worker hands a batch back after a few seconds.
_SILENCE = 10, 120.0


class Connection(Protocol):
    """Takes batches, and returns their outcomes."""

    @property
    def count(self) -> int:
        """How many batches can be done at once; at least 1."""

    def share(self, job: Job, kind: Kind) -> bytes:
        """Return what all jobs of a run share, as it is sent."""

    def submit(self, kind: str, run: str, shared: bytes, parcel: Parcel, seconds: float) -> int:
        """Submit a batch, each of whose items may take ``seconds``; return its number."""

    def receive(self, seconds: float) -> tuple[Done, Outcome] | None:
        """Wait for the outcome of a batch; None if none comes. ProblemError if the cluster fails."""

    def fail(self, message: str) -> ProblemError:
        """Return an error about the cluster as a whole."""


class _Ticket:
    """A job in the order of the results."""

    def __init__(self, job: Any) -> None:  # noqa: ANN401  of any kind
        self.job = job
        self.number: int | None = None  #: of its batch
        self.results: list[Any] | None = None


class BatchRun:
    """The jobs of one kind of work, on their way to the cluster and back."""

    def __init__(self, cluster: Connection, work: Work[Any, Any]) -> None:
        self._cluster = cluster
        self._work = work
        self._name = uuid4().hex
        self._kind: Kind | None = None
        self._shared = b""
        self._heard_at = time.monotonic()

    def do(self, jobs: Iterable[Any]) -> Iterator[Any]:
        """Yield the result of every item, in order."""
        coming, tickets = iter(jobs), deque[_Ticket]()
        while True:
            self._submit(coming, tickets)
            while tickets and tickets[0].results is not None:
                yield from tickets.popleft().results or ()
                self._submit(coming, tickets)
            if not tickets:
                return
            self._collect(tickets)

    def _submit(self, coming: Iterator[Any], tickets: deque[_Ticket]) -> None:
        """Submit batches until the cluster is busy, and no more."""
        while len(tickets) < _AHEAD * self._cluster.count + 1:
            job = next(coming, None)
            if job is None:
                break
            tickets.append(_Ticket(job))
        for ticket in tickets:
            if ticket.number is None and ticket.results is None:
                self._submit_one(ticket)

    def _submit_one(self, ticket: _Ticket) -> None:
        trimmed = self._work.trim(ticket.job)
        if isinstance(trimmed, list) or not trimmed.items:
            ticket.results = trimmed if isinstance(trimmed, list) else []
            return
        ticket.job = trimmed
        if self._kind is None:
            self._kind = KINDS[type(trimmed)]
            self._shared = self._cluster.share(trimmed, self._kind)
        parcel = self._kind.pack(trimmed)
        ticket.number = self._cluster.submit(
            self._kind.name, self._name, self._shared, parcel, self._work.seconds
        )

    def _collect(self, tickets: deque[_Ticket]) -> None:
        received = self._cluster.receive(1.0)
        if received is None:
            factor, more = _SILENCE
            limit = factor * self._work.seconds + more
            if time.monotonic() - self._heard_at > limit:
                raise self._cluster.fail(f"it has finished no batch of pages for {limit:.0f} s")
            return
        self._heard_at = time.monotonic()
        done, outcome = received
        if self._work.budget is not None:
            self._work.budget.spent += outcome.seconds
        at = next((index for index, ticket in enumerate(tickets) if ticket.number == done.number), None)
        if at is not None:  # otherwise an outcome of an earlier run that was abandoned
            ticket = tickets[at]
            del tickets[at]
            for successor in reversed(list(self._settle(ticket.job, outcome.results, iter(done.large)))):
                tickets.insert(at, successor)

    def _settle(
        self,
        job: Any,  # noqa: ANN401  of any kind
        results: Sequence[bytes | Overrun | None],
        large: Iterator[Any],
    ) -> Iterator[_Ticket]:
        """Yield in order what replaces a job: its results, the rest of it, and jobs that are tried again."""
        assert self._kind  # noqa: S101  it was submitted
        for _, group in groupby(zip(job.items, results, strict=True), key=lambda pair: type(pair[1])):
            pairs = list(group)
            ticket = _Ticket(msgspec.structs.replace(job, items=tuple(item for item, _ in pairs)))
            small = [result for _, result in pairs if isinstance(result, bytes)]
            overruns = [(item, result) for item, result in pairs if isinstance(result, Overrun)]
            if small:
                ticket.results = [self._kind.join(result, next(large)) for result in small]
            for item, overrun in overruns:
                yield self._recover(msgspec.structs.replace(job, items=(item,)), overrun)
            if not overruns:
                yield ticket

    def _recover(self, job: Any, overrun: Overrun) -> _Ticket:  # noqa: ANN401  of any kind
        outcome = self._work.recover(job, overrun)
        if isinstance(outcome, Job):
            return _Ticket(outcome)
        ticket = _Ticket(job)
        ticket.results = outcome
        return ticket
