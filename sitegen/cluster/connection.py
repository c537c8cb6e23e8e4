"""The address of a Dask cluster -> a connection that does the batches of a build, as a local pool does."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import time
from collections import deque
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from sitegen.cluster.batches import BatchRun
from sitegen.cluster.messages import Batch, Done, Envelope, Outcome, Request, Shared, Wanted
from sitegen.cluster.parcels import read_references
from sitegen.cluster.pieces import LostBlobError, Pieces
from sitegen.cluster.setup import compare_setups, describe_setup, report_failure
from sitegen.cluster.site_code import list_distributions, read_code
from sitegen.core.problems import Problem, ProblemError, error
from sitegen.workers.channel import Channel, wait_for
from sitegen.workers.pool import Job, Work
from sitegen.workers.worker import keep_from_workers, stop_keeping

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.cluster.parcels import Kind, Parcel
    from sitegen.cluster.pieces import Piece
    from sitegen.ext.registry import Extensions

J = TypeVar("J", bound=Job)
R = TypeVar("R")

#: Seconds beyond the time that a cluster may be away, after which a silent process isn't waited for.
_SILENCE = 120.0
#: Seconds that a cluster may be without workers, or away.
PATIENCE = 60.0
#: Seconds for the end of a cluster on this machine.
_FAREWELL = 10.0


class Cluster:
    """A cluster, from the first batch on until it is closed."""

    def __init__(
        self,
        address: str,
        memory: int,
        folder: str,
        store: str,
        extensions: Extensions | None = None,
    ) -> None:
        """``address`` is that of a scheduler, or ``local:N``; ``folder`` is one of its own, to be removed.

        A fork of a worker may take ``memory`` bytes for a page. ``store`` is the address of the store.
        """
        self.address = address
        self._memory = memory
        self._folder = folder
        self._store = store
        self._distributions = list_distributions(extensions)
        self._setup = describe_setup(self._distributions)
        self._patience = PATIENCE
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._is_ready = False  #: workers have connected, and their versions were compared
        self._threads = 0  #: of its workers; 0 for a moment while the last one is replaced
        self._numbers = count()
        self._done: deque[Done] = deque()  #: messages that came while we waited for another one
        self._owner = os.getpid()

    @property
    def count(self) -> int:
        """Return how many batches can be done at once, at least 1. Waits until the cluster is there."""
        self._wait_until_ready()
        return max(1, self._threads)

    def fetch(self, references: Sequence[bytes]) -> Sequence[bytes]:
        """Return what these references stand for; ProblemError if the store lost any."""
        pieces = read_references(references)
        if os.getpid() != self._owner:  # forks of the build don't use its connection
            return self._fetch_in_fork(pieces)
        self._wait_until_ready()
        self._send(Wanted(pieces))
        while True:
            kind, value = self._receive()
            if kind == "fetched":
                fetched: list[bytes] = value
                return fetched
            self._note(kind, value)

    def _fetch_in_fork(self, pieces: list[Piece]) -> list[bytes]:
        try:
            return Pieces(self._store).get(pieces)
        except LostBlobError as loss:
            raise ProblemError(self._report_loss(loss)) from loss

    def start(self) -> None:
        """Begin to connect, without waiting for it."""
        if self._process is not None:
            return
        name, _, workers = self.address.partition(":")
        is_local = name == "local"
        command = [sys.executable, "-P", "-m", "sitegen.cluster.dispatcher"]
        self._process = subprocess.Popen(  # noqa: S603  our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )
        assert self._process.stdin  # noqa: S101  asked for above
        assert self._process.stdout  # noqa: S101  the same
        self._channel = Channel(
            self._process.stdout.fileno(), self._process.stdin.fileno(), patience=_FAREWELL
        )
        keep_from_workers(self._channel)
        self._send(
            Request(
                "" if is_local else self.address,
                int(workers) if is_local else 0,
                self._folder,
                self._store,
                self._distributions,
                self._patience,
            )
        )

    def run(self, work: Work[J, R], jobs: Iterable[J]) -> Iterator[R]:
        """Yield the result of every item, in order; jobs are taken only as the cluster comes free."""
        self._wait_until_ready()
        yield from BatchRun(self, work).do(jobs)

    def close(self) -> None:
        """End the connection, and a cluster on this machine, whatever it is doing."""
        process, channel = self._process, self._channel
        self._process, self._channel, self._is_ready = None, None, False
        if channel is not None:
            stop_keeping(channel)
        if process is not None:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(_FAREWELL)
            process.kill()
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def share(self, job: Job, kind: Kind) -> bytes:
        """Return what all jobs of a run share, as it is sent."""
        shared = Shared(kind.share(job), self._memory, self._store, read_code(job))
        data = pickle.dumps(shared, pickle.HIGHEST_PROTOCOL)
        return msgspec.msgpack.encode(Envelope(self._setup, self._distributions, data))

    def submit(self, kind: str, run: str, shared: bytes, parcel: Parcel, seconds: float) -> int:
        """Submit a batch, each of whose items may take ``seconds``; return its number."""
        number = next(self._numbers)
        data = pickle.dumps((parcel.rest, seconds), pickle.HIGHEST_PROTOCOL)
        self._send(Batch(number, kind, run, shared, parcel.contents, data))
        return number

    def receive(self, seconds: float) -> tuple[Done, Outcome] | None:
        """Wait for the outcome of a batch; None if none comes. ProblemError if the cluster fails."""
        assert self._channel  # noqa: S101  it is ready
        until = time.monotonic() + seconds
        while not self._done:
            left = until - time.monotonic()
            if left < 0 or not wait_for([self._channel.incoming], left):
                return None
            self._note(*self._receive())
        done = self._done.popleft()
        return done, self._open(pickle.loads(done.outcome))  # noqa: S301  from our own workers

    def _note(self, kind: str, value: Any) -> None:  # noqa: ANN401  what that kind of message has
        if kind == "threads":
            self._threads = value
        elif kind == "done":
            self._done.append(value)

    def fail(self, message: str, hint: str = "start the build again; the site is unchanged") -> ProblemError:
        """Return an error about the cluster as a whole."""
        return ProblemError(error("cluster-failed", f"the cluster {self.address}: {message}", hint=hint))

    def _open(self, outcome: Outcome) -> Outcome:
        if outcome.setup:
            raise ProblemError(*compare_setups(self._setup, {f"worker on {outcome.host}": outcome.setup}))
        if outcome.raised is not None:
            raise self._explain(outcome.raised)
        return outcome

    def _explain(self, mistake: BaseException) -> BaseException:
        return ProblemError(self._report_loss(mistake)) if isinstance(mistake, LostBlobError) else mistake

    def _report_loss(self, loss: BaseException) -> Problem:
        message = f"the store {self._store} doesn't have {loss} any more"
        return error("cluster-failed", message, hint="start the build again; the site is unchanged")

    def _wait_until_ready(self) -> None:
        if self._is_ready:
            return
        self.start()
        setups: Mapping[str, Any] | None = None
        while setups is None:
            kind, value = self._receive()
            self._note(kind, value)
            if kind == "ready":
                setups = value
        problems = [report_failure(address, setup) for address, setup in setups.items() if _is_error(setup)]
        problems += compare_setups(
            self._setup, {address: setup for address, setup in setups.items() if not _is_error(setup)}
        )
        if problems:
            raise ProblemError(*problems)
        self._is_ready = True

    def _receive(self) -> tuple[str, Any]:
        assert self._channel  # noqa: S101  it was started
        limit = self._patience + _SILENCE
        try:
            if not wait_for([self._channel.incoming], limit):
                raise self.fail(f"no answer for {limit:g} s")
            kind, *value = self._channel.receive()
        except EOFError as cause:
            raise self.fail("the process that was connected to it has ended") from cause
        if kind == "failed":
            message, hint = value
            raise self.fail(message, hint or "start the build again; the site is unchanged")
        if kind == "raised":
            raise self._explain(value[0])
        return kind, value[0]

    def _send(self, message: object) -> None:
        assert self._channel  # noqa: S101  it was started
        try:
            self._channel.send_value(message)
        except BrokenPipeError as cause:
            raise self.fail("the process that was connected to it has ended") from cause


def _is_error(setup: object) -> bool:
    return isinstance(setup, BaseException)
