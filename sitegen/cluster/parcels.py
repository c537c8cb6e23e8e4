"""A job -> what travels of it to a worker, and its results -> what travels back.

What all jobs of a run share travels once, apart from them. Sources, bodies and outputs go through the store,
so neither the build nor the scheduler of the cluster holds them.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from sitegen.cache.store import read_reference, refer
from sitegen.cluster.pieces import Piece
from sitegen.content.work import ConvertJob, convert_one
from sitegen.core.model import Document, Source
from sitegen.render.job import RenderJob, Slice
from sitegen.render.page import render_apart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.cluster.pieces import Pieces
    from sitegen.plan.target import Target
    from sitegen.workers.pool import Job

_encode = msgspec.msgpack.Encoder().encode
_decode_source = msgspec.msgpack.Decoder(Source).decode
_decode_piece = msgspec.msgpack.Decoder(Piece).decode


class Parcel(NamedTuple):
    """What travels of a job, besides what it shares with others."""

    contents: list[bytes]  #: to be put into the store
    rest: Any  #: whatever else is needed


class Kind(NamedTuple):
    """How the jobs of one kind travel. Every result is a pair: what is small, and what is large."""

    name: str  #: as Dask's dashboard calls it
    function: Callable[[Any, Any], tuple[bytes, bytes]]
    share: Callable[[Any], Job]  #: a job -> what all jobs of its run share
    pack: Callable[[Any], Parcel]
    unpack: Callable[
        [Any, Any, list[bytes], Pieces], Job
    ]  #: what is shared, the rest, the contents -> the job
    join: Callable[[bytes, Piece | bytes], Any]  #: what is small, and where the large part is -> the result
    brings_all: bool  #: whether the build needs the large part at once


def convert_apart(job: ConvertJob, source: Source) -> tuple[bytes, bytes]:
    """Return a document, pickled, and its encoded Body."""
    document, body = convert_one(job, source)
    return pickle.dumps(document, pickle.HIGHEST_PROTOCOL), body


def read_references(pieces: Sequence[bytes]) -> list[Piece]:
    """Return where the bodies are that the cache has references to."""
    return [_decode_piece(piece) for piece in pieces]


def _share_conversion(job: ConvertJob) -> ConvertJob:
    return ConvertJob((), job.config, extensions=job.extensions)


class _Conversion(NamedTuple):
    """What differs between batches of sources, besides these."""

    plain: frozenset[bytes]
    trouble: tuple[str, str, str] | None


def _pack_sources(job: ConvertJob) -> Parcel:
    return Parcel([_encode(source) for source in job.items], _Conversion(job.plain, job.trouble))


def _unpack_sources(shared: ConvertJob, rest: _Conversion, contents: list[bytes], _: Pieces) -> ConvertJob:
    items = tuple(map(_decode_source, contents))
    return msgspec.structs.replace(shared, items=items, plain=rest.plain, trouble=rest.trouble)


def _join_document(document: bytes, body: Piece | bytes) -> tuple[Document, bytes]:
    """Return a document with a reference to its body: the build needs that only where a page shows it."""
    read: Document = pickle.loads(document)  # noqa: S301  from our own workers
    return read, body if isinstance(body, bytes) else refer(_encode(body))


def _share_rendering(job: RenderJob) -> RenderJob:
    return msgspec.structs.replace(job, items=(), slice=Slice())


class _Rendering(NamedTuple):
    """What differs between batches of targets."""

    items: tuple[Target, ...]
    slice: Slice  #: with references to bodies


def _pack_slice(job: RenderJob) -> Parcel:
    return Parcel([], _Rendering(job.items, job.slice))


def _unpack_slice(shared: RenderJob, rest: _Rendering, _: list[bytes], pieces: Pieces) -> RenderJob:
    holders = [values for values in rest.slice.pages.values() if read_reference(values.get("body") or b"")]
    bodies = read_references([read_reference(values["body"]) for values in holders])
    for values, body in zip(holders, pieces.get(bodies), strict=True):
        values["body"] = body
    return msgspec.structs.replace(shared, items=rest.items, slice=rest.slice)


def _join_output(small: bytes, data: Piece | bytes) -> tuple[bytes, bytes]:
    assert isinstance(data, bytes)  # noqa: S101  the large parts were brought along
    return small, data


KINDS: dict[type[Job], Kind] = {
    ConvertJob: Kind(
        name="convert",
        function=convert_apart,
        share=_share_conversion,
        pack=_pack_sources,
        unpack=_unpack_sources,
        join=_join_document,
        brings_all=False,
    ),
    RenderJob: Kind(
        name="render",
        function=render_apart,
        share=_share_rendering,
        pack=_pack_slice,
        unpack=_unpack_slice,
        join=_join_output,
        brings_all=True,
    ),
}
