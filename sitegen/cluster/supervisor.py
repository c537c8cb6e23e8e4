"""Batches -> outcomes: the process beside a Dask worker that does them in forks with limits.

It reads them from its standard input and writes outcomes to its standard output. It executes nothing of a
site itself: each build has forks of its own.
"""

from __future__ import annotations

import os
import pickle
import platform
import sys
from collections import OrderedDict
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sitegen.cluster.messages import Envelope, Order, Outcome, Reply, Shared
from sitegen.cluster.parcels import KINDS
from sitegen.cluster.pieces import LostBlobError, Pieces
from sitegen.cluster.setup import describe_setup
from sitegen.cluster.site_code import UnpackedCode, unpack_code
from sitegen.content.work import load_converter
from sitegen.core.problems import ProblemError
from sitegen.workers.budget import Budget
from sitegen.workers.channel import Channel
from sitegen.workers.pool import Job, Overrun, Pool, Work
from sitegen.workers.worker import keep_from_workers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.cluster.parcels import Kind
    from sitegen.cluster.pieces import Piece

_decode_envelope = msgspec.msgpack.Decoder(Envelope).decode
_decode_order = msgspec.msgpack.Decoder(Order).decode
_encode = msgspec.msgpack.Encoder().encode

#: A batch that takes longer, in seconds of processor time, is handed back half done: another worker may be
#: free for the rest, and the time that a build takes is to be known.
_HAND_BACK = 5.0
#: How many sites or builds can take turns without new forks for each batch.
_MOST_SHARED = 4


class _BatchWork(Work[Job, Any]):
    """A part of a build's work: what to do about overruns is decided there."""

    def __init__(self, kind: Kind, seconds: float) -> None:
        self._spent = Budget(_HAND_BACK, 0)
        super().__init__(kind.function, self._spent)
        self.seconds = seconds
        self.is_cut = False

    def trim(self, job: Job) -> Job | list[Any]:
        """Leave the rest to another worker if this took long."""
        self.is_cut = self.is_cut or self._spent.spent > _HAND_BACK
        return [None] * len(job.items) if self.is_cut else job

    def recover(self, job: Job, overrun: Overrun) -> list[Any]:
        """Return the overrun itself."""
        return [overrun]

    @property
    def spent(self) -> float:
        """Seconds of processor time that it took."""
        return self._spent.spent


class _Run(NamedTuple):
    """What is ready for the batches of one run."""

    shared: Shared
    pool: Pool
    pieces: Pieces
    code: UnpackedCode

    def close(self) -> None:
        self.pool.close()
        self.code.remove()


class Runs:
    """The last few runs that had batches here."""

    def __init__(self) -> None:
        self._runs: OrderedDict[bytes, _Run] = OrderedDict()

    def find(self, data: bytes) -> _Run:
        """Return the run whose batches share this data."""
        digest = sha256(data).digest()
        if digest not in self._runs:
            while len(self._runs) >= _MOST_SHARED:
                self._runs.popitem(last=False)[1].close()
            shared: Shared = pickle.loads(data)  # noqa: S301  from the build, by way of its cluster
            code = unpack_code(shared.code)
            shared = msgspec.structs.replace(shared, job=code.place(shared.job))
            self._runs[digest] = _Run(shared, Pool(1, shared.memory), Pieces(shared.store), code)
        self._runs.move_to_end(digest)
        return self._runs[digest]

    def close(self) -> None:
        """End all forks, and remove the code of sites."""
        while self._runs:
            self._runs.popitem()[1].close()


def do_batch(run: _Run, order: Order) -> Reply:
    """Do a batch within its limits; what goes wrong with the site or the store is in the outcome."""
    rest, seconds = pickle.loads(order.data)  # noqa: S301  from the build, by way of its cluster
    kind = KINDS[type(run.shared.job)]
    work = _BatchWork(kind, seconds)
    try:
        job = kind.unpack(run.shared.job, rest, run.pieces.get(order.contents), run.pieces)
        results = list(run.pool.run(work, [job]))
        large = run.pieces.put([result[1] for result in results if isinstance(result, tuple)])
    except (ProblemError, LostBlobError) as failure:
        return _reply(Outcome(raised=failure, seconds=work.spent))
    small = tuple(
        result[0]
        if isinstance(result, tuple)
        else run.code.name_places(result)
        if isinstance(result, Overrun)
        else None
        for result in results
    )
    return _reply(Outcome(small, work.spent), large, brings_all=kind.brings_all)


def _reply(outcome: Outcome, large: Sequence[Piece | bytes] = (), *, brings_all: bool = False) -> Reply:
    return Reply(pickle.dumps(outcome, pickle.HIGHEST_PROTOCOL), list(large), brings_all)


def _serve(channel: Channel) -> None:
    runs = Runs()
    for shared, order in _receive_all(channel):
        envelope = _decode_envelope(shared)
        setup = describe_setup(envelope.distributions)
        if setup != envelope.setup:
            reply = _reply(Outcome(host=platform.node(), setup=setup))
        else:
            reply = do_batch(runs.find(envelope.data), _decode_order(order))
        channel.send_value(_encode(reply))
    runs.close()


def _receive_all(channel: Channel) -> Iterator[tuple[bytes, bytes]]:
    while True:
        try:
            yield channel.receive()
        except EOFError:
            return


def main() -> None:
    """Do all batches that come until the worker ends."""
    channel = Channel(os.dup(0), os.dup(1))
    keep_from_workers(channel)
    os.dup2(2, 1)  # what a site's code prints must not mix with outcomes
    sys.stdout = sys.stderr
    load_converter()
    _serve(channel)


if __name__ == "__main__":
    main()
