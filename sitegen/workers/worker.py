"""A fork of this process that does one job after another within its limits, and is replaced when it dies."""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import re
import signal
import sys
import time
import warnings
from contextlib import suppress
from traceback import format_exception, print_exc, walk_tb
from typing import TYPE_CHECKING, Any, NoReturn

from sitegen.core.low_memory import is_lack_of_memory
from sitegen.core.problems import ProblemError, error
from sitegen.workers.channel import Channel, open_channel
from sitegen.workers.progress import Progress, announce_in, end_items, start_item

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import BinaryIO

#: Memory that a worker may use besides that of its item: lexers, templates and arenas of the allocator.
_OWN_MEMORY = 32 << 20
#: Memory that is reserved for reporting that memory ran out.
_RESERVE = 1 << 20
#: A job that takes longer, in seconds of processor time, is handed back half done: its time is to be known.
_HAND_BACK = 5.0
#: After this many more values than before, a worker looks for garbage: some ten pages. Templates leave some.
_GARBAGE_CHECK = 20_000
_PAGE = os.sysconf("SC_PAGE_SIZE")
#: The number of data and stack pages among those of /proc/self/statm.
_DATA = 5
#: The exit code of a worker that ran out of memory and could not report where.
OUT_OF_MEMORY = 77
_FRAME = re.compile(r'  File "(.*)", line (\d+) in ')

#: Descriptors that no worker may inherit: a worker ends when the supervisor's end is closed.
_supervisors_ends: set[int] = set()


class CallStack(list[tuple[str, int]]):
    """File and line of each open call, the innermost first."""


class Worker:
    """The supervisor's view of one worker."""

    def __init__(
        self,
        memory: int | None,
        inherited: Callable[[Any, Any], Any] | None = None,
        prepare: Callable[[], None] | None = None,
    ) -> None:
        """Fork; the worker may take ``memory`` bytes for an item. ProblemError without a process.

        It calls ``prepare`` first, which counts for no item.
        """
        self.is_fresh = True  #: it has not begun anything yet
        self.progress = Progress()
        self._trace: BinaryIO = _open_scratch()
        channel, child_end = open_channel()
        self.channel = channel
        keep_from_workers(channel)
        try:
            self.process = fork()
            if self.process == 0:
                _be_worker(child_end, self.progress, self._trace, memory, inherited, prepare)
        except ProblemError:
            self._hang_up()
            self.forget()
            raise
        finally:
            child_end.close()

    def give(self, message: object) -> None:
        """Give it a job; it must have none. If the worker is dead, `receive` raises."""
        self.is_fresh = False
        self.progress.start(0)
        with suppress(BrokenPipeError):
            self.channel.send(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))

    def receive(self) -> tuple[str, Any]:
        """Return what it sends next. EOFError when it is dead or stopped."""
        kind, value = self.channel.receive()
        return kind, value

    def end(self) -> tuple[int, float]:
        """End it, whatever it is doing; return its exit code, minus the signal's number, and its time."""
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        _, status, usage = os.wait4(self.process, 0)
        self._hang_up()
        return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime

    def _hang_up(self) -> None:
        stop_keeping(self.channel)
        self.channel.close()

    def has_trace(self) -> bool:
        """Return whether its timer ran out: faulthandler then wrote something, even if it crashed."""
        return os.fstat(self._trace.fileno()).st_size > 0

    def read_trace(self) -> CallStack:
        """Return the stack at the moment when the timer ended it."""
        size = os.fstat(self._trace.fileno()).st_size
        text = os.pread(self._trace.fileno(), size, 0).decode("ascii", "replace")
        return CallStack((file, int(line)) for file, line in _FRAME.findall(text))

    def forget(self) -> None:
        """Free what was needed to explain its end."""
        self._trace.close()
        self.progress.close()


def keep_from_workers(channel: Channel) -> None:
    """Have workers close their copies of a connection of this process."""
    _supervisors_ends.update((channel.incoming, channel.outgoing))


def stop_keeping(channel: Channel) -> None:
    """Have workers no longer close a connection, which will be closed here: its numbers are used again."""
    _supervisors_ends.difference_update((channel.incoming, channel.outgoing))


def _open_scratch() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return open(os.memfd_create("sitegen"), "w+b", buffering=0)
    from tempfile import TemporaryFile

    return TemporaryFile(buffering=0)


