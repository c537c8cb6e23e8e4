"""A bucket -> the right to deploy to it, for one process at a time.

The right is an object that its holder writes again and again. Of a process that was killed, it runs out.
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sitegen.core.problems import ProblemError
from sitegen.deploy.bucket import Conflict
from sitegen.deploy.difference import PRIVATE
from sitegen.deploy.host import refuse

if TYPE_CHECKING:
    from sitegen.deploy.bucket import Bucket

LOCK = ".sitegen-deploy.lock"
#: Seconds after which a lease that wasn't renewed is no longer valid, and how often it is renewed.
VALID, RENEWED = 60.0, 15.0


class Lease:
    """A context in which no other process deploys to a bucket; ProblemError if one does now."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._content = os.urandom(16).hex().encode()
        self._etag = ""
        self._renewed = 0.0
        self._ended = threading.Event()
        self._renewer = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Self:
        self._acquire()
        self._renewed = time.time()
        self._renewer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._renewer.join()
        with suppress(ProblemError):  # a lease that can't be given back runs out
            if time.time() - self._renewed <= VALID and self._is_ours():
                self._bucket.delete([LOCK])

    def check(self) -> None:
        """Raise ProblemError if the lease may have run out: call it before each change."""
        if time.time() - self._renewed > VALID:
            message = "the connection was lost for so long that another deployment may have begun"
            raise refuse(f"{self._bucket.name}: {message}", "deploy again: only what is missing is sent")

    def _acquire(self) -> None:
        held = self._bucket.read(LOCK)
        seconds = self._bucket.now - held.modified if held else 0
        if held and seconds < VALID:
            raise self._refuse(VALID - seconds)
        try:
            self._etag = self._write(held.etag if held else "")
        except Conflict:
            raise self._refuse(VALID) from None
        if not self._is_ours():  # storage that knows no conditions let two write
            raise self._refuse(VALID)

    def _write(self, etag: str) -> str:
        return self._bucket.write_if(LOCK, self._content, PRIVATE, etag)

    def _is_ours(self) -> bool:
        held = self._bucket.read(LOCK)
        return held is not None and held.data == self._content

    def _renew(self) -> None:
        """Renew the lease until it ends, or another process has it; a request that fails is tried again."""
        while not self._ended.wait(RENEWED):
            begun = time.time()
            try:
                self._etag = self._write(self._etag)
            except Conflict:
                self._renewed = 0.0
                return
            except ProblemError:
                continue
            self._renewed = begun

    def _refuse(self, seconds: float) -> ProblemError:
        message = f"{self._bucket.name}: another deployment is under way"
        wait = f"{max(1, round(seconds))} seconds"
        return refuse(message, f"wait until it has ended; if it was stopped, you can deploy in {wait}")
