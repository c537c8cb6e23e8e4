"""How often pages overran their limits -> the limit of the next one, so that a whole build ends, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.workers.worker import is_limited_by_system

if TYPE_CHECKING:
    from sitegen.workers.pool import Overrun

#: This many pages may take the whole limit, ...
_WHOLE = 3
#: ... this many after them this part of it, ...
_PART = 0.1
_SHORT = 20
#: ... and this many blocks of code may overrun theirs. Then no more are tried.
_BLOCKS = 40


class Overruns:
    """The overruns of one stage of a build that converts pages.

    With the usual limit of ten seconds the pages that overran took 50 s, and blocks of code 60 s at most.
    A good page takes a hundredth of a second, and is converted whatever came before it.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds  #: the limit of a page
        self.pages = 0
        self.blocks = 0

    @property
    def seconds(self) -> float:
        """How long the next page may take."""
        return self._seconds if self.pages < _WHOLE else self._seconds * _PART

    @property
    def is_over(self) -> bool:
        """Whether no more pages are to be tried."""
        return self.pages >= _WHOLE + _SHORT or self.blocks >= _BLOCKS


def explain(overrun: Overrun, doing: str, memory: int) -> tuple[str, str, str]:
    """Return code, message and hint of an overrun; ``memory`` is what was allowed, in bytes."""
    if overrun.kind == "time":
        message = f"{doing} took more than {overrun.seconds:g} s"
        return "too-slow", message, "raise limits.page_seconds"
    if overrun.kind == "memory" and is_limited_by_system(memory):
        message = f"{doing} took more memory than the system gives this process"
        return "too-much-memory", message, "raise its limit of memory (ulimit -a shows it)"
    if overrun.kind == "memory":
        message = f"{doing} took more than {memory:,} bytes of memory"
        return "too-much-memory", message, "raise limits.page_memory_bytes"
    if overrun.kind == "killed":
        message = f"{doing} was ended by the system, twice, as it does when memory runs out"
        return "too-much-memory", message, "give it more memory, or try --jobs 1"
    message = f"{doing} crashed its worker process"
    return "worker-died", message, "this may be a bug in a library: please report it"
