"""Work that blocks -> a future of the event loop; what it raises is raised there."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def run_beside(work: Callable[[], None]) -> asyncio.Future[None]:
    """Run something on a thread that doesn't keep the process alive; for use on the loop."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[None] = loop.create_future()

    def end(failure: BaseException | None) -> None:
        if ended.done():
            return
        if failure is None:
            ended.set_result(None)
        else:
            ended.set_exception(failure)

    def run() -> None:
        failure = None
        try:
            work()
        except BaseException as raised:  # noqa: BLE001  raised again where the future is awaited
            failure = raised
        with suppress(RuntimeError):  # the loop is closed: nobody is waiting
            loop.call_soon_threadsafe(end, failure)

    threading.Thread(target=run, daemon=True).start()
    return ended
