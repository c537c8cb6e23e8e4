"""Jobs -> results by supervised workers. An item over its limits ends its worker, and only it is reported."""

from __future__ import annotations

import signal
import time
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from sitegen.core.problems import ProblemError, error
from sitegen.workers.channel import wait_for
from sitegen.workers.progress import NO_LABEL, Phase
from sitegen.workers.worker import OUT_OF_MEMORY, CallStack, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sitegen.workers.budget import Budget

J = TypeVar("J", bound="Job")
R = TypeVar("R")

#: Seconds between two checks of silent workers.
_LOOK_EVERY = 1.0
#: A worker that computes is ended by its timer. One that waits for something is ended after this many times
#: the item's limit, and this many seconds more.
_PATIENCE = 10, 60.0
#: Stands for the limit of work without a limit.
_NO_LIMIT = 86_400.0


class Job(msgspec.Struct):
    """Some items, and in subclasses all that is needed to do something with each."""

    items: tuple[Any, ...]


class Overrun(msgspec.Struct, frozen=True):
    """Why an item has no result."""

    kind: str  #: time, memory, killed (by the system, when memory runs out, or by hand) or crashed
    seconds: float  #: that the item was allowed
    phase: Phase = Phase.WORKING
    label: bytes = NO_LABEL
    places: CallStack = CallStack()  #: where it was


class Work(Generic[J, R]):
    """One kind of work: what is done with each item, and with those that overrun their limits."""

    def __init__(self, function: Callable[[Any, Any], R] | None, budget: Budget | None = None) -> None:
        """Give a function of a job and an item; None: the one that the workers were forked with."""
        self.function = function
        self.budget = budget  #: is charged with all processor time that the work takes
        self.seconds = _NO_LIMIT  #: of processor time that each item may take; may change at any time
        self.travels = False  #: it reads nothing of this machine, so another one can do it

    def trim(self, job: J) -> J | list[R]:
        """Return a job without the items that aren't to be tried any more, or results of such a job."""
        return job

    def recover(self, job: J, overrun: Overrun) -> J | list[R]:
        """Return the result of a job of one item that overran, or another job to try instead."""
        raise ProblemError(
            error(
                "worker-died",
                f"a worker process ended before its work was done ({overrun.kind})",
                hint="did it run out of memory? try --jobs 1",
            )
        )


class _Ticket:
    """A job in the order of the results."""

    def __init__(self, job: Job, *, alone: bool = False) -> None:
        self.job = job
        self.alone = alone  #: it is to be done by a worker that has done nothing before
        self.results: list[Any] | None = None
        self.is_given = False

    def settle(self, results: list[Any]) -> None:
        """Take the results of all its items."""
        self.is_given, self.results = True, results


class _BusyWorker:
    """A worker and the ticket that it works on."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.ticket: _Ticket | None = None
        self.seconds = 0.0
        self._charged = 0.0  #: seconds of processor time, of all that the worker has taken
        self._seen = (-1, Phase.WORKING, NO_LABEL)
        self._seen_at = 0.0

    def give(self, ticket: _Ticket, work: Work[Any, Any]) -> None:
        """Give the worker a ticket."""
        self.ticket, self.seconds, self._seen_at = ticket, work.seconds, time.monotonic()
        ticket.is_given = True
        self.worker.give((work.function, ticket.job, work.seconds))

    def charge(self, taken: float, work: Work[Any, Any]) -> None:
        """Charge a job's processor time: ``taken`` seconds since the worker started, minus earlier jobs."""
        if work.budget is not None:
            work.budget.spent += taken - self._charged
        self._charged = taken

    def is_stuck(self) -> bool:
        """Return whether it has been at the same step for far too long."""
        progress, now = self.worker.progress.read(), time.monotonic()
        if progress != self._seen:
            self._seen, self._seen_at = progress, now
        factor, more = _PATIENCE
        return now - self._seen_at > factor * self.seconds + more


