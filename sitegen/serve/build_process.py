"""A PreviewBuilder -> the same in its own process, which has no threads, so it can fork at any moment.

Builds fork workers, which get a copy of the whole memory. If a process with threads, such as a server, is
forked, the copy may wait forever for a lock that another thread held.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec

from sitegen.core.problems import ProblemError, error
from sitegen.core.progress import ignore_progress
from sitegen.serve.builds import PreviewBuild, PreviewBuilder
from sitegen.serve.preview import Edition
from sitegen.workers.channel import Channel, open_channel
from sitegen.workers.worker import fork, keep_from_workers, pack_exception

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.core.progress import OnProgress
    from sitegen.publish.manifest import File
    from sitegen.serve.settings import Settings

#: Seconds that `close` waits for the cache to be saved.
_PATIENCE = 1.0
#: Seconds between two progress messages.
_TELL_EVERY = 0.2


class BuildProcess:
    """A builder in its own process. Only one thread at a time may call its methods."""

    def __init__(self, settings: Settings) -> None:
        """Fork; call this before any thread is started."""
        channel, child_end = open_channel()
        self._process = fork()
        if self._process == 0:
            channel.close()
            _run_builder(settings, child_end)
        child_end.close()
        self._channel = Channel(channel.incoming, channel.outgoing)  # however long a build takes
        self._edition = Edition()

    def open(self, home: Path) -> None:
        """Start to use the folder ``home`` for output and cache."""
        self._channel.send(pickle.dumps(home))

    def build(
        self,
        hints: frozenset[str] | None,
        *,
        unwatched: bool = False,
        on_progress: OnProgress = ignore_progress,
    ) -> PreviewBuild:
        """Do as ``PreviewBuilder.build``; ``on_progress`` is called with the progress."""
        answer: PreviewBuild | _Revised = self._ask(
            "build", hints, unwatched=unwatched, on_progress=on_progress
        )
        preview_build = answer.apply(self._edition) if isinstance(answer, _Revised) else answer
        if preview_build.edition is not None:
            self._edition = preview_build.edition
        return preview_build

    def prepare(self) -> datetime | None:
        """Do as ``PreviewBuilder.prepare``."""
        answer: datetime | None = self._ask("prepare")
        return answer

    def settles_in(self) -> float | None:
        """Do as ``PreviewBuilder.settles_in``."""
        answer: float | None = self._ask("settles_in")
        return answer

    def is_stale(self) -> bool:
        """Do as ``PreviewBuilder.is_stale``."""
        answer: bool = self._ask("is_stale")
        return answer

    def close(self) -> None:
        """End the process; interrupting a running build does no harm."""
        self._channel.close()
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if os.waitpid(self._process, os.WNOHANG)[0]:
                return
            time.sleep(0.01)
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)

    def _ask(
        self, name: str, *arguments: object, on_progress: OnProgress = ignore_progress, **options: object
    ) -> Any:  # noqa: ANN401  what the method returns
        try:
            self._channel.send(pickle.dumps((name, arguments, options)))
            kind, value = self._channel.receive()
            while kind == "told":
                on_progress(*value)
                kind, value = self._channel.receive()
        except (EOFError, BrokenPipeError):
            message = "the process that builds was ended"
            hint = "did it run out of memory?"
            raise ProblemError(error("worker-died", message, hint=hint)) from None
        if kind == "raised":
            raise value
        return value


class _Revised(msgspec.Struct):
    """A build whose edition differs in a few files from the one before: large sites aren't sent whole."""

    preview_build: PreviewBuild
    files: Mapping[str, File]
    fresh: Mapping[str, bytes]

    def apply(self, before: Edition) -> PreviewBuild:
        """Return the whole build."""
        edition = msgspec.structs.replace(
            before, files={**before.files, **self.files}, fresh={**before.fresh, **self.fresh}
        )
        return msgspec.structs.replace(self.preview_build, edition=edition)


def _shorten(preview_build: PreviewBuild, before: Edition) -> PreviewBuild | _Revised:
    """Return a build without what the edition before had, too."""
    edition = preview_build.edition
    if edition is None or edition.sources is not before.sources or not before.files:
        return preview_build
    fresh = {path: data for path, data in edition.fresh.items() if before.fresh.get(path) is not data}
    bare = msgspec.structs.replace(preview_build, edition=None)
    return _Revised(bare, {path: edition.files[path] for path in fresh}, fresh)


class _ProgressSender:
    """Sends progress to the server, not too often."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last = 0.0

    def on_progress(self, stage: str, done: int, total: int) -> None:
        """Receive the progress of a build."""
        if time.monotonic() - self._last >= _TELL_EVERY:
            self._last = time.monotonic()
            self._channel.send(pickle.dumps(("told", (stage, done, total))))


def _run_builder(settings: Settings, channel: Channel) -> NoReturn:
    """Serve requests until the server closes its end. The first message names the folder to use."""
    builder: PreviewBuilder | None = None
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server gets it too, and ends this process
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        keep_from_workers(channel)
        builder = PreviewBuilder(settings, channel.receive(), _ProgressSender(channel).on_progress)
        before = Edition()
        while True:
            name, arguments, options = channel.receive()
            try:
                answer = value = getattr(builder, name)(*arguments, **options)
                if isinstance(value, PreviewBuild):
                    answer, before = _shorten(value, before), value.edition or before
                message = pickle.dumps(("done", answer), pickle.HIGHEST_PROTOCOL)
            except BaseException as mistake:  # noqa: BLE001  raised again in the supervisor
                message = pack_exception(mistake)
            channel.send(message)
    except (EOFError, BrokenPipeError):  # the server is gone
        if builder is not None:
            with suppress(Exception):  # nobody is left to report to
                builder.close()
    finally:
        os._exit(0)