def fork() -> int:
    """Fork this process, which should have no other threads. ProblemError if no process can be had."""
    with warnings.catch_warnings():
        # Python 3.12 warns where other threads run: those of a library, which a worker doesn't use.
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            return os.fork()
        except OSError as cause:
            raise ProblemError(
                error(
                    "worker-died",
                    f"the system can't start another process: {cause.strerror}",
                    hint="raise its limits of processes and memory (ulimit), or end other programs",
                )
            ) from cause


def _be_worker(
    channel: Channel,
    progress: Progress,
    trace: BinaryIO,
    memory: int | None,
    inherited: Callable[[Any, Any], Any] | None,
    prepare: Callable[[], None] | None,
) -> NoReturn:
    """Work until the supervisor closes its end; never return into the supervisor's code."""
    try:
        signal.signal(
            signal.SIGINT, signal.SIG_IGN
        )  # Ctrl-C reaches the supervisor, too: it ends its workers
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        for descriptor in _supervisors_ends:
            os.close(descriptor)
        faulthandler.register(signal.SIGPROF, trace, all_threads=False, chain=True)
        if prepare is not None:
            prepare()
            progress.begin()
        announce_in(progress)
        gc.freeze()
        gc.set_threshold(_GARBAGE_CHECK, 50, 50)
        gc.enable()
        if memory is not None:
            _limit_memory(memory + _OWN_MEMORY)
        while True:
            _do_job(channel, inherited)
    except (EOFError, BrokenPipeError):  # the supervisor is gone
        os._exit(0)
    except BaseException as mistake:  # noqa: BLE001  a bug, told before this process ends
        if is_lack_of_memory(mistake):  # not even enough to report where
            os._exit(OUT_OF_MEMORY)
        print_exc()
    finally:
        os._exit(1)


def _do_job(channel: Channel, inherited: Callable[[Any, Any], Any] | None) -> None:
    reserve = bytearray(_RESERVE)
    try:
        given, job, seconds = channel.receive()
        function: Callable[[Any, Any], Any] = given if inherited is None else inherited
        results = []
        enough = time.process_time() + _HAND_BACK
        for number, item in enumerate(job.items):
            start_item(number, seconds)
            results.append(function(job, item))
            if time.process_time() > enough:
                break
        message = pickle.dumps(("done", results), pickle.HIGHEST_PROTOCOL)
    except MemoryError as mistake:
        reserve.clear()
        channel.send(pickle.dumps(("out of memory", _list_calls(mistake.__traceback__))))
        os._exit(0)
    except (EOFError, BrokenPipeError):
        raise
    except BaseException as mistake:  # noqa: BLE001  raised again in the supervisor
        message = pack_exception(mistake)
    finally:
        end_items()
    channel.send(message)
    gc.collect(1)  # what an item that is under way leaves behind would hold its whole job


def _list_calls(traceback: TracebackType | None) -> CallStack:
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(traceback)]
    return CallStack(reversed(frames))


def pack_exception(mistake: BaseException) -> bytes:
    """Return the message that has an exception raised in the process that receives it."""
    told = "".join(format_exception(mistake))
    mistake.add_note(f"in a worker:\n{told}")
    try:
        message = pickle.dumps(("raised", mistake))
        pickle.loads(message)  # noqa: S301  our own: some exceptions can be written and not read
    except Exception:  # noqa: BLE001  whatever keeps an exception from being sent
        message = pickle.dumps(("raised", RuntimeError(told)))
    return message


def _limit_memory(size: int) -> None:
    """Limit this process to this many bytes more than it has now. Only Linux counts them."""
    if sys.platform != "linux":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    bounds = [bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min((_count_memory() + size, *bounds)), hard))


def is_limited_by_system(memory: int) -> bool:
    """Return whether the system already limits a process to less memory."""
    import resource

    limits = (resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
    return any(limit != resource.RLIM_INFINITY and limit < memory for limit in limits)


def _count_memory() -> int:
    """Return how many bytes of data this process has, as RLIMIT_DATA counts them (a little more)."""
    handle = os.open("/proc/self/statm", os.O_RDONLY)
    try:
        return int(os.read(handle, 200).split()[_DATA]) * _PAGE
    finally:
        os.close(handle)
