"""The client of a cluster submits a batch again when its scheduler went away, at whatever moment."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("distributed")

import msgspec
from distributed.client import FutureCancelledError

from sitegen.cluster.dispatcher import _Dispatcher
from sitegen.cluster.messages import Batch, Done, Reply, Request
from sitegen.cluster.task import keep_bytes

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

REPLY = msgspec.msgpack.encode(Reply(b"outcome", [], brings_all=False))
CANCELLED = FutureCancelledError("key", "scheduler-connection-lost")


class Future:
    """A future of Dask that is done."""

    def __init__(self, value: bytes | BaseException, status: str) -> None:
        self.status = status
        self._value = value

    def cancelled(self) -> bool:
        return self.status == "cancelled"

    def __await__(self) -> Generator[None, None, bytes]:
        yield
        if isinstance(self._value, BaseException):
            raise self._value
        return self._value


class Client:
    """A client of Dask whose batches end as listed."""

    def __init__(self, *futures: Future) -> None:
        self.futures = list(futures)

    def submit(self, function: object, *_: object, **__: object) -> Future:
        return Future(b"", "finished") if function is keep_bytes else self.futures.pop(0)


class Channel:
    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send_value(self, message: object) -> None:
        self.sent.append(message)


def do_batch(folder: Path, *futures: Future) -> list[Any]:
    """Return what the build is told of a batch."""
    channel: Any = Channel()

    async def run() -> None:
        request = Request("tcp://127.0.0.1:1", 0, str(folder), str(folder), (), 1.0)
        dispatcher = _Dispatcher(channel, request, "")
        client: Any = Client(*futures)

        async def find_client() -> Any:
            return client

        dispatcher._find_client = find_client  # type: ignore[method-assign]
        await dispatcher._do(Batch(7, "convert", "run", b"", [], b""))

    asyncio.run(run())
    sent: list[Any] = channel.sent
    return sent


@pytest.mark.parametrize(
    "loss",
    [
        Future(CANCELLED, "cancelled"),
        Future(OSError("closed while the result was fetched"), "finished"),
        Future(TimeoutError("no answer"), "pending"),
    ],
)
def test_a_batch_of_a_lost_scheduler_is_submitted_again(tmp_path: Path, loss: Future) -> None:
    sent = do_batch(tmp_path, loss, Future(REPLY, "finished"))
    assert [("done", Done(7, b"outcome", []))] == sent


def test_a_mistake_of_a_worker_is_not_taken_for_a_lost_scheduler(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"):
        do_batch(tmp_path, Future(OSError("no space on the disk"), "error"), Future(REPLY, "finished"))