class Pool:
    """Up to ``count`` workers, forked when there is work."""

    def __init__(
        self,
        count: int,
        memory: int | None = None,
        inherited: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        """Let a worker take ``memory`` bytes for an item. ``inherited`` may hold what can't be sent."""
        self.count = count
        self._memory = memory
        self._inherited = inherited
        self._shifts: list[_BusyWorker] = []

    def start(self, prepare: Callable[[], None]) -> None:
        """Fork a worker before there is something to do, so that it prepares itself meanwhile."""
        self._shifts.append(_BusyWorker(Worker(self._memory, self._inherited, prepare)))

    def run(self, work: Work[J, R], jobs: Iterable[J]) -> Iterator[R]:
        """Yield the result of every item, in order; jobs are taken only as workers come free."""
        coming, tickets = iter(jobs), deque[_Ticket]()
        self._end(shift for shift in self._shifts if shift.ticket)  # left over from an abandoned run
        while True:
            self._hand_out(work, coming, tickets)
            while tickets and tickets[0].results is not None:
                for result in tickets.popleft().results or ():
                    yield result
                    if any(shift.ticket for shift in self._shifts):
                        self._collect(work, tickets, 0)
                        self._hand_out(work, coming, tickets)
            if not tickets:
                return
            self._collect(work, tickets, _LOOK_EVERY)

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        self._end(self._shifts)

    def _end(self, shifts: Iterable[_BusyWorker]) -> None:
        for shift in list(shifts):
            self._shifts.remove(shift)
            shift.worker.end()
            shift.worker.forget()

    def _hand_out(self, work: Work[Any, Any], coming: Iterator[Job], tickets: deque[_Ticket]) -> None:
        """Give every worker that is free something to do."""
        while sum(shift.ticket is not None for shift in self._shifts) < self.count:
            ticket = next((candidate for candidate in tickets if not candidate.is_given), None)
            if ticket is None:
                job = next(coming, None)
                if job is None:
                    return
                ticket = _Ticket(job)
                tickets.append(ticket)
            trimmed = work.trim(ticket.job)
            if isinstance(trimmed, list):
                ticket.settle(trimmed)
            elif not trimmed.items:
                ticket.settle([])
            else:
                ticket.job = trimmed
                self._find_worker(fresh=ticket.alone).give(ticket, work)

    def _find_worker(self, *, fresh: bool) -> _BusyWorker:
        free = [shift for shift in self._shifts if shift.ticket is None]
        chosen = next((shift for shift in free if shift.worker.is_fresh or not fresh), None)
        if chosen is None:
            self._end(free[: max(0, len(self._shifts) + 1 - self.count)])
            chosen = _BusyWorker(Worker(self._memory, self._inherited))
            self._shifts.append(chosen)
        return chosen

    def _collect(self, work: Work[Any, Any], tickets: deque[_Ticket], seconds: float) -> None:
        """Take the results that are there, or wait for one; deal with workers that died or got stuck."""
        busy = {shift.worker.channel.incoming: shift for shift in self._shifts if shift.ticket}
        ready = wait_for(busy, seconds)
        for descriptor in ready:
            self._receive(busy[descriptor], work, tickets)
        if not ready and seconds:
            for shift in busy.values():
                if shift.is_stuck():
                    self._discard(shift, work, tickets, "time")

    def _receive(self, shift: _BusyWorker, work: Work[Any, Any], tickets: deque[_Ticket]) -> None:
        try:
            kind, value = shift.worker.receive()
        except EOFError:
            self._discard(shift, work, tickets)
            return
        if kind == "raised":
            self._end([shift])
            raise value
        if kind == "out of memory":
            self._discard(shift, work, tickets, "memory", value)
        elif shift.ticket is not None:
            shift.charge(shift.worker.progress.read_time(), work)
            self._take_results(shift.ticket, value, tickets)
            shift.ticket = None

    def _take_results(self, ticket: _Ticket, results: list[Any], tickets: deque[_Ticket]) -> None:
        """Settle a ticket; what a worker left of its job, since it took long, becomes another one."""
        items = ticket.job.items
        if len(results) < len(items):
            rest = msgspec.structs.replace(ticket.job, items=items[len(results) :])
            tickets.insert(tickets.index(ticket) + 1, _Ticket(rest))
        ticket.settle(results)

    def _discard(
        self,
        shift: _BusyWorker,
        work: Work[Any, Any],
        tickets: deque[_Ticket],
        kind: str = "",
        places: CallStack | None = None,
    ) -> None:
        """Find out why a worker died, and replace its job by what is left of it."""
        worker, ticket = shift.worker, shift.ticket
        assert ticket is not None  # noqa: S101  only those at work are waited for
        code, taken = worker.end()
        shift.charge(taken, work)
        kind = kind or ("time" if worker.has_trace() else _KINDS.get(code, "crashed"))
        number, phase, label = worker.progress.read()
        overrun = Overrun(
            kind,
            shift.seconds,
            phase,
            label,
            worker.read_trace() if kind == "time" else places or CallStack(),
        )
        worker.forget()
        self._shifts.remove(shift)
        at = tickets.index(ticket)
        tickets.remove(ticket)
        for successor in reversed(_part(ticket, number, overrun, work)):
            tickets.insert(at, successor)


#: Exit code of a worker -> why it died.
_KINDS = {-signal.SIGPROF: "time", -signal.SIGKILL: "killed", OUT_OF_MEMORY: "memory"}


def _part(ticket: _Ticket, number: int, overrun: Overrun, work: Work[Any, Any]) -> list[_Ticket]:
    """Return what is left to do of a job whose worker died at an item.

    How much memory an item can use depends on what the worker did before, and it may have been killed for
    another reason. So only the death of a worker that did nothing else counts.
    """
    items = ticket.job.items
    before = _Ticket(msgspec.structs.replace(ticket.job, items=items[:number]))
    culprit = _Ticket(msgspec.structs.replace(ticket.job, items=items[number : number + 1]), alone=True)
    after = _Ticket(msgspec.structs.replace(ticket.job, items=items[number + 1 :]))
    if overrun.kind == "time" or ticket.alone:
        outcome = work.recover(culprit.job, overrun)
        if isinstance(outcome, Job):
            culprit = _Ticket(outcome, alone=ticket.alone)
        else:
            culprit.settle(outcome)
    return [piece for piece in (before, culprit, after) if piece.job.items]
