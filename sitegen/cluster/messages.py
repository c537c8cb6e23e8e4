"""What a build, the client of its cluster, and the workers tell each other."""

from __future__ import annotations

from typing import Any

import msgspec

from sitegen.cluster.pieces import Piece
from sitegen.cluster.site_code import SiteCode
from sitegen.workers.pool import Job, Overrun


class Request(msgspec.Struct, frozen=True):
    """Which cluster is to be used."""

    address: str  #: of a scheduler; "" starts a cluster on this machine
    workers: int  #: of the cluster on this machine
    folder: str  #: for temporary files of that
    store: str  #: the location of the store
    distributions: tuple[str, ...]  #: whose releases are compared, besides sitegen's own
    patience: float  #: seconds that a cluster may be without workers, or away


class Batch(msgspec.Struct, frozen=True):
    """One batch, on its way to the cluster."""

    number: int
    kind: str  #: as Dask's dashboard calls it
    run: str  #: names what is shared
    shared: bytes  #: an Envelope
    contents: list[bytes]  #: to be put into the store
    data: bytes  #: of an Order, without them


class Order(msgspec.Struct, frozen=True):
    """What a worker does for one batch."""

    data: bytes  #: pickled: the rest of the job, and the seconds that each item may take
    contents: list[Piece | bytes]


class Shared(msgspec.Struct, frozen=True):
    """What all batches of one run share."""

    job: Job  #: without items
    memory: int  #: bytes that a fork may take for an item
    store: str  #: the location of the store
    code: SiteCode  #: of the site's extensions


class Envelope(msgspec.Struct, frozen=True):
    """The same, to be opened only where the same is installed."""

    setup: dict[str, str]  #: as `describe_setup` has it where the build runs
    distributions: tuple[str, ...]  #: those of extensions
    data: bytes  #: a Shared, pickled


class Outcome(msgspec.Struct, frozen=True):
    """What a batch gave."""

    results: tuple[bytes | Overrun | None, ...] = ()  #: of each item; None for one that is left to others
    seconds: float = 0.0  #: of processor time
    raised: BaseException | None = None  #: instead of results
    host: str = ""  #: of this worker, if its setup isn't that of the build, ...
    setup: dict[str, str] = {}  #: ... and what it is instead


class Reply(msgspec.Struct, frozen=True):
    """The same, as it travels."""

    outcome: bytes  #: an Outcome, pickled
    large: list[Piece | bytes]  #: the large parts of those results that there are
    brings_all: bool  #: whether the build needs them now


class Done(msgspec.Struct, frozen=True):
    """The same, for the build."""

    number: int  #: of the batch
    outcome: bytes
    large: list[Any]  #: Piece or bytes


class Wanted(msgspec.Struct, frozen=True):
    """What the build needs of the store."""

    pieces: list[Piece]
