"""Batches from a build -> a Dask cluster -> their outcomes: the process that is the client of the cluster.

It is a process because the client has threads, and a build forks. Dask decides which worker does which batch,
moves batches from busy workers to idle ones, and tries again what was lost with a worker. Only a scheduler
that comes back knows nothing of its client: then the batches that are under way are submitted once more.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import dask
import msgspec
from distributed import Client, KilledWorker, LocalCluster, Security
from distributed.client import FutureCancelledError

from sitegen.cluster.messages import Batch, Done, Order, Reply, Request, Wanted
from sitegen.cluster.pieces import LostBlobError, Pieces
from sitegen.cluster.task import SupervisorLostError, describe_worker, keep_bytes, run_batch
from sitegen.core.problems import ProblemError
from sitegen.workers.channel import Channel
from sitegen.workers.worker import pack_exception

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Future

T = TypeVar("T")

_encode = msgspec.msgpack.Encoder().encode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode

#: A batch that a worker lost is tried this many times more.
_RETRIES = 3
#: Seconds between two looks at the cluster.
_LOOK_EVERY = 2.0
#: Seconds for one answer of a scheduler that is there.
_ANSWER = 10.0
#: On this machine, workers are forks of a server that has imported Dask once for all of them.
_SETTINGS = {
    "distributed.worker.multiprocessing-method": "forkserver",
}


class ClusterLostError(Exception):
    """The cluster is away, or without workers, for too long."""


class SchedulerLostError(Exception):
    """The scheduler went away while it answered: what it knew of is gone, even if it comes back."""


class _Dispatcher:
    """The connection to a cluster, and the batches that are under way."""

    def __init__(self, channel: Channel, request: Request, cluster: LocalCluster | str) -> None:
        self._channel = channel
        self._request = request
        self._cluster = cluster
        self._client: Client | None = None
        self._connecting = asyncio.Lock()
        self._pieces = Pieces(request.store)
        self._storing = ThreadPoolExecutor(1)
        self._writer = ThreadPoolExecutor(1)  # a build that is busy doesn't hold up the cluster
        self._shared: dict[str, tuple[Client, Future]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._threads = 0

    async def run(self) -> None:
        """Do all batches that come, until the build hangs up."""
        client = await self._find_client()
        await client.wait_for_workers(1, timeout=self._request.patience)
        await self._look(client)
        await self._send("ready", await self._describe_all(client))
        watching = asyncio.create_task(self._watch())
        self._tasks.add(watching)
        loop, reader = asyncio.get_running_loop(), ThreadPoolExecutor(1)
        try:
            while True:
                asked = await loop.run_in_executor(reader, self._channel.receive)
                doing = self._do(asked) if isinstance(asked, Batch) else self._fetch(asked)
                task = asyncio.create_task(doing)
                self._tasks.add(task)
                task.add_done_callback(self._forget)
        except EOFError:
            pass
        for task in self._tasks:
            task.cancel()
        if self._client is not None:
            with suppress(TimeoutError, OSError):
                await asyncio.wait_for(self._client.close(), _ANSWER)

    async def _describe_all(self, client: Client) -> dict[str, object]:
        """Return the setup of each worker, or its exception; the scheduler only if it raised one."""
        distributions = self._request.distributions
        setups = await client.run(describe_worker, distributions, on_error="return")
        described: dict[str, object] = {f"worker {address}": setup for address, setup in setups.items()}
        try:
            await client.run_on_scheduler(describe_worker, distributions)
        except ImportError as mistake:
            described[f"scheduler {self._request.address}"] = mistake
        return described

    def _forget(self, task: asyncio.Task[None]) -> None:
        """Remove a finished task from the list; an exception in it is a bug, and is raised in the build."""
        self._tasks.discard(task)
        if not task.cancelled() and (mistake := task.exception()) is not None:
            self._writer.submit(self._channel.send, pack_exception(mistake))

    async def _fetch(self, wanted: Wanted) -> None:
        """Send the build the contents that it needs from the store."""
        try:
            await self._send("fetched", await self._ask_store(self._pieces.get, wanted.pieces))
        except (ProblemError, LostBlobError) as loss:
            await self._send("raised", loss)

    async def _ask_store(self, function: Callable[[list[Any]], T], values: list[Any]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._storing, function, values)

    async def _do(self, batch: Batch) -> None:
        while True:
            try:
                order = Order(batch.data, await self._ask_store(self._pieces.put, batch.contents))
                client = await self._find_client()
                reply = await self._submit(client, batch, _encode(order))
                large = reply.large
                if reply.brings_all:
                    large = [*await self._ask_store(self._pieces.get, large)]
            except (ProblemError, LostBlobError) as loss:
                await self._send("raised", loss)
            except (FutureCancelledError, SchedulerLostError):
                await asyncio.sleep(0.1)
                continue
            except KilledWorker as death:
                await self._send("failed", f"a batch of pages ended {_RETRIES + 1} workers", str(death))
            except SupervisorLostError:
                message = f"the processes of {_RETRIES + 1} workers ended while they did a batch of pages"
                await self._send("failed", message, "")
            except ClusterLostError as loss:
                await self._send("failed", str(loss), "")
            else:
                await self._send("done", Done(batch.number, reply.outcome, large))
            return

    async def _submit(self, client: Client, batch: Batch, order: bytes) -> Reply:
        if self._shared.get(batch.run, (None,))[0] is not client:
            settings = client.submit(
                keep_bytes, batch.shared, key=f"sitegen-settings-{uuid4().hex}", retries=_RETRIES
            )
            self._shared = {batch.run: (client, settings)}
        shared = self._shared[batch.run][1]
        if shared.cancelled():
            del self._shared[batch.run]
            return await self._submit(client, batch, order)
        key = f"sitegen-{batch.kind}-{uuid4().hex}"
        future = client.submit(run_batch, shared, order, key=key, retries=_RETRIES)
        try:
            reply: bytes = await future
        except OSError as cause:
            if future.status == "error":  # it is that of a worker
                raise
            raise SchedulerLostError from cause
        return _decode_reply(reply)

    async def _find_client(self) -> Client:
        """Return a client that is connected; ClusterLostError when that takes too long."""
        async with self._connecting:
            until = time.monotonic() + self._request.patience
            while self._client is None or self._client.status != "running":
                if self._client is None or self._client.status == "closed":
                    with suppress(OSError, TimeoutError):
                        self._client = await Client(
                            self._cluster, asynchronous=True, set_as_default=False, timeout=_ANSWER
                        )
                        continue
                if time.monotonic() > until:
                    message = f"no answer from its scheduler for {self._request.patience:g} s"
                    raise ClusterLostError(message)
                await asyncio.sleep(0.1)
            return self._client

    async def _watch(self) -> None:
        """Report how many workers there are; end everything if there are none for too long."""
        until = time.monotonic() + self._request.patience
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            with suppress(OSError, TimeoutError, ClusterLostError):
                await self._look(await self._find_client())
                if self._threads:
                    until = time.monotonic() + self._request.patience
            if time.monotonic() > until and len(self._tasks) > 1:
                message = f"it has had no worker for {self._request.patience:g} s"
                await self._send("failed", message, "")

    async def _look(self, client: Client) -> None:
        threads = sum((await asyncio.wait_for(client.nthreads(), _ANSWER)).values())
        if threads != self._threads:
            self._threads = threads
            await self._send("threads", threads)

    async def _send(self, *message: object) -> None:
        loop = asyncio.get_running_loop()
        with suppress(BrokenPipeError):
            await loop.run_in_executor(self._writer, self._channel.send_value, message)


async def _serve(channel: Channel) -> None:
    request: Request = channel.receive()
    async with AsyncExitStack() as stack:
        cluster: LocalCluster | str = request.address
        if not cluster:
            cluster = await stack.enter_async_context(_start_cluster(request))
        await _Dispatcher(channel, request, cluster).run()


def _start_cluster(request: Request) -> LocalCluster:
    """Return a cluster on this machine, to which nobody else can connect."""
    return LocalCluster(
        n_workers=request.workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        security=Security.temporary(),
        local_directory=request.folder,
        asynchronous=True,
        silence_logs=logging.CRITICAL,
    )


def main() -> None:
    """Do batches until the build hangs up."""
    channel = Channel(os.dup(0), os.dup(1))
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with dask.config.set(_SETTINGS):
        try:
            asyncio.run(_serve(channel))
        except (OSError, TimeoutError, ClusterLostError) as cause:
            with suppress(BrokenPipeError):
                channel.send_value(("failed", str(cause), ""))


if __name__ == "__main__":
    main()
